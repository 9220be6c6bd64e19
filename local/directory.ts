import { join } from 'node:path'
import { segmentName, segmentText } from '../core/audit/record.ts'
import type { AuditSink } from '../core/ports.ts'
import { writeWhole } from './files.ts'

/**
 * The audit trail in a directory: one NDJSON file per segment, named by time and ULID, below a folder per day. A segment
 * is on the disk before the call resolves, and appears whole or not at all.
 */
export const directorySink =
  (directory: string): AuditSink =>
  async (records) => {
    const [first] = records
    if (!first) return
    writeWhole(join(directory, first.time.slice(0, 10), segmentName(first)), segmentText(records), 0o600)
  }
