import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DisablePolicyTypeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { compileManifest } from '../../compile/index.ts'
import type { Manifest } from '../../core/manifest.ts'
import { permitted, type ReviewedRemoval, reviewOf } from '../../core/plan/review.ts'
import { carryOut } from '../../loop/carry-out.ts'
import { planFor } from '../../loop/plan.ts'
import { memoryReader } from '../compile/folder.ts'
import { atOnce, policyNamed, told, writesDuring } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const scp = 'SERVICE_CONTROL_POLICY'
const root = 'r-ab12'
const prod = 'ou-ab12-22222222'
const nonProd = 'ou-ab12-33333333'
const sandbox = 'ou-ab12-44444444'

/** As it was deployed once: "kept" at two OUs, "old" at the root and one, "free" at one. */
const first = manifestOf([policy('kept', [prod, sandbox]), policy('old', [root, sandbox]), policy('free', [prod])])
const retired = (name: string) => policy(name, [], { state: 'absent', content: '', description: '' })
/** As it is now: "kept" is pruned at Sandbox, "old" is retired, "free" is released. */
const now = manifestOf([policy('kept', [prod], { prune: true }), retired('old')])

let world: World
afterEach(() => world.close())

/** A world as the first manifest says, in which another one is in force. */
async function begin(manifest: Manifest, rest: Partial<Parameters<typeof createWorld>[0]> = {}) {
  world = await createWorld({ manifest, applied: false, ...rest })
  await world.apply(first)
  await world.settle()
}

/** Somebody does something to a policy, known by its name. */
const to = async (name: string, work: (id: string) => Promise<unknown>) => work((await world.idOf(name)) ?? '')
const detach = (name: string, target: string) => world.detach(name, target)
const attach = (name: string, target: string) => to(name, (id) => world.attach(id, target))
const update = (name: string, input: { Name?: string; Content?: string; Description?: string }) =>
  to(name, (PolicyId) => world.admin.send(new UpdatePolicyCommand({ PolicyId, ...input })))
const untag = (name: string) =>
  to(name, (ResourceId) => world.admin.send(new UntagResourceCommand({ ResourceId, TagKeys: ['holdfast'] })))
const tag = (name: string, Value: string) =>
  to(name, (ResourceId) => world.admin.send(new TagResourceCommand({ ResourceId, Tags: [{ Key: 'holdfast', Value }] })))
