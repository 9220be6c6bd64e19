import { Writable } from 'node:stream'
import { type Bus, createBus, follow, hold, logged, publish } from '../../emulator/bus.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const account = '111111111111'
const numbersOf = (bus: Bus) => logged(bus).map((line) => (JSON.parse(line) as { number: number }).number)

test('the log keeps the last 10,000 events', () => {
  const bus = createBus()
  for (const number of numbers(0, 10_005)) publish(bus, { account, number })
  expect(numbersOf(bus)).toEqual(numbers(5, 10_005))
})

test('a release delivers what was held, once', () => {
  const bus = createBus()
  hold(bus, true)
  publish(bus, { account, number: 1 })
  hold(bus, true)
  publish(bus, { account, number: 2 })
  expect(numbersOf(bus)).toEqual([])
  hold(bus, false)
  hold(bus, false)
  publish(bus, { account, number: 3 })
  expect(numbersOf(bus)).toEqual([1, 2, 3])
})

test('a follower hears of silence too, as long as it follows', () => {
  jest.useFakeTimers()
  const bus = createBus()
  const heard: string[] = []
  const follower = new Writable({ write: (chunk, _, done) => done(void heard.push(String(chunk))) })
  follow(bus, follower)
  jest.advanceTimersByTime(5 * 60_000)
  expect(heard).toEqual(Array.from({ length: 10 }, () => '\n'))
  follower.emit('close')
  jest.advanceTimersByTime(60_000)
  expect(heard).toHaveLength(10)
  jest.useRealTimers()
})

test('a follower that never reads is dropped before it fills the memory', () => {
  const bus = createBus()
  const stuck = new Writable({ write: () => undefined })
  follow(bus, stuck)
  const text = 'x'.repeat(1024 * 1024)
  for (const number of numbers(0, 70)) publish(bus, { account, number, text })
  expect(stuck.destroyed).toBe(true)
  expect(stuck.writableLength).toBeLessThan(70 * 1024 * 1024)
})
