import type { AuditRecord } from '../../core/audit/record.ts'
import type { Gap } from '../../core/audit/verify/chain.ts'
import type { Say } from '../../core/audit/verify/findings.ts'
import { type RecordedGap, recordedGap, sayGaps } from '../../core/audit/verify/gaps.ts'
import { createIntents } from '../../core/audit/verify/intents.ts'

/** What records tell of each other. */
export function seeRecords(say: Say, now: number) {
  const intents = createIntents(say)
  const ids = new Set<string>()
  const recorded: RecordedGap[] = []
  return {
    see(record: AuditRecord, key: string): void {
      if (ids.has(record.id)) say('doubled', { key, record: record.id }, 'There is another record with its id')
      ids.add(record.id)
      intents.see(record, key)
      recorded.push(...recordedGap(record))
      if (Reflect.get(record.data, 'late') === true)
        say('late', { key, record: record.id }, 'It was recorded afterwards, from what CloudTrail tells')
    },
    end(gaps: Gap[]): void {
      intents.end(now)
      sayGaps(gaps, recorded, say)
    },
  }
}
