import {
  CreateAccountCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { delivery, detachEvent, policyNamed, told, writesDuring } from '../support/drift.ts'
import { callEvent } from '../support/events.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// AWS does not promise that a read shows what was written a moment ago.

const [root, prod, account] = ['r-ab12', 'ou-ab12-22222222', '222222222222'] as const
const each = { eachAccountIn: [{ id: root, path: 'Root', joinedAfter: null, except: [] }] }
const manifest = manifestOf([policy('deny', [root, prod]), policy('each', [], each)])

let world: World
afterEach(() => world.close())

const faults = (body: unknown) =>
  fetch(new URL('/_holdfast/faults', world.emulator.url), { method: 'POST', body: JSON.stringify(body) })

async function begin(staleness = 20_000): Promise<void> {
  world = await createWorld({ manifest })
  await world.clock.advanceTo(world.clock.now() + 60_000)
  await faults({ stale_reads: staleness })
}

/** Lets so many seconds pass, with all that happens in them. */
async function pass(seconds: number): Promise<void> {
  const end = world.clock.now() + seconds * 1_000
  while (world.clock.now() < end) {
    await world.settle()
    await world.clock.advanceTo(Math.min(end, world.clock.now() + 1_000))
  }
  await world.settle()
}

/** What somebody does that takes a guardrail away, and what is then told. */
const attacks: { what: string; how: () => Promise<unknown>; tells: string[] }[] = [
  {
    what: 'detached',
    how: () => world.detach('deny', prod),
    tells: [`restored attach/SCP/deny/${prod}`],
  },
  {
    what: 'detached from an account',
    how: () => world.detach('each', account),
    tells: [`restored attach/SCP/each/${account}`],
  },
  {
    what: 'edited',
    how: async () =>
      world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Content: content('nothing:*') })),
    tells: ['restored update-policy/SCP/deny'],
  },
  {
    what: 'renamed',
    how: async () =>
      world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Name: 'harmless' })),
    tells: ['restored rename-policy/SCP/deny'],
  },
]

test.each(attacks)(
  'reads are 20 s behind, $what: restored within 60 s, once, and told once',
  async ({ how, tells }) => {
    await begin()
    const writes = await writesDuring(world, async () => {
      await how()
      await pass(60)
    })
    await faults({ stale_reads: 0 })
    expect(await policyNamed(world, 'deny')).toMatchObject({ content: content('deny:*'), targets: [prod, root] })
    expect(await world.targetsOf('each')).toContain(account)
    expect(Object.values(writes)).toEqual([1])
    expect(told(world.notices)).toEqual(tells)
    await faults({ stale_reads: 20_000 })
    // Neither a sweep that still reads the past nor one that does not finds anything to do.
    expect(await writesDuring(world, world.sweep)).toEqual({})
    await pass(180)
    expect(await writesDuring(world, world.sweep)).toEqual({})
    expect(told(world.notices)).toEqual(tells)
  },
)

test('deleted while reads are behind: made again, and attached', async () => {
  await begin()
  for (const target of [root, prod]) await world.detach('deny', target)
  const PolicyId = await world.idOf('deny')
  await world.admin.send(new DeletePolicyCommand({ PolicyId }))
  await pass(180)
  await faults({ stale_reads: 0 })
  expect(await policyNamed(world, 'deny')).toMatchObject({ content: content('deny:*'), targets: [prod, root] })
  await faults({ stale_reads: 20_000 })
  const before = world.notices.length
  await world.sweep()
  await pass(60)
  await world.sweep()
  expect(world.notices).toHaveLength(before)
})

test('a policy that reads did not show when its event came is watched all the same', async () => {
  world = await createWorld({ manifest, separate: true })
  await world.clock.advanceTo(world.clock.now() + 60_000)
  await delivery(world, true)
  const before = await world.idOf('deny')
  for (const target of [root, prod]) await world.detach('deny', target)
  await world.admin.send(new DeletePolicyCommand({ PolicyId: before }))
  await faults({ stale_reads: 20_000 })
  await world.sweep()
  const made = world.notices.find(({ incident }) => incident.action === 'create-policy')?.incident.policyId ?? ''
  expect(made).toMatch(/^p-/)
  await world.admin.send(new DetachPolicyCommand({ PolicyId: made, TargetId: prod }))
  // An event comes while reads know nothing of the policy yet, and the next one five minutes later.
  world.bus.publish(callEvent({ eventName: 'UpdatePolicy', requestParameters: { policyId: made } }))
  await world.settle()
  await pass(300)
  world.bus.publish(detachEvent(made, prod))
  await pass(60)
  await faults({ stale_reads: 0 })
  expect(await world.targetsOf('deny')).toEqual([prod, root])
})

test('the type is switched off while reads are behind: restored within 60 s', async () => {
  await begin()
  await world.admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' }))
  await pass(60)
  await faults({ stale_reads: 0 })
  expect(await world.targetsOf('deny')).toEqual([prod, root])
})

test('an account of which reads do not know yet is covered when they do', async () => {
  await begin()
  const before = await world.targetsOf('each')
  await world.admin.send(new CreateAccountCommand({ AccountName: 'late', Email: 'late@example.com' }))
  await pass(60)
  await faults({ stale_reads: 0 })
  expect((await world.targetsOf('each')).length).toBe(before.length + 1)
  expect(told(world.notices)).toHaveLength(1)
  expect(world.notices[0]?.incident.state).toBe('covered')
})

test('an event of something that was undone by somebody else is looked for three times, and no more', async () => {
  await begin(0)
  await delivery(world, true)
  await world.detach('deny', prod)
  await world.attach((await world.idOf('deny')) ?? '', prod)
  await world.calls()
  await delivery(world, false)
  await pass(600)
  const { ListPoliciesForTarget, ...others } = await world.calls()
  expect(ListPoliciesForTarget).toBe(4)
  expect(Object.keys(others).filter((name) => !/^(List|Describe)/.test(name))).toEqual([])
  expect(world.notices).toEqual([])
})

test('what we wrote ourselves is not looked for again', async () => {
  await begin(0)
  await world.detach('deny', prod)
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Content: content('nothing:*') }))
  await world.settle()
  await world.calls()
  await pass(600)
  expect(await world.calls()).toEqual({})
})
