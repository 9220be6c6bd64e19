import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { segmentKey } from '../core/audit/places.ts'
import { oldestFirst, segmentText } from '../core/audit/record.ts'
import type { AuditSink } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect, impatient } from './clients.ts'

/**
 * The audit trail in an S3 bucket: one NDJSON object per segment, named by time and ULID, below a folder per day. No object is
 * written twice, and none knows of another. A bucket of another region than the connection's costs a call more each time.
 */
export function bucketSink(connection: Connection, bucket: string): AuditSink {
  const client = connect(S3Client, 'S3', connection, { ...impatient, followRegionRedirects: true })
  return async (given) => {
    const records = oldestFirst(given)
    const [first] = records
    if (!first) return
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: segmentKey(first),
          Body: segmentText(records),
          ContentType: 'application/x-ndjson',
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
        }),
      )
    } catch (error) {
      // The name was made a moment ago: it can only be this very segment, written by an attempt whose answer was lost.
      if (error instanceof Error && error.name === 'PreconditionFailed') return
      throw error
    }
  }
}
