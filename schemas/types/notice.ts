// Generated from schemas/notice.schema.json by scripts/types.mjs

export type Severity = 'low' | 'medium' | 'high' | 'critical'

/**
 * What people are told, for programs that subscribe to the topic.
 */
export interface NoticeDocument {
  kind: 'holdfast.notice'
  version: 1
  /**
   * incident: one; several: alike, of one run; digest: what was gathered; daily: the sum of a day, also when nothing happened
   */
  about: 'incident' | 'several' | 'digest' | 'daily'
  /**
   * What is so now, in the words of the mail
   */
  verdict: string
  subject: string
  /**
   * State of the incidents; mixed: they are in several; daily: the sum of a day
   */
  state: string
  severity: Severity
  /**
   * Whether a person has to do something
   */
  actionNeeded: boolean
  /**
   * When it was told, ISO 8601, UTC
   */
  time: string
  /**
   * Number of notices by state
   */
  summary: {
    [k: string]: number
  }
  notices: NoticeOfIncident[]
  /**
   * Notices that are counted and do not stand here
   */
  left: number
  daily: null | NoticeDaily
}
export interface NoticeOfIncident {
  /**
   * The same in all that is told of a place, from opened to restored, and when it is opened again
   */
  thread: string
  /**
   * Names the incident in the audit trail; null: it is not known where messages are sent
   */
  record: string | null
  state: 'restored' | 'over' | 'open' | 'refused' | 'reported' | 'covered' | 'suspended' | 'exempt'
  /**
   * state: it entered its state; failing: it still is in it; amended: who made it is known now
   */
  news: 'state' | 'failing' | 'amended'
  severity: Severity
  actionNeeded: boolean
  text: string
  detail: string | null
  /**
   * The change that restores it; null: there is none
   */
  action: string | null
  policy: null | NoticePolicy
  target: null | NoticeTarget
  /**
   * Time of the event that made it, else of when it was found
   */
  opened: string
  told: string
  attempts: number
  /**
   * Which incident of its place within 24 hours it is
   */
  times: number
  event: null | NoticeEvent
}
export interface NoticePolicy {
  name: string
  id: string | null
}
export interface NoticeTarget {
  id: string
  path: string
}
export interface NoticeEvent {
  /**
   * CloudTrail's event id
   */
  id: string
  name: string
  actor: NoticeActor
}
export interface NoticeActor {
  type: string
  principal: string
  session: string
  sourceIp: string
  userAgent: string
}
export interface NoticeDaily {
  from: string
  until: string
  sweeps: number
  sweepsExpected: number
  restored: NoticeRestored
  /**
   * Messages that could not be sent at the first attempt
   */
  failed: number
  /**
   * Notices that wait for the next digest
   */
  waiting: number
  /**
   * Notices that were gathered, not told, and are not there any more
   */
  lost: number
  /**
   * null: it cannot be read
   */
  suspended: null | string[]
  /**
   * What is exempt now
   */
  exempt: string[]
  /**
   * null: there is none, or it cannot be read from where messages are sent
   */
  seal: null | NoticeSeal
}
export interface NoticeRestored {
  count: number
  totalMilliseconds: number
  longestMilliseconds: number
}
export interface NoticeSeal {
  sequence: number
  /**
   * SHA-256 of the canonical JSON of the newest digest
   */
  digest: string
  time: string
}
