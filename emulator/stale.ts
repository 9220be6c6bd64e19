// Reads that are behind. The past is a second world in which everything that happens happens once more, when it is old
// enough, with the same ids and the same time: nothing is copied for a write, whatever the size of the organization.
import { recording, replaying } from './ids.ts'
import type { World } from './world.ts'

export interface Past {
  /** Milliseconds. */
  staleness: number
  world: World
  /** The moment that `world` shows. */
  asOf: number
  /** What has happened since, oldest first. */
  coming: { at: number; again: (world: World) => unknown }[]
}

/** The present, and the past that reads see; they see the present where it is undefined. */
export interface Timeline {
  world: World
  past: Past | undefined
}

/** What happened before reads became stale is known at once: it is taken to have been so all along. */
export const pastOf = (world: World, staleness: number, now: number): Past | undefined =>
  staleness === 0 ? undefined : { staleness, world: structuredClone(world), asOf: now - staleness, coming: [] }

/** From now on reads are behind by so much. They never go back: what was seen once is not unseen by a larger staleness. */
export function setStaleness(timeline: Timeline, staleness: number, now: number): void {
  const { world, past } = timeline
  timeline.past = staleness === 0 || past === undefined ? pastOf(world, staleness, now) : { ...past, staleness }
}

/** A deed must reach all that it changes through the world that it gets. One that throws has not happened. */
export function happen<Value>({ world, past }: Timeline, at: number, deed: (world: World) => Value): Value {
  if (past === undefined) return deed(world)
  const drawn: string[] = []
  const value = recording(drawn, () => deed(world))
  past.coming.push({ at, again: (then) => replaying(drawn, () => deed(then)) })
  catchUp(past, at)
  return value
}

/** What a read sees, and the time that it takes for the present. */
export function seen({ world, past }: Timeline, now: number): { world: World; now: number } {
  if (past === undefined) return { world, now }
  catchUp(past, now)
  return { world: past.world, now: past.asOf }
}

function catchUp(past: Past, now: number): void {
  past.asOf = Math.max(past.asOf, now - past.staleness)
  const later = past.coming.findIndex(({ at }) => at > past.asOf)
  for (const { again } of past.coming.splice(0, later < 0 ? past.coming.length : later)) again(past.world)
}
