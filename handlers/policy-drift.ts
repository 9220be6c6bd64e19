import { type PolicyEvent, type Reading, readEvent, type Senders } from '../core/event/read.ts'
import { isNowhere, unite } from '../core/event/scope.ts'
import type { SweepMessage } from '../core/event/sweep.ts'
import { fullSweep } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

export interface PolicyDriftPorts extends EnforcementPorts {
  manifest: Manifest
  /** Puts a message into the sweep queue: a look at a whole policy type, and what a run could not do, is a sweep's work. */
  sendSweep: (message: SweepMessage) => Promise<void>
  /** Hears of every message that leads nowhere: foreign, failed, malformed. */
  ignored: (reading: Exclude<Reading, PolicyEvent>) => void
  /** Hears of every run. */
  ran?: (run: Run) => void
}

/** Restores what somebody detached, edited, renamed, deleted or switched off. A batch is one look at all its places. */
export function createPolicyDrift({ manifest, sendSweep, ignored, ran, ...ports }: PolicyDriftPorts): QueueHandler {
  const senders = sendersOf(manifest)
  return async ({ Records }) => {
    const bodies = Records.map(({ body }) => parseBody(body))
    const readings = bodies.map((body) => readEvent(body, senders))
    const events = readings.filter((reading) => reading.kind === 'policy-event')
    for (const reading of readings) if (reading.kind !== 'policy-event') ignored(reading)
    const because = bodies.filter((_, at) => readings[at]?.kind === 'policy-event')
    const sweep = () => sendSweep({ ...fullSweep(manifest, 'due'), because })
    const scope = unite(events.map((event) => event.scope))
    // It looks at everything, so that nothing is left for this run to race with it.
    if (scope.types.length > 0) await sweep()
    else if (!isNowhere(scope)) {
      const run = await enforce(ports, manifest, { kind: 'event', scope, events })
      if (run.isUnfinished) await sweep()
      ran?.(run)
    }
    return allDone
  }
}

export const sendersOf = (manifest: Manifest): Senders => ({
  managementAccount: manifest.organization.managementAccount,
  delegatedAdministrators: manifest.delegatedAdministrators,
})
