// Generated from schemas/trust.schema.json by scripts/types.mjs

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
