import { canonicalJson, wellFormed } from '../json.ts'
import { controlsOf } from './controls.ts'
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
  dataschema: typeof auditSchema
  data: RecordData[Kind]
}

/** Names schemas/audit-record.schema.json. */
export const auditSchema = 'urn:holdfast:audit:1'

/** What is said in a record; the controls that it supports follow from its kind. */
export type Said<Kind extends RecordKind> = Omit<RecordData[Kind], 'controls'>

/** Texts in it are well-formed afterwards: a lone surrogate has no canonical JSON. */
export const record = <Kind extends RecordKind>(
  kind: Kind,
  organization: string,
  id: string,
  now: number,
  data: Said<Kind>,
): AuditRecord<Kind> => ({
  specversion: '1.0',
  id,
  source: `urn:holdfast:${organization}`,
  type: `holdfast.${kind}.v1`,
  time: iso(now),
  datacontenttype: 'application/json',
  dataschema: auditSchema,
  data: wellFormed({ ...data, controls: [...controlsOf[kind]] }) as RecordData[Kind],
})

const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** A time of a record: years of four digits, whatever somebody wrote into an event or a row. */
export const iso = (milliseconds: number): string =>
  new Date(Math.min(lastTime, Math.max(0, milliseconds || 0))).toISOString()

/** Records as NDJSON: each line is canonical JSON. */
export const segmentText = (records: AuditRecord[]): string =>
  records.map((record) => `${canonicalJson(record)}\n`).join('')

/** Records of a segment, the oldest first: what is asked for at once, like pseudonyms, comes in any order. */
export const oldestFirst = (records: AuditRecord[]): AuditRecord[] =>
  records
    .map((record): [string, AuditRecord] => [`${record.time} ${record.id.slice(0, 10)}`, record])
    .sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
    .map(([, record]) => record)
