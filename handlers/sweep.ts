import { readEvent, targetIdOf } from '../core/event/read.ts'
import { unite } from '../core/event/scope.ts'
import { sweepEvents, sweepScope } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Attachment } from '../core/organization/organization.ts'
import { policyTypes } from '../core/policy/type.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import { openIncidents } from '../loop/incidents.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { lenient } from '../loop/state.ts'
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

/**
 * Looks at everything that the manifest names, and at the places of the events that asked for it, and restores what no
 * event's run restored. Scheduled sweeps run one at a time; one that an event asked for waits for none.
 */
export function createSweep({ manifest, ran, ...ports }: SweepPorts): QueueHandler {
  const { clock, id } = ports
  const state = lenient(ports)
  const senders = sendersOf(manifest)

  async function sweep(message: unknown): Promise<void> {
    const everything = sweepScope(message, clock.now())
    if (!everything) return
    const events = sweepEvents(message)
      .map((event) => readEvent(event, senders))
      .filter((reading) => reading.kind === 'policy-event')
    const places = unite(events.map((event) => event.scope))
    const scope = { ...places, ...everything, reports: await missingFullAccess({ state }) }
    const run = await enforce({ ...ports, state }, manifest, { kind: 'sweep', scope, events })
    await state.put({ 'sweep/last': { time: clock.now(), changes: run.changes.length, blocked: run.blocked.length } })
    ran?.(run)
  }

  return async ({ Records }) => {
    for (const { body, messageId } of Records) {
      const message = parseBody(body)
      if (sweepEvents(message).length > 0) {
        await sweep(message)
        continue
      }
      const holder = id()
      if (!(await state.claim(lease, holder, leaseLasts))) return { batchItemFailures: [{ itemIdentifier: messageId }] }
      try {
        await sweep(message)
      } finally {
        if ((await state.get(lease)) === holder) await state.remove([lease])
      }
    }
    return allDone
  }
}

/** No sweep asks for FullAWSAccess everywhere; it looks again where it is known to be missing. */
async function missingFullAccess({ state }: Pick<EnforcementPorts, 'state'>): Promise<Attachment[]> {
  const { id, name } = policyTypes.SERVICE_CONTROL_POLICY.fullAccess
  return (await openIncidents(state)).flatMap(({ policy, target }) =>
    policy === name && target && targetIdOf(target.id) ? [{ policyId: id, targetId: target.id }] : [],
  )
}
