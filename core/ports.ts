import type { IdentifierKind } from './audit/pseudonym.ts'
import type { AuditRecord } from './audit/record.ts'
import type { Scope } from './event/scope.ts'
import type { Json } from './json.ts'
import type { Manifest } from './manifest.ts'
import type { Message } from './notice/message.ts'
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
  /** The root with every OU and account below it, with names. Rejects where not all of it can be read. */
  tree(): Promise<Organization>
  /** Calls made so far. */
  calls(): Calls
}

/** Writes records together as one immutable segment; they are durable when it resolves. */
export type AuditSink = (records: AuditRecord[]) => Promise<void>

/** One version of an object of the trail. */
export interface TrailObject {
  key: string
  /** null: its place knows no versions. */
  version: string | null
  /** Bytes. */
  size: number
  /** When its place received it, by the place's own clock, in epoch milliseconds. */
  modified: number
  /** A delete marker hides the versions before it, and has no bytes. */
  isDeleteMarker: boolean
}

/** Until when nobody may delete a version, in epoch milliseconds, and whether somebody may change that. */
export interface Retention {
  mode: 'GOVERNANCE' | 'COMPLIANCE'
  until: number
}

/** A version of an object, with what keeps it. */
export interface Found {
  /** null: it is there, and cannot be read; it is archived, or encrypted for somebody else. */
  bytes: Uint8Array | null
  /** Where the bytes cannot be read their SHA-256, hexadecimal, as the place kept it when they came; null: it does not tell. */
  told?: string | null
  retention: Retention | null
}

/** Where the audit trail lies, for those who seal, verify and export it: a bucket or a directory. */
export interface Trail {
  /** Name of the bucket, or what stands for one. */
  place: string
  /** All versions below a prefix, of keys that sort after `after`, at most `most` of them: in the order of keys, the newest version first. */
  list(prefix: string, options?: { after?: string; most?: number }): Promise<TrailObject[]>
  /** The bytes of a version, or of the newest; undefined: there is none, or a delete marker hides it. */
  read(key: string, version?: string | null): Promise<Found | undefined>
  /** Writes an object whose key is not taken, durably; `exists` where it is. */
  write(key: string, bytes: Uint8Array): Promise<'written' | 'exists'>
}

/**
 * The events of one name that CloudTrail keeps for the calling account and region, from `from` to `until` (epoch milliseconds,
 * both included): its records, which EventBridge calls detail, the newest first. What is older than 90 days is not there, nor is what
 * is not delivered yet; what is found was written by others. Rejects where not all of it could be read.
 */
export type EventHistory = (query: { name: string; from: number; until: number }) => Promise<unknown[]>

/** Signs digests of the seal, with a key that never leaves its place. */
export interface Signer {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), hexadecimal. */
  fingerprint: string
  /** The public key as PEM. */
  publicKey: string
  /** ECDSA with P-256 and SHA-256 over a text in UTF-8; the signature is ASN.1 DER. */
  sign(text: string): Promise<Uint8Array>
}

/** Keeps raw values by their pseudonyms, outside of what is locked, for a limited time. */
export interface Identities {
  keep(raw: ReadonlyMap<string, string>): Promise<void>
  /** undefined: it is not known, or not any more. */
  find(pseudonym: string): Promise<string | undefined>
}

/** Sees to it that people are told: now, or with what is gathered. Rejects where somebody else has to tell it again. */
export type Notifier = (message: Message) => Promise<void>

/** Sends a message to people; resolves with the id that it got. */
export type Mailer = (message: Message) => Promise<string | null>

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
