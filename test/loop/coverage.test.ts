import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { createClient } from '../../aws/client.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import type { Pace } from '../../aws/pace.ts'
import type { SweepMessage } from '../../core/event/sweep.ts'
import { type Send, sweepOf } from '../../core/event/wiring.ts'
import type { Manifest, ManifestPolicy } from '../../core/manifest.ts'
import { createAccountEnrolment } from '../../handlers/account-enrolment.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createSweep } from '../../handlers/sweep.ts'
import type { SweepPorts } from '../../loop/sweep.ts'
import { delivery, detachEvent, told } from '../support/drift.ts'
import { callEvent, memberships, serviceEvent } from '../support/events.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

// What lies on every account is read once an hour. These are the ways in which it could be lost until then, or for good.

const scp = 'SERVICE_CONTROL_POLICY' as const
const root = 'r-ab12'
const [workloads, prod, sandbox] = ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-44444444'] as const
const accounts = ['222222222222', '333333333333', '444444444444']
const [joining] = accounts as [string]
const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })
const deny = policy('deny', [], each(root))
const moved = memberships.find(({ what }) => what === 'MoveAccount')?.event

const failing = faults()
let world: World
let manifest: Manifest
afterEach(async () => {
  failing.clear()
  await world.close()
})
const begin = async (policies: ManifestPolicy[] = [deny], organization = smallOrganization()) => {
  manifest = manifestOf(policies)
  world = await createWorld({ manifest, organization, fault: failing.hook })
  await delivery(world, true)
}

/** A sweep function on its own: what it is sent, and what it sends. */
function sweeper(ports: Partial<SweepPorts> = {}) {
  const sent: SweepMessage[] = []
  const handle = createSweep({
    ...world.ports,
    manifest,
    extend: async () => {},
    send: async (_, message) => void sent.push(JSON.parse(JSON.stringify(message))),
    ...ports,
  })
  const run = (message: unknown, messageId = 'm1') =>
    world.clock.until(handle({ Records: [{ messageId, receiptHandle: 'r1', body: JSON.stringify(message) }] }))
  return { run, sent, handle }
}
const hourly = (): SweepMessage => ({ ...sweepOf(manifest), types: [] })
const fast = (): SweepMessage => ({ ...sweepOf(manifest, 'all'), coverage: [] })
const paced = (pace: Pace) => {
  const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: world.emulator.url } })
  client.middlewareStack.add((next) => (args) => world.clock.track(next(args)), { step: 'finalizeRequest' })
  return createOrganizations({ client, clock: world.clock, random: () => 0.5, pace })
}
/** Runs a message and all that follows from it. */
async function runAll({ run, sent }: ReturnType<typeof sweeper>, first: SweepMessage): Promise<number> {
  let runs = 0
  for (let message: SweepMessage | undefined = first; message && runs < 20; message = sent.shift()) {
    await run(message)
    runs += 1
  }
  return runs
}
const publish = async (...events: unknown[]) => {
  for (const event of events) {
    world.bus.publish(event)
    await world.clock.until(world.bus.idle())
  }
}
const detachEverywhere = async () => {
  for (const account of accounts) await world.detach('deny', account)
}

const losses: { what: string; how: () => Promise<unknown> }[] = [
  {
    what: 'renamed, and a perfect copy in its place',
    async how() {
      const PolicyId = await world.idOf('deny')
      const { Policy } = await world.admin.send(new DescribePolicyCommand({ PolicyId }))
      await world.admin.send(new UpdatePolicyCommand({ PolicyId, Name: 'old', Content: content('nothing:*') }))
      const Tags = [{ Key: 'holdfast', Value: 'deny' }]
      const Description = Policy?.PolicySummary?.Description
      await world.admin.send(
        new CreatePolicyCommand({ Name: 'deny', Type: scp, Description, Content: Policy?.Content, Tags }),
      )
    },
  },
  {
    what: 'deleted, and made again by a stranger',
    async how() {
      const PolicyId = await world.idOf('deny')
      await detachEverywhere()
      await world.admin.send(new DeletePolicyCommand({ PolicyId }))
      await world.admin.send(
        new CreatePolicyCommand({ Name: 'deny', Type: scp, Description: 'About deny', Content: content('deny:*') }),
      )
    },
  },
  {
    what: 'deleted',
    async how() {
      const PolicyId = await world.idOf('deny')
      await detachEverywhere()
      await world.admin.send(new DeletePolicyCommand({ PolicyId }))
    },
  },
  {
    what: 'switched off with its type',
    how: () => world.admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: scp })),
  },
]

