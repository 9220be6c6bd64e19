import { type Reading, readEvent, type WatchedEvent } from '../core/event/read.ts'
import { isNowhere, type Scope, unite } from '../core/event/scope.ts'
import { onEachAccount, type SweepMessage } from '../core/event/sweep.ts'
import { type FunctionName, limits, sendersOf, sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { typesOf } from '../core/policy/type.ts'
import { askCovering, wantCovering } from '../loop/coverage.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { lenient } from '../loop/state.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

export interface EventPorts extends EnforcementPorts {
  manifest: Manifest
  /** Puts a message into the sweep queue: a look at everything, and what a run could not do, is a sweep's work. */
  sendSweep: (message: SweepMessage) => Promise<void>
  /** Hears of every message that leads nowhere: foreign, failed, malformed. */
  ignored: (reading: Exclude<Reading, WatchedEvent>) => void
  /** Hears of every run. */
  ran?: (run: Run) => void
}

/** Looks where a batch of events says, in one go, and restores or attaches what is missing there. */
export function createEventHandler(name: FunctionName, given: EventPorts): QueueHandler {
  const { manifest, sendSweep, ignored, ran, ...ports } = { ...given, state: lenient(given) }
  const { clock, state } = ports
  const senders = sendersOf(manifest)
  const ourTypes = typesOf(manifest.policies)
  const covering = (coverage: SweepMessage['coverage']) => askCovering(state, sendSweep, coverage, clock.now())

  return async ({ Records }) => {
    const bodies = Records.map(({ body }) => parseBody(body))
    const readings = bodies.map((body) => readEvent(body, senders))
    const events = readings.filter((reading) => reading.kind === 'watched')
    for (const reading of readings) if (reading.kind !== 'watched') ignored(reading)
    const because = bodies.filter((_, at) => readings[at]?.kind === 'watched')
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
      await sendSweep({ ...sweepOf(manifest), coverage: [], because })
    } else if (!isNowhere(places)) {
      const deadline = clock.now() + limits[name].lasts
      const run = await enforce(ports, manifest, { kind: 'event', scope: places, events, deadline, began: clock.now() })
      if (run.isUnfinished) await sendSweep({ ...sweepOf(manifest), coverage: [], because })
      if (scope.coverage !== 'all') await covering(run.uncovered)
      ran?.(run)
    }
    return allDone
  }
}
