// How events come: late, twice, out of their turn, or not at all. In virtual time.
import { AttachPolicyCommand, CloseAccountCommand, DescribeAccountCommand } from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import { createBus, logged } from '../../emulator/bus.ts'
import { createTransit, type DeliveryOptions, send } from '../../emulator/delivery.ts'
import type { EmulatorOptions } from '../../emulator/index.ts'
import '../support/seed.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'
import * as given from './support.ts'

const { control, DENY, MEMBER, PROD } = given

afterEach(given.stopAll)

let clock: VirtualClock
beforeEach(() => {
  clock = virtualClock()
})
const start = (delivery: DeliveryOptions, options: EmulatorOptions = {}) =>
  given.startLoaded({ now: clock.now, sleep: (milliseconds) => clock.sleep(milliseconds), delivery, ...options })
const attach = new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD })

test('an event comes after its delay, and not a millisecond before', async () => {
  const emulator = await start({ delay: 5_000 })
  const sent = clock.now()
  await given.clientOf(emulator).send(attach)
  await clock.advanceTo(sent + 4_999)
  expect(await given.events(emulator)).toEqual([])
  await clock.advanceTo(sent + 5_000)
  const [event] = await given.events(emulator)
  expect([event?.detail.eventName, Date.parse(String(event?.time))]).toEqual(['AttachPolicy', sent])
})

test('what a lost event tells happens at the time at which it would have come', async () => {
  const emulator = await start({ delay: 5_000, loss: 1 })
  const client = given.clientOf(emulator)
  const state = async () => (await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))).Account?.State
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  await clock.advanceTo(clock.now() + 4_999)
  expect(await state()).toBe('PENDING_CLOSURE')
  expect((await control(emulator, 'GET', 'delivery')).body).toMatchObject({ published: 2, lost: 0, waiting: 2 })
  await clock.advanceTo(clock.now() + 1)
  expect(await state()).toBe('CLOSED')
  expect(await given.events(emulator)).toEqual([])
  expect((await control(emulator, 'GET', 'delivery')).body).toEqual({
    hold: false,
    options: { delay: 5_000, loss: 1 },
    published: 2,
    duplicated: 0,
    delivered: 0,
    lost: 2,
    waiting: 0,
  })
})

test('a duplicate is the same event once more, and its effect is not', async () => {
  const emulator = await start({ delay: 1_000, duplicates: 1 })
  const client = given.clientOf(emulator)
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  await clock.advanceTo(clock.now() + 1_000)
  const once = (await given.events(emulator)).map(({ id }) => id)
  await clock.advanceTo(clock.now() + 1_000)
  expect((await given.events(emulator)).map(({ id }) => id)).toEqual([...once, ...once])
  expect(new Set(once).size).toBe(2)
})

test('a hold keeps what arrives meanwhile, too', async () => {
  const emulator = await start({ delay: 1_000 })
  await control(emulator, 'POST', 'delivery', { hold: true })
  await given.clientOf(emulator).send(attach)
  await clock.advanceTo(clock.now() + 60_000)
  expect(await given.events(emulator)).toEqual([])
  expect((await control(emulator, 'GET', 'delivery')).body).toMatchObject({ hold: true, waiting: 1 })
  await control(emulator, 'POST', 'delivery', { hold: false })
  expect(await given.events(emulator)).toHaveLength(1)
})

test('delivery changes while the emulator runs: nobody waits for what is under way', async () => {
  const emulator = await start({ delay: 60_000 })
  const client = given.clientOf(emulator)
  await client.send(attach)
  expect((await control(emulator, 'POST', 'delivery', { delay: [0, 0] })).body).toMatchObject({
    options: { delay: [0, 0] },
    waiting: 1,
  })
  await given.refusal(client.send(attach))
  const codes = async () => (await given.events(emulator)).map(({ detail }) => detail.errorCode)
  expect(await codes()).toEqual(['DuplicatePolicyAttachmentException'])
  await clock.advanceTo(clock.now() + 60_000)
  expect(await codes()).toEqual(['DuplicatePolicyAttachmentException', undefined])
})

test('a reset forgets what is under way, and delivers as from the start', async () => {
  const emulator = await start({ delay: 5_000 })
  const client = given.clientOf(emulator)
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  await control(emulator, 'POST', 'delivery', { delay: 0 })
  await control(emulator, 'POST', 'reset', given.organization())
  await clock.advanceTo(clock.now() + 4_000)
  await client.send(attach)
  await clock.advanceTo(clock.now() + 4_999)
  expect(await given.events(emulator)).toEqual([])
  await clock.advanceTo(clock.now() + 1)
  expect((await given.events(emulator)).map(({ detail }) => detail.eventName)).toEqual(['AttachPolicy'])
  expect((await control(emulator, 'GET', 'delivery')).body).toMatchObject({ published: 1, delivered: 1 })
})

const range = fc
  .tuple(fc.nat(5_000), fc.nat(5_000))
  .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)])
