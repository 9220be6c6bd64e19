import { targetIdOf } from '../core/event/policy-events.ts'
import { readEvent } from '../core/event/read.ts'
import { nowhere, type Scope, unite } from '../core/event/scope.ts'
import { continued, restOf, type SweepMessage, type SweepPart, sweepEvents, sweepParts } from '../core/event/sweep.ts'
import { limits, sendersOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Attachment } from '../core/organization/organization.ts'
import { policyTypes } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { enforce, type Run } from '../loop/enforce.ts'
import { openIncidents } from '../loop/incidents.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { lenient } from '../loop/state.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

export interface SweepPorts extends EnforcementPorts {
  manifest: Manifest
  /** Puts a message into the sweep queue: what is left when the time is over. */
  sendSweep: (message: SweepMessage) => Promise<void>
  /** Hears of every run. */
  ran?: (run: Run) => void
}

/** A dead sweep blocks the next no longer than it could have run. */
const leaseLasts = 15 * 60_000

/**
 * Looks at everything that the manifest names, and at the places of the events that asked for it, and restores what no
 * event's run restored. It stops when its time is over, between two changes or two parts, and goes on by a message.
 */
export function createSweep({ manifest, sendSweep, ran, ...ports }: SweepPorts): QueueHandler {
  const { clock, id } = ports
  const state = lenient(ports)
  const senders = sendersOf(manifest)

  /** True when it is done; false where it goes on by a message. */
  async function sweep(message: SweepMessage, parts: SweepPart[], holder: string): Promise<boolean> {
    const deadline = clock.now() + limits.sweep.lasts
    const continues = continued(message, clock.now())
    const began = continues?.began ?? clock.now()
    const events = sweepEvents(message)
      .map((event) => readEvent(event, senders))
      .filter((reading) => reading.kind === 'watched')
    let slowest = 0
    // A sweep reads the accounts once.
    let accountsSince = continues?.began
    for (const [at, part] of parts.entries()) {
      const started = clock.now()
      const goOn = async () => {
        await sendSweep(restOf(parts.slice(at), message, { holder, began }))
        return false
      }
      // What could not be read in time is not begun, unless this run has done nothing yet.
      if (at > 0 && started + slowest > deadline) return goOn()
      const isFirst = part.coverage.length === 0
      const scope: Scope = isFirst
        ? { ...unite(events.map((event) => event.scope)), ...part, reports: await missingFullAccess(state) }
        : { ...nowhere, ...part, ...(accountsSince !== undefined && { accountsSince }) }
      const run = await enforce({ ...ports, state }, manifest, { kind: 'sweep', scope, events, deadline })
      if (isFirst) {
        const last = { time: clock.now(), changes: run.changes.length, blocked: run.blocked.length }
        await state.put({ 'sweep/last': last })
      }
      ran?.(run)
      if (!isFirst) accountsSince = began
      if (run.isUnfinished) return goOn()
      slowest = Math.max(slowest, clock.now() - started)
    }
    return true
  }

  return async ({ Records }) => {
    for (const { body, messageId } of Records) {
      const message = parseBody(body) as SweepMessage
      const parts = sweepParts(message, manifest, clock.now())
      if (!parts) continue
      const continues = continued(message, clock.now())
      const holder = continues?.holder ?? id()
      // One that an event asked for waits for none.
      if (sweepEvents(message).length > 0) {
        await sweep(message, parts, holder)
        continue
      }
      const lease = parts.some(({ coverage }) => coverage.length > 0) ? 'lease/coverage' : 'lease/sweep'
      if (!(await state.claim(lease, holder, leaseLasts))) {
        // Another one is at it; the next scheduled one comes anyway.
        if (message.contents === 'due' && !continues) continue
        return { batchItemFailures: [{ itemIdentifier: messageId }] }
      }
      let isDone = true
      try {
        isDone = await sweep(message, parts, holder)
      } finally {
        if (isDone && (await state.get(lease)) === holder) await state.remove([lease])
      }
    }
    return allDone
  }
}

/** No sweep asks for FullAWSAccess everywhere; it looks again where it is known to be missing. */
async function missingFullAccess(state: State): Promise<Attachment[]> {
  const { id, name } = policyTypes.SERVICE_CONTROL_POLICY.fullAccess
  return (await openIncidents(state)).flatMap(({ policy, target }) =>
    policy === name && target && targetIdOf(target.id) ? [{ policyId: id, targetId: target.id }] : [],
  )
}
