import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import type { SweepMessage } from '../../core/event/sweep.ts'
import { wiring } from '../../core/event/wiring.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createBus } from '../../local/bus.ts'
import { delivery, detachEvent, told, writesDuring } from '../support/drift.ts'
import { callEvent, details } from '../support/events.ts'
import { faults, times } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod])])
const failing = faults()

let world: World
afterEach(async () => {
  failing.clear()
  await world.close()
})
const begin = async () => {
  world = await createWorld({ manifest, fault: failing.hook })
  await delivery(world, true)
}

/** The handler alone, with what it was told to hear of. */
function handlerOf(ports: Partial<World['ports']> = {}) {
  const sweeps: SweepMessage[] = []
  const ignored: string[] = []
  const handle = createPolicyDrift({
    ...world.ports,
    ...ports,
    manifest,
    send: async (_, message) => void sweeps.push(message as SweepMessage),
    ignored: ({ kind }) => void ignored.push(kind),
  })
  const deliver = (...bodies: string[]) =>
    world.clock.until(
      handle({ Records: bodies.map((body, at) => ({ messageId: `m${at}`, receiptHandle: `r${at}`, body })) }),
    )
  return { handle, deliver, sweeps, ignored }
}

const text = JSON.stringify

test('one bad message in a batch does not keep the others from being handled', async () => {
  await begin()
  await world.detach('deny', prod)
  const { deliver, ignored } = handlerOf()
  const failed = callEvent({ errorCode: 'AccessDenied' })
  const event = detachEvent(await world.idOf('deny'), prod)
  const bodies = ['', '{', 'null', text(failed), text({ ...failed, source: 'aws.iot' }), text(event)]
  expect(await deliver(...bodies)).toEqual({ batchItemFailures: [] })
  expect(ignored).toEqual(['malformed', 'malformed', 'malformed', 'failed-call', 'foreign'])
  expect(await world.targetsOf('deny')).toContain(prod)
})

test('a whole policy type is a sweep’s work: it is handed on with the events, and nothing is read', async () => {
  await begin()
  const { deliver, sweeps } = handlerOf()
  const before = world.ports.organizations.calls()
  const event = callEvent(details.DisablePolicyType)
  await deliver(text(event), text(event))
  expect(sweeps).toEqual([
    { types: ['SERVICE_CONTROL_POLICY'], contents: 'due', coverage: [], because: [event, event] },
  ])
  expect(world.ports.organizations.calls()).toEqual(before)
})

test('a batch that tells nothing costs nothing', async () => {
  await begin()
  const { deliver } = handlerOf()
  const before = world.ports.organizations.calls()
  await deliver(text(callEvent({ eventName: 'AttachPolicy' })), '[]')
  expect(world.ports.organizations.calls()).toEqual(before)
})

test.each(['DescribePolicy', 'ListPoliciesForTarget', 'AttachPolicy'])(
  'a first %s that fails is sent again, and the policy is back',
  async (operation) => {
    await begin()
    await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
    await world.detach('deny', prod)
    const event = text(detachEvent(await world.idOf('deny'), prod))
    failing.set(times(operation, 1, { name: 'ServiceException' }))
    await handlerOf().deliver(event)
    expect(await world.targetsOf('deny')).toContain(prod)
    expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
  },
)

test('an organization that is not as it was read a moment ago is read once more', async () => {
  await begin()
  await world.detach('deny', prod)
  failing.set(times('AttachPolicy', 2, { name: 'TargetNotFoundException' }))
  await handlerOf().deliver(text(detachEvent(await world.idOf('deny'), prod)))
  expect(await world.targetsOf('deny')).toContain(prod)
  expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
})

test('a function that breaks gets its batch again, and the policy is back', async () => {
  await begin()
  await world.detach('deny', prod)
  let broken = true
  const notify = async () => {
    if (!broken) return
    broken = false
    throw new Error('Nobody can be told')
  }
  const { handle } = handlerOf({ notify })
  const errors: unknown[] = []
  let count = 0
  const bus = createBus({
    wiring: wiring(manifest),
    functions: {
      'policy-drift': handle,
      'account-enrolment': handle,
      sweep: async () => ({ batchItemFailures: [] }),
      evidence: async () => ({ batchItemFailures: [] }),
    },
    clock: world.clock,
    id: () => `m${count++}`,
    failed: (_, error) => void errors.push(error),
  })
  const event = detachEvent(await world.idOf('deny'), prod)
  const writes = await writesDuring(world, async () => {
    bus.publish(event)
    await world.clock.until(bus.idle())
    await world.clock.advanceTo(world.clock.now() + 5 * 60_000)
    await world.clock.until(bus.idle())
  })
  expect(errors).toEqual([new Error('Nobody can be told')])
  // The first run had restored it already when it broke; the second finds nothing to do.
  expect(writes).toEqual({ AttachPolicy: 1 })
  expect(bus.deadLetters('policy-drift')).toEqual([])
  // What it was about to restore was remembered before; the next sweep tells what nobody was told.
  await world.sweep()
  expect(world.notices.map(({ incident }) => [incident.state, incident.key, incident.cause?.event])).toEqual([
    ['over', `attach/SCP/deny/${prod}`, 'DetachPolicy'],
  ])
})

test('what a person must mend is acknowledged, told once, and restored by a later sweep', async () => {
  await begin()
  await world.detach('deny', prod)
  failing.set(({ operation }) => (operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined))
  const { deliver } = handlerOf()
  const event = text(detachEvent(await world.idOf('deny'), prod))
  expect(await deliver(event)).toEqual({ batchItemFailures: [] })
  expect(await deliver(event)).toEqual({ batchItemFailures: [] })
  expect(told(world.notices)).toEqual([`refused attach/SCP/deny/${prod}`])
  failing.clear()
  await world.sweep()
  expect(told(world.notices)).toEqual([`refused attach/SCP/deny/${prod}`, `restored attach/SCP/deny/${prod}`])
})

test('what cannot be read is said, and nothing is written for it', async () => {
  await begin()
  await world.detach('deny', prod)
  failing.set(({ operation }) =>
    operation === 'ListPoliciesForTarget' ? { name: 'AccessDeniedException' } : undefined,
  )
  const { deliver } = handlerOf()
  const event = text(detachEvent(await world.idOf('deny'), prod))
  expect(await writesDuring(world, () => deliver(event))).toEqual({})
  const says = expect.stringMatching(/organizations:ListPoliciesForTarget/)
  expect(world.notices).toMatchObject([{ incident: { state: 'refused', severity: 'critical', text: says } }])
})

test('as long as a stray policy may be the missing one, it is not made a second time', async () => {
  await begin()
  const PolicyId = await world.idOf('deny')
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Name: 'stray' }))
  await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  failing.set(({ operation }) => (operation === 'ListTagsForResource' ? { name: 'AccessDeniedException' } : undefined))
  expect(await writesDuring(world, world.sweep)).toEqual({})
  failing.clear()
  expect(await writesDuring(world, world.sweep)).toEqual({ UpdatePolicy: 1 })
  expect(await world.idOf('deny')).toBe(PolicyId)
})
