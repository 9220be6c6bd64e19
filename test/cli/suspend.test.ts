import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DetachPolicyCommand, ListPoliciesCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { parse } from 'yaml'
import { type Emulator, type Fault, startEmulator } from '../../emulator/index.ts'
import { exampleDocument, onePolicyFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'

// The command beside the AWS CLI: what it writes, shows and ends, and what apply and status make of it.

let user: ReturnType<typeof onePolicyFolder>
let emulator: Emulator
let ssm: SSMClient
let organizations: OrganizationsClient
let fault: (operation: string) => Fault | undefined
let id: string

const live = (args: string[], rest: Record<string, string> = {}) =>
  transcript(user.folder, args, { env: { AWS_ENDPOINT_URL: emulator.url, ...rest } })
const why = ['--reason', 'payments are down since two', '--ticket', 'INC-7']
const apply = (...more: string[]) => live(['apply', '--yes', ...more])

beforeEach(async () => {
  user = onePolicyFolder()
  fault = () => undefined
  emulator = await startEmulator({ organization: parse(exampleDocument()), fault: ({ operation }) => fault(operation) })
  const connection = {
    ...{ endpoint: emulator.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'breakglass', secretAccessKey: 'x' },
  }
  ssm = new SSMClient(connection)
  organizations = new OrganizationsClient(connection)
  await apply()
  const { Policies } = await organizations.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
  id = Policies?.find(({ Name }) => Name === 'deny-leave-organization')?.Id ?? ''
})
afterEach(async () => {
  user.remove()
  ssm.destroy()
  organizations.destroy()
  await emulator.close()
})

const detach = () => organizations.send(new DetachPolicyCommand({ PolicyId: id, TargetId: 'r-ab12' }))
const written = async () => {
  const answer = await ssm.send(new GetParametersByPathCommand({ Path: '/holdfast/', Recursive: true }))
  return Object.fromEntries((answer.Parameters ?? []).map(({ Name = '', Value }) => [Name, Value]))
}
const write = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }))
const name = () => `/holdfast/suspend/${id}/r-ab12`
const value = JSON.stringify({ reason: 'payments are down since two', ticket: 'INC-7', minutes: 30 })

test('suspend writes the parameter of that place, tells until when, and the same with the AWS CLI', async () => {
  const said = await live(['suspend', 'deny-leave-organization', 'root', ...why, '--minutes', '30'])
  expect(await written()).toEqual({ [name()]: value })
  expect(said).toMatch(/^ {2}active +deny-leave-organization at Root \(r-ab12\) until/m)
  expect(said).toContain(`aws ssm put-parameter --region us-east-1 --name ${name()}`)
  expect(said).toContain(`--value '${value}'`)
  expect(said).toContain(`aws ssm delete-parameter --region us-east-1 --name ${name()}\n`)
  expect(said).not.toContain('exit code')
})

test.each([
  ['by ids', () => [id, 'r-ab12'], 'r-ab12'],
  ['of the policy itself', () => ['deny-leave-organization', 'policy'], 'policy'],
])('suspend %s, then --end', async (_, words, part) => {
  await live(['suspend', ...words(), ...why])
  expect(Object.keys(await written())).toEqual([`/holdfast/suspend/${id}/${part}`])
  expect(await live(['suspend', ...words(), '--end'])).toContain('is enforced again')
  expect(await live(['suspend', ...words(), '--end'])).toContain('Nothing to end')
  expect(await written()).toEqual({})
})

test.each([
  ['a policy that nobody enforces', ['aws-guardrails-x', 'Root'], /not-suspendable/],
  ['a target of another policy', ['deny-leave-organization', 'Workloads'], /not enforced at Workloads/],
  ['an account below', ['deny-leave-organization', '444455556666'], /Its targets are Root/],
])('%s is refused, and nothing is written', async (_, words, says) => {
  const said = await live(['suspend', ...words, ...why])
  expect(said).toMatch(says)
  expect(said).toMatch(/exit code 1\n$/)
  expect(await written()).toEqual({})
})

test('an account below each_account_in is suspended by its id, and one with a wrong digit is refused', async () => {
  const manifest = join(user.folder, 'manifest.yaml')
  writeFileSync(
    manifest,
    `${readFileSync(manifest, 'utf8')}    holdfast: { each_account_in: [{ organizational_unit: Root }] }\n`,
  )
  const suspend = (account: string) => live(['suspend', 'deny-leave-organization', account, ...why])
  expect(await suspend('666677778889')).toMatch(/666677778889 is no account of this organization(.|\n)*exit code 1\n$/)
  expect(await written()).toEqual({})
  expect(await suspend('666677778888')).toContain('at 666677778888 until')
  fault = (operation) =>
    operation === 'DescribeAccount' ? { name: 'AccessDeniedException', message: 'no' } : undefined
  expect(await suspend('666677778889')).toContain('at 666677778889 until')
})

test.each([
  [[], /either POLICY and TARGET, or --list/],
  [['a', 'b'], /needs --reason and --ticket/],
  [['a', 'b', '--reason', 'short', '--ticket', 'x'], /less than ten characters/],
  [['a', 'b', ...why, '--minutes', '241'], /whole number up to 240/],
  [['a', 'b', ...why, '--minutes', '0'], /1 to 240/],
  [['a', 'b', '--end', ...why], /--reason means nothing here/],
  [['--list', '--end'], /--end means nothing here/],
  [['a', 'b', '--list'], /either POLICY and TARGET, or --list/],
  [['a'], /It takes POLICY and TARGET/],
])('suspend %j is wrong usage', async (args, says) => {
  const said = await live(['suspend', ...args])
  expect(said).toMatch(says)
  expect(said).toMatch(/exit code 64\n$/)
})

