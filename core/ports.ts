import type { IdentifierKind } from './audit/pseudonym.ts'
import type { AuditRecord } from './audit/record.ts'
import type { Notice } from './event/incident.ts'
import type { Scope } from './event/scope.ts'
import type { Json } from './json.ts'
import type { Manifest } from './manifest.ts'
import type { Organization } from './organization/organization.ts'
import type { Change } from './plan/change.ts'
import type { Purpose } from './plan/diff.ts'
import type { Outcome } from './plan/outcome.ts'
import type { PolicyType } from './policy/type.ts'
import type { WrittenSuspension } from './suspend/written.ts'

/** Time for everything that waits or asks what time it is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Ends early, and leaves nothing behind, where the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** Number of calls by operation. */
export type Calls = Record<string, number>

/** What a run has done so far, as far as later changes need it. */
export interface Progress {
  /** Ids of new policies by type and name. */
  created: Map<string, string>
  /** Types that were enabled a moment ago: AWS may need a while until they can be used. */
  enabled: Set<PolicyType>
}

export interface ObserveOptions {
  onto?: Organization | undefined
  /** From then on nothing that failed is sent again, in epoch milliseconds. */
  until?: number
}

/** The live organization, over AWS's wire protocol. */
export interface Organizations {
  /**
   * Reads what a scope asks for, in addition to what `onto` holds already. Throws OrganizationMismatch where another
   * organization answers: then nothing is to be done. For apply a read that fails throws; enforcement goes on with what
   * it could read, and the rest is in `unread`.
   */
  observe(manifest: Manifest, scope: Scope, purpose: Purpose, options?: ObserveOptions): Promise<Organization>
  /**
   * Carries out one change. Never throws for what AWS answers; the outcome says it. `progress` is the run's, and is kept
   * up; from `until` on, in epoch milliseconds, nothing that failed is sent again.
   */
  apply(manifest: Manifest, change: Change, progress: Progress, until?: number): Promise<Outcome>
  /** Calls made so far. */
  calls(): Calls
}

/** Writes records together as one immutable segment; they are durable when it resolves. */
export type AuditSink = (records: AuditRecord[]) => Promise<void>

/** Tells people. */
export type Notifier = (notice: Notice) => Promise<void>

/** A stable pseudonym for an identifier, the same for the same value as long as the key lives. */
export type Keys = (kind: IdentifierKind, value: string) => Promise<string>

/** What is remembered between two runs. It describes and never decides: losing it costs a message told twice. */
export interface State {
  get(key: string): Promise<Json | undefined>
  /** Rows below a prefix, by key. A prefix has a slash: keys are kept apart by the text before their first one. */
  list(prefix: string): Promise<Record<string, Json>>
  /** Rows expire by themselves after `milliseconds`, where that is given. */
  put(rows: Record<string, Json>, milliseconds?: number): Promise<void>
  /** Writes only where no unexpired row of another holder stands; expires by itself. True where it was written. */
  claim(key: string, holder: string, milliseconds: number): Promise<boolean>
  remove(keys: string[]): Promise<void>
}

/** All suspensions that are written down, broken ones too. Rejects where they cannot be read: then nothing is suspended. */
export type Suspensions = () => Promise<WrittenSuspension[]>

/** Another organization answers than the one that the manifest is locked to. */
export class OrganizationMismatch extends Error {
  override name = 'OrganizationMismatch'
}
