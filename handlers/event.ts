import { batchesOf, pauses, readLookAgain } from '../core/event/again.ts'
import { type Reading, readEvent, type WatchedEvent } from '../core/event/read.ts'
import { isNowhere, type Scope, unite } from '../core/event/scope.ts'
import { onEachAccount, type SweepMessage } from '../core/event/sweep.ts'
import { type FunctionName, limits, type Send, sendersOf, sweepOf } from '../core/event/wiring.ts'
import { parseJson } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import { typesOf } from '../core/policy/type.ts'
import { announce, unannounced } from '../loop/announce.ts'
import { askCovering, wantCovering } from '../loop/coverage.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { lenient } from '../loop/state.ts'
import { heartOf } from './heartbeat.ts'
import { allDone, type QueueHandler } from './queue.ts'

export interface EventPorts extends EnforcementPorts {
  manifest: Manifest
  /** A look at everything, and what a run could not do, is a sweep's work; what has to wait is a message to itself. */
  send: Send
  /** Hears of every message that leads nowhere: foreign, failed, malformed. */
  ignored: (reading: Exclude<Reading, WatchedEvent>) => void
  /** Hears of every run. */
  ran?: (run: Run) => void
  /** Hears when people were told of events themselves. */
  announced?: () => void
}

/** An event with what is known of it: as it came, how often it was looked for in vain, and whether it waited once. */
interface Received {
  event: WatchedEvent
  body: unknown
  look: number
  isDue: boolean
}

/** A storm of events of one place begins further looks once within this time: the first of them comes after all of these. */
const [looksBeginWithin = 0] = pauses
const mostLooking = 10_000

/** Events that make us look at everything come in numbers: the look comes when they are over, in milliseconds. */
const calmsWithin = 30_000

/** Looks where a batch of events says, in one go, and restores or attaches what is missing there. */
export function createEventHandler(name: FunctionName, given: EventPorts): QueueHandler {
  const { manifest, send, ignored, ran, announced, ...ports } = { ...given, state: lenient(given) }
  const { clock, state } = ports
  const senders = sendersOf(manifest)
  const ourTypes = typesOf(manifest.policies)
  const heart = heartOf(ports, manifest, name)
  const covering = (coverage: SweepMessage['coverage']) => askCovering({ ...ports, send }, coverage)

  const looking = new Map<string, number>()
  /** Whether further looks are not under way already, which an event of the same place began a moment ago. */
  function isWanted({ look, event }: Received): boolean {
    if (look > 0) return true
    const place = JSON.stringify(event.scope)
    const now = clock.now()
    if (now - (looking.get(place) ?? 0) < looksBeginWithin) return false
    if (looking.size >= mostLooking) looking.clear()
    looking.set(place, now)
    return true
  }

  function read(body: unknown): Received[] {
    const again = readLookAgain(body)
    return (again?.events ?? [body]).flatMap((one) => {
      const event = readEvent(one, senders)
      heart.heard(event.kind)
      if (event.kind === 'watched') return [{ event, body: one, look: again?.look ?? 0, isDue: again?.isDue ?? false }]
      ignored(event)
      return []
    })
  }

  const bodies = (received: Received[]) => batchesOf(received.map(({ body }) => body))

  /** A look at everything, and at the places of these events. */
  async function askSweep(received: Received[], isOld = false): Promise<void> {
    for (const because of bodies(received))
      await send('sweep', { ...sweepOf(manifest), coverage: [], because, ...(isOld && { isDue: true }) })
  }

  /** A look at the places of these events, another time. */
  async function again(look: number, received: Received[], isDue: boolean, pause: number): Promise<void> {
    for (const events of bodies(received)) await send(name, { look, isDue, events }, Math.max(0, pause))
  }

  let nextSweep = Number.NEGATIVE_INFINITY
  /** Tells of events themselves, and asks for a look at everything where others may have been lost. */
  async function tell(events: WatchedEvent[]): Promise<void> {
    const alarming = await unannounced(ports, manifest, events)
    if (alarming.some(({ alarm }) => alarm?.sweeps) && clock.now() >= nextSweep) {
      nextSweep = clock.now() + calmsWithin
      await send('sweep', { ...sweepOf(manifest), coverage: [] }, calmsWithin)
    }
    for (const event of alarming) await announce(ports, manifest, event)
    if (alarming.length > 0) announced?.()
  }

  async function handle(received: Received[], deadline: number): Promise<void> {
    const events = received.map(({ event }) => event)
    const isDue = received.some((one) => one.isDue)
    const scope = unite(events.map((event) => event.scope))
    if (scope.coverage === 'all') {
      await wantCovering(state, manifest, ourTypes, clock.now())
      if (onEachAccount(manifest).length > 0) await covering('all')
    }
    const types = scope.types.filter((type) => ourTypes.includes(type))
    const places: Scope = { ...scope, types: [], coverage: [] }
    if (types.length > 0) {
      // It looks at everything, so that nothing is left for this run to race with it.
      await wantCovering(state, manifest, types, clock.now())
      await askSweep(received)
    } else if (!isNowhere(places)) {
      const began = clock.now()
      const run = await enforce(ports, manifest, { kind: 'event', scope: places, events, deadline, began, isDue })
      if (run.isUnfinished) await askSweep(received, run.isOld)
      if (run.putOffUntil !== null) await again(0, received, true, run.putOffUntil - clock.now())
      for (const [look, pause] of pauses.entries()) {
        const unseen = received.filter((one) => one.look === look && run.unseen.includes(one.event) && isWanted(one))
        await again(look + 1, unseen, isDue, pause)
      }
      if (scope.coverage !== 'all') await covering(run.uncovered)
      ran?.(run)
    }
  }

  return async ({ Records }) => {
    const received = Records.flatMap(({ body }) => read(parseJson(body)))
    // What waited once waits no more; what comes fresh may have to.
    const deadline = clock.now() + limits[name].lasts
    const errors: unknown[] = []
    const attempt = (work: Promise<void>) => work.catch((error: unknown) => void errors.push(error))
    for (const isDue of [true, false]) {
      const some = received.filter((one) => one.isDue === isDue)
      if (some.length > 0) await attempt(handle(some, deadline))
    }
    // Restored first: a message that does not get through holds nothing up, and is told when the events come back.
    await attempt(tell(received.map(({ event }) => event)))
    await heart.beat()
    if (errors.length > 0) throw errors[0]
    return allDone
  }
}
