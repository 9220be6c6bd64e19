import { readEvent } from '../core/event/read.ts'
import { readSweepMessage } from '../core/event/sweep.ts'
import { limits, sendersOf } from '../core/event/wiring.ts'
import { withLease } from '../loop/lease.ts'
import { lenient } from '../loop/state.ts'
import { leaseOf, type SweepPorts, sweep } from '../loop/sweep.ts'
import { allDone, parseBody, type QueueHandler } from './queue.ts'

/**
 * Looks at everything that the manifest names, and at the places of the events that asked for it, and restores what no
 * event's run restored. One at a time of each kind, but one that an event asked for waits for none.
 */
export function createSweep(given: SweepPorts): QueueHandler {
  const ports = { ...given, state: lenient(given) }
  const { manifest, state, clock } = ports
  const senders = sendersOf(manifest)
  return async ({ Records }) => {
    for (const { body, messageId } of Records) {
      const message = readSweepMessage(parseBody(body), clock.now())
      if (!message) continue
      const events = message.because
        .map((event) => readEvent(event, senders))
        .filter((reading) => reading.kind === 'watched')
      // The same message again is the same holder: its process died.
      const holder = message.continues?.holder ?? messageId
      const work = () => sweep(ports, { message, events, holder, deadline: clock.now() + limits.sweep.lasts })
      if (message.because.length > 0) await work()
      else if (!(await withLease(state, leaseOf(message, manifest), holder, work))) {
        // Another one is at it; what is due or missing is asked for again by the next one.
        if (message.contents !== 'all' && !message.continues) continue
        return { batchItemFailures: [{ itemIdentifier: messageId }] }
      }
    }
    return allDone
  }
}