const share = fc.double({ min: 0, max: 1, noNaN: true })
const options = fc.record(
  { seed: fc.nat(), delay: range, reorder: fc.nat(5_000), duplicates: share, loss: share },
  { requiredKeys: ['seed', 'delay'] },
)
const gaps = fc.array(fc.nat(3_000), { minLength: 1, maxLength: 40 })

/** Sends an event after each gap and waits for all; the moments at which each was sent and arrived, in the order of arrival. */
async function delivered(options: DeliveryOptions, gaps: readonly number[]) {
  let now = 0
  const timers: { at: number; wake: () => void }[] = []
  const bus = createBus()
  const transit = createTransit(options)
  const sleep = (milliseconds: number) => new Promise<void>((wake) => timers.push({ at: now + milliseconds, wake }))
  const sent: number[] = []
  const arrived: { number: number; at: number }[] = []
  const note = () => {
    const lines = logged(bus).slice(arrived.length)
    arrived.push(...lines.map((line) => ({ number: (JSON.parse(line) as { number: number }).number, at: now })))
  }
  const until = async (time: number) => {
    for (;;) {
      timers.sort((one, other) => one.at - other.at)
      if (timers[0] === undefined || timers[0].at > time) break
      const { at, wake } = timers.shift() ?? timers[0]
      now = at
      wake()
      await undefined
      note()
    }
    now = time
  }
  for (const [number, gap] of gaps.entries()) {
    await until(now + gap)
    sent.push(now)
    send({ transit, bus, now: () => now, sleep }, { id: '', account: '111111111111', number })
    note()
    expect(transit.published + transit.duplicated).toBe(bus.delivered + bus.lost + transit.waiting.length)
  }
  await until(now + 1_000_000)
  return { sent, arrived, lost: bus.lost, duplicated: transit.duplicated }
}

const numbers = (arrived: readonly { number: number }[]) => arrived.map(({ number }) => number)

test('whatever comes: the same seed delivers the same; each event comes in its time, once more where it was duplicated', async () => {
  await fc.assert(
    fc.asyncProperty(options, gaps, async (options, gaps) => {
      const once = await delivered(options, gaps)
      expect(await delivered(options, gaps)).toEqual(once)
      const { sent, arrived, lost, duplicated } = once
      expect(arrived.length).toBe(sent.length + duplicated - lost)
      expect(new Set(numbers(arrived)).size).toBe(sent.length - lost)
      const { delay: [least, most] = [0, 0], reorder = 0 } = options
      const latest = (number: number) => (sent[number] ?? 0) + most + reorder + (duplicated > 0 ? most : 0)
      for (const { number, at } of arrived) {
        expect(at).toBeGreaterThanOrEqual((sent[number] ?? 0) + least)
        expect(at).toBeLessThanOrEqual(latest(number))
      }
    }),
  )
})

test('events keep their turn, unless they are to be overtaken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), range, gaps, async (seed, delay, gaps) => {
      const { arrived } = await delivered({ seed, delay }, gaps)
      expect(numbers(arrived)).toEqual([...gaps.keys()])
    }),
  )
  const { arrived } = await delivered({ seed: 1, reorder: 1_000 }, Array(40).fill(10))
  expect(numbers(arrived)).not.toEqual([...Array(40).keys()])
  expect(numbers(arrived).sort((one, other) => one - other)).toEqual([...Array(40).keys()])
})

test('shares are kept', async () => {
  const { lost, duplicated } = await delivered({ seed: 7, loss: 0.2, duplicates: 0.1 }, Array(2_000).fill(1))
  expect(lost / 2_000).toBeCloseTo(0.2, 1)
  expect(duplicated / 2_000).toBeCloseTo(0.8 * 0.1, 1)
  expect(duplicated).toBeGreaterThan(0)
})

test.each([
  { body: {}, message: 'The body must have hold or some of seed, delay, duplicates, reorder, loss, history.' },
  { body: { hold: 1 }, message: 'hold must be true or false.' },
  { body: { hold: true, jitter: 1 }, message: 'The body has an unknown member "jitter".' },
  {
    body: { delay: [2, 1] },
    message: 'delay must be whole milliseconds up to a day, or the least and the most of them.',
  },
  { body: { delay: [1] }, message: 'delay must be whole milliseconds up to a day, or the least and the most of them.' },
  { body: { duplicates: 2 }, message: 'duplicates must be a number from 0 to 1.' },
  { body: { loss: '0.1' }, message: 'loss must be a number from 0 to 1.' },
  { body: { reorder: -1 }, message: 'reorder must be whole milliseconds up to a day.' },
  { body: { seed: -1 }, message: 'seed must be a whole number from 0 to 4294967295.' },
])('$body is refused, and changes nothing', async ({ body, message }) => {
  const emulator = await start({ delay: 1 })
  expect(await control(emulator, 'POST', 'delivery', body)).toEqual({ status: 400, body: { message } })
  expect((await control(emulator, 'GET', 'delivery')).body).toMatchObject({ hold: false, options: { delay: 1 } })
})
