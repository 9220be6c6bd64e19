// How events get from CloudTrail to the bus: late, twice, out of their turn, or not at all, drawn by a seed.
import { type Bus, publish } from './bus.ts'
import type { Event } from './events.ts'
import { between, type Random, randomOf } from './random.ts'
import type { Sleep } from './sleep.ts'

/** An event takes its time, keeps its turn, and comes once, where nothing else is said. */
export interface DeliveryOptions {
  /** A whole number from 0 to 2^32 - 1; 0 by default. */
  seed?: number
  /** Milliseconds, or the least and the most of them. */
  delay?: number | readonly [number, number]
  /** How many of the events come twice, from 0 to 1; the second one takes the time of the delay more. */
  duplicates?: number
  /** Milliseconds that an event may come after its turn at most, so that others overtake it. */
  reorder?: number
  /** How many of the events never come, from 0 to 1; what they would have brought about happens at their time. */
  loss?: number
  /** Milliseconds, or the least and the most of them, after which CloudTrail's event history shows a call; it loses none. */
  history?: number | readonly [number, number]
}

/** Events under way, by the time at which they arrive. */
export interface Transit {
  options: DeliveryOptions
  random: Random
  /** Another one for the event history, so that the way of the events is the same with and without. */
  historyRandom: Random
  /** Nothing arrives in its turn before that. */
  turn: number
  waiting: { at: number; arrive: (bus: Bus) => void }[]
  published: number
  duplicated: number
}

interface Road {
  transit: Transit
  bus: Bus
  now: () => number
  sleep: Sleep
}

export const createTransit = (options: DeliveryOptions): Transit => ({
  options,
  random: randomOf(options.seed ?? 0),
  historyRandom: randomOf((options.seed ?? 0) ^ 0x5f3759df),
  turn: Number.NEGATIVE_INFINITY,
  waiting: [],
  published: 0,
  duplicated: 0,
})

/** For the events to come; what is under way stays so, and nobody waits for it. */
export function setDelivery(transit: Transit, options: DeliveryOptions): void {
  const { waiting, published, duplicated } = transit
  Object.assign(transit, { ...createTransit(options), waiting, published, duplicated })
}

/** Sends an event to the bus of its account; the effect is what is done when it arrives, or would. */
export function send(road: Road, event: Event, effect?: () => void): void {
  const { transit } = road
  const { random, options } = transit
  const { delay = 0, reorder = 0, duplicates = 0, loss = 0 } = options
  const takes = () => drawn(random, delay)
  transit.published += 1
  transit.turn = Math.max(transit.turn, road.now() + takes())
  const at = transit.turn + between(random, [0, reorder])
  const isLost = random() < loss
  const isDouble = random() < duplicates
  arriveAt(road, at, (bus) => publish(bus, event, { lost: isLost, effect }))
  if (isLost || !isDouble) return
  transit.duplicated += 1
  arriveAt(road, at + takes(), (bus) => publish(bus, event))
}

const drawn = (random: Random, time: number | readonly [number, number]): number =>
  between(random, typeof time === 'number' ? [time, time] : time)

/** When the event history shows what happens now. */
export const shownAt = ({ options, historyRandom }: Transit, now: number): number =>
  now + drawn(historyRandom, options.history ?? 0)

/** What arrives at the same time does so in the order in which it was sent; what need not wait arrives at once. */
function arriveAt({ transit, bus, now, sleep }: Road, at: number, arrive: (bus: Bus) => void): void {
  const { waiting } = transit
  const later = waiting.findIndex((other) => other.at > at)
  waiting.splice(later < 0 ? waiting.length : later, 0, { at, arrive })
  const left = at - now()
  if (left <= 0) arriveUntil(transit, bus, at)
  else void sleep(left, 'event').then(() => arriveUntil(transit, bus, at))
}

/** By the time that was meant and not by the clock: a timer may fire a millisecond early. */
function arriveUntil({ waiting }: Transit, bus: Bus, time: number): void {
  const later = waiting.findIndex(({ at }) => at > time)
  for (const { arrive } of waiting.splice(0, later < 0 ? waiting.length : later)) arrive(bus)
}
