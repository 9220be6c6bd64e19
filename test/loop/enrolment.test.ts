import {
  CreateAccountCommand,
  DeletePolicyCommand,
  DescribeCreateAccountStatusCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations'
import type { ManifestPolicy } from '../../core/manifest.ts'
import type { Calls } from '../../core/ports.ts'
import type { OrganizationDocument } from '../../emulator/index.ts'
import { delivery, detachEvent, told, writesDuring } from '../support/drift.ts'
import { memberships } from '../support/events.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const root = 'r-ab12'
const workloads = 'ou-ab12-11111111'
const prod = 'ou-ab12-22222222'
const sandbox = 'ou-ab12-44444444'
const joining = '222222222222'
const suspended = '555555555555'
const each = (id: string, rest: Partial<ManifestPolicy['eachAccountIn'][number]> = {}) => ({
  eachAccountIn: [{ id, path: id, joinedAfter: null, except: [], ...rest }],
})

/** As small as ever, with an account that is suspended, and joining times. */
function organization(): OrganizationDocument {
  const document = smallOrganization()
  const [, last] = document.root.organizational_units ?? []
  last?.accounts?.push({ id: suspended, name: 'closed', state: 'SUSPENDED', joined: '2026-11-10T00:00:00Z' })
  return {
    ...document,
    root: { ...document.root, policy_types: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] },
  }
}

let world: World
afterEach(() => world.close())
const begin = async (policies: ManifestPolicy[]) => {
  world = await createWorld({ manifest: manifestOf(policies), organization: organization() })
}

async function create(name = 'new'): Promise<string> {
  const made = await world.admin.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }))
  const CreateAccountRequestId = made.CreateAccountStatus?.Id
  const status = await world.admin.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }))
  return status.CreateAccountStatus?.AccountId ?? ''
}
const move = (AccountId: string, SourceParentId: string, DestinationParentId: string) =>
  world.admin.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }))

/** What of ours an account lost a moment ago, or never had. */
async function uncover(name: string, account = joining) {
  await delivery(world, true)
  await world.detach(name, account)
  await fetch(new URL('/_holdfast/events', world.emulator.url))
}
const replaced = (event: unknown, account: string): unknown =>
  JSON.parse(JSON.stringify(event).replaceAll(joining, account))
const openIncidents = () => world.ports.state.list('incident/')

