import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { parse, stringify } from 'yaml'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { type Ended, exampleDocument, exampleOrganization, userFolder } from '../support/cli.ts'
import { ran as holdfast } from '../support/command.ts'

const folder = resolve(__dirname, '../../schemas')
const ajv = new Ajv({ strict: false, allErrors: true })
for (const name of readdirSync(folder).filter((name) => name.endsWith('.schema.json'))) {
  ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

/** The document that stands alone on standard output, seen to be what its schema says. */
function documentOf({ stdout }: Ended, schema: string): Record<string, unknown> {
  const document = JSON.parse(stdout)
  ajv.validate(`${schema}.schema.json`, document)
  expect(ajv.errors).toBeNull()
  return document
}

let user: ReturnType<typeof userFolder>
let emulator: Emulator
let run: { folder: string; env: Record<string, string> }

beforeEach(async () => {
  user = userFolder()
  emulator = await startEmulator({ organization: parse(exampleDocument()) })
  run = { folder: user.folder, env: { AWS_ENDPOINT_URL: emulator.url } }
})
afterEach(async () => {
  await emulator.close()
  user.remove()
})

test('validate: problems', async () => {
  expect(documentOf(await holdfast(['validate', '--format', 'json'], run), 'problems')).toMatchObject({
    kind: 'holdfast.problems',
    summary: { errors: 0, resources: 12 },
  })
  writeFileSync(join(user.folder, 'manifest.yaml'), 'region: eu-west-1\nversion: 2021-03-15\nresourses: []\n')
  const ended = await holdfast(['validate', '--format', 'json'], run)
  expect(documentOf(ended, 'problems')).toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ file: 'manifest.yaml', line: 3, column: 1 })]),
  })
  expect(ended.code).toBe(1)
})

test('a command that cannot begin prints problems', async () => {
  const ended = await holdfast(['plan', '--format', 'json', '--organization', 'none.yaml'], run)
  expect(documentOf(ended, 'problems')).toMatchObject({ problems: [{ code: 'missing-file' }] })
  expect(ended).toMatchObject({ code: 1, stderr: '' })
})

test('plan, apply, plan again, status: exit codes and documents', async () => {
  const first = await holdfast(['plan', '--format', 'json', '--detailed-exitcode'], run)
  const plan = documentOf(first, 'plan')
  expect([first.code, plan.summary]).toEqual([2, { 'enable-policy-type': 1, 'create-policy': 12, attach: 23 }])
  expect((await holdfast(['plan'], run)).code).toBe(0)
  expect((await holdfast(['status', '--exit-code'], run)).code).toBe(2)

  const stale = await holdfast(['apply', '--expect', 'f'.repeat(64)], run)
  expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('plan-changed')])
  const applied = await holdfast(['apply', '--expect', String(plan.digest), '--format', 'json'], run)
  expect([applied.code, documentOf(applied, 'outcome').summary]).toEqual([0, { done: 36 }])

  const again = await holdfast(['apply', '--yes', '--format', 'json'], run)
  const nothing = documentOf(again, 'outcome')
  expect([again.code, nothing.summary]).toEqual([0, {}])
  expect(Object.keys((nothing.stats as { calls: object }).calls)).not.toContain('AttachPolicy')
  expect((await holdfast(['plan', '--detailed-exitcode'], run)).code).toBe(0)
  const status = await holdfast(['status', '--format', 'json', '--exit-code', '--wait'], run)
  expect([status.code, documentOf(status, 'status').summary]).toEqual([
    0,
    { inSync: true, changes: 0, blocked: 0, incidents: 0 },
  ])
})

test('plan --format markdown tells the command that carries it out, with its flags, and the same exit codes', async () => {
  renameSync(join(user.folder, 'manifest.yaml'), join(user.folder, 'my manifest.yaml'))
  const flags = ['--manifest', 'my manifest.yaml', '--frozen']
  const { code, stdout } = await holdfast(['plan', '--format', 'markdown', '--detailed-exitcode', ...flags], run)
  expect([code, stdout.split('\n')[0]]).toEqual([2, expect.stringMatching(/^\*\*\d+ changes\.\*\*$/)])
  const [, expected = ''] =
    /^holdfast apply --manifest 'my manifest.yaml' --frozen --expect ([0-9a-f]{64})$/m.exec(stdout) ?? []
  expect((await holdfast(['apply', '--expect', expected, ...flags], run)).code).toBe(0)
  const after = await holdfast(['plan', '--format', 'markdown', ...flags], run)
  expect([after.code, after.stdout.split('\n')[0]]).toEqual([
    0,
    '**No changes. The organization is as the manifest says.**',
  ])
})

