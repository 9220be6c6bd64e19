// Delivery of events: a log of the last ones, followers that get each as it comes, and a gate that holds them back.
import type { Writable } from 'node:stream'

const LOGGED = 10_000
/** A follower that has so much unread is gone for good: dropping it is kinder than running out of memory. */
const UNREAD = 64 * 1024 * 1024

export interface Bus {
  log: string[]
  held: string[]
  holding: boolean
  followers: Set<Writable>
}

export const createBus = (): Bus => ({ log: [], held: [], holding: false, followers: new Set() })

export function publish(bus: Bus, event: object): void {
  const line = `${JSON.stringify(event)}\n`
  if (bus.holding) bus.held.push(line)
  else deliver(bus, line)
}

function deliver(bus: Bus, line: string): void {
  bus.log.push(line)
  if (bus.log.length > LOGGED) bus.log.shift()
  for (const follower of bus.followers)
    if (follower.writableLength > UNREAD) follower.destroy()
    else follower.write(line)
}

/** Holds events back, or lets go of those that were held, in their order. */
export function hold(bus: Bus, holding: boolean): void {
  bus.holding = holding
  if (!holding) for (const line of bus.held.splice(0)) deliver(bus, line)
}

export function follow(bus: Bus, follower: Writable): void {
  bus.followers.add(follower)
  follower.once('close', () => bus.followers.delete(follower))
}

/** As new; followers stay. */
export function clear(bus: Bus): void {
  bus.log = []
  bus.held = []
  bus.holding = false
}
