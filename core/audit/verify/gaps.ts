import type { AuditRecord } from '../record.ts'
import type { Gap } from './chain.ts'
import type { Say } from './findings.ts'

/** Times of which records say that nothing is known, or that nobody looked. */
export interface RecordedGap {
  from: string
  until: string
}

export const recordedGap = ({ type, data }: AuditRecord): RecordedGap[] => {
  if (type !== 'holdfast.gap.v1') return []
  const { from, until } = data as Partial<RecordedGap>
  return typeof from === 'string' && typeof until === 'string' ? [{ from, until }] : []
}

/** A record tells of a gap where it says so of all of it, but for the time of a sweep and a digest at either end, in milliseconds. */
const slack = 40 * 60_000

/** A gap between two digests is a finding unless a record tells of it. */
export function sayGaps(gaps: Gap[], recorded: RecordedGap[], say: Say): void {
  for (const { from, until, sequence } of gaps) {
    const [begin, end] = [Date.parse(from) + slack, Date.parse(until) - slack]
    const isRecorded = recorded.some(
      (one) => one.from < until && one.until > from && Date.parse(one.from) <= begin && Date.parse(one.until) >= end,
    )
    say(isRecorded ? 'gap-recorded' : 'gap', { sequence }, `No digest from ${from} until ${until}`)
  }
}
