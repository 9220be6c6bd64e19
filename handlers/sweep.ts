import { readEvent } from '../core/event/read.ts'
import { sweepEvents, sweepScope } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Attachment } from '../core/organization/organization.ts'
import { policyTypes } from '../core/policy/type.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import { openIncidents } from '../loop/incidents.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { sendersOf } from './policy-drift.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

export interface SweepPorts extends EnforcementPorts {
  manifest: Manifest
  /** Hears of every run. */
  ran?: (run: Run) => void
}

const lease = 'lease/sweep'

/** As long as a sweep runs at most, so that a dead one blocks the next no longer than that. */
const leaseLasts = 15 * 60_000

/** Looks at everything that the manifest names, one sweep at a time, and restores what no event told of. */
export function createSweep({ manifest, ran, ...ports }: SweepPorts): QueueHandler {
  const { state, clock, id } = ports
  const senders = sendersOf(manifest)
  return async ({ Records }) => {
    for (const { body, messageId } of Records) {
      const message = parseBody(body)
      const scope = sweepScope(message, clock.now())
      if (!scope) continue
      if (!(await state.claim(lease, id(), leaseLasts))) return { batchItemFailures: [{ itemIdentifier: messageId }] }
      try {
        const events = sweepEvents(message)
          .map((event) => readEvent(event, senders))
          .filter((reading) => reading.kind === 'policy-event')
        const pairs = await missingFullAccess(ports)
        const run = await enforce(ports, manifest, { kind: 'sweep', scope: { ...scope, pairs }, events })
        await state.put('sweep/last', { time: clock.now(), changes: run.changes.length, blocked: run.blocked.length })
        ran?.(run)
      } finally {
        await state.remove(lease)
      }
    }
    return allDone
  }
}

/** No sweep asks for FullAWSAccess everywhere; it looks again where it is known to be missing. */
async function missingFullAccess({ state }: Pick<EnforcementPorts, 'state'>): Promise<Attachment[]> {
  const { id, name } = policyTypes.SERVICE_CONTROL_POLICY.fullAccess
  return (await openIncidents(state)).flatMap(({ policy, target }) =>
    policy === name && target ? [{ policyId: id, targetId: target.id }] : [],
  )
}
