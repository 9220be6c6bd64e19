import { prefixes, segmentsOf } from '../../core/audit/places.ts'
import type { AuditRecord } from '../../core/audit/record.ts'
import { isSegmentKey, readSegment } from '../../core/audit/verify/segment.ts'
import type { Trail } from '../../core/ports.ts'
import { inOrder } from '../verify/in-order.ts'
import { byKey } from '../verify/listing.ts'

export interface Read {
  segments: number
  records: number
  /** Lines, or whole objects, that are no records. */
  malformed: number
  first: string | null
  last: string | null
}

/** Objects that are read at once: a bucket takes its time for each. */
const atOnce = 16

const day = 24 * 60 * 60_000

/**
 * Hands on the records of some days in the order of their keys, one day after the other. Of a key the version that was written
 * first counts: it is written once, and what came later is not it. What is no record is counted and left out. Times in epoch
 * milliseconds.
 */
export async function readRecords(
  trail: Trail,
  { from, until }: { from: number; until: number },
  /** Says whether it is one. */
  add: (record: AuditRecord) => boolean,
  progress: (read: Read) => Promise<void> = async () => {},
): Promise<Read> {
  const read: Read = { segments: 0, records: 0, malformed: 0, first: null, last: null }
  const days = new Set(await daysOf(trail))
  for (let time = Math.floor(from / day) * day; time < until; time += day) {
    const prefix = segmentsOf(new Date(time).toISOString())
    if (!days.has(prefix)) continue
    const written = [...byKey(await trail.list(prefix))].flatMap(([key, versions]) => {
      const object = versions.filter(({ isDeleteMarker }) => !isDeleteMarker).at(-1)
      return object && isSegmentKey(key) ? [object] : []
    })
    for await (const [{ key }, found] of inOrder(written, atOnce, (object) => trail.read(object.key, object.version))) {
      read.segments += 1
      const wrong = () => {
        read.malformed += 1
      }
      const records = found?.bytes
        ? readSegment({ key }, found.bytes, null, (code) => (code === 'malformed' ? wrong() : undefined))
        : []
      if (!found?.bytes) wrong()
      for (const record of records) {
        read.records += 1
        read.first ??= record.id
        read.last = record.id
        if (!add(record)) wrong()
      }
      await progress(read)
    }
  }
  return read
}

/** Prefixes of the days of which there is anything. */
async function daysOf(trail: Trail): Promise<string[]> {
  const days: string[] = []
  for (let after = ''; ; ) {
    const [next] = await trail.list(prefixes.records, { after, most: 1 })
    const [prefix] = /^records\/\d{4}\/\d\d\/\d\d\//.exec(next?.key ?? '') ?? []
    if (!next) return days
    if (prefix) days.push(prefix)
    // All keys of the day sort before it.
    after = prefix ? `${prefix}\uffff` : next.key
  }
}
