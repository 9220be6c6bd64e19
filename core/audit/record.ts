import { canonicalJson } from '../json.ts'
import type { RecordData, RecordKind } from './data.ts'

/** One record of the audit trail: a CloudEvents 1.0 envelope around what holdfast saw, meant or did. */
export interface AuditRecord<Kind extends RecordKind = RecordKind> {
  specversion: '1.0'
  /** ULID. */
  id: string
  /** urn:holdfast: and the organization id. */
  source: string
  type: `holdfast.${Kind}.v1`
  /** ISO 8601, UTC, milliseconds. */
  time: string
  datacontenttype: 'application/json'
  data: RecordData[Kind]
}

export const record = <Kind extends RecordKind>(
  kind: Kind,
  organization: string,
  id: string,
  now: number,
  data: RecordData[Kind],
): AuditRecord<Kind> => ({
  specversion: '1.0',
  id,
  source: `urn:holdfast:${organization}`,
  type: `holdfast.${kind}.v1`,
  time: new Date(now).toISOString(),
  datacontenttype: 'application/json',
  data,
})

/** Records as NDJSON: each line is canonical JSON. */
export const segmentText = (records: AuditRecord[]): string =>
  records.map((record) => `${canonicalJson(record)}\n`).join('')
