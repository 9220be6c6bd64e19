import type { AuditRecordDocument, FoundDrift, OutcomeData } from '../../schemas/types/audit-record.ts'

// What each kind of record says stands in schemas/audit-record.schema.json.

export type { FoundDrift, RecordedEvent } from '../../schemas/types/audit-record.ts'

type KindOf<Type> = Type extends `holdfast.${infer Kind}.v1` ? Kind : never

export type RecordKind = KindOf<AuditRecordDocument['type']>

export type RecordData = {
  [Kind in RecordKind]: Extract<AuditRecordDocument, { type: `holdfast.${Kind}.v1` }>['data']
}

/** Of every record that a run of enforcement, a deployment or a command leaves. */
export type OfRun = Pick<OutcomeData, 'run' | 'manifest' | 'commit'>

/** What a change is about. */
export type RecordedPlace = Pick<FoundDrift, 'action' | 'policy' | 'target'>