test.each(losses)('$what: a sweep that reads no accounts sees that they have to be read', async ({ how }) => {
  await begin()
  await how()
  const sweep = sweeper()
  expect(await runAll(sweep, fast())).toBe(2)
  expect(await world.targetsOf('deny')).toEqual(accounts)
  // Then they are known to be covered.
  expect(await runAll(sweep, fast())).toBe(1)
})

test.each(losses)('$what: its events lead to the accounts', async ({ how }) => {
  await begin()
  await how()
  await delivery(world, false)
  await world.settle()
  // A copy that carries our tag could be one that we attach at this moment: it is left to a sweep.
  world.bus.send('sweep', fast())
  await world.clock.until(world.bus.idle())
  expect(await world.targetsOf('deny')).toEqual(accounts)
})

test('an edit, or a tag that is taken away, is no reason to read the accounts', async () => {
  await begin()
  const before = world.ports.organizations.calls().ListAccounts
  const PolicyId = await world.idOf('deny')
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') }))
  await delivery(world, false)
  await world.settle()
  expect(told(world.notices)).toEqual(['restored update-policy/SCP/deny'])
  expect(world.ports.organizations.calls().ListAccounts).toBe(before)
})

test('what could not be asked for is asked for by the message that comes again', async () => {
  await begin()
  const PolicyId = await world.idOf('deny')
  await detachEverywhere()
  await world.admin.send(new DeletePolicyCommand({ PolicyId }))
  const failing = sweeper({
    send: async () => {
      throw new Error('The queue is down')
    },
  })
  await expect(failing.run(fast())).rejects.toThrow('The queue is down')
  await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
  const sweep = sweeper()
  expect(await runAll(sweep, fast())).toBe(2)
  expect(await world.targetsOf('deny')).toEqual(accounts)
})

test('a scheduled sweep whose process died is done when its message comes again', async () => {
  await begin()
  const scheduled = { ...sweepOf(manifest), types: [] }
  const { organizations } = world.ports
  const dying = sweeper({ organizations: { ...organizations, observe: () => new Promise(() => {}) } })
  void dying.handle({ Records: [{ messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify(scheduled) }] })
  await world.detach('deny', joining)
  await world.clock.advanceTo(world.clock.now() + 14 * 60_000)
  // Another one has nothing to do meanwhile.
  expect(await sweeper().run(scheduled, 'm2')).toEqual({ batchItemFailures: [] })
  expect(await world.targetsOf('deny')).not.toContain(joining)
  await sweeper().run(scheduled, 'm1')
  expect(await world.targetsOf('deny')).toContain(joining)
})

test('a sweep that reads longer than it may last carries out something all the same', async () => {
  await begin([policy('deny', [root, prod]), policy('other', [root]), policy('third', [root])])
  await world.detach('deny', prod)
  const started = world.clock.now()
  const sweep = sweeper({ organizations: paced({ reads: 0.0008, writes: 1.5, yields: 0 }) })
  expect(await runAll(sweep, fast())).toBe(1)
  expect(world.clock.now() - started).toBeGreaterThan(14 * 60_000)
  expect(await world.targetsOf('deny')).toEqual([prod, root])
})

