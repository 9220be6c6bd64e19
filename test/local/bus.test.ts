import { type Wiring, wiring } from '../../core/event/wiring.ts'
import { type Bus, type Consumer, createBus } from '../../local/bus.ts'
import { callEvent, details } from '../support/events.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'
import { manifestOf, policy } from '../support/world.ts'

const minute = 60_000
const standard = wiring(manifestOf([policy('deny', ['r-ab12'])]))
const done = { batchItemFailures: [] }

interface Setup {
  clock: VirtualClock
  bus: Bus
  /** Bodies of each batch, with the minute in which it was delivered. */
  batches: { at: number; bodies: unknown[] }[]
  failures: unknown[]
}

/** A bus whose drift function answers by `drift`; the sweep always succeeds. */
function setup(drift: (bodies: unknown[], batch: number) => Promise<string[]>, wired: Wiring = standard): Setup {
  const clock = virtualClock()
  const start = clock.now()
  const batches: Setup['batches'] = []
  const failures: unknown[] = []
  let count = 0
  const consumer: Consumer = async ({ Records }) => {
    const bodies = Records.map(({ body }): unknown => JSON.parse(body))
    batches.push({ at: (clock.now() - start) / minute, bodies })
    const again = await drift(bodies, batches.length)
    return {
      batchItemFailures: Records.filter(({ body }) => again.includes(JSON.parse(body))).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }
  }
  const bus = createBus({
    wiring: wired,
    functions: { 'policy-drift': consumer, 'account-enrolment': async () => done, sweep: async () => done },
    clock,
    id: () => `message-${count++}`,
    failed: (_, error) => void failures.push(error),
  })
  return { clock, bus, batches, failures }
}

const passing = async () => []
const later = (clock: VirtualClock, minutes: number) => clock.advanceTo(clock.now() + minutes * minute)

test('an event reaches the queue of every rule that it matches, and no other', async () => {
  const { clock, bus, batches } = setup(passing)
  bus.publish(callEvent(details.DeletePolicy))
  bus.publish(callEvent({ eventName: 'MoveAccount' }))
  await clock.until(bus.idle())
  expect(batches.map(({ bodies }) => bodies)).toEqual([[callEvent(details.DeletePolicy)]])
})

test('what waits is taken in batches, in its order, one batch at a time', async () => {
  let running = 0
  const { clock, bus, batches } = setup(async () => {
    running += 1
    expect(running).toBe(1)
    await clock.sleep(1_000)
    running -= 1
    return []
  })
  for (let at = 0; at < 25; at++) bus.send('policy-drift', at)
  await clock.until(bus.idle())
  expect(batches.map(({ bodies }) => bodies.length)).toEqual([1, 10, 10, 4])
  expect(batches.flatMap(({ bodies }) => bodies)).toEqual(Array.from({ length: 25 }, (_, at) => at))
})

test('a batch window gathers', async () => {
  const queues = { ...standard.queues, 'policy-drift': { ...standard.queues['policy-drift'], batchWindow: 1_000 } }
  const { clock, bus, batches } = setup(passing, { ...standard, queues })
  for (let at = 0; at < 10; at++) bus.send('policy-drift', at)
  await clock.until(bus.idle())
  expect(batches.map(({ bodies }) => bodies.length)).toEqual([10])
})

test('a message that failed comes back alone after the visibility timeout', async () => {
  const { clock, bus, batches } = setup(async (_, batch) => (batch === 2 ? ['b'] : []))
  for (const body of ['first', 'a', 'b', 'c']) bus.send('policy-drift', body)
  await clock.until(bus.idle())
  await later(clock, 2.9)
  expect(batches.map(({ bodies }) => bodies)).toEqual([['first'], ['a', 'b', 'c']])
  await later(clock, 1)
  expect(batches.slice(2)).toEqual([{ at: 3, bodies: ['b'] }])
  await later(clock, 60)
  expect(batches).toHaveLength(3)
})

test('a function that throws gets the whole batch again, and the error is told', async () => {
  const { clock, bus, batches, failures } = setup(async (_, batch) => {
    if (batch === 1) throw new Error('broken')
    return []
  })
  bus.send('policy-drift', 'a')
  await clock.until(bus.idle())
  await later(clock, 10)
  expect(batches).toEqual([
    { at: 0, bodies: ['a'] },
    { at: 3, bodies: ['a'] },
  ])
  expect(failures).toEqual([new Error('broken')])
})

test('what fails too often becomes a dead letter, and comes back with a redrive', async () => {
  let broken = true
  const { clock, bus, batches } = setup(async () => (broken ? ['poison'] : []))
  bus.send('policy-drift', 'poison')
  await clock.until(bus.idle())
  await later(clock, 120)
  expect(batches.map(({ at }) => at)).toEqual([0, 3, 6, 9, 12])
  expect(bus.deadLetters('policy-drift')).toEqual(['"poison"'])
  broken = false
  expect(bus.redrive('policy-drift')).toBe(1)
  await clock.until(bus.idle())
  await later(clock, 120)
  expect(batches).toHaveLength(6)
  expect(bus.deadLetters('policy-drift')).toEqual([])
  expect(bus.redrive('policy-drift')).toBe(0)
})

test('a message that failed does not hold up the others', async () => {
  const { clock, bus, batches } = setup(async () => ['poison'])
  bus.send('policy-drift', 'poison')
  await clock.until(bus.idle())
  bus.send('policy-drift', 'fresh')
  await clock.until(bus.idle())
  expect(batches).toEqual([
    { at: 0, bodies: ['poison'] },
    { at: 0, bodies: ['fresh'] },
  ])
})

test('schedules send on time, until the bus is stopped', async () => {
  const clock = virtualClock()
  const sweeps: number[] = []
  const start = clock.now()
  const bus = createBus({
    wiring: standard,
    functions: {
      'policy-drift': async () => done,
      'account-enrolment': async () => done,
      sweep: async () => {
        sweeps.push((clock.now() - start) / minute)
        return done
      },
    },
    clock,
    id: () => 'x',
    failed: () => {},
  })
  bus.start()
  await later(clock, 50)
  expect(sweeps).toEqual([15, 30, 45])
  await bus.stop()
  bus.send('sweep', 'late')
  await later(clock, 60)
  expect(sweeps).toHaveLength(3)
})

test('stopping waits for what is under way', async () => {
  let finished = false
  const { clock, bus } = setup(async () => {
    await clock.sleep(5_000)
    finished = true
    return []
  })
  bus.send('policy-drift', 'a')
  await clock.until(bus.stop())
  expect(finished).toBe(true)
})