test('who may not write is told which role it takes', async () => {
  fault = (operation) => (operation === 'PutParameter' ? { name: 'AccessDeniedException', message: 'no' } : undefined)
  expect(await live(['suspend', 'deny-leave-organization', 'Root', ...why])).toMatch(
    /parameter-not-written(.|\n)*exit code 1/,
  )
})

test('apply leaves what is suspended, says why, and does not end well', async () => {
  await write(name(), value)
  await detach()
  const said = await apply()
  expect(said).toMatch(/skipped attach SCP deny-leave-organization(.|\n)*suspended until(.|\n)*INC-7/)
  expect(said).toMatch(/exit code 1\n$/)
  // Broken means nothing.
  await write(name(), '{}')
  expect(await apply()).toMatch(/done +attach SCP deny-leave-organization/)
  // So does what cannot be read, which is said each time.
  await write(name(), value)
  fault = (operation) =>
    operation === 'GetParametersByPath' ? { name: 'AccessDeniedException', message: 'no' } : undefined
  for (let at = 0; at < 2; at++) {
    await detach()
    expect(await apply()).toMatch(/everything is enforced(.|\n)*done +attach SCP deny-leave-organization/)
  }
})

test('status shows what is suspended, and what is written in vain; as JSON too', async () => {
  await write(name(), value)
  await write(`/holdfast/suspend/${id}/all`, value)
  const text = await live(['status'])
  expect(text).toMatch(/^Suspensions +2$/m)
  // Where no sweep left a trace nothing is known of incidents, which a deployed enforcer keeps in its table.
  expect(text).toMatch(/^Incidents +none known in this folder$/m)
  expect(text).toMatch(/^ {2}broken +\/holdfast\/suspend\/p-\w+\/all/m)
  const document = JSON.parse((await live(['status', '--format', 'json'])).replace(/^.*\n/, ''))
  expect(document.suspensions).toMatchObject([
    { parameter: `/holdfast/suspend/${id}/all`, state: 'broken', policy: null, until: null },
    {
      ...{ parameter: name(), state: 'active', reason: 'payments are down since two', ticket: 'INC-7' },
      policy: { id, name: 'deny-leave-organization' },
      target: { id: 'r-ab12', path: 'Root' },
    },
  ])
  fault = (operation) =>
    operation === 'GetParametersByPath' ? { name: 'AccessDeniedException', message: 'no' } : undefined
  expect(await live(['status'])).toMatch(/cannot be read what is suspended(.|\n)*Suspensions +not known/)
})

const another = JSON.stringify({ digest: '0'.repeat(64) })

test('apply refuses beside an enforcer with another manifest, whatever is said', async () => {
  await detach()
  await write('/holdfast/enforcer', another)
  for (const flags of [[], ['--standalone']])
    expect(await apply(...flags)).toMatch(/other-enforcer(.|\n)*exit code 1\n$/)
})

test.each([
  [
    'is denied',
    async () => {
      fault = (operation) =>
        operation === 'GetParameter' ? { name: 'AccessDeniedException', message: 'no' } : undefined
    },
  ],
  ['cannot be understood', () => write('/holdfast/enforcer', 'yes')],
  ['names no manifest', () => write('/holdfast/enforcer', '{"digest":"x"}')],
])('where what is enforced %s, apply needs --standalone', async (_, make) => {
  await detach()
  await make()
  expect(await apply()).toMatch(/enforcer-unknown(.|\n)*--standalone(.|\n)*exit code 1\n$/)
  expect(await apply('--standalone')).toMatch(/done +attach SCP deny-leave-organization/)
})

test('beside an enforcer of the same manifest apply works, and without changes nobody is asked', async () => {
  const { manifest } = JSON.parse((await live(['plan', '--format', 'json'])).replace(/^.*\n/, ''))
  await write('/holdfast/enforcer', JSON.stringify({ digest: manifest.digest }))
  await detach()
  expect(await apply()).toMatch(/done +attach/)
  await write('/holdfast/enforcer', another)
  const asked: string[] = []
  fault = (operation) => void asked.push(operation)
  expect(await apply()).not.toContain('exit code')
  expect(asked.filter((operation) => operation.includes('Parameter'))).toEqual([])
})

test('plan needs nothing but Organizations', async () => {
  const asked: string[] = []
  fault = (operation) => void asked.push(operation)
  await detach()
  expect(await live(['plan'])).toContain('1 to attach')
  expect(asked.filter((operation) => operation.includes('Parameter'))).toEqual([])
})

test('Parameter Store of an AWS account is not asked beside an emulated organization', async () => {
  await detach()
  const env = { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url }
  await write('/holdfast/enforcer', another)
  expect(await live(['apply', '--yes'], env)).toContain('other-enforcer')
})

test('up tells others what it enforces, as long as it does', async () => {
  const interruption = new AbortController()
  const ended = transcript(user.folder, ['up'], {
    env: { AWS_ENDPOINT_URL: emulator.url },
    signal: interruption.signal,
  })
  for (let at = 0; at < 400 && !(await written())['/holdfast/enforcer']; at++)
    await new Promise((go) => setTimeout(go, 25))
  const { digest } = JSON.parse((await written())['/holdfast/enforcer'] ?? '{}')
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  await detach()
  writeFileSync(
    join(user.folder, 'deny.json'),
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'a4b:*', Resource: '*' }] }),
  )
  expect(await apply()).toContain('other-enforcer')
  interruption.abort()
  await ended
  expect(await written()).toEqual({})
})
