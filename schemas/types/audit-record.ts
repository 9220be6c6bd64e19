// Generated from schemas/audit-record.schema.json by scripts/types.mjs

/**
 * One line of the audit trail: a CloudEvents 1.0 envelope around what holdfast saw, meant or did. Account ids, principals, sessions and addresses are pseudonyms in all of it, unless the manifest says raw; where no key could be had they are KIND_unavailable. Readers ignore members that they do not know.
 */
export type AuditRecordDocument =
  | ObservationRecord
  | IntentRecord
  | OutcomeRecord
  | SweepRecord
  | HeartbeatRecord
  | GapRecord
  | ExemptionRecord
  | SuspensionRecord
  | InventoryRecord
  | DesiredRecord
  | DeploymentRecord
  | AttributionRecord
  | NotificationRecord
  | ReidentificationRecord
export type Ulid = string
export type Time = string
/**
 * Controls of SOC 2 (SOC2:CC7.1) and ISO 27001:2022 (ISO27001:A.8.15) that the record supports
 */
export type Controls = string[]
export type Digest = string
export type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

/**
 * What was looked at and found; or an event itself of which people are told.
 */
export interface ObservationRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.observation.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: ObservationData
}
/**
 * What was looked at and found; or an event itself of which people are told.
 */
export interface ObservationData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  trigger: 'event' | 'sweep' | 'deploy' | 'command'
  /**
   * Because of which it was looked
   *
   * @maxItems 50
   */
  events: RecordedEvent[]
  /**
   * Pseudonym of the plan's digest, or that itself where identifiers are raw; null: nothing was looked at
   */
  plan: string | null
  /**
   * What is more stands in further records of the same run
   *
   * @maxItems 200
   */
  found: FoundDrift[]
  /**
   * Codes of what keeps changes from being made
   *
   * @maxItems 1000
   */
  blocked: string[]
}
/**
 * An event of CloudTrail that led somewhere.
 */
export interface RecordedEvent {
  /**
   * CloudTrail's event id
   */
  id: string
  name: string
  time: Time
  actor: {
    type: string
    principal: string
    session: string
    sourceIp: string
  }
}
/**
 * A difference to the manifest, as a look found it.
 */
export interface FoundDrift {
  action:
    | 'enable-policy-type'
    | 'rename-policy'
    | 'create-policy'
    | 'update-policy'
    | 'tag-policy'
    | 'attach'
    | 'detach'
    | 'delete-policy'
  policy: {
    type: PolicyType
    name: string
    id: string | null
  }
  /**
   * Id of a root or OU, the pseudonym of an account; null: the policy itself, or its type
   */
  target: string | null
  /**
   * Code of the change's reason
   */
  reason: string
  /**
   * Names the incident: the same from opened to restored, in every record about it
   */
  incident: string
  /**
   * Of the event that made it; null: no event tells
   */
  since: null | Time
  /**
   * Why it is not restored now; null: it is
   */
  held: 'notify' | 'suspended' | 'put-off' | 'blocked' | null
}
/**
 * Before a write.
 */
export interface IntentRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.intent.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: IntentData
}
/**
 * Before a write.
 */
export interface IntentData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  action:
    | 'enable-policy-type'
    | 'rename-policy'
    | 'create-policy'
    | 'update-policy'
    | 'tag-policy'
    | 'attach'
    | 'detach'
    | 'delete-policy'
  policy: {
    type: PolicyType
    name: string
    id: string | null
  }
  /**
   * Id of a root or OU, the pseudonym of an account; null: the policy itself, or its type
   */
  target: string | null
  /**
   * Code of the change's reason
   */
  reason: string
  /**
   * Names the incident: the same from opened to restored, in every record about it
   */
  incident: string
}
/**
 * After a write: what came of it.
 */
export interface OutcomeRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.outcome.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: OutcomeData
}
/**
 * After a write: what came of it.
 */
