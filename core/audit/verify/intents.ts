import type { AuditRecord } from '../record.ts'
import type { Say } from './findings.ts'

/** How long a write that was meant may go without an outcome. */
const patience = 60 * 60_000

interface Meant {
  time: string
  key: string
}

export interface Intents {
  see: (record: AuditRecord, key: string) => void
  /** Says which intents have no outcome; what was meant within the last hour may still have one. */
  end: (now: number) => void
}

/** Pairs of what was meant and what came of it, in whichever order they come. */
export function createIntents(say: Say): Intents {
  const open = new Map<string, Meant>()
  const early = new Set<string>()
  return {
    see(record, key) {
      if (record.type === 'holdfast.intent.v1') {
        if (!early.delete(record.id)) open.set(record.id, { time: record.time, key })
      } else if (record.type === 'holdfast.outcome.v1') {
        const { intent } = record.data as { intent?: unknown }
        if (typeof intent === 'string' && !open.delete(intent)) early.add(intent)
      }
    },
    end(now) {
      for (const [record, { time, key }] of open)
        if (now - Date.parse(time) > patience)
          say('dangling-intent', { record, key }, `Nothing tells what became of what was meant at ${time}`)
    },
  }
}
