import { isRecent } from '../core/event/deploy.ts'
import { readEvent } from '../core/event/read.ts'
import { readSweepMessage, type SweepMessage } from '../core/event/sweep.ts'
import { limits, sendersOf } from '../core/event/wiring.ts'
import { parseJson } from '../core/json.ts'
import { deployFor } from '../loop/deploying.ts'
import { isSuperseded } from '../loop/generation.ts'
import { leaseLasts, whileBeating, withLease } from '../loop/lease.ts'
import { removeReviewed } from '../loop/remove.ts'
import { lenient } from '../loop/state.ts'
import { leaseOf, type SweepPorts, sweep } from '../loop/sweep.ts'
import { heartOf } from './heartbeat.ts'
import { allDone, type QueueHandler } from './queue.ts'

/** So long after a deployment a function that it replaced may still get a message, in milliseconds. */
const replacedWithin = 30_000

export interface SweepHandlerPorts extends SweepPorts {
  /** From now on a message that was received is out of sight for so many milliseconds. */
  extend: (receiptHandle: string, milliseconds: number) => Promise<void>
}

/**
 * Looks at everything that the manifest names, and at the places of the events that asked for it, and restores what no
 * event's run restored. One at a time of each kind, but one that an event asked for waits for none. As long as it lives it
 * keeps its message out of sight: when its process dies, the message comes back in minutes.
 */
export function createSweep({ extend, ...given }: SweepHandlerPorts): QueueHandler {
  const ports = { ...given, state: lenient(given) }
  const { manifest, clock, send } = ports
  const senders = sendersOf(manifest)
  const heart = heartOf(ports, manifest, 'sweep')
  /** Whether a message is a deployment's of which this process knows nothing, because it was replaced by it. */
  const isOfNewer = async (message: SweepMessage) =>
    message.deploy !== undefined &&
    deployFor(ports, manifest, message) === undefined &&
    isRecent(message.deploy, clock.now()) &&
    (await isSuperseded(ports.state, ports.generation))
  const handle: QueueHandler = async ({ Records }) => {
    for (const { body, messageId, receiptHandle } of Records) {
      const message = readSweepMessage(parseJson(body), clock.now())
      if (!message) continue
      if (await isOfNewer(message)) {
        await send('sweep', message, replacedWithin)
        continue
      }
      const readings = message.because.map((event) => readEvent(event, senders))
      for (const { kind } of readings) heart.heard(kind)
      const events = readings.filter((reading) => reading.kind === 'watched')
      // The same message again is the same holder: its process died.
      const holder = message.continues?.holder ?? messageId
      // Where that fails the message comes back later, after a function's longest life.
      const live = () => extend(receiptHandle, leaseLasts).catch(() => {})
      await live()
      const run = message.deploy?.phase === 'remove' ? removeReviewed : sweep
      const work = () => run(ports, { message, events, holder, deadline: clock.now() + limits.sweep.lasts })
      const lease = leaseOf(message, manifest)
      // Accounts are looked at by one at a time, for hours maybe; two short sweeps at once cost calls and do no harm.
      const isFree = message.because.length > 0 || (message.isDue && lease === 'sweep')
      const isMine = await whileBeating(clock, live, () =>
        isFree ? work().then(() => true) : withLease(ports, lease, holder, work),
      )
      // Another one is at it, says the state; of accounts what is due or missing is asked for again by the next one.
      if (!isMine && (lease === 'sweep' || message.contents === 'all' || message.continues))
        await send('sweep', { ...message, isDue: true }, leaseLasts)
    }
    return allDone
  }
  return (batch) => handle(batch).finally(heart.beat)
}
