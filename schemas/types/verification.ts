// Generated from schemas/verification.schema.json by scripts/types.mjs

/**
 * What `holdfast audit verify --format json` prints.
 */
export interface VerificationDocument {
  kind: 'holdfast.verification'
  version: 1
  summary: {
    /**
     * verified: all that was looked at is as it was sealed by those who are trusted; unproven: the same by whoever holds the key; refuted: something is not as it should be
     */
    verdict: 'verified' | 'unproven' | 'refuted'
    error: number
    warning: number
    info: number
  }
  /**
   * null: nothing tells
   */
  organization: string | null
  /**
   * The bucket, or the directory as it was given
   */
  place: string
  /**
   * Records of this time were read; the chain of digests is looked at whole
   */
  period: {
    from: string | null
    to: string | null
  }
  /**
   * trusted: genesis and keys are those of the trust file
   */
  origin: 'trusted' | 'unproven'
  /**
   * self: who enforces signs as well
   */
  attestation: 'independent' | 'self' | 'mixed' | null
  /**
   * The newest digest; null: there is none
   */
  head: null | {
    sequence: number
    digest: string
    time: string
  }
  counts: {
    /**
     * That were read
     */
    records: number
    /**
     * That are sealed and there
     */
    segments: number
    digests: number
    bundles: number
  }
  /**
   * Number of findings by code, also of those that are left out below
   */
  codes: {
    [k: string]: number
  }
  /**
   * The first of each code
   */
  findings: {
    /**
     * Stable; docs/evidence.md explains it
     */
    code: string
    severity: 'error' | 'warning' | 'info'
    message: string
    /**
     * Key of the object
     */
    key: string | null
    /**
     * Version of the object in its bucket
     */
    version: string | null
    /**
     * Number of the digest
     */
    sequence: number | null
    /**
     * Id of the record
     */
    record: string | null
  }[]
  notChecked: string[]
  /**
   * The trust file that would describe what is there; null: no digest is sound
   */
  trust: null | TrustDocument
  /**
   * How this was produced
   */
  made: {
    at: string
    /**
     * Version of holdfast
     */
    holdfast: string
  }
}
/**
 * What whoever verifies an audit trail knows from elsewhere: `holdfast audit verify --trust FILE`.
 */
export interface TrustDocument {
  kind: 'holdfast.trust'
  version: 1
  /**
   * Id of the organization
   */
  organization: string
  /**
   * SHA-256 of the first digest of the seal, as it was noted when it was made
   */
  genesis: string
  /**
   * Fingerprints of the keys that may sign: SHA-256 of the public key (SubjectPublicKeyInfo, DER)
   *
   * @minItems 1
   * @maxItems 100
   */
  keys: [string, ...string[]]
  /**
   * Digests that were noted afterwards: what is behind the newest of them cannot be cut off unseen
   *
   * @maxItems 10000
   */
  anchors?: {
    /**
     * Number of the digest
     */
    sequence: number
    /**
     * SHA-256 of the digest
     */
    digest: string
  }[]
}
