import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { atOnce, delivery, told } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// Somebody, a person or another tool, undoes again and again what is restored.

const [root, prod] = ['r-ab12', 'ou-ab12-22222222'] as const
const manifest = manifestOf([policy('deny', [root, prod])])
const key = `attach/SCP/deny/${prod}`
const seconds = 1_000

const failing = faults()
let world: World
async function begin(options: Partial<Parameters<typeof createWorld>[0]> = {}): Promise<void> {
  failing.clear()
  world = await createWorld({ manifest, fault: failing.hook, ...options })
}
afterEach(() => world.close())

const isAttached = async () => (await world.targetsOf('deny')).includes(prod)

/** Lets time pass until it is attached again; how long it took, in seconds. */
async function untilRestored(meanwhile = async () => {}): Promise<number> {
  const began = world.clock.now()
  await world.settle()
  while (!(await isAttached())) {
    if (world.clock.now() - began > 3_600 * seconds) throw new Error('It was not restored within an hour')
    await meanwhile()
    await world.clock.advanceTo(world.clock.now() + 5 * seconds)
    await world.settle()
  }
  return (world.clock.now() - began) / seconds
}

/** A controller that detaches as soon as it sees that it is attached, so many times. */
async function fight(times: number): Promise<number[]> {
  const waits: number[] = []
  for (let at = 0; at < times; at++) {
    await world.clock.advanceTo(world.clock.now() + 2 * seconds)
    await world.detach('deny', prod)
    waits.push(await untilRestored())
  }
  return waits
}

const contentions = () => told(world.notices).filter((notice) => notice.includes('contention'))

test('a controller that detaches in a loop: told at the third reversal, and restored after pauses of up to five minutes', async () => {
  await begin()
  const waits = await fight(10)
  expect(waits.slice(0, 2)).toEqual([0, 0])
  expect(waits.map((wait) => Math.round(wait / 10) * 10)).toEqual([0, 0, 30, 60, 120, 240, 300, 300, 300, 300])
  // Told at the third reversal, and once more after a quarter of an hour.
  expect(contentions()).toEqual([`open contention/${key}`, `open contention/${key}`])
  expect(world.notices.map(({ news }) => news).filter(Boolean)).toEqual(['failing'])
  const { incident, detail } = world.notices.find((notice) => notice.incident.key.startsWith('contention')) ?? {}
  expect(incident).toMatchObject({
    severity: 'critical',
    policy: 'deny',
    target: { id: prod },
    cause: { event: 'DetachPolicy', actor: { principal: expect.stringContaining('mallory') } },
  })
  expect(detail).toMatch(/restored each time/)
  expect(await isAttached()).toBe(true)
})

test('when the fight is over, the next sweep says so', async () => {
  await begin()
  await fight(3)
  await world.sweep()
  expect(contentions()).toEqual([`open contention/${key}`])
  await world.clock.advanceTo(world.clock.now() + 11 * 60 * seconds)
  await world.sweep()
  expect(contentions()).toEqual([`open contention/${key}`, `over contention/${key}`])
  // And who begins again after that is met at once.
  await world.clock.advanceTo(world.clock.now() + 30 * 60 * seconds)
  expect(await fight(1)).toEqual([0])
})

test('a fight about one attachment keeps no other waiting', async () => {
  await begin()
  await fight(4)
  await world.clock.advanceTo(world.clock.now() + 2 * seconds)
  await atOnce(world, async () => {
    await world.detach('deny', prod)
    await world.detach('deny', root)
  })
  expect(await world.targetsOf('deny')).toEqual([root])
  expect(await untilRestored()).toBeGreaterThan(100)
})

test('a fight about a content is a contention too', async () => {
  await begin()
  const PolicyId = await world.idOf('deny')
  for (let at = 0; at < 3; at++) {
    await world.clock.advanceTo(world.clock.now() + 2 * seconds)
    await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content(`nothing:${'x'.repeat(at + 1)}`) }))
    await world.settle()
  }
  expect(contentions()).toEqual(['open contention/update-policy/SCP/deny'])
})

test('a fight that sweeps see is restored by them', async () => {
  await begin()
  await delivery(world, true)
  for (let at = 0; at < 4; at++) {
    await world.clock.advanceTo(world.clock.now() + 60 * seconds)
    await world.detach('deny', prod)
    await world.sweep()
    expect(await isAttached()).toBe(true)
  }
  expect(contentions()).toEqual([`open contention/${key}`])
})

test.each([
  ['in the past', (now: number) => Array.from({ length: 12 }, (_, at) => now - at * 30_000)],
  ['in the future', (now: number) => Array.from({ length: 12 }, (_, at) => now + at * 3_600_000)],
  ['that are no times', () => [null, 'x', {}, Number.MAX_VALUE, -1]],
])('a forged row with restores %s puts a restore off by five minutes at most', async (_, times) => {
  await begin()
  const forge = () => world.ports.state.put({ [`restored/${key}`]: { times: times(world.clock.now()) } as never })
  await forge()
  await world.detach('deny', prod)
  expect(await untilRestored(forge)).toBeLessThanOrEqual(300)
})

test('what was refused is not asked for again by the next event, but in five minutes', async () => {
  await begin()
  failing.set(({ operation }) =>
    operation === 'AttachPolicy' ? { name: 'AccessDeniedException', message: 'no' } : undefined,
  )
  await world.detach('deny', prod)
  await world.settle()
  const event = (await (await fetch(new URL('/_holdfast/events', world.emulator.url))).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .find(({ detail }) => detail.eventName === 'DetachPolicy')
  const tries = () => failing.sent.filter((operation) => operation === 'AttachPolicy').length
  const before = tries()
  await world.clock.advanceTo(world.clock.now() + 40 * seconds)
  for (let at = 0; at < 5; at++) {
    world.bus.publish(event)
    await world.settle()
  }
  expect(tries()).toBe(before)
  failing.clear()
  expect(await untilRestored()).toBeLessThanOrEqual(300)
  expect(told(world.notices)).toEqual([`refused ${key}`, `restored ${key}`])
})
