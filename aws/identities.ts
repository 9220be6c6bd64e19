import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { identitiesKey, identitiesScan } from '../core/audit/identities.ts'
import type { Clock, Identities } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** A record is written beside it, so that nobody waits for long: two attempts of five seconds. */
const quick = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
}

/**
 * Raw values go into an S3 bucket, which encrypts them under a key of its own and lets them expire: an object for each time that a
 * process keeps some.
 */
export function keepIn(
  connection: Connection,
  Bucket: string,
  clock: Pick<Clock, 'now'>,
  id: () => string,
): Identities['keep'] {
  const client = connect(S3Client, 'S3', connection, { followRegionRedirects: true, ...quick })
  return async (raw) => {
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: identitiesKey(clock.now(), id()),
        Body: JSON.stringify(Object.fromEntries(raw)),
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
      }),
    )
  }
}

/** Finds raw values in that bucket, for who may decrypt them. */
export function findIn(connection: Connection, Bucket: string): Identities['find'] {
  const client = connect(S3Client, 'S3', connection, { followRegionRedirects: true })
  return identitiesScan(
    () => keysIn(client, Bucket),
    async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      return JSON.parse((await Body?.transformToString()) ?? '{}')
    },
  )
}

async function keysIn(client: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, ...(ContinuationToken && { ContinuationToken }) }),
    )
    for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key)
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  return keys
}
