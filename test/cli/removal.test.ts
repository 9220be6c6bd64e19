import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { type Ended, has, holdfast } from '../support/cli.ts'
import { ran } from '../support/command.ts'
import { typed } from '../support/terminal.ts'
import { smallOrganization } from '../support/world.ts'

const scp = 'SERVICE_CONTROL_POLICY'
const prod = 'ou-ab12-22222222'
const sandbox = 'ou-ab12-44444444'

/** An entry of the manifest: its name, its targets, and what stands under its holdfast. */
interface Entry {
  name: string
  targets?: string[]
  holdfast?: Record<string, unknown>
}

let folder: string
let emulator: Emulator
let env: Record<string, string>
const writes: string[] = []
let isBroken = (_: string) => false

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-user-'))
  isBroken = () => false
  emulator = await startEmulator({
    organization: smallOrganization(),
    fault: ({ operation }) => {
      if (!/^(List|Describe|Get)/.test(operation)) writes.push(operation)
      return isBroken(operation) ? { name: 'ConcurrentModificationException', message: 'busy' } : undefined
    },
  })
  env = { AWS_ENDPOINT_URL: emulator.url }
  manifest([
    { name: 'kept', targets: [prod, sandbox] },
    { name: 'old', targets: ['Root', sandbox] },
  ])
  expect((await run('apply', '--yes')).code).toBe(0)
  writes.length = 0
})
afterEach(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true })
})

function manifest(entries: Entry[], settings: object = {}, file = 'manifest.yaml'): void {
  const resources = entries.map(({ name, targets = [], holdfast: own }) => {
    mkdirSync(join(folder, 'policies'), { recursive: true })
    const statement = { Effect: 'Deny', Action: `${name}:*`, Resource: '*' }
    writeFileSync(
      join(folder, `policies/${name}.json`),
      JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    )
    return {
      ...{ name, description: `About ${name}`, resource_file: `policies/${name}.json`, deploy_method: 'scp' },
      ...(targets.length > 0 && { deployment_targets: { organizational_units: targets } }),
      ...(own && { holdfast: own }),
    }
  })
  writeFileSync(join(folder, file), stringify({ region: 'eu-west-1', version: '2021-03-15', ...settings, resources }))
}

const run = (...args: string[]): Promise<Ended> => ran(args, { folder, env })
const json = async (...args: string[]) => JSON.parse((await run(...args, '--format', 'json')).stdout)
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ')