test('plan --format markdown of what cannot be planned is a comment too', async () => {
  const none = ['plan', '--format', 'markdown', '--organization', 'none.yaml']
  const { code, stdout, stderr } = await holdfast(none, run)
  expect([code, stdout.split('\n')[0]]).toEqual([1, '**There is no plan.**'])
  expect(stdout).toMatch(/```text\nerror missing-file\n/)
  expect(stderr).toContain('error missing-file')
})

test.each([
  ['0', /^Waited [\d.]+ m?s; --timeout is 0 ms\.$/m],
  ['1', /^Waited \d+\.\d s; --timeout is 1\.0 s\.$/m],
])('status --wait --timeout %s waits no longer than that', async (timeout, sentence) => {
  const ended = await holdfast(['status', '--wait', '--timeout', timeout], run)
  expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining('Not in sync: 36 differences')])
  expect(ended.stderr).toMatch(sentence)
})

test('what is printed of changes stands within 80 columns and ends without blanks', async () => {
  const manifest = join(user.folder, 'manifest.yaml')
  const text = readFileSync(manifest, 'utf8').replace(/^ {4}description: .*\n/gm, '')
  writeFileSync(manifest, text)
  const document = parse(exampleDocument())
  const unit = document.root.organizational_units.find(({ name }: { name: string }) => name === 'Workloads')
  unit.name = `Workloads of the ${'very '.repeat(15)}long name`
  writeFileSync(manifest, text.replaceAll('Workloads', unit.name))
  rmSync(join(user.folder, 'manifest.lock.yaml'))
  writeFileSync(join(user.folder, 'organization.yaml'), stringify(document))
  for (const name of ['plan', 'status']) {
    const { stdout, stderr } = await holdfast([name, '--organization', 'organization.yaml'], user)
    expect(stdout).toContain('  + create\n')
    expect((stdout + stderr).split('\n').filter((line) => line.length > 80 || /\s$/.test(line))).toEqual([])
  }
})

test('a snapshot is an organization file whose plan is that of the live organization', async () => {
  await holdfast(['apply', '--yes'], run)
  const snapshot = await holdfast(['snapshot'], run)
  expect(snapshot.code).toBe(0)
  ajv.validate('organization.schema.json', parse(snapshot.stdout))
  expect(ajv.errors).toBeNull()
  writeFileSync(join(user.folder, 'snapshot.yaml'), snapshot.stdout)
  const plan = await holdfast(['plan', '--organization', 'snapshot.yaml', '--detailed-exitcode'], user)
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('No changes.')])
  documentOf(await holdfast(['snapshot', '--format', 'json'], run), 'organization')
})

test('lock: written from the live organization or a file, the same; then nothing is left to lock', async () => {
  const lock = join(user.folder, 'manifest.lock.yaml')
  const committed = parse(readFileSync(lock, 'utf8'))
  const written = []
  for (const args of [[], ['--organization', exampleOrganization]]) {
    rmSync(lock)
    const ended = await holdfast(['lock', ...args], run)
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('Wrote manifest.lock.yaml')])
    expect(parse(readFileSync(lock, 'utf8'))).toMatchObject(committed)
    written.push(readFileSync(lock, 'utf8'))
  }
  expect(written[0]).toBe(written[1])
  expect((await holdfast(['lock'], run)).stdout).toContain('has every name of the manifest')
})

test('plan locks names that are new, unless it is frozen', async () => {
  const lock = join(user.folder, 'manifest.lock.yaml')
  const committed = parse(readFileSync(lock, 'utf8'))
  rmSync(lock)
  const frozen = await holdfast(['plan'], { ...run, env: { ...run.env, CI: 'true' } })
  expect([frozen.code, frozen.stderr]).toEqual([1, expect.stringContaining('not-locked')])
  expect((await holdfast(['plan'], run)).code).toBe(0)
  expect(parse(readFileSync(lock, 'utf8'))).toMatchObject(committed)
})

test('--strict makes a warning an error', async () => {
  const manifest = join(user.folder, 'manifest.yaml')
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(
    manifest,
    `${text}\n  - name: baseline\n    resource_file: policies/scp/deny-root-user.json\n    deploy_method: stack_set\n    deployment_targets: { organizational_units: [Workloads] }\n    regions: [europe]\n`,
  )
  const [calm, strict] = [await holdfast(['validate'], run), await holdfast(['validate', '--strict'], run)]
  expect([calm.code, strict.code, calm.stdout]).toEqual([0, 1, expect.stringContaining('warning')])
})

test.each(['validate', 'up', 'lock', 'plan', 'apply', 'status', 'snapshot', 'emulate'])(
  '%s --help tells every flag within 80 columns',
  async (name) => {
    const { code, stdout } = await holdfast([name, '--help'], run)
    expect([code, stdout]).toEqual([0, expect.stringContaining(`holdfast ${name}: `)])
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const organization = /^ {2}--organization FILE +(.*)$/m.exec(stdout)?.[1]
    if (organization) expect(organization.includes('to emulate')).toBe(name === 'up' || name === 'emulate')
  },
)