const remove = (name: string) => to(name, (PolicyId) => world.admin.send(new DeletePolicyCommand({ PolicyId })))
const make = (Name: string, tags: Record<string, string> = {}) =>
  world.admin.send(
    new CreatePolicyCommand({
      ...{ Name, Type: scp, Description: 'Mine', Content: content('x:*') },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  )

/** Where each policy is attached; null where there is none of the name. */
const state = async () => {
  const where = async (name: string) => ((await world.idOf(name)) ? world.targetsOf(name) : null)
  return { kept: await where('kept'), old: await where('old'), free: await where('free') }
}
const deployed = { kept: [prod, sandbox], old: [sandbox, root], free: [prod] }

const plan = async (manifest: Manifest) => (await world.clock.until(planFor(manifest, world.ports))).plan

/** Carries out a manifest with the review of an earlier plan, as a deployment does. */
const deploy = async (manifest: Manifest, review: ReviewedRemoval[]) => {
  const steps = permitted((await plan(manifest)).changes, review)
  return world.clock.until(carryOut(world.ports, manifest, steps))
}

interface Tampering {
  what: string
  how: () => Promise<unknown>
  /** Where it differs from what was deployed, after events and sweeps. */
  after: Partial<Awaited<ReturnType<typeof state>>>
}

const tamperings: Tampering[] = [
  { what: 'nothing', how: async () => {}, after: {} },
  { what: 'detached where it is pruned', how: () => detach('kept', sandbox), after: { kept: [prod] } },
  { what: 'detached where it is wanted', how: () => detach('kept', prod), after: {} },
  { what: 'attached where nobody wants it', how: () => attach('kept', root), after: { kept: [prod, sandbox, root] } },
  { what: 'retired, detached somewhere', how: () => detach('old', root), after: { old: [sandbox] } },
  {
    what: 'retired, detached everywhere',
    how: async () => {
      for (const target of deployed.old) await detach('old', target)
    },
    after: { old: [] },
  },
  { what: 'retired, attached elsewhere', how: () => attach('old', nonProd), after: { old: [nonProd, sandbox, root] } },
  { what: 'edited', how: () => update('kept', { Content: content('x:*'), Description: 'x' }), after: {} },
  { what: 'retired, edited', how: () => update('old', { Content: content('x:*'), Description: 'x' }), after: {} },
  { what: 'renamed', how: () => update('kept', { Name: 'harmless' }), after: {} },
  { what: 'retired, renamed', how: () => update('old', { Name: 'harmless' }), after: { old: null } },
  {
    what: 'renamed to one that is retired',
    how: async () => {
      await update('old', { Name: 'harmless' })
      await update('free', { Name: 'old' })
    },
    after: { old: [prod], free: null },
  },
  { what: 'stripped of its tag', how: () => untag('kept'), after: {} },
  { what: 'retired, stripped of its tag', how: () => untag('old'), after: {} },
  {
    what: 'tagged as one that is retired',
    how: () => tag('free', 'old'),
    after: {},
  },
  {
    what: 'switched off with its type',
    how: () => world.admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: scp })),
    after: { kept: [prod], old: [], free: [] },
  },
  {
    what: 'deleted and made anew by somebody',
    how: () =>
      atOnce(world, async () => {
        for (const target of deployed.kept) await detach('kept', target)
        await remove('kept')
        await make('kept')
        await attach('kept', sandbox)
      }),
    after: {},
  },
  { what: 'released, detached', how: () => detach('free', prod), after: { free: [] } },
  { what: 'released, edited', how: () => update('free', { Content: content('x:*') }), after: {} },
]

const removing = /^(Detach|Delete|Disable|Untag)/

test.each(tamperings)('events and sweeps remove nothing: $what', async ({ how, after }) => {
  await begin(now)
  expect(await state()).toEqual(deployed)
  const writes = await writesDuring(world, async () => {
    await world.sweep()
    await how()
    await world.settle()
    await world.sweep()
    await world.sweep()
  })
  expect(Object.keys(writes).filter((operation) => removing.test(operation))).toEqual([])
  const sorted = Object.fromEntries(
    Object.entries({ ...deployed, ...after }).map(([name, targets]) => [name, targets && [...targets].sort()]),
  )
  expect(await state()).toEqual(sorted)
})

test('what an entry that is gone named is not looked at any more', async () => {
  await begin(now)
  const writes = await writesDuring(world, async () => {
    await detach('free', prod)
    await world.settle()
    await world.sweep()
    await world.apply(manifestOf([policy('kept', [prod, sandbox]), policy('old', [root, sandbox])]))
  })
  expect(writes).toEqual({})
  expect(told(world.notices)).toEqual([])
  expect((await plan(manifestOf([]))).changes).toEqual([])
})

test('apply retires a policy: detached everywhere, then deleted; and detaches what is pruned', async () => {
  const { hook, sent } = faults()
  await begin(now, { fault: hook })
  sent.length = 0
  const results = await world.apply(now)
  expect(results.map(({ key, outcome }) => `${outcome.result} ${key}`)).toEqual([
    'done detach/SCP/old/r-ab12',
    `done detach/SCP/kept/${sandbox}`,
    `done detach/SCP/old/${sandbox}`,
    'done delete-policy/SCP/old',
  ])
  expect(sent.filter((operation) => !/^(List|Describe|Get)/.test(operation))).toEqual([
    ...Array(3).fill('DetachPolicy'),
    'DeletePolicy',
  ])
  expect(await state()).toEqual({ kept: [prod], old: null, free: [prod] })
  await world.settle()
  await world.sweep()
  expect(told(world.notices)).toEqual([])
  expect((await plan(now)).changes).toEqual([])
})