/** Delivers events one after the other, each after what it leads to is done; says the calls that they cost. */
async function callsOf(...events: unknown[]): Promise<Calls> {
  const before = world.ports.organizations.calls()
  for (const event of events) {
    world.bus.publish(event)
    await world.clock.until(world.bus.idle())
  }
  return Object.fromEntries(
    Object.entries(world.ports.organizations.calls())
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
}

test('an account that is created in the scope is covered', async () => {
  await begin([policy('deny', [], each(root))])
  const account = await create()
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual([joining, '333333333333', '444444444444', account].sort())
  expect(told(world.notices)).toEqual([`covered attach/SCP/deny/${account}`])
  expect(await openIncidents()).toEqual({})
})

test('it is looked at alone: four calls where nothing is remembered, two where nothing is missing', async () => {
  await begin([policy('deny', [], each(root))])
  const event = memberships.find(({ what }) => what.includes('INVITED'))?.event
  await uncover('deny')
  await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  const first = { DescribeAccount: 1, ListPoliciesForTarget: 1, ListPolicies: 1, AttachPolicy: 1 }
  expect(await callsOf(event)).toEqual(first)
  expect(await callsOf(event)).toEqual({ DescribeAccount: 1, ListPoliciesForTarget: 1 })
  // What was attached a moment ago would wait, because reads may be behind.
  await world.clock.advanceTo(world.clock.now() + 60_000)
  await world.detach('deny', joining)
  // Who bears the name is remembered, and asked all the same: the list of names grows with the policies.
  const { ListPolicies, ...rest } = first
  expect(await callsOf(event)).toEqual({ ...rest, DescribePolicy: ListPolicies })
  expect(await callsOf(...memberships.slice(0, 1).map(({ event }) => replaced(event, '444444444444')))).toEqual({
    DescribeAccount: 1,
    ListPoliciesForTarget: 1,
  })
})

test('where a policy of the account is gone, it is made anew for every place that it lies at', async () => {
  await begin([policy('deny', [workloads, joining])])
  await delivery(world, true)
  for (const target of [workloads, joining]) await world.detach('deny', target)
  await world.admin.send(new DeletePolicyCommand({ PolicyId: await world.idOf('deny') }))
  await fetch(new URL('/_holdfast/events', world.emulator.url))
  const { CreatePolicy, AttachPolicy } = await callsOf(memberships.find(({ what }) => what.includes('INVITED'))?.event)
  expect({ CreatePolicy, AttachPolicy }).toEqual({ CreatePolicy: 1, AttachPolicy: 2 })
  expect(await world.targetsOf('deny')).toEqual([joining, workloads].sort())
})

test('one that the manifest does not mean costs one call', async () => {
  await begin([policy('deny', [], each(workloads))])
  const event = replaced(memberships[0]?.event, '444444444444')
  expect(await callsOf(event, event)).toEqual({ DescribeAccount: 2 })
})

test.each(memberships)('$what: the account is covered', async ({ event }) => {
  await begin([policy('deny', [], each(workloads))])
  await uncover('deny')
  const writes = await writesDuring(world, async () => {
    world.bus.publish(event)
    await world.clock.until(world.bus.idle())
  })
  expect(writes).toEqual({ AttachPolicy: 1 })
  expect(await world.targetsOf('deny')).toContain(joining)
})

test('the same joining, announced by three events twice each: one write per policy, one record, no incident', async () => {
  const rcp = 'RESOURCE_CONTROL_POLICY' as const
  await begin([
    policy('deny', [], each(workloads)),
    policy('edge', [], { ...each(root), type: rcp }),
    policy('other', [sandbox]),
  ])
  await delivery(world, true)
  const account = await create()
  await move(account, root, prod)
  const announcements = memberships
    .filter(({ what }) => /was created$|INVITED|^MoveAccount|UpdateManagedAccount SUCCEEDED/.test(what))
    .map(({ event }) => replaced(event, account))
  expect(announcements).toHaveLength(4)
  const before = world.deeds().length
  const writes = await writesDuring(world, async () => {
    for (const event of [...announcements, ...announcements]) world.bus.publish(event)
    await world.clock.until(world.bus.idle())
  })
  expect(writes).toEqual({ AttachPolicy: 2 })
  const kinds = world
    .deeds()
    .slice(before)
    .map(({ type }) => type)
  expect(kinds.filter((type) => type === 'holdfast.observation.v1')).toHaveLength(1)
  expect(kinds.sort()).toEqual([
    ...['holdfast.intent.v1', 'holdfast.intent.v1', 'holdfast.observation.v1'],
    ...['holdfast.outcome.v1', 'holdfast.outcome.v1'],
  ])
  expect(told(world.notices)).toEqual([`covered attach/RCP/edge/${account}`, `covered attach/SCP/deny/${account}`])
  expect(await openIncidents()).toEqual({})
})

test('one that moves in is covered; one that leaves the scope keeps what it has', async () => {
  await begin([policy('deny', [], each(workloads))])
  await move('444444444444', sandbox, prod)
  await move('333333333333', 'ou-ab12-33333333', sandbox)
  await world.settle()
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual([joining, '333333333333', '444444444444'])
})

test('what no event told of is found by the next sweep, and told as an incident', async () => {
  await begin([policy('deny', [], each(root))])
  await delivery(world, true)
  const account = await create()
  await world.sweep()
  expect(await world.targetsOf('deny')).toContain(account)
  expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${account}`])
})

const apart: { what: string; wanted: ManifestPolicy; account: string }[] = [
  { what: 'the management account', wanted: policy('deny', [], each(root)), account: '111111111111' },
  { what: 'a suspended account', wanted: policy('deny', [], each(root)), account: suspended },
  { what: 'a suspended account that is named', wanted: policy('deny', [suspended, sandbox]), account: suspended },
  { what: 'one that is excepted', wanted: policy('deny', [], each(root, { except: [joining] })), account: joining },
  {
    what: 'one that joined before',
    wanted: policy('deny', [], each(root, { joinedAfter: Date.parse('2026-11-11') })),
    account: suspended,
  },
  { what: 'one in another OU', wanted: policy('deny', [], each(workloads)), account: '444444444444' },
  { what: 'nobody', wanted: policy('deny', [], each(root)), account: '999999999999' },
]

test.each(apart)('$what is neither attached to nor missed', async ({ wanted, account }) => {
  await begin([wanted])
  await delivery(world, true)
  const writes = await writesDuring(world, async () => {
    for (const { event } of memberships) world.bus.publish(replaced(event, account))
    await world.clock.until(world.bus.idle())
    await world.sweep()
  })
  expect(writes).toEqual({})
  expect(await world.targetsOf('deny')).not.toContain(account)
  expect(world.notices).toEqual([])
})

test('an account that the manifest names is covered when it comes back', async () => {
  await begin([policy('deny', [joining])])
  await uncover('deny')
  world.bus.publish(memberships.find(({ what }) => what.includes('INVITED'))?.event)
  await world.clock.until(world.bus.idle())
  expect(await world.targetsOf('deny')).toEqual([joining])
})

test('who detaches while an account moves is told of all the same', async () => {
  await begin([policy('deny', [], each(workloads))])
  await uncover('deny')
  const moved = memberships.find(({ what }) => what === 'MoveAccount')?.event
  const batch = [moved, detachEvent(await world.idOf('deny'), joining)]
  for (const event of batch) world.bus.publish(event)
  await world.clock.until(world.bus.idle())
  expect(world.notices.map(({ incident }) => incident.key)).toEqual([`attach/SCP/deny/${joining}`])
  expect(await world.targetsOf('deny')).toContain(joining)
})

test('an account without a free slot is a critical incident, and covered when one is free', async () => {
  const others = Array.from({ length: 9 }, (_, at) => policy(`other-${at}`, [sandbox]))
  await begin([...others, policy('deny', [], each(workloads))])
  await delivery(world, true)
  const account = await create()
  for (const { name } of others) await world.attach((await world.idOf(name)) ?? '', account)
  await move(account, root, prod)
  const event = replaced(memberships.find(({ what }) => what === 'MoveAccount')?.event, account)
  expect(await callsOf(event)).not.toHaveProperty('AttachPolicy')
  expect(world.notices).toMatchObject([
    { incident: { state: 'refused', severity: 'critical', key: `attach/SCP/deny/${account}` } },
  ])
  await world.sweep()
  expect(world.notices).toHaveLength(1)
  await world.detach('other-0', account)
  await world.sweep()
  expect(await world.targetsOf('deny')).toContain(account)
  expect(told(world.notices).slice(1)).toEqual([`restored attach/SCP/deny/${account}`])
  expect(await openIncidents()).toEqual({})
})

test.each(['AttachPolicy', 'DescribeAccount', 'ListPoliciesForTarget', 'ListPolicies'])(
  'an account is covered by a later sweep where %s fails in the event’s run',
  async (operation) => {
    let isDenied = true
    const fault = (call: { operation: string }) =>
      isDenied && call.operation === operation ? { name: 'ServiceException' } : undefined
    const manifest = manifestOf([policy('deny', [], each(workloads))])
    world = await createWorld({ manifest, organization: organization(), applied: false, fault })
    isDenied = false
    await world.apply(manifest)
    await uncover('deny')
    await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
    isDenied = true
    await callsOf(memberships[0]?.event)
    isDenied = false
    expect(await world.targetsOf('deny')).not.toContain(joining)
    await world.sweep()
    expect(await world.targetsOf('deny')).toContain(joining)
    expect(await openIncidents()).toEqual({})
  },
)