test('what a sweep leaves when its time is over is as much as it was asked for', async () => {
  const named = Array.from({ length: 10 }, (_, at) => policy(`p${at}`, [root, prod, sandbox].slice(0, at < 7 ? 3 : 1)))
  await begin([...named.slice(0, 8), policy('deny', [], each(workloads))])
  for (const { name, targets } of named.slice(0, 8)) for (const { id } of targets) await world.detach(name, id)
  await world.detach('deny', joining)
  const sweep = sweeper({ organizations: paced({ reads: 1, writes: 0.02, yields: 0 }) })
  expect(await runAll(sweep, { ...fast(), because: [moved] })).toBeGreaterThan(1)
  expect(await world.targetsOf('deny')).toContain(joining)
  for (const { name, targets } of named.slice(0, 8))
    expect(await world.targetsOf(name)).toEqual(targets.map(({ id }) => id).sort())
})

test('a storm of events that name no account is one look at all of them, or two', async () => {
  await begin()
  await delivery(world, false)
  const before = world.ports.organizations.calls().ListAccounts ?? 0
  const registered = memberships.find(({ what }) => what === 'RegisterOrganizationalUnit')?.event
  for (let at = 0; at < 200; at++) world.bus.publish(registered)
  await world.clock.until(world.bus.idle())
  expect((world.ports.organizations.calls().ListAccounts ?? 0) - before).toBeLessThanOrEqual(2)
})

test('a message that names nothing closes nothing, and looks at nothing', async () => {
  const gone = '999999999999'
  await begin([policy('deny', [gone, sandbox], { ...each(root), state: 'present' })])
  await sweeper().run(fast())
  expect(told(world.notices)).toEqual([`refused target-gone/${gone}, a target of deny, does not exist`])
  const before = world.ports.organizations.calls()
  for (const message of [{ types: [] }, { types: ['TAG_POLICY'] }, { types: [], coverage: [{ type: scp, name: 'x' }] }])
    await sweeper().run(message)
  expect(world.ports.organizations.calls()).toEqual(before)
  expect(world.notices).toHaveLength(1)
})

test('a detach that hides behind a move is told when its event comes', async () => {
  await begin([policy('deny', [], each(workloads))])
  await world.detach('deny', joining)
  await publish(moved)
  expect(told(world.notices)).toEqual([`covered attach/SCP/deny/${joining}`])
  await publish(detachEvent(await world.idOf('deny'), joining))
  expect(world.notices.slice(1)).toMatchObject([
    {
      incident: {
        state: 'restored',
        severity: 'medium',
        key: `attach/SCP/deny/${joining}`,
        cause: { event: 'DetachPolicy' },
      },
    },
  ])
  // And once.
  await publish(detachEvent(await world.idOf('deny'), joining))
  expect(world.notices).toHaveLength(2)
})

