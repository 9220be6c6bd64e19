import type { AuditRecord } from './record.ts'

// Where each object of the trail lies, in a bucket and in a directory alike.

const folders = { records: 'records/', digests: 'digests/', bundles: 'bundles/', keys: 'keys/' } as const

const dayOf = (iso: string): string => iso.slice(0, 10).replaceAll('-', '/')

/** Prefix of the segments of a day (UTC) of an ISO time. */
export const segmentsOf = (iso: string): string => `${folders.records}${dayOf(iso)}/`

/** Key of the segment that begins with this record: keys sort by time, and no two are equal. */
export const segmentKey = ({ time, id }: AuditRecord): string =>
  `${segmentsOf(time)}${time.replaceAll(':', '')}-${id}.ndjson`

/** Key of the n-th digest of the seal, from 1 on. */
export const digestKey = (sequence: number): string => `${folders.digests}${String(sequence).padStart(12, '0')}.json`

/** Key of the bundle of a day (UTC). */
export const bundleKey = (iso: string): string => `${folders.bundles}${dayOf(iso)}.ndjson.gz`

/** Key of a public key of the seal, by its fingerprint. */
export const publicKeyKey = (fingerprint: string): string => `${folders.keys}${fingerprint}.pem`

export const prefixes = folders