test('one that is not ours is not retired: it has no tag of ours, and other content', async () => {
  await begin(now)
  await untag('old')
  const { blocked, changes } = await plan(now)
  expect(blocked.map(({ code }) => code)).toEqual(['policy-of-another'])
  expect(changes.filter(({ policy: { name } }) => name === 'old')).toEqual([])
  await world.apply(now)
  expect((await state()).old).toEqual(deployed.old)
})

test('a policy that cannot be detached somewhere is not deleted, and the next apply goes on', async () => {
  const { hook, sent, set, clear } = faults()
  await begin(now, { fault: hook })
  let detaches = 0
  set(({ operation }) =>
    operation === 'DetachPolicy' && ++detaches === 3
      ? { name: 'ConstraintViolationException', message: 'no' }
      : undefined,
  )
  sent.length = 0
  const results = await world.apply(now)
  expect(results.map(({ outcome }) => outcome.result)).toEqual(['done', 'done', 'refused', 'skipped'])
  expect(sent).not.toContain('DeletePolicy')
  expect((await state()).old).toEqual([sandbox])
  clear()
  expect((await world.apply(now)).map(({ outcome }) => outcome.result)).toEqual(['done', 'done'])
  expect((await state()).old).toBeNull()
})

const fillers = (count: number) => {
  const policies = Array.from({ length: count }, (_, at) => ({
    ...{ id: `p-filler${at}0`, name: `filler-${at}`, type: scp, content: content(`x${at}:*`) },
  }))
  const document = smallOrganization()
  const [workloads, ...others] = document.root.organizational_units ?? []
  const units = workloads?.organizational_units?.map((unit) =>
    unit.id === prod ? { ...unit, policies: ['p-FullAWSAccess', ...policies.map((one) => one.id)] } : unit,
  )
  return {
    ...document,
    root: {
      ...document.root,
      organizational_units: [...(workloads && units ? [{ ...workloads, organizational_units: units }] : []), ...others],
    },
    policies,
  }
}

test.each([
  ['there is room', 7, ['attach/SCP/new', 'detach/SCP/kept']],
  ['all slots are taken', 8, ['detach/SCP/kept', 'attach/SCP/new']],
])('the new is attached before the old is detached, where %s', async (_, count, wanted) => {
  const before = manifestOf([policy('kept', [prod])])
  world = await createWorld({ manifest: before, organization: fillers(count) })
  const swapped = manifestOf([policy('new', [prod]), policy('kept', [sandbox], { prune: true })])
  const results = await world.apply(swapped)
  const atProd = results.filter(({ target }) => target?.id === prod)
  expect(atProd.map(({ key }) => key.replace(`/${prod}`, ''))).toEqual(wanted)
  expect(results.filter(({ outcome }) => outcome.result !== 'done')).toEqual([])
})

test('without a review a full target stays as it is, and AWS is not asked', async () => {
  const before = manifestOf([policy('kept', [prod])])
  world = await createWorld({ manifest: before, organization: fillers(8) })
  const swapped = manifestOf([policy('new', [prod, nonProd]), policy('kept', [sandbox], { prune: true })])
  const results = await deploy(swapped, [])
  expect(results.map(({ key, outcome }) => `${outcome.result} ${key}`)).toEqual([
    'done create-policy/SCP/new',
    `done attach/SCP/new/${nonProd}`,
    `done attach/SCP/kept/${sandbox}`,
  ])
  expect(await world.targetsOf('kept')).toEqual([prod, sandbox])
})

