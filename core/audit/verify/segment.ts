import { segmentKey } from '../places.ts'
import type { AuditRecord } from '../record.ts'
import { canonicalValue, decoded } from './canonical.ts'
import type { About, Say } from './findings.ts'
import { isMembers, isTime } from './read-digest.ts'

/** What a segment's object must be named like. */
export const isSegmentKey = (key: string): boolean =>
  /^records\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-[0-9A-HJKMNP-TV-Z]{26}\.ndjson$/.test(key)

/** Time (ISO 8601) in the key of a segment. */
export const timeOfKey = (key: string): string => {
  const [, date = '', hour = '', minute = '', second = ''] =
    /(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z-/.exec(key) ?? []
  return `${date}T${hour}:${minute}:${second}Z`
}

/** Lines of a segment that are told of: to find millions of them wrong takes minutes. */
const mostWrong = 100

/** The records of a segment that are sound; all others, and what is wrong with their order and place, are said. */
export function readSegment(
  about: About & { key: string },
  bytes: Uint8Array,
  organization: string | null,
  say: Say,
): AuditRecord[] {
  const text = decoded(bytes)
  if (text === undefined || !text.endsWith('\n')) {
    say('malformed', about, text === undefined ? 'It is not UTF-8' : 'Its last line has no end')
    return []
  }
  const records: AuditRecord[] = []
  let wrongs = 0
  let before = { time: '', id: '' }
  for (const [at, line] of text.slice(0, -1).split('\n').entries()) {
    const value = canonicalValue(line)
    const wrong = value === undefined ? 'is not canonical JSON' : wrongWith(value, organization)
    if (wrong !== undefined) {
      say('malformed', about, `Line ${at + 1} ${wrong}`)
      wrongs++
      if (wrongs < mostWrong) continue
      say('malformed', about, `What comes after line ${at + 1} is not looked at`)
      break
    }
    const record = value as AuditRecord
    // Within a millisecond ULIDs are in any order.
    if (record.time < before.time || record.id.slice(0, 10) < before.id.slice(0, 10))
      say('reordered', { ...about, record: record.id }, `Line ${at + 1} is older than the one before it`)
    before = record
    records.push(record)
  }
  const [first] = records
  const belongs = first && segmentKey(first)
  if (first && belongs !== about.key)
    say('moved', { ...about, record: first.id }, `Its first record belongs to ${belongs}`)
  return records
}

/** Why a value is no record of the organization. What a kind of record says is not looked at. */
function wrongWith(value: unknown, organization: string | null): string | undefined {
  if (!isMembers(value) || value.specversion !== '1.0' || value.datacontenttype !== 'application/json')
    return 'is no CloudEvents 1.0 envelope'
  const { id, source, type, time, data } = value
  if (typeof id !== 'string' || !/^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)) return 'has an id that is no ULID'
  if (typeof type !== 'string' || !/^holdfast\.[a-z-]{1,40}\.v\d{1,3}$/.test(type)) return 'is of an unknown type'
  if (!isTime(time)) return 'has no time'
  if (!isMembers(data)) return 'has no data'
  if (organization !== null && source !== `urn:holdfast:${organization}`) return 'is of another organization'
  return undefined
}
