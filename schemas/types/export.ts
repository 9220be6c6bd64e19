// Generated from schemas/export.schema.json by scripts/types.mjs

/**
 * What `holdfast audit export` writes: a summary, and a document for each table. Account ids, principals, sessions and addresses are the pseudonyms that stand in the records.
 */
export type AnyExportDocument =
  | ExportDocument
  | ExportCoverageDocument
  | ExportIntervalDocument
  | ExportDriftDocument
  | ExportHoleDocument
  | ExportChangeDocument
  | ExportExceptionDocument
  | ExportAnswerDocument
/**
 * Seconds; null: there was none
 */
export type Percentiles = null | {
  p50: number
  p90: number
  p99: number
  most: number
}

export interface ExportDocument {
  kind: 'holdfast.export'
  version: 1
  summary: {
    /**
     * in-force: of every account and policy at every instant, without an exception; unknown: something is not known, nothing worse
     */
    verdict: 'in-force' | 'exceptions' | 'unknown'
    accounts: number
    policies: number
    inForcePercent: number | null
    notInForcePercent: number | null
    unknownPercent: number | null
    drifts: number
    exceptions: number
  }
  organization: string
  period: ExportPeriod
  drift: {
    count: number
    restored: number
    secondsToDetect: Percentiles
    secondsToRestore: Percentiles
  }
  /**
   * Number by code
   */
  exceptions: {
    [k: string]: number
  }
  /**
   * verification.json has all of it; null: it was not verified
   */
  verification: null | {
    verdict: string
    error: number
    warning: number
  }
  /**
   * How this was produced
   */
  made: {
    /**
     * ISO 8601
     */
    at: string
    /**
     * Version of holdfast
     */
    holdfast: string
    /**
     * Parameters as they were given
     */
    command: string
    /**
     * Bucket or directory that was read
     */
    place: string
    /**
     * ISO 8601
     */
    readFrom: string
    /**
     * Records of this time were read: before the period for what held at its beginning, after it for what came late
     */
    readTo: string
    firstRecord: string | null
    lastRecord: string | null
    /**
     * Number of records that were read, by kind
     */
    records: {
      [k: string]: number
    }
    segments: number
    /**
     * Lines that are no records: left out, and an exception
     */
    malformed: number
    /**
     * Of the digests that seal what was read
     */
    firstSequence: number | null
    lastSequence: number | null
    headDigest: string | null
    /**
     * As it stands in the records; null: nobody told, its rows say what would hold for a member account
     */
    managementAccount: string | null
    files: {
      name: string
      sha256: string
    }[]
  }
}
export interface ExportPeriod {
  /**
   * ISO 8601
   */
  from: string
  /**
   * Not included
   */
  to: string
}
export interface ExportCoverageDocument {
  kind: 'holdfast.export-coverage'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: CoverageRow[]
}
/**
 * A policy on an account, over the period; shares are of the time in which a manifest wanted it there, or may have
 */
export interface CoverageRow {
  account: string
  /**
   * Ids of the OUs above it, from the root down; where it moved, the last of them
   */
  path: string
  /**
   * SCP/NAME or RCP/NAME
   */
  policy: string
  inForcePercent: number
  notInForcePercent: number
  unknownPercent: number
  inForceSeconds: number
  notInForceSeconds: number
  unknownSeconds: number
  /**
   * In which no manifest wanted it there: not counted above
   */
  notWantedSeconds: number
  longestNotInForceSeconds: number
  /**
   * ISO 8601
   */
  longestNotInForceFrom: string | null
}
export interface ExportIntervalDocument {
  kind: 'holdfast.export-intervals'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: IntervalRow[]
}
/**
 * A time in which a place was not in force, or unknown
 */
export interface IntervalRow {
  /**
   * A policy at a target; at all accounts that each_account_in means; where an account was
   */
  subject: 'attachment' | 'each-account' | 'account'
  policy: string | null
  target: string | null
  /**
   * ISO 8601
   */
  from: string
  /**
   * ISO 8601
   */
  until: string
  seconds: number
  state: 'in-force' | 'not-in-force' | 'unknown'
  /**
   * docs/evidence.md has the words
   */
  why: string
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
export interface ExportDriftDocument {
  kind: 'holdfast.export-drift'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: DriftRow[]
}
/**
 * A difference from the time at which it began to its end
 */
export interface DriftRow {
  policy: string
  target: string | null
  /**
   * The change that puts it right
   */
  what: string
  /**
   * ISO 8601
   */
  began: string | null
  /**
   * ISO 8601
   */
  found: string
  /**
   * ISO 8601
   */
  restored: string | null
  /**
   * ISO 8601
   */
  over: string | null
  /**
   * CloudTrail's event id
   */
  event: string | null
  eventName: string | null
  /**
   * Pseudonym
   */
  principal: string | null
  session: string | null
  sourceIp: string | null
  secondsToDetect: number | null
  /**
   * From its beginning, where that is known, else from when it was found
   */
  secondsToRestore: number | null
  /**
   * Why it was not restored
   */
  held: string | null
  /**
   * AWS's error
   */
  refused: string | null
  /**
   * A deployment or a command was about to make it so
   */
  isPlanned: boolean
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
export interface ExportHoleDocument {
  kind: 'holdfast.export-holes'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: HoleRow[]
}
/**
 * An exemption or a suspension
 */
export interface HoleRow {
  kind: 'exemption' | 'suspension'
  /**
   * Of an exemption; the parameter of a suspension
   */
  id: string
  policy: string | null
  target: string | null
  /**
   * ISO 8601
   */
  from: string
  /**
   * ISO 8601
   */
  until: string
  /**
   * ISO 8601
   */
  ended: string | null
  state: string
  isUsed: boolean | null
  reason: string | null
  ticket: string | null
  /**
   * Who wrote the parameter
   */
  principal: string | null
  event: string | null
  /**
   * time-unknown: the manifest at hand ratifies it, no record says since when
   */
  ratification: 'not-needed' | 'in-time' | 'late' | 'none' | 'time-unknown'
  /**
   * ISO 8601
   */
  ratified: string | null
  ratifiedBy: string[]
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
export interface ExportChangeDocument {
  kind: 'holdfast.export-changes'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: ChangeRow[]
}
/**
 * A manifest that came into force
 */
export interface ChangeRow {
  /**
   * ISO 8601
   */
  at: string
  manifest: string
  commit: string | null
  generation: number
  author: string | null
  approvers: string[]
  pullRequest: string | null
  checks: string[]
  review: 'reviewed' | 'not-approved' | 'approved-by-author' | 'missing'
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
export interface ExportExceptionDocument {
  kind: 'holdfast.export-exceptions'
  version: 1
  summary: {
    rows: number
  }
  organization: string
  period: ExportPeriod
  rows: ExceptionRow[]
}
/**
 * What an auditor is to look at
 */
export interface ExceptionRow {
  code: string
  text: string
  /**
   * ISO 8601
   */
  from: string | null
  /**
   * ISO 8601
   */
  until: string | null
  policy: string | null
  target: string | null
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
export interface ExportAnswerDocument {
  kind: 'holdfast.export-answer'
  version: 1
  summary: {
    state: 'in-force' | 'not-in-force' | 'unknown'
    why: string
  }
  organization: string
  /**
   * ISO 8601
   */
  at: string
  account: string
  policy: string
  /**
   * Ids of records; of many the first and the last
   */
  records: string[]
}
