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
  /** Receipt handles, in the order of the receipts. */
  receipts: string[]
  failures: unknown[]
}

/** A bus whose drift function answers by `drift`; the sweep always succeeds. */
function setup(drift: (bodies: unknown[], batch: number) => Promise<string[]>, wired: Wiring = standard): Setup {
  const clock = virtualClock()
  const start = clock.now()
  const batches: Setup['batches'] = []
  const receipts: string[] = []
  const failures: unknown[] = []
  let count = 0
  const consumer: Consumer = async ({ Records }) => {
    const bodies = Records.map(({ body }): unknown => JSON.parse(body))
    batches.push({ at: (clock.now() - start) / minute, bodies })
    receipts.push(...Records.map(({ receiptHandle }) => receiptHandle))
    const again = await drift(bodies, batches.length)
    return {
      batchItemFailures: Records.filter(({ body }) => again.includes(JSON.parse(body))).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }
  }
  const bus = createBus({
    wiring: wired,
    functions: {
      'policy-drift': consumer,
      'account-enrolment': async () => done,
      sweep: async () => done,
      evidence: async () => done,
    },
    clock,
    id: () => `message-${count++}`,
    failed: (_, error) => void failures.push(error),
  })
  return { clock, bus, batches, receipts, failures }
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
      evidence: async () => done,
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

const never = () => new Promise<never>(() => {})

test('a message comes back when its visibility timeout since the receipt is over, however long the function took', async () => {
  const { clock, bus, batches, failures } = setup(async (_, batch) => {
    await clock.sleep(2 * minute)
    if (batch === 1) throw new Error('broken')
    return batch === 2 ? ['a'] : []
  })
  bus.send('policy-drift', 'a')
  await later(clock, 20)
  expect(batches.map(({ at }) => at)).toEqual([0, 3, 6])
  expect(failures).toEqual([new Error('broken')])
})

test('a function that breaks is free at once', async () => {
  const { clock, bus, batches } = setup(async (bodies) => {
    if (bodies.includes('a')) throw new Error('broken')
    return []
  })
  bus.send('policy-drift', 'a')
  bus.send('policy-drift', 'b')
  await clock.until(bus.idle())
  expect(batches).toEqual([
    { at: 0, bodies: ['a'] },
    { at: 0, bodies: ['b'] },
  ])
})

test('a function that never answers is taken for dead when its messages can be received again', async () => {
  const { clock, bus, batches, failures } = setup((_, batch) => (batch === 1 ? never() : passing()))
  bus.send('policy-drift', 'a')
  bus.send('policy-drift', 'b')
  await later(clock, 2.9)
  expect([batches.length, bus.pending('policy-drift')]).toEqual([1, 2])
  await clock.until(bus.idle())
  expect(batches).toEqual([
    { at: 0, bodies: ['a'] },
    { at: 3, bodies: ['b', 'a'] },
  ])
  expect(failures).toEqual([new Error('No answer until its messages could be received again')])
  expect(bus.pending('policy-drift')).toBe(0)
})

test('a function that never answers makes dead letters', async () => {
  const { clock, bus, batches } = setup(never)
  bus.send('policy-drift', 'a')
  await later(clock, 60)
  expect(batches.map(({ at }) => at)).toEqual([0, 3, 6, 9, 12])
  expect([bus.deadLetters('policy-drift'), bus.pending('policy-drift')]).toEqual([['"a"'], 0])
})

test('an answer that comes too late ends no message that was received again', async () => {
  const { clock, bus, batches, receipts } = setup(async (_, batch) => {
    await clock.sleep(batch === 1 ? 4 * minute : minute)
    return batch === 2 ? ['a'] : []
  })
  bus.send('policy-drift', 'a')
  await later(clock, 20)
  // Received at 0 and 3; the answer to the first, at 4, says that it is done; the one to the second that it is not.
  expect(batches.map(({ at }) => at)).toEqual([0, 3, 6])
  expect(new Set(receipts).size).toBe(3)
})

test('an answer that comes too late ends a message that nobody received since', async () => {
  const { clock, bus, batches } = setup(async (bodies) => {
    await clock.sleep(bodies.includes('slow') ? 3.5 * minute : 2 * minute)
    return []
  })
  bus.send('policy-drift', 'slow')
  bus.send('policy-drift', 'next')
  // It counts as dead at 3 and answers at 3.5, while the next batch is full without its message.
  await later(clock, 2)
  for (let at = 0; at < 9; at++) bus.send('policy-drift', at)
  await later(clock, 20)
  expect(batches.map(({ bodies }) => bodies)).toEqual([['slow'], ['next', 0, 1, 2, 3, 4, 5, 6, 7, 8]])
})

test('a delay keeps a message from being received, and nobody waiting', async () => {
  const { clock, bus, batches } = setup(passing)
  bus.send('policy-drift', 'late', 2 * minute)
  bus.send('policy-drift', 'now')
  await clock.until(bus.idle())
  expect(batches).toEqual([{ at: 0, bodies: ['now'] }])
  expect(bus.pending('policy-drift')).toBe(1)
  await later(clock, 10)
  expect(batches.slice(1)).toEqual([{ at: 2, bodies: ['late'] }])
  expect(bus.pending('policy-drift')).toBe(0)
})

test.each([
  ['longer', 10, 0, [0, 10]],
  ['from now on', 3, 2, [0, 5]],
  ['shorter', 1, 1, [0, 2]],
  ['not at all', 0, 1, [0, 1]],
])('a message is kept out of sight %s', async (_, minutes, after, expected) => {
  const { clock, bus, batches, receipts } = setup(async (_bodies, batch) => {
    if (batch > 1) return []
    await clock.sleep(after * minute)
    bus.extend('policy-drift', receipts[0] ?? '', minutes * minute)
    return ['a']
  })
  bus.send('policy-drift', 'a')
  await later(clock, 30)
  expect(batches.map(({ at }) => at)).toEqual(expected)
})

test('who extends in time is not taken for dead', async () => {
  const { clock, bus, batches, receipts, failures } = setup(async () => {
    for (let times = 0; times < 5; times++) {
      await clock.sleep(2 * minute)
      bus.extend('policy-drift', receipts[0] ?? '', 3 * minute)
    }
    return []
  })
  bus.send('policy-drift', 'a')
  await later(clock, 60)
  expect([batches.length, failures, bus.pending('policy-drift')]).toEqual([1, [], 0])
})

test('nothing is extended under an old receipt, or where a message is not in flight', async () => {
  const { clock, bus, batches, receipts } = setup(async (_, batch) => {
    if (batch === 1) return ['a']
    await clock.sleep(minute)
    bus.extend('policy-drift', receipts[0] ?? '', 30 * minute)
    return batch === 2 ? ['a'] : []
  })
  bus.send('policy-drift', 'a')
  await later(clock, 20)
  expect(batches.map(({ at }) => at)).toEqual([0, 3, 6])
  bus.extend('policy-drift', receipts[2] ?? '', 0)
  bus.extend('policy-drift', 'unknown', 0)
  await later(clock, 20)
  expect(batches).toHaveLength(3)
})

test('what a function sends to its own queue waits for it', async () => {
  const { clock, bus, batches } = setup(async (_, batch) => {
    if (batch === 1) bus.send('policy-drift', 'b')
    await clock.sleep(minute)
    return []
  })
  bus.send('policy-drift', 'a')
  await clock.until(bus.idle())
  expect(batches).toEqual([
    { at: 0, bodies: ['a'] },
    { at: 1, bodies: ['b'] },
  ])
})

test('nothing is extended of a message that waits', async () => {
  const { clock, bus, batches, receipts } = setup(async (bodies, batch) => {
    if (bodies.includes('busy')) await clock.sleep(2 * minute)
    return batch === 1 ? ['a'] : []
  })
  bus.send('policy-drift', 'a')
  await later(clock, 2.5)
  bus.send('policy-drift', 'busy')
  await later(clock, 1)
  bus.extend('policy-drift', receipts[0] ?? '', 0)
  await later(clock, 20)
  expect(batches.slice(1)).toEqual([
    { at: 2.5, bodies: ['busy'] },
    { at: 4.5, bodies: ['a'] },
  ])
})
