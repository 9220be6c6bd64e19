import { member, text } from '../../event/member.ts'
import { type OwnWrite, ownWriteOf, writeCalls } from '../own-writes.ts'
import type { AuditRecord } from '../record.ts'
import type { Say } from './findings.ts'

/** What CloudTrail shows of a time, as far as it can be compared. */
export interface Shown {
  /** Epoch milliseconds: what is outside is not claimed. */
  from: number
  until: number
  /** Writes of holdfast's own that were carried out. */
  writes: OwnWrite[]
  /** Requests and events of whoever made them: commands run with the credentials of people. */
  requests: Set<string>
  events: Set<string>
}

export const nothingShown = (from: number, until: number): Shown => ({
  ...{ from, until, writes: [] },
  ...{ requests: new Set<string>(), events: new Set<string>() },
})

const calls = new Set(writeCalls)

/** Adds a record of CloudTrail where it is a write to Organizations that was carried out. */
export function show(shown: Shown, detail: unknown, managementAccount: string): void {
  if (member(detail, 'eventSource') !== 'organizations.amazonaws.com' || member(detail, 'errorCode') !== undefined)
    return
  if (!calls.has(text(member(detail, 'eventName'), 64))) return
  shown.requests.add(text(member(detail, 'requestID'), 128))
  shown.events.add(text(member(detail, 'eventID'), 128))
  const write = ownWriteOf(detail, managementAccount)
  if (write) shown.writes.push(write)
}

export interface CrossCheck {
  see: (record: AuditRecord, key: string) => void
  /** Says what only one side knows. `from` and `to`: of the records that were read. */
  end: () => void
}

/** Times of CloudTrail are cut to the second, and clocks differ a little. */
const slack = 5_000

/**
 * Compares outcomes with CloudTrail, both ways, by request and event: account ids are raw in one and pseudonyms in the other.
 */
export function createCrossCheck(
  shown: Shown,
  { from, to }: { from: string | null; to: string | null },
  say: Say,
): CrossCheck {
  const requests = new Set<string>()
  const events = new Set<string>()
  const isWithin = (time: number) => time >= shown.from + slack && time <= shown.until - slack
  const isRead = (time: number) => (!from || time >= Date.parse(from) + slack) && (!to || time < Date.parse(to) - slack)
  return {
    see(record, key) {
      if (record.type !== 'holdfast.outcome.v1') return
      const { data } = record as AuditRecord<'outcome'>
      const { requestId, cloudTrail, result } = data
      if (typeof requestId === 'string') requests.add(requestId)
      if (typeof cloudTrail === 'string') events.add(cloudTrail)
      const time = Date.parse(data.times?.written ?? record.time)
      if (result !== 'done' || !isWithin(time)) return
      const about = { key, record: record.id }
      if (!requestId && !cloudTrail) say('not-comparable', about, 'It has neither a request id nor an event id')
      else if (!shown.requests.has(requestId ?? '') && !shown.events.has(cloudTrail ?? ''))
        say('unshown-outcome', about, `CloudTrail shows no call with the request id ${requestId ?? 'of that event'}`)
    },
    end() {
      for (const { id, requestId, time, action } of shown.writes)
        if (isWithin(time) && isRead(time) && !requests.has(requestId) && !events.has(id))
          say('unrecorded-write', {}, `CloudTrail's event ${id}, ${action} at ${new Date(time).toISOString()}`)
    },
  }
}
