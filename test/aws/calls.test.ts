import { createClient } from '../../aws/client.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import type { StackSet } from '../../core/deployment.ts'
import { nowhere, type Scope } from '../../core/event/scope.ts'
import type { Manifest } from '../../core/manifest.ts'
import { type Calls, OrganizationMismatch } from '../../core/ports.ts'
import type { OrganizationDocument } from '../../emulator/index.ts'
import { planFor } from '../../loop/plan.ts'
import { detachEvent } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const quarter = 15 * 60_000
let world: World
afterEach(() => world.close())

/** Calls of ours, not of the test's own, while something is done. */
async function callsOf({ ports }: World, work: () => Promise<unknown>): Promise<Calls> {
  const before = ports.organizations.calls()
  await work()
  return Object.fromEntries(
    Object.entries(ports.organizations.calls())
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
}

const sum = (calls: Calls): number => Object.values(calls).reduce((total, count) => total + count, 0)
const writesOf = (calls: Calls): Calls =>
  Object.fromEntries(Object.entries(calls).filter(([name]) => !/^(List|Describe)/.test(name)))

/** As a function that has just been started: it remembers nothing. */
const forget = ({ clock }: World) => clock.advanceTo(clock.now() + quarter + 1)

const hold = ({ emulator }: World) =>
  fetch(new URL('/_holdfast/delivery', emulator.url), { method: 'POST', body: '{"hold":true}' })

const foreign = { id: 'p-foreign00', name: 'foreign', type: 'SERVICE_CONTROL_POLICY', content: content('s3:*') }
const withForeign = (): OrganizationDocument => {
  const document = smallOrganization()
  return {
    ...document,
    root: { ...document.root, policies: ['p-FullAWSAccess', foreign.id] },
    policies: [foreign],
  }
}

const each = [{ id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }]
const detaches = [
  { what: 'at the root', target: 'r-ab12', wanted: policy('deny', ['r-ab12']), most: 3 },
  { what: 'at an OU', target: 'ou-ab12-22222222', wanted: policy('deny', ['ou-ab12-22222222']), most: 3 },
  { what: 'at an account', target: '444444444444', wanted: policy('deny', ['444444444444']), most: 3 },
  {
    what: 'at one of each account',
    target: '222222222222',
    wanted: policy('deny', [], { eachAccountIn: each }),
    most: 4,
  },
]

test.each(detaches)('a detach $what, cold, is restored with at most $most calls', async ({ target, wanted, most }) => {
  world = await createWorld({ manifest: manifestOf([wanted]) })
  await forget(world)
  await world.detach('deny', target)
  const calls = await callsOf(world, world.settle)
  expect(writesOf(calls)).toEqual({ AttachPolicy: 1 })
  expect(sum(calls)).toBeLessThanOrEqual(most)
  expect(await world.targetsOf('deny')).toContain(target)
})

test.each([
  ['that has swept', true, [{}, {}]],
  ['that knows nothing', false, [{ DescribePolicy: 1 }, { ListTagsForResource: 1 }, {}]],
])('a foreign policy costs a process %s a call an event at most, and soon none', async (_, isSwept, costs) => {
  world = await createWorld({ manifest: manifestOf([policy('deny', ['r-ab12'])]), organization: withForeign() })
  await forget(world)
  if (isSwept) await world.sweep()
  const detach = async () => {
    await world.detach('foreign', 'r-ab12')
    await world.settle()
  }
  for (const cost of costs) {
    expect(await callsOf(world, detach)).toEqual(cost)
    await world.attach(foreign.id, 'r-ab12')
  }
})

test('a policy that is gone costs a process that saw so two minutes ago no call', async () => {
  world = await createWorld({ manifest: manifestOf([policy('deny', ['r-ab12'])]) })
  await forget(world)
  const tell = async () => {
    world.bus.publish(detachEvent('p-gone0000', 'r-ab12'))
    await world.settle()
  }
  expect(await callsOf(world, tell)).toEqual({ DescribePolicy: 1, ListPolicies: 1 })
  await world.clock.advanceTo(world.clock.now() + 2 * 60_000 + 1)
  expect(await callsOf(world, tell)).toEqual({})
})

/** As many accounts as wished, in 25 OUs. */
const large = (accounts: number): OrganizationDocument => {
  const units = Array.from({ length: 25 }, (_, at) => `ou-ab12-${String(at).padStart(8, '0')}`)
  return {
    ...smallOrganization(),
    root: {
      id: 'r-ab12',
      accounts: [{ id: '111111111111', name: 'management' }],
      organizational_units: units.map((id, unit) => ({
        ...{ id, name: `Unit ${unit}` },
        accounts: Array.from({ length: accounts / units.length }, (_, at) => ({
          id: String(200_000_000_000 + unit * 1_000 + at),
          name: `account-${unit}-${at}`,
        })),
      })),
    },
  }
}

const twentyOnTen = manifestOf(
  Array.from({ length: 20 }, (_, at) =>
    policy(`deny-${String(at).padStart(2, '0')}`, [], {
      targets: Array.from({ length: 10 }, (_, place) => (at * 10 + place) % 25).map((unit) => ({
        id: `ou-ab12-${String(unit).padStart(8, '0')}`,
        path: `Unit ${unit}`,
      })),
    }),
  ),
)

test.each([100, 2_000])('20 policies on 10 OUs each: a plan is at most 60 calls with %d accounts', async (accounts) => {
  world = await createWorld({ manifest: twentyOnTen, organization: large(accounts), applied: false })
  const plan = (wanted: Manifest) => async () => {
    await forget(world)
    const made = await world.clock.until(planFor(wanted, world.ports))
    changes = made.plan.changes.length
  }
  let changes = 0
  const before = await callsOf(world, plan(twentyOnTen))
  expect(sum(before)).toBe(27)
  expect(changes).toBe(220)

  await world.apply(twentyOnTen)
  // The events of our own calls are looked at too, but are not what is counted here.
  await world.settle()
  const after = await callsOf(world, plan(twentyOnTen))
  expect(sum(after)).toBe(43)
  expect(changes).toBe(0)

  const second = await callsOf(world, () => world.apply(twentyOnTen))
  expect(writesOf(second)).toEqual({})

  // Held back, or it would be restored at once.
  await hold(world)
  for (const target of await world.targetsOf('deny-07')) await world.detach('deny-07', target)
  const detached = await callsOf(world, plan(twentyOnTen))
  expect(sum(detached)).toBe(53)
  expect(changes).toBe(10)
  for (const [at, target] of (await world.targetsOf('deny-00')).entries()) {
    await world.attach((await world.idOf('deny-07')) ?? '', String(twentyOnTen.policies[7]?.targets[at]?.id ?? target))
  }

  // Beyond the sixty: whose a policy is, is read where its content would change (docs/decisions/0008).
  const edited = twentyOnTen.policies.map((one) => ({ ...one, content: content('other:*') }))
  expect(sum(await callsOf(world, plan({ ...twentyOnTen, policies: edited })))).toBe(63)
  expect(changes).toBe(20)
  for (const { name } of twentyOnTen.policies) {
    for (const target of await world.targetsOf(name)) await world.detach(name, target)
  }
  expect(sum(await callsOf(world, plan(twentyOnTen)))).toBe(68)
})

const at = (scope: Partial<Scope>): Scope => ({ ...nowhere, ...scope })
const strangers = [
  {
    what: 'another organization',
    organization: { id: 'o-another000', management_account: '111111111111' },
    root: 'r-ab12',
  },
  {
    what: 'another management account',
    organization: { id: 'o-exampleorg', management_account: '999999999999' },
    root: 'r-ab12',
  },
  { what: 'another root', organization: { id: 'o-exampleorg', management_account: '111111111111' }, root: 'r-zz99' },
]

test.each(strangers)('$what behind the endpoint: nothing is planned and nothing written', async (stranger) => {
  const manifest = manifestOf([policy('deny', ['r-ab12'])])
  const document = withForeign()
  const organization = {
    ...document,
    organization: stranger.organization,
    root: { ...document.root, id: stranger.root },
  }
  world = await createWorld({ manifest, organization, applied: false })
  await expect(world.apply(manifest)).rejects.toThrow(OrganizationMismatch)
  await expect(world.clock.until(planFor(manifest, world.ports))).rejects.toThrow(OrganizationMismatch)
  await world.sweep()
  expect(world.notices.map(({ incident }) => [incident.state, incident.key.split('/')[0]])).toEqual([
    ['refused', 'organization-mismatch'],
  ])
  expect(writesOf(await world.calls())).toEqual({})
})

// Of another root with the same organization id an event cannot tell; the sweep does.
test.each(strangers.slice(0, 2))('$what: an event reads once and writes nothing', async (stranger) => {
  const manifest = manifestOf([policy('foreign', ['r-ab12'])])
  const organization = { ...withForeign(), organization: stranger.organization }
  world = await createWorld({ manifest, organization, applied: false })
  const pairs = ['p-foreign00', 'p-FullAWSAccess'].map((policyId) => ({ policyId, targetId: 'r-ab12' }))
  // Where only AWS's own policy lies no ARN tells of the organization: it is asked for.
  const nobodys = { policyId: 'p-FullAWSAccess', targetId: 'ou-ab12-44444444' }
  const places = [
    at({ pairs: pairs.slice(0, 1) }),
    at({ pairs: pairs.slice(1) }),
    at({ pairs: [nobodys] }),
    at({ policies: [{ policyId: 'p-foreign00', how: 'changed', name: 'foreign' }] }),
  ]
  for (const scope of places) {
    await forget(world)
    const looking = world.ports.organizations.observe(manifest, scope, 'enforce')
    await expect(world.clock.until(looking)).rejects.toThrow(OrganizationMismatch)
  }
  expect(writesOf(await world.calls())).toEqual({})
})

test('how many accounts a plan reaches costs a call for twenty of them, and nothing where nothing below changes', async () => {
  world = await createWorld({ manifest: twentyOnTen, organization: large(100), applied: false })
  const reaches = async (wanted: Manifest) => {
    await forget(world)
    const read: (number | null | undefined)[] = []
    const calls = await callsOf(world, async () => {
      const { plan } = await world.clock.until(planFor(wanted, world.ports, { reach: true }))
      read.push(plan.accounts)
    })
    return [...read, calls.ListAccounts]
  }
  // The management account is the hundred and first.
  expect(await reaches(twentyOnTen)).toEqual([100, 6])
  await world.apply(twentyOnTen)
  await world.settle()
  expect(await reaches(twentyOnTen)).toEqual([0, undefined])
  const onOne = policy('deny-one', [], { targets: [{ id: '200000000000', path: 'account-0-0' }] })
  expect(await reaches(manifestOf([...twentyOnTen.policies, onOne]))).toEqual([1, undefined])
})

test('whom stack sets reach costs the list of accounts, once, even where nothing changes', async () => {
  world = await createWorld({ manifest: twentyOnTen, organization: large(100) })
  await world.settle()
  const stackSet = { name: 'network', regions: ['eu-west-1'], units: [{ id: 'r-ab12', path: 'Root' }], accounts: [] }
  const stackSets = [{ ...stackSet, inManagementAccount: false }] as unknown as StackSet[]
  for (const [told, listed] of [
    [[], undefined],
    [stackSets, 6],
  ] as const) {
    await forget(world)
    const calls = await callsOf(world, async () => {
      const telling = { reach: true, stackSets: [...told] }
      const { plan } = await world.clock.until(planFor(twentyOnTen, world.ports, telling))
      expect(plan.stackSets?.map(({ accounts }) => accounts)).toEqual(told.length > 0 ? [100] : undefined)
    })
    expect(calls.ListAccounts).toBe(listed)
  }
})

test('whoever is impatient gets through AWS’s rates all the same', async () => {
  world = await createWorld({ manifest: twentyOnTen, organization: large(100), throttle: 'aws' })
  const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: world.emulator.url } })
  client.middlewareStack.add((next) => (args) => world.clock.track(next(args)), { step: 'finalizeRequest' })
  const organizations = createOrganizations({ client, clock: world.clock, random: () => 0.5, attempts: 4 })
  const { plan } = await world.clock.until(planFor(twentyOnTen, { organizations, clock: world.clock }))
  expect(plan.changes).toEqual([])
  const throttled = await (await fetch(new URL('/_holdfast/throttled', world.emulator.url))).json()
  expect(throttled).toHaveProperty('DescribePolicy')
})
