// Delivery of events: a log of the last ones, followers that get each as it comes, and a gate that holds them back.
// Each event is on the default bus of one account.
import type { Writable } from 'node:stream'

const LOGGED = 10_000
/** A follower that has so much unread is gone for good: dropping it is kinder than running out of memory. */
const UNREAD = 64 * 1024 * 1024

/** An empty line in milliseconds of silence: clients give up a connection on which nothing comes. */
const BEAT = 30_000

export interface Delivery {
  account: string
  line: string
  /** What is done when the event is: the end of an asynchronous operation. */
  effect?: (() => void) | undefined
  /** Nobody gets it; its effect takes place. */
  lost?: boolean
}

export interface Bus {
  log: Delivery[]
  held: Delivery[]
  holding: boolean
  delivered: number
  lost: number
  /** With the account whose bus it follows; undefined is all of them. */
  followers: Map<Writable, string | undefined>
}

export const createBus = (): Bus => ({
  log: [],
  held: [],
  holding: false,
  delivered: 0,
  lost: 0,
  followers: new Map(),
})

export function publish(
  bus: Bus,
  event: { account: string; [member: string]: unknown },
  rest: Pick<Delivery, 'effect' | 'lost'> = {},
): void {
  const delivery = { account: event.account, line: `${JSON.stringify(event)}\n`, ...rest }
  if (bus.holding) bus.held.push(delivery)
  else deliver(bus, delivery)
}

const isOn = (account: string | undefined, delivery: Delivery): boolean =>
  account === undefined || account === delivery.account

function deliver(bus: Bus, delivery: Delivery): void {
  delivery.effect?.()
  if (delivery.lost) {
    bus.lost += 1
    return
  }
  bus.delivered += 1
  bus.log.push(delivery)
  if (bus.log.length > LOGGED) bus.log.shift()
  for (const [follower, account] of bus.followers)
    if (!isOn(account, delivery)) continue
    else if (follower.writableLength > UNREAD) follower.destroy()
    else follower.write(delivery.line)
}

/** The last events, of one account or of all. */
export const logged = ({ log }: Bus, account?: string): string[] =>
  log.filter((delivery) => isOn(account, delivery)).map(({ line }) => line)

/** Holds events back, or lets go of those that were held, in their order. */
export function hold(bus: Bus, holding: boolean): void {
  bus.holding = holding
  if (!holding) for (const delivery of bus.held.splice(0)) deliver(bus, delivery)
}

export function follow(bus: Bus, follower: Writable, account?: string): void {
  bus.followers.set(follower, account)
  const beating = setInterval(() => follower.write('\n'), BEAT).unref()
  follower.once('close', () => {
    clearInterval(beating)
    bus.followers.delete(follower)
  })
}

/** As new; followers stay. */
export function clear(bus: Bus): void {
  bus.log = []
  bus.held = []
  bus.holding = false
  bus.delivered = 0
  bus.lost = 0
}
