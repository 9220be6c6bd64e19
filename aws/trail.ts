import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Found, Retention, Trail, TrailObject } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** How often a write is sent that S3 refuses because another one of the same key is under way. */
const attempts = 5

/** S3's names for: no such object, no such version, what was asked for is a delete marker, and no version at all. */
const absent = new Set(['NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed', 'InvalidArgument'])

/** S3's names for: archived, and encrypted with a key of whoever wrote it. With KMS's own keys they begin with its name. */
const unreadable = (name: string): boolean =>
  ['InvalidObjectState', 'InvalidRequest'].includes(name) || name.startsWith('KMS.')

/** The audit trail in a bucket, listed by pages of so many versions. Rejects with the SDK's errors, which have a name. */
export function bucketTrail(connection: Connection, bucket: string, page = 1_000): Trail {
  const client = connect(S3Client, 'S3', connection, {
    followRegionRedirects: true,
    // An emulator's address has no room for a bucket's name.
    ...(connection.env.AWS_ENDPOINT_URL_S3 || connection.env.AWS_ENDPOINT_URL ? { forcePathStyle: true } : {}),
  })
  const put = async (key: string, bytes: Uint8Array) => {
    await client.send(
      new PutObjectCommand({
        ...{ Bucket: bucket, Key: key, Body: bytes },
        ...{ ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*' },
      }),
    )
  }
  let hasRead = false
  /** What S3 keeps beside bytes that it does not give. */
  const told = async (key: string, version?: string | null): Promise<Found> => {
    try {
      const { ChecksumSHA256, ObjectLockMode, ObjectLockRetainUntilDate } = await client.send(
        new HeadObjectCommand({
          ...{ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' },
          ...(version && { VersionId: version }),
        }),
      )
      return {
        bytes: null,
        told: ChecksumSHA256 ? Buffer.from(ChecksumSHA256, 'base64').toString('hex') : null,
        retention: retentionOf(ObjectLockMode, ObjectLockRetainUntilDate),
      }
    } catch {
      return { bytes: null, told: null, retention: null }
    }
  }
  return {
    place: bucket,
    async list(prefix, { after, most = Number.POSITIVE_INFINITY } = {}) {
      const found: TrailObject[] = []
      let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = { KeyMarker: after }
      while (found.length < most) {
        const answer: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({
            ...{ Bucket: bucket, Prefix: prefix, MaxKeys: Math.min(page, most), ...markers },
            // XML cannot hold every character that a key may have.
            EncodingType: 'url',
          }),
        )
        const decode = answer.EncodingType === 'url' ? decoded : (text: string) => text
        found.push(...objectsOf(answer, decode).filter(({ key }) => after === undefined || key > after))
        if (!answer.IsTruncated || answer.NextKeyMarker === undefined) break
        markers = { KeyMarker: decode(answer.NextKeyMarker), VersionIdMarker: answer.NextVersionIdMarker }
      }
      return found.slice(0, most)
    },
    async read(key, version) {
      try {
        const { Body, ObjectLockMode, ObjectLockRetainUntilDate } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, ...(version && { VersionId: version }) }),
        )
        if (!Body) throw new Error('S3 answered without an object')
        const bytes = await Body.transformToByteArray()
        hasRead = true
        return { bytes, retention: retentionOf(ObjectLockMode, ObjectLockRetainUntilDate) }
      } catch (error) {
        const name = nameOf(error)
        if (absent.has(name)) return undefined
        // Who was given others may read here: this one lies under a key that he may not use.
        if (unreadable(name) || (name === 'AccessDenied' && hasRead)) return told(key, version)
        throw error
      }
    },
    async write(key, bytes) {
      for (let attempt = 1; ; attempt++) {
        try {
          await put(key, bytes)
          return 'written'
        } catch (error) {
          if (nameOf(error) === 'PreconditionFailed') return 'exists'
          if (nameOf(error) !== 'ConditionalRequestConflict' || attempt === attempts) throw error
        }
      }
    },
  }
}

/** Versions and delete markers come in two lists; within a key the newest comes first. */
function objectsOf(
  { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  decode: (text: string) => string,
): TrailObject[] {
  const rows = [
    ...DeleteMarkers.map((row) => ({ ...row, Size: 0, isDeleteMarker: true })),
    ...Versions.map((row) => ({ ...row, isDeleteMarker: false })),
  ].map(({ Key = '', VersionId, Size = 0, LastModified, IsLatest = false, isDeleteMarker }) => ({
    isLatest: IsLatest,
    object: {
      ...{ key: decode(Key), version: VersionId ?? null },
      ...{ size: Size, modified: LastModified?.getTime() ?? 0, isDeleteMarker },
    },
  }))
  return rows
    .sort(
      (one, other) =>
        (one.object.key < other.object.key ? -1 : Number(one.object.key > other.object.key)) ||
        Number(other.isLatest) - Number(one.isLatest) ||
        other.object.modified - one.object.modified,
    )
    .map(({ object }) => object)
}

function retentionOf(mode: string | undefined, until: Date | undefined): Retention | null {
  return (mode === 'GOVERNANCE' || mode === 'COMPLIANCE') && until ? { mode, until: until.getTime() } : null
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', '%20'))

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')