/** What happens between a review and its deployment, and what is removed then. */
const meanwhile: [string, () => Promise<unknown>, Partial<Awaited<ReturnType<typeof state>>>][] = [
  ['nothing', async () => {}, { kept: [prod], old: null }],
  ['the retired one is attached elsewhere', () => attach('old', nonProd), { kept: [prod], old: [nonProd] }],
  ['the pruned one is attached elsewhere', () => attach('kept', nonProd), { kept: [prod, nonProd], old: null }],
  ['some of it is detached', () => detach('old', root), { kept: [prod], old: null }],
  ['the pruned one is edited', () => update('kept', { Content: content('x:*') }), { kept: [prod], old: null }],
  [
    'another policy bears the name',
    async () => {
      for (const target of deployed.old) await detach('old', target)
      await remove('old')
      await make('old', { holdfast: 'old' })
      await attach('old', root)
    },
    { kept: [prod], old: [root] },
  ],
  [
    'the retired one is edited: it is detached, and stays for another look',
    () => update('old', { Content: content('x:*') }),
    { kept: [prod], old: [] },
  ],
  ['the retired one loses its tag', () => untag('old'), { kept: [prod] }],
]

test.each(meanwhile)('a review removes what it saw and nothing else: %s', async (_, work, after) => {
  await begin(now)
  const review: ReviewedRemoval[] = JSON.parse(JSON.stringify(reviewOf((await plan(now)).changes)))
  await work()
  await world.settle()
  const results = await deploy(now, review)
  expect(results.filter(({ outcome }) => outcome.result !== 'done')).toEqual([])
  expect(await state()).toEqual({ ...deployed, ...after })
})

test('the digest of a plan does not outlive a change to what it would remove', async () => {
  await begin(now)
  const { digest } = await plan(now)
  expect((await plan(now)).digest).toBe(digest)
  await attach('kept', nonProd)
  expect((await plan(now)).digest).not.toBe(digest)
  await detach('kept', nonProd)
  // As it was: AWS does not tell that it was otherwise.
  expect((await plan(now)).digest).toBe(digest)
})

const compiled = (text: string): Manifest => {
  const lock = {
    ...{ version: 1 as const, organizational_units: {} },
    organization: { id: 'o-exampleorg', management_account: '111111111111', root },
  }
  const files = Object.fromEntries(['loud', 'quiet'].map((name) => [`${name}.json`, content(`${name}:*`)]))
  const read = memoryReader({ 'manifest.yaml': text, ...files })
  const { manifest, problems } = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
  if (!manifest) throw new Error(JSON.stringify(problems))
  return manifest
}

test('mode notify by default, and one that is enforced: each as its own entry says', async () => {
  const entry = (name: string, rest: string) =>
    `  - { name: ${name}, resource_file: ${name}.json, deploy_method: scp, deployment_targets: { organizational_units: [${prod}, ${sandbox}] }${rest} }\n`
  const manifest = compiled(
    `region: eu-west-1\nversion: 2021-03-15\nholdfast: { defaults: { mode: notify } }\nresources:\n${entry('loud', ', holdfast: { mode: enforce }')}${entry('quiet', '')}`,
  )
  world = await createWorld({ manifest })
  const wanted = { quiet: await policyNamed(world, 'quiet'), loud: await policyNamed(world, 'loud') }
  const writes = await writesDuring(world, async () => {
    for (const name of ['quiet', 'loud']) {
      await detach(name, prod)
      await update(name, { Content: content('x:*') })
    }
    await world.settle()
    await world.sweep()
    await world.sweep()
  })
  expect(writes).toEqual({ AttachPolicy: 1, UpdatePolicy: 1 })
  expect(told(world.notices).sort()).toEqual([
    `reported attach/SCP/quiet/${prod}`,
    'reported update-policy/SCP/quiet',
    `restored attach/SCP/loud/${prod}`,
    'restored update-policy/SCP/loud',
  ])
  expect(await policyNamed(world, 'loud')).toEqual(wanted.loud)
  expect(await policyNamed(world, 'quiet')).toMatchObject({ targets: [sandbox], content: content('x:*') })
  // A command is still obeyed; the next sweep tells that it is over.
  await world.apply(manifest)
  expect(await policyNamed(world, 'quiet')).toEqual(wanted.quiet)
  world.notices.length = 0
  await world.settle()
  await world.sweep()
  expect(told(world.notices).sort()).toEqual([`over attach/SCP/quiet/${prod}`, 'over update-policy/SCP/quiet'])
})