export interface OutcomeData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  action:
    | 'enable-policy-type'
    | 'rename-policy'
    | 'create-policy'
    | 'update-policy'
    | 'tag-policy'
    | 'attach'
    | 'detach'
    | 'delete-policy'
  policy: {
    type: PolicyType
    name: string
    id: string | null
  }
  /**
   * Id of a root or OU, the pseudonym of an account; null: the policy itself, or its type
   */
  target: string | null
  /**
   * Code of the change's reason
   */
  reason: string
  /**
   * Names the incident: the same from opened to restored, in every record about it
   */
  incident: string
  /**
   * Id of the record of the intent; null: there is none
   */
  intent: null | Ulid
  /**
   * unknown: the process ended, and CloudTrail does not show the write
   */
  result: 'done' | 'already' | 'refused' | 'failed' | 'skipped' | 'unknown'
  /**
   * Error name and reason code of AWS, never its text
   */
  error: null | {
    name: string
    reason: string | null
  }
  /**
   * Of AWS's answer
   */
  requestId: string | null
  times: {
    /**
     * CloudTrail's, of the event that made the difference; null: no event tells
     */
    event: null | Time
    /**
     * When it was found
     */
    found: null | Time
    /**
     * When the write was answered; null: nothing was written
     */
    written: null | Time
  }
  /**
   * Whether it was added later, from CloudTrail
   */
  late: boolean
  /**
   * Id of CloudTrail's event that shows the write
   */
  cloudTrail: string | null
}
/**
 * A part of a sweep that came to an end. What it says holds for `began`.
 */
export interface SweepRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.sweep.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: SweepData
}
/**
 * A part of a sweep that came to an end. What it says holds for `began`.
 */
export interface SweepData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  trigger: 'sweep' | 'deploy' | 'command'
  /**
   * When it began to read
   */
  began: string
  /**
   * When it had read
   */
  ended: string
  looked: {
    /**
     * Whether every target that the manifest names was looked at, for all policies
     */
    targets: boolean
    /**
     * Policies (SCP/NAME) whose content was compared
     */
    contents: string[]
    /**
     * Policies (SCP/NAME) that were looked for on every account
     */
    accounts: string[]
    /**
     * When the list of accounts was read that it goes by; null: none was needed
     */
    accountsSince: null | Time
  }
  /**
   * Of what the manifest wants there: attachments, and contents that were compared
   */
  desired: string
  /**
   * Of what of it was seen. Equal: nothing was missing
   */
  observed: string
  counts: {
    policies: number
    /**
     * Roots, OUs and accounts
     */
    targets: number
    accounts: number
    /**
     * Wanted
     */
    attachments: number
    /**
     * Of them not seen, or of a policy with another content
     */
    missing: number
  }
  /**
   * Attachments that were not there because of an exemption: in neither digest, and not counted
   *
   * @maxItems 1000
   */
  exempt?: {
    /**
     * SCP/NAME
     */
    policy: string
    target: string
  }[]
  /**
   * Codes of what could not be read; not empty: it proves nothing of what it did not see
   *
   * @maxItems 100
   */
  notRead: string[]
}
/**
 * That a function lives, and how what reached it was read.
 */
export interface HeartbeatRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.heartbeat.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: HeartbeatData
}
/**
 * That a function lives, and how what reached it was read.
 */
export interface HeartbeatData {
  controls: Controls
  function: string
  since: Time
  /**
   * Number of events by how they were read: watched, foreign, failed-call, malformed
   */
  events: {
    [k: string]: number
  }
}
/**
 * A time of which the trail, or nobody, knows something.
 */
export interface GapRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.gap.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: GapData
}
/**
 * A time of which the trail, or nobody, knows something.
 */
export interface GapData {
  controls: Controls
  /**
   * null: nobody knows since when
   */
  from: null | Time
  until: Time
  why: 'no-sweep' | 'not-recorded' | 'not-read'
  what: string | null
}
/**
 * Use of an exemption, and its begin and end.
 */
export interface ExemptionRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.exemption.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: ExemptionData
}
/**
 * Use of an exemption, and its begin and end.
 */
export interface ExemptionData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  exemption: string
  state: 'begun' | 'used' | 'reminded' | 'ended'
  policy: {
    type: PolicyType
    name: string
  }
  target: string
  from: Time
  until: Time
  ticket: string
  /**
   * Of a use: names the drift that is left alone
   */
  incident?: string
  /**
   * Of a use: who detached it, where an event tells
   *
   * @maxItems 50
   */
  events?: RecordedEvent[]
}
/**
 * What became of a suspension, and who wrote it where an event tells.
 */
export interface SuspensionRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.suspension.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: SuspensionData
}
/**
 * What became of a suspension, and who wrote it where an event tells.
 */
export interface SuspensionData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  /**
   * Name of the parameter, with the pseudonym of an account in it
   */
  parameter: string
  state: 'active' | 'ended' | 'exhausted' | 'broken' | 'gone'
  policy: string | null
  part: string | null
  reason: string
  ticket: string
  why: string | null
  /**
   * SSM's time of the write; with the parameter it names the suspension
   */
  written: string
  from: Time
  until: Time
  /**
   * @maxItems 50
   */
  events: RecordedEvent[]
}
/**
 * Accounts and OUs of a day, in parts.
 */
