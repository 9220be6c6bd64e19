import { pauses, readLookAgain } from '../core/event/again.ts'
import { type Reading, readEvent, type WatchedEvent } from '../core/event/read.ts'
import { isNowhere, type Scope, unite } from '../core/event/scope.ts'
import { onEachAccount, type SweepMessage } from '../core/event/sweep.ts'
import { type FunctionName, limits, type Send, sendersOf, sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { typesOf } from '../core/policy/type.ts'
import { askCovering, wantCovering } from '../loop/coverage.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { lenient } from '../loop/state.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

export interface EventPorts extends EnforcementPorts {
  manifest: Manifest
  /** A look at everything, and what a run could not do, is a sweep's work; what has to wait is a message to itself. */
  send: Send
  /** Hears of every message that leads nowhere: foreign, failed, malformed. */
  ignored: (reading: Exclude<Reading, WatchedEvent>) => void
  /** Hears of every run. */
  ran?: (run: Run) => void
}

/** An event with what is known of it: as it came, how often it was looked for in vain, and whether it waited once. */
interface Received {
  event: WatchedEvent
  body: unknown
  look: number
  isDue: boolean
}

/** A storm of events of one place begins further looks once within this time, in milliseconds. */
const looksBeginWithin = 60_000
const mostLooking = 10_000

/** Looks where a batch of events says, in one go, and restores or attaches what is missing there. */
export function createEventHandler(name: FunctionName, given: EventPorts): QueueHandler {
  const { manifest, send, ignored, ran, ...ports } = { ...given, state: lenient(given) }
  const { clock, state } = ports
  const senders = sendersOf(manifest)
  const ourTypes = typesOf(manifest.policies)
  const covering = (coverage: SweepMessage['coverage']) => askCovering(state, send, coverage, clock.now())

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
      if (event.kind === 'watched') return [{ event, body: one, look: again?.look ?? 0, isDue: again?.isDue ?? false }]
      ignored(event)
      return []
    })
  }

  async function handle(received: Received[]): Promise<void> {
    const events = received.map(({ event }) => event)
    const because = received.map(({ body }) => body)
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
      await send('sweep', { ...sweepOf(manifest), coverage: [], because })
    } else if (!isNowhere(places)) {
      const began = clock.now()
      const deadline = began + limits[name].lasts
      const run = await enforce(ports, manifest, { kind: 'event', scope: places, events, deadline, began, isDue })
      const handOver = run.isOld && { isDue: true }
      if (run.isUnfinished) await send('sweep', { ...sweepOf(manifest), coverage: [], because, ...handOver })
      if (run.putOffUntil !== null)
        await send(name, { look: 0, isDue: true, events: because }, run.putOffUntil - clock.now())
      for (const [look, pause] of pauses.entries()) {
        const unseen = received.filter((one) => one.look === look && run.unseen.includes(one.event) && isWanted(one))
        if (unseen.length > 0)
          await send(name, { look: look + 1, isDue, events: unseen.map(({ body }) => body) }, pause)
      }
      if (scope.coverage !== 'all') await covering(run.uncovered)
      ran?.(run)
    }
  }

  return async ({ Records }) => {
    const received = Records.flatMap(({ body }) => read(parseBody(body)))
    // What waited once waits no more; what comes fresh may have to.
    for (const isDue of [false, true]) await handle(received.filter((one) => one.isDue === isDue))
    return allDone
  }
}
