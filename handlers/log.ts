import { escapeHidden } from '../core/hidden.ts'
import type { Done } from '../loop/evidence.ts'
import type { EventPorts } from './event.ts'
import type { QueueBatch, QueueHandler } from './queue.ts'

type Heard = Required<Pick<EventPorts, 'ignored' | 'ran'>> & { did: (done: Done) => void }

/** So many messages that lead nowhere are shown of a batch; all are counted. */
const sampled = 3

/**
 * Writes one line of JSON for each run, and one for what of a batch led nowhere. What others wrote stands in it cut and escaped.
 */
export function logged(
  name: string,
  create: (heard: Heard) => QueueHandler,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): QueueHandler {
  const say = (line: object) => write(`${escapeHidden(JSON.stringify({ function: name, ...line }))}\n`)
  let ignored: Parameters<Heard['ignored']>[0][] = []
  const handle = create({
    ignored: (reading) => void ignored.push(reading),
    did: (tasks) => say({ tasks }),
    ran: ({ trigger, changes, outcomes, blocked, calls, unseen, isUnfinished, isOld, ...run }) =>
      say({
        trigger: trigger.kind,
        events: counted(trigger.events.map((event) => event.name)),
        changes: changes.length,
        outcomes: counted(outcomes.map(({ outcome }) => outcome.result)),
        blocked: counted(blocked.map(({ code }) => code)),
        unseen: unseen.length,
        isUnfinished,
        isOld,
        putOffUntil: run.putOffUntil,
        calls,
      }),
  })
  return async (batch: QueueBatch) => {
    ignored = []
    try {
      return await handle(batch)
    } finally {
      if (ignored.length > 0)
        say({ ignored: counted(ignored.map(({ kind }) => kind)), sample: ignored.slice(0, sampled) })
    }
  }
}

const counted = (names: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