export interface InventoryRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.inventory.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: InventoryData
}
/**
 * Accounts and OUs of a day, in parts.
 */
export interface InventoryData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  day: string
  /**
   * From 1 on
   */
  part: number
  parts: number
  /**
   * The management account: no SCP or RCP has force there
   */
  management?: string
  /**
   * @maxItems 500
   */
  accounts: {
    account: string
    /**
     * Ids from the root down
     */
    path: string[]
    state: string
    /**
     * When it joined the organization; null: AWS does not say
     */
    joined?: null | Time
  }[]
  /**
   * @maxItems 500
   */
  units: {
    id: string
    parent: string | null
    name: string
  }[]
}
/**
 * What a manifest wants, in parts: with the first sweep of a deployment, and each day.
 */
export interface DesiredRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.desired.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: DesiredData
}
/**
 * What a manifest wants, in parts: with the first sweep of a deployment, and each day.
 */
export interface DesiredData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  day: string
  /**
   * From 1 on
   */
  part: number
  parts: number
  policies: {
    name: string
    type: PolicyType
    state: 'present' | 'absent'
    mode: 'enforce' | 'notify'
    /**
     * SHA-256 of the minified content
     */
    content: string
    targets: string[]
    eachAccountIn: {
      target: string
      joinedAfter: null | Time
      except: string[]
    }[]
  }[]
  /**
   * Suspensions that it ratifies, in the first part
   *
   * @maxItems 500
   */
  ratified?: {
    /**
     * As in records of suspensions
     */
    parameter: string
    written: Time
    ticket: string
  }[]
}
/**
 * A manifest came into force: who wrote and who reviewed it, as the pipeline stored it.
 */
export interface DeploymentRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.deployment.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: DeploymentData
}
/**
 * A manifest came into force: who wrote and who reviewed it, as the pipeline stored it.
 */
export interface DeploymentData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  /**
   * Greater than that of all deployments before, but where one was rolled back
   */
  generation: number
  /**
   * null: the pipeline stored nothing about this commit
   */
  review: null | {
    /**
     * A pseudonym, as of each person, unless identifiers are raw
     */
    author: string
    pullRequest: string | null
    /**
     * @maxItems 100
     */
    approvers: string[]
    /**
     * @maxItems 100
     */
    checks: {
      name: string
      result: string
    }[]
  }
}
/**
 * Who made a difference that a look found without an event, as CloudTrail told afterwards.
 */
export interface AttributionRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.attribution.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: AttributionData
}
/**
 * Who made a difference that a look found without an event, as CloudTrail told afterwards.
 */
export interface AttributionData {
  controls: Controls
  run: Ulid
  manifest: Digest
  /**
   * Commit that the manifest was compiled from; null: not known
   */
  commit: string | null
  action:
    | 'enable-policy-type'
    | 'rename-policy'
    | 'create-policy'
    | 'update-policy'
    | 'tag-policy'
    | 'attach'
    | 'detach'
    | 'delete-policy'
  policy: {
    type: PolicyType
    name: string
    id: string | null
  }
  /**
   * Id of a root or OU, the pseudonym of an account; null: the policy itself, or its type
   */
  target: string | null
  /**
   * Names the incident: the same from opened to restored, in every record about it
   */
  incident: string
  event: RecordedEvent
}
/**
 * What people were told, or could not be told.
 */
export interface NotificationRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.notification.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: NotificationData
}
/**
 * What people were told, or could not be told.
 */
export interface NotificationData {
  controls: Controls
  /**
   * Names the thread: the incident
   */
  thread: string
  state: string
  severity: string
  result: 'told' | 'failed' | 'gathered'
  messageId: string | null
  error: string | null
}
/**
 * Somebody made a raw value of a pseudonym.
 */
export interface ReidentificationRecord {
  specversion: '1.0'
  id: Ulid
  /**
   * urn:holdfast: and the organization id
   */
  source: string
  type: 'holdfast.reidentification.v1'
  time: Time
  datacontenttype: 'application/json'
  dataschema: 'urn:holdfast:audit:1'
  data: ReidentificationData
}
/**
 * Somebody made a raw value of a pseudonym.
 */
export interface ReidentificationData {
  controls: Controls
  pseudonym: string
  isFound: boolean
  by: string
  reason: string
  ticket: string
}
