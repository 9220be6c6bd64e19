import { type Reading, readEvent, type WatchedEvent } from '../core/event/read.ts'
import { isNowhere, isWide, unite } from '../core/event/scope.ts'
import type { SweepMessage } from '../core/event/sweep.ts'
import { limits, sendersOf, sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
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
export function createEventHandler({ manifest, sendSweep, ignored, ran, ...ports }: EventPorts): QueueHandler {
  const senders = sendersOf(manifest)
  return async ({ Records }) => {
    const bodies = Records.map(({ body }) => parseBody(body))
    const readings = bodies.map((body) => readEvent(body, senders))
    const events = readings.filter((reading) => reading.kind === 'watched')
    for (const reading of readings) if (reading.kind !== 'watched') ignored(reading)
    const because = bodies.filter((_, at) => readings[at]?.kind === 'watched')
    const scope = unite(events.map((event) => event.scope))
    // It looks at everything, so that nothing is left for this run to race with it.
    if (isWide(scope)) await sendSweep({ ...sweepOf(manifest), because })
    else if (!isNowhere(scope)) {
      const deadline = ports.clock.now() + limits['policy-drift'].lasts
      const run = await enforce(ports, manifest, { kind: 'event', scope, events, deadline })
      const { isUnfinished, uncovered } = run
      if (isUnfinished || uncovered.length > 0) await sendSweep({ ...sweepOf(manifest), coverage: uncovered, because })
      ran?.(run)
    }
    return allDone
  }
}