const call = async (operation: string, input: object): Promise<unknown> => {
  const answer = await fetch(emulator.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AWSOrganizationsV20161128.${operation}` },
    body: JSON.stringify(input),
  })
  expect([operation, answer.status]).toEqual([operation, 200])
  return JSON.parse((await answer.text()) || '{}')
}

/** Every SCP that is not AWS's own, by name, with its targets. */
async function organization(): Promise<Record<string, string[]>> {
  const { Policies } = (await call('ListPolicies', { Filter: scp })) as { Policies: { Id: string; Name: string }[] }
  const own = Policies.filter(({ Id }) => Id !== 'p-FullAWSAccess')
  const pairs = own.map(async ({ Id, Name }) => {
    const { Targets } = (await call('ListTargetsForPolicy', { PolicyId: Id })) as { Targets: { TargetId: string }[] }
    return [Name, Targets.map(({ TargetId }) => TargetId).sort()] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}

const idOf = async (name: string): Promise<string> => {
  const { Policies } = (await call('ListPolicies', { Filter: scp })) as { Policies: { Id: string; Name: string }[] }
  return Policies.find(({ Name }) => Name === name)?.Id ?? ''
}

const before = { kept: [prod, sandbox], old: [sandbox, 'r-ab12'] }
const after = { kept: [prod], new: [prod] }

/** One that is new, one that is pruned at Sandbox, one that is retired. */
const edited: Entry[] = [
  { name: 'kept', targets: [prod], holdfast: { prune: true } },
  { name: 'new', targets: [prod] },
  { name: 'old', holdfast: { state: 'absent' } },
]

test('--yes adds, and leaves every removal with the command that carries it out', async () => {
  expect(await organization()).toEqual(before)
  manifest(edited)
  const ended = await run('apply', '--yes')
  expect(ended.stdout).toMatch(/done {4}create SCP new/)
  expect(ended.stdout).toMatch(/skipped detach SCP kept Sandbox \(ou-ab12-44444444\)/)
  expect(ended.stdout).toMatch(/skipped delete SCP old/)
  expect(ended.stdout).toContain('Applied: 2 done, 4 skipped.')
  expect(ended.stderr).toContain('4 removals were left: --yes is no review.')
  expect(ended.code).toBe(1)
  expect(await organization()).toEqual({ ...before, new: [prod] })
  expect(writes).toEqual(['CreatePolicy', 'AttachPolicy'])

  const { digest } = await json('plan')
  const command = /^ {2}holdfast (apply --expect [0-9a-f]{64})$/m.exec(ended.stderr)?.[1] ?? ''
  expect(command).toBe(`apply --expect ${digest}`)
  const text = ended.stderr.split('\n').filter((line) => !line.includes('--expect'))
  expect(text.filter((line) => line.length > 80)).toEqual([])
  const last = await run(...command.split(' '))
  expect([last.code, last.stdout]).toEqual([0, expect.stringContaining('Applied: 4 done.')])
  expect(await organization()).toEqual(after)
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
})

test('the outcome document shows what was left as skipped, in the order of the plan', async () => {
  manifest(edited)
  const { changes: planned } = await json('plan')
  const ended = await run('apply', '--yes', '--format', 'json')
  const { changes, summary } = JSON.parse(ended.stdout)
  expect(changes.map(({ key }: { key: string }) => key)).toEqual(planned.map(({ key }: { key: string }) => key))
  expect(summary).toEqual({ done: 2, skipped: 4 })
  const skipped = changes.filter(({ outcome }: { outcome: { result: string } }) => outcome.result === 'skipped')
  expect([...new Set(skipped.map(({ action }: { action: string }) => action))]).toEqual(['detach', 'delete-policy'])
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(/holdfast apply --expect [0-9a-f]{64}\n/)
})

test('where there is nothing to add nothing is written, and the digest is that of the plan shown', async () => {
  manifest([edited[0] as Entry, edited[2] as Entry])
  const { digest } = await json('plan')
  const ended = await run('apply', '--yes')
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(`holdfast apply --expect ${digest}\n`)])
  expect(ended.stderr).not.toContain('Recorded')
  expect(writes).toEqual([])
  expect(await organization()).toEqual(before)
})

test('an attachment that needs the room of a removal waits for its review', async () => {
  for (let at = 0; at < 8; at++) {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    await call('CreatePolicy', { Name: `other-${at}`, Description: '', Type: scp, Content })
    await call('AttachPolicy', { PolicyId: await idOf(`other-${at}`), TargetId: prod })
  }
  manifest([
    { name: 'kept', targets: [sandbox], holdfast: { prune: true } },
    { name: 'new', targets: [prod, 'Root'] },
    { name: 'old', targets: ['Root', sandbox] },
  ])
  writes.length = 0
  const ended = await run('apply', '--yes')
  expect(ended.stderr).toContain('1 removal was left: --yes is no review. 1 attachment waits for the room.')
  expect([ended.code, writes]).toEqual([1, ['CreatePolicy', 'AttachPolicy']])
  const digest = /--expect ([0-9a-f]{64})$/m.exec(ended.stderr)?.[1] ?? ''
  expect((await run('apply', '--expect', digest)).code).toBe(0)
  expect(writes.slice(2)).toEqual(['DetachPolicy', 'AttachPolicy'])
})

test('up, on an organization of its own, carries out everything', async () => {
  writeFileSync(join(folder, 'organization.yaml'), (await run('snapshot')).stdout)
  manifest(edited)
  const { code, stdout } = await holdfast(['up', '--once', '--organization', 'organization.yaml'], { folder, env })
  expect([code, stdout]).toEqual([0, expect.stringContaining('Applied 6 changes')])
  expect(await organization()).toEqual(before)
})

test('the command repeats what this one was about, in words that a shell takes', async () => {
  manifest(edited, {}, "team's manifest.yaml")
  const args = ['--manifest', "team's manifest.yaml", '--lock', 'manifest.lock.yaml', '--strict', '--frozen']
  const { stderr } = await run('apply', '--yes', ...args)
  const command =
    "holdfast apply --manifest 'team'\\''s manifest.yaml' --lock manifest.lock.yaml --frozen --strict --expect "
  expect(stderr).toContain(command)
})

test('--expect carries out the plan that was reviewed, all of it', async () => {
  manifest(edited)
  const { digest } = await json('plan')
  const ended = await run('apply', '--expect', digest)
  expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('Applied: 6 done.')])
  expect(await organization()).toEqual(after)
  // The new is attached before the old goes, wherever.
  expect(writes.join(' ')).toBe('CreatePolicy AttachPolicy DetachPolicy DetachPolicy DetachPolicy DeletePolicy')
})

/** What somebody does between the review and the apply. */
const meanwhile: [string, () => Promise<unknown>][] = [
  ['attached it elsewhere', async () => call('AttachPolicy', { PolicyId: await idOf('old'), TargetId: prod })],
  [
    'put another policy in its place',
    async () => {
      const id = await idOf('old')
      for (const TargetId of before.old) await call('DetachPolicy', { PolicyId: id, TargetId })
      await call('DeletePolicy', { PolicyId: id })
      const Content = JSON.stringify({ Version: '2012-10-17', Statement: [] })
      const swapped = { Name: 'old', Description: 'About old', Type: scp, Tags: [{ Key: 'holdfast', Value: 'old' }] }
      const made = await call('CreatePolicy', { ...swapped, Content })
      const { Id } = (made as { Policy: { PolicySummary: { Id: string } } }).Policy.PolicySummary
      for (const TargetId of before.old) await call('AttachPolicy', { PolicyId: Id, TargetId })
    },
  ],
  [
    'edited one that is kept',
    async () => call('UpdatePolicy', { PolicyId: await idOf('kept'), Description: 'Something else' }),
  ],
  [
    'edited one that is retired',
    async () =>
      call('UpdatePolicy', { PolicyId: await idOf('old'), Content: '{"Version":"2012-10-17","Statement":[]}' }),
  ],
  ['detached some of it', async () => call('DetachPolicy', { PolicyId: await idOf('old'), TargetId: sandbox })],
]

test.each(meanwhile)('the plan reviewed yesterday is refused where somebody %s', async (_, work) => {
  manifest(edited)
  const { digest } = await json('plan')
  await work()
  const changed = await organization()
  writes.length = 0
  for (const args of [[], ['--yes'], ['--format', 'json']]) {
    const { code, stdout, stderr } = await run('apply', '--expect', digest, ...args)
    expect([code, unwrapped(stdout + stderr)]).toEqual([1, expect.stringMatching(/plan-changed.*nothing was changed/)])
  }
  expect(writes).toEqual([])
  expect(await organization()).toEqual(changed)
})

test('what cannot be detached somewhere is not deleted', async () => {
  manifest(edited)
  const { digest } = await json('plan')
  let detaches = 0
  isBroken = (operation) => operation === 'DetachPolicy' && ++detaches > 2
  const { code, stdout } = await run('apply', '--expect', digest)
  expect([code, stdout]).toEqual([1, expect.stringMatching(/skipped delete SCP old/)])
  expect(writes).not.toContain('DeletePolicy')
  expect(Object.keys(await organization())).toContain('old')
}, 30_000)

test('one of the name that is not ours stays', async () => {
  await call('UntagResource', { ResourceId: await idOf('old'), TagKeys: ['holdfast'] })
  await call('UpdatePolicy', { PolicyId: await idOf('old'), Content: '{"Version":"2012-10-17","Statement":[]}' })
  manifest(edited)
  writes.length = 0
  const plan = await json('plan')
  expect(plan.blocked).toEqual([expect.objectContaining({ code: 'policy-of-another' })])
  const ended = await run('apply', '--expect', plan.digest)
  expect([ended.code, ended.stderr]).toEqual([1, 'Nothing was changed.\n'])
  expect(writes).toEqual([])
  expect(await organization()).toEqual(before)
})

test('an entry that is gone is released: nothing happens to its policy', async () => {
  manifest([edited[0] as Entry])
  const plan = await json('plan')
  expect(plan.changes.map(({ key }: { key: string }) => key)).toEqual([`detach/SCP/kept/${sandbox}`])
  expect((await run('apply', '--expect', plan.digest)).code).toBe(0)
  expect(await organization()).toEqual({ kept: [prod], old: before.old })
})

test('plan tells the mode of each policy', async () => {
  manifest(
    [
      { name: 'kept', targets: [prod, sandbox, 'r-ab12'], holdfast: { mode: 'enforce' } },
      { name: 'new', targets: [prod] },
      { name: 'old', holdfast: { state: 'absent' } },
    ],
    { holdfast: { defaults: { mode: 'notify' } } },
  )
  const { stdout } = await run('plan')
  expect(stdout.split('\n').filter((line) => /^[SR]CP /.test(line))).toEqual([
    'SCP new  mode notify',
    expect.stringMatching(/^SCP kept \(p-\w+\) {2}mode enforce$/),
    expect.stringMatching(/^SCP old \(p-\w+\) {2}mode notify$/),
  ])
  const { changes } = await json('plan')
  expect(changes.map(({ key, mode }: { key: string; mode: string }) => `${key} ${mode}`)).toEqual([
    'create-policy/SCP/new notify',
    'attach/SCP/kept/r-ab12 enforce',
    `attach/SCP/new/${prod} notify`,
    'detach/SCP/old/r-ab12 notify',
    `detach/SCP/old/${sandbox} notify`,
    'delete-policy/SCP/old notify',
  ])
})

const onTerminal = has('script') ? test : test.skip

onTerminal.each([
  ['apply', 'yes\r', 0, after],
  ['apply', 'no\r', 1, before],
])('on a terminal, "%s" answered with %j', async (args, answer, wanted, organizationThen) => {
  manifest(edited)
  const { code, text } = await typed({ folder, env }, args, 'Only "yes" does: ', answer)
  expect(text).toMatch(/- detach Sandbox \(ou-ab12-44444444\) .*- delete/)
  expect(code).toBe(wanted)
  expect(await organization()).toEqual(organizationThen)
})

onTerminal('on a terminal, --yes is no review either', async () => {
  manifest(edited)
  const { code, text } = await typed({ folder, env }, 'apply --yes', 'never', '')
  expect([code, text]).toEqual([1, expect.stringContaining('4 skipped')])
  expect(await organization()).toEqual({ ...before, new: [prod] })
})