test('an old account that lost a policy is no account that joined', async () => {
  await begin([policy('deny', [], each(workloads))])
  await world.detach('deny', joining)
  await publish(memberships.find(({ what }) => what === 'UpdateManagedAccount SUCCEEDED')?.event)
  expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${joining}`])
})

test('an account that joined after a sweep had read the accounts is not closed by it', async () => {
  const full = Array.from({ length: 9 }, (_, at) => policy(`full-${at}`, ['444444444444']))
  await begin([...full, policy('alpha', [], each(sandbox)), policy('beta', [], each(workloads))])
  const sweep = sweeper()
  await sweep.run({ ...sweepOf(manifest), types: [], coverage: [{ type: scp, name: 'beta' }] })
  await publish(memberships[0] && JSON.parse(JSON.stringify(memberships[0].event).replaceAll(joining, '444444444444')))
  const open = await world.ports.state.list('incident/')
  const continues = { holder: 'm1', began: world.clock.now() }
  await sweep.run({ ...sweepOf(manifest), types: [], coverage: [{ type: scp, name: 'beta' }], continues })
  expect(await world.ports.state.list('incident/')).toEqual(open)
  expect(Object.keys(open)).toHaveLength(1)
})

test('an obstacle in a part that no sweep has any more is over', async () => {
  await begin()
  const incident = {
    ...{ key: 'not-read/x', state: 'refused', told: 'refused', severity: 'critical', text: 'x', action: null },
    ...{ policy: null, policyId: null, target: null, opened: 0, cause: null, attempts: 0, until: 0 },
  }
  await world.ports.state.put({ 'incident/not-read/x': { ...incident, part: `${scp} that-is-gone` } })
  await sweeper().run(fast())
  expect(told(world.notices)).toEqual(['over not-read/x'])
})

test('an account that departs while it is covered is no target that the manifest names', async () => {
  await begin()
  await publish(
    serviceEvent({ eventName: 'AccountDepartedOrganization', serviceEventDetails: { accountId: '999999999999' } }),
  )
  await publish(callEvent({ eventName: 'MoveAccount', requestParameters: { accountId: '999999999999' } }))
  expect(world.notices).toEqual([])
})

const dead = async () => {
  throw new Error('There is no state')
}

test.each([
  ['cannot be reached', { get: dead, list: dead, put: dead, claim: dead, remove: dead }],
  ['cannot be written', { put: dead, claim: dead, remove: dead }],
])('where the state %s, sweeps ask for no sweeps, and restore', async (_, broken) => {
  await begin([policy('a', [], each(root)), policy('b', [], each(root))])
  for (const row of Object.keys(await world.ports.state.list('covered/'))) await world.ports.state.remove([row])
  for (const name of ['a', 'b']) await world.detach(name, joining)
  const sweep = sweeper({ state: { ...world.ports.state, ...broken } })
  expect(await runAll(sweep, fast())).toBeLessThanOrEqual(2)
  expect(await runAll(sweep, hourly())).toBe(1)
  for (const name of ['a', 'b']) expect(await world.targetsOf(name)).toEqual(accounts)
})

test('where nobody can be told, the policies behind are covered all the same', async () => {
  await begin([policy('a', [], each(root)), policy('b', [], each(root))])
  for (const name of ['a', 'b']) await world.detach(name, joining)
  const notify = async () => {
    throw new Error('Nobody can be told')
  }
  await expect(sweeper({ notify }).run(hourly())).rejects.toThrow('Nobody can be told')
  for (const name of ['a', 'b']) expect(await world.targetsOf(name)).toEqual(accounts)
})

test('accounts that refuse keep neither other accounts nor other policies waiting', async () => {
  const organization = smallOrganization()
  const crowd = Array.from({ length: 45 }, (_, at) => String(600_000_000_000 + at))
  const [, unit] = organization.root.organizational_units ?? []
  unit?.accounts?.push(...crowd.map((id) => ({ id, name: `crowd-${id}` })))
  await begin([deny, policy('next', [], each(root))], organization)
  for (const id of crowd) await world.detach('deny', id)
  await world.detach('next', joining)
  const real = paced({ reads: 100, writes: 0.02, yields: 0 })
  const error = { name: 'ConstraintViolationException', reason: 'MAX', message: 'All slots are taken', requestId: null }
  const sweep = sweeper({
    organizations: {
      ...real,
      async apply(...given) {
        if (!crowd.slice(0, 40).includes(given[1].target?.id ?? '')) return real.apply(...given)
        // A refusal costs its turn like any other call.
        await world.clock.sleep(50_000)
        return { result: 'refused', error }
      },
    },
  })
  expect(await runAll(sweep, hourly())).toBeLessThan(20)
  expect(await world.targetsOf('deny')).toContain(crowd.at(-1))
  expect(await world.targetsOf('next')).toContain(joining)
  expect(Object.keys(await world.ports.state.list('incident/'))).toHaveLength(40)
})

test('an account that fails has nothing done twice at the others', async () => {
  await begin()
  await detachEverywhere()
  const tried: string[] = []
  const { organizations } = world.ports
  const error = { name: 'ServiceException', reason: null, message: 'Try again', requestId: null }
  const sweep = sweeper({
    organizations: {
      ...organizations,
      async apply(...given) {
        tried.push(given[1].target?.id ?? '')
        return given[1].target?.id === joining ? { result: 'failed', error } : organizations.apply(...given)
      },
    },
  })
  await sweep.run(hourly())
  expect(tried.filter((id) => id !== joining)).toEqual(accounts.filter((id) => id !== joining))
})

test('what was held back because the new policy was not known yet is no coverage', async () => {
  await begin()
  const PolicyId = await world.idOf('deny')
  await detachEverywhere()
  await world.admin.send(new DeletePolicyCommand({ PolicyId }))
  const until = world.clock.now() + 5_000
  failing.set(({ operation }) =>
    operation === 'AttachPolicy' && world.clock.now() < until ? { name: 'PolicyNotFoundException' } : undefined,
  )
  const sweep = sweeper()
  await runAll(sweep, hourly())
  await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
  await runAll(sweep, fast())
  expect(await world.targetsOf('deny')).toEqual(accounts)
})

/** An event function on its own: delivers a batch, and says what it sends to the sweep. */
async function deliver(create: typeof createPolicyDrift, ...events: unknown[]): Promise<SweepMessage[]> {
  const sent: SweepMessage[] = []
  const send: Send = async (_, message) => void sent.push(message as SweepMessage)
  const Records = events.map((event, at) => ({
    messageId: `m${at}`,
    receiptHandle: `r${at}`,
    body: JSON.stringify(event),
  }))
  await world.clock.until(create({ ...world.ports, manifest, ignored: () => {}, send })({ Records }))
  return sent
}

test('who joins beside an event that names no account is looked at without waiting for the others', async () => {
  await begin([policy('deny', [], each(workloads))])
  await world.detach('deny', joining)
  const registered = memberships.find(({ what }) => what === 'RegisterOrganizationalUnit')?.event
  const sent = await deliver(createAccountEnrolment, registered, moved)
  expect(await world.targetsOf('deny')).toContain(joining)
  expect(sent).toMatchObject([{ types: [], coverage: 'all' }])
})

test('a policy type that the manifest does not use keeps no restore waiting', async () => {
  await begin([policy('deny', [prod])])
  await world.detach('deny', prod)
  const other = callEvent({
    eventName: 'DisablePolicyType',
    requestParameters: { rootId: root, policyType: 'RESOURCE_CONTROL_POLICY' },
  })
  const sent = await deliver(createPolicyDrift, other, detachEvent(await world.idOf('deny'), prod))
  expect([await world.targetsOf('deny'), sent]).toEqual([[prod], []])
})

test('a tag that was refused once is put back by a later sweep', async () => {
  await begin([policy('deny', [root])])
  failing.set(({ operation }) => (operation === 'TagResource' ? { name: 'AccessDeniedException' } : undefined))
  await world.admin.send(new UntagResourceCommand({ ResourceId: await world.idOf('deny'), TagKeys: ['holdfast'] }))
  await delivery(world, false)
  await world.settle()
  failing.clear()
  await sweeper().run(fast())
  expect(told(world.notices)).toEqual(['refused tag-policy/SCP/deny', 'restored tag-policy/SCP/deny'])
})

test('FullAWSAccess that is missing at an account stays an incident while accounts are covered', async () => {
  await begin([policy('deny', [], each(root)), policy('other', [root, joining])])
  await world.admin.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: joining }))
  await publish(detachEvent('p-FullAWSAccess', joining))
  await world.detach('deny', joining)
  let isFirst = true
  failing.set(({ operation }) => {
    if (operation !== 'AttachPolicy' || !isFirst) return undefined
    isFirst = false
    return { name: 'TargetNotFoundException' }
  })
  await sweeper().run(hourly())
  await sweeper().run(fast())
  expect(told(world.notices)).toEqual([
    `reported attach/SCP/FullAWSAccess/${joining}`,
    `restored attach/SCP/deny/${joining}`,
  ])
})
