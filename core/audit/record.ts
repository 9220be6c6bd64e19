import { canonicalJson, type Json } from '../json.ts'

/** One record of the audit trail: a CloudEvents 1.0 envelope around what holdfast saw, meant or did. */
export interface AuditRecord {
  specversion: '1.0'
  /** ULID. */
  id: string
  /** urn:holdfast: and the organization id. */
  source: string
  type: `holdfast.${RecordKind}.v1`
  /** ISO 8601, UTC, milliseconds. */
  time: string
  datacontenttype: 'application/json'
  data: { [key: string]: Json }
}

/** observation: what was looked at and found; intent: what is about to be written; outcome: what came of it. */
export type RecordKind = 'observation' | 'intent' | 'outcome'

export const record = (
  kind: RecordKind,
  organization: string,
  id: string,
  now: number,
  data: AuditRecord['data'],
): AuditRecord => ({
  specversion: '1.0',
  id,
  source: `urn:holdfast:${organization}`,
  type: `holdfast.${kind}.v1`,
  time: new Date(now).toISOString(),
  datacontenttype: 'application/json',
  data,
})

/** Name of the file that holds some records, after the first of them: names sort by time, and no two are equal. */
export const segmentName = ({ time, id }: AuditRecord): string => `${time.replaceAll(':', '')}-${id}.ndjson`

/** Records as NDJSON. */
export const segmentText = (records: AuditRecord[]): string =>
  records.map((record) => `${canonicalJson(record)}\n`).join('')
