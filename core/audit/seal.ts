/** One object of the trail as it was sealed. */
export interface SealedObject {
  key: string
  /** Version of the object in its bucket; null: its place knows none. */
  version: string | null
  /** Bytes. */
  size: number
  /** SHA-256 of the bytes, hexadecimal. */
  sha256: string
}

export interface SealedSegment extends SealedObject {
  /** Number of its records. */
  records: number
  /** When its place received it, by the place's own clock. ISO 8601. */
  modified: string
}

/**
 * A digest of the seal: names what came since the one before it, and that one. There is one every quarter of an hour, also when
 * nothing came. A gap between two of them is to be explained.
 */
export interface Digest {
  kind: 'holdfast.digest'
  version: 1
  organization: string
  /** Bucket, or the name of the place that stands for one: an object that is moved elsewhere is not the sealed one. */
  place: string
  /** From 1 on, without a hole. */
  sequence: number
  /** When it was made. ISO 8601. */
  time: string
  /** independent: the management account cannot sign. self: who enforces signs as well. */
  attestation: 'independent' | 'self'
  /** SHA-256 of the canonical JSON of the one before it; null: it is the first, the genesis. */
  previous: string | null
  /** Sorted by key and version. */
  segments: SealedSegment[]
  /** The bundle that was made with it: segments of all digests of a day. */
  bundle: (SealedObject & { day: string; segments: number; records: number }) | null
}

/** What stands in a digest's object, as canonical JSON. The signature is over the canonical JSON of `digest`. */
export interface SignedDigest {
  digest: Digest
  signature: {
    algorithm: 'ECDSA_SHA_256'
    /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), hexadecimal. */
    key: string
    /** ASN.1 DER, in base64. */
    value: string
  }
}
