import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { isLoopback } from './client.ts'

export interface ObjectPlace {
  bucket: string
  key: string
  region: string
}

/**
 * An object in S3 as its bytes come, read once with the user's credentials; a bucket in another region is found. Rejects
 * with the SDK's errors, which have a name, and with the signal's reason.
 */
export async function readObject(
  { bucket, key, region }: ObjectPlace,
  env: Record<string, string | undefined>,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined
  const dummies = { accessKeyId: 'holdfast', secretAccessKey: 'holdfast' }
  const client = new S3Client({
    region,
    maxAttempts: 1,
    followRegionRedirects: true,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(endpoint && isLoopback(endpoint) && { credentials: dummies }),
  })
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal })
  return Body as unknown as AsyncIterable<Uint8Array>
}
