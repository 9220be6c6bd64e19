import { join } from 'node:path'
import { segmentKey } from '../core/audit/places.ts'
import { oldestFirst, segmentText } from '../core/audit/record.ts'
import type { AuditSink } from '../core/ports.ts'
import { writeWhole } from './files.ts'

/**
 * The audit trail in a directory: one NDJSON file per segment, at the same key as in a bucket. A segment is on the disk
 * before the call resolves, and appears whole or not at all.
 */
export const directorySink =
  (directory: string): AuditSink =>
  async (given) => {
    const records = oldestFirst(given)
    const [first] = records
    if (!first) return
    writeWhole(join(directory, segmentKey(first)), segmentText(records), 0o600)
  }
