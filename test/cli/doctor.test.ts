import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { checkNames } from '../../core/doctor/checks.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { coloured } from '../../render/paint.ts'
import { type AccountFacts, serveAccount, soundAccount } from '../support/account.ts'
import { exampleDocument, onePolicyFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'

const schemas = join(__dirname, '../../schemas')
const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addSchema(JSON.parse(readFileSync(join(schemas, 'doctor.schema.json'), 'utf8')))

/** One SCP on the root, and another region than the one of Organizations. */
const manifest = `region: eu-west-1
version: 2021-03-15
holdfast:
  accounts: { log_archive: "222222222222" }
resources:
  - name: deny-leave-organization
    resource_file: deny.json
    deploy_method: scp
    deployment_targets: { organizational_units: [Root] }
`

let user: ReturnType<typeof onePolicyFolder>
let emulator: Emulator
let close: (() => Promise<void>)[]
beforeEach(async () => {
  user = onePolicyFolder()
  emulator = await startEmulator({ organization: parse(exampleDocument()) })
  close = [() => emulator.close()]
  writeFileSync(join(user.folder, 'manifest.yaml'), manifest)
  await transcript(user.folder, ['lock'], { env: { AWS_ENDPOINT_URL: emulator.url } })
  await fetch(`${emulator.url}/_holdfast/calls`, { method: 'DELETE' })
})
afterEach(async () => {
  for (const one of close) await one()
  user.remove()
})

/** The environment of somebody in an account like this, and in the emulated organization. */
async function envOf(account: Partial<AccountFacts> = {}): Promise<Record<string, string>> {
  const served = await serveAccount({ ...soundAccount(), ...account })
  close.push(served.close)
  return { AWS_ENDPOINT_URL: served.url, AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url }
}

const doctor = (env: Record<string, string>, ...args: string[]) => transcript(user.folder, ['doctor', ...args], { env })

test('where nothing lacks it says so, check by check; what cannot be seen is a warning, which --strict counts', async () => {
  const env = await envOf()
  const expected = `Organization o-a1b2c3d4e5, management account 111111111111

ok       organization: o-a1b2c3d4e5, as the lock says
ok       credentials: they are the management account's, 111111111111
ok       all-features: all features of the organization are enabled
ok       policy-types: SCPs are enabled
ok       policy-quota: 5 of 10,000 SCPs, with the manifest
ok       delegated-administrators: none, here and in the manifest
ok       trail: aws-controltower-BaselineCloudTrail logs what is changed in
         us-east-1
ok       log-file-validation: aws-controltower-BaselineCloudTrail has it
ok       home-region: eu-west-1, as aws-controltower-BaselineCloudTrail says
ok       home-region-trail: aws-controltower-BaselineCloudTrail logs what is
         changed in eu-west-1
ok       stack-sets-access: not needed: the manifest has no stack sets
ok       bootstrap: the CDK can deploy in us-east-1 and eu-west-1
warning  member-bootstrap: 222222222222 cannot be seen from here
         > With credentials of each account: "npx cdk bootstrap
           aws://222222222222/eu-west-1 --trust 111111111111
           --cloudformation-execution-policies
           arn:aws:iam::aws:policy/AdministratorAccess".
ok       evidence-stack: no policy stops it in 222222222222
ok       lambda-concurrency: 990 of 1000 in us-east-1 are not reserved
ok       other-tools: no trace of another tool that manages the same policies
ok       enforcer: none is deployed yet

17 checks: 1 warning.
`
  expect(await doctor(env)).toBe(`$ holdfast doctor\n${expected}`)
  expect(await doctor(env, '--strict')).toBe(`$ holdfast doctor --strict\n${expected}exit code 1\n`)
})

test.each<[string, Partial<AccountFacts>, RegExp]>([
  ['no trail', { trails: [] }, /^error {4}trail: no trail logs/m],
  ['another account', { id: '999999999999' }, /^error {4}credentials: they are account 999999999999's/m],
  ['no bootstrap', { parameters: {} }, /^error {4}bootstrap: .*in us-east-1 and eu-west-1\n {9}> Run "npx cdk/m],
])('%s is an error: exit code 1', async (_, account, line) => {
  const said = await doctor(await envOf(account))
  expect(said).toMatch(line)
  expect(said).toMatch(/\d errors?,[^\n]*\nexit code 1\n$/)
})

test('a bare emulator knows Organizations alone: the rest is not known, and that is exit code 1', async () => {
  const said = await doctor({ AWS_ENDPOINT_URL: emulator.url })
  expect(said).toMatch(
    /^unknown {2}trail: the endpoint does not know cloudtrail:DescribeTrails\n {9}> It is an emulator/m,
  )
  expect(said).toMatch(/ \d+ not known\.\nexit code 1\n$/)
})

test('of another organization, or where none can be told, one check is all that is read', async () => {
  const env = await envOf()
  await fetch(`${emulator.url}/_holdfast/reset`, { method: 'POST' })
  expect(await doctor(env)).toMatch(
    /error {4}organization: this account belongs to no .*\n.*\n\n1 check: 1 error\.\nexit/,
  )
  const other = exampleDocument().replaceAll('o-a1b2c3d4e5', 'o-zzzzzzzzzz')
  await fetch(`${emulator.url}/_holdfast/reset`, { method: 'POST', body: JSON.stringify(parse(other)) })
  await fetch(`${emulator.url}/_holdfast/calls`, { method: 'DELETE' })
  expect(await doctor(env)).toMatch(/error {4}organization: o-zzzzzzzzzz of .*1 check: 1 error\.\nexit code 1\n$/s)
  const calls = (await (await fetch(`${emulator.url}/_holdfast/calls`)).json()) as Record<string, number>
  expect(calls).toEqual({ DescribeOrganization: 1 })
})

test('nothing is asked where no lock tells which organization is meant, or the address is none', async () => {
  expect(await doctor({ AWS_ENDPOINT_URL: 'not a url' })).toMatch(/error no-url\n.*exit code 1\n$/s)
  rmSync(join(user.folder, 'manifest.lock.yaml'))
  expect(await doctor({ AWS_ENDPOINT_URL: emulator.url })).toMatch(/manifest\.lock\.yaml is missing.*exit code 1\n$/s)
})

test('it changes nothing', async () => {
  await doctor({ AWS_ENDPOINT_URL: emulator.url })
  const calls = (await (await fetch(`${emulator.url}/_holdfast/calls`)).json()) as Record<string, number>
  expect(Object.keys(calls).filter((name) => !/^(List|Describe)/.test(name))).toEqual([])
})

test('--format json is what its schema says, with every check', async () => {
  const [, ...lines] = (await doctor(await envOf({ unreserved: 3 }), '--format', 'json')).split('\n')
  const document = JSON.parse(lines.join('\n'))
  ajv.validate('doctor.schema.json', document)
  expect(ajv.errors).toBeNull()
  expect(document.checks.map(({ check }: { check: string }) => check)).toEqual(checkNames)
  expect(document).toMatchObject({ kind: 'holdfast.doctor', summary: { error: 0, unknown: 0, warning: 2, ok: 15 } })
})

test('no line is longer than 80 columns, and what others wrote moves no cursor', async () => {
  const hostile = {
    Name: '\u001b[2Jx\u202e',
    HomeRegion: 'eu-west-1',
    LogFileValidationEnabled: false,
    isLogging: true,
  }
  const env = await envOf({ trails: [hostile] })
  const plain = await doctor(env)
  const painted = await transcript(user.folder, ['doctor'], { env, paint: coloured })
  expect(stripVTControlCharacters(painted)).toBe(plain)
  expect(painted).not.toBe(plain)
  expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(plain).toContain('\\u001b[2Jx\\u202e')
  for (const hidden of ['\u001b', '\u202e']) expect(plain).not.toContain(hidden)
})

test('docs/doctor.md has a row for every check, in the same order', () => {
  const page = readFileSync(join(__dirname, '../../docs/doctor.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.+) \| (.+) \| (.+) \|$/gm)]
  expect(rows.map(([, name]) => name)).toEqual(checkNames)
})
