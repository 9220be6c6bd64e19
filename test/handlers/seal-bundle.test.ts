// The bundle as Lambda runs it, on moto.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { settings } from '../../aws/client.ts'
import { bucketTrail } from '../../aws/trail.ts'
import { digestKey } from '../../core/audit/places.ts'
import { environmentNames } from '../../core/deployed.ts'
import { describeWithMoto } from '../support/moto.ts'

describeWithMoto('the function that seals, as it is deployed', (moto) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-seal-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const invoke = (env: Record<string, string>) =>
    new Promise<{ out: string; err: string }>((resolve) => {
      copyFileSync(join(__dirname, '../../dist/functions/seal/index.mjs'), join(folder, 'index.mjs'))
      const script = "import('./index.mjs').then(({ handler }) => handler({}))"
      const child = spawn(process.execPath, ['-e', script], { cwd: folder, env: { PATH: process.env.PATH, ...env } })
      let [out, err] = ['', '']
      child.stdout.on('data', (text) => {
        out += text
      })
      child.stderr.on('data', (text) => {
        err += text
      })
      child.on('close', () => resolve({ out, err }))
    })

  test('writes a digest of what lies in the bucket, signed with the key of KMS', async () => {
    const kms = new KMSClient(settings('KMS', moto.connection))
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' }))
    const s3 = new S3Client(settings('S3', moto.connection))
    await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }))
    const iso = new Date().toISOString()
    const Key = `records/${iso.slice(0, 10).replaceAll('-', '/')}/a.ndjson`
    await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key, Body: '{}\n{}\n' }))
    const { bucket, signingKey, organization, attestation } = environmentNames
    const env = {
      ...{ [bucket]: 'evidence', [signingKey]: KeyMetadata?.KeyId ?? '', [organization]: 'o-exampleorg' },
      ...{ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: moto.endpoint },
    }
    const { out } = await invoke({ ...env, [attestation]: 'independent' })
    expect(JSON.parse(out)).toMatchObject({ function: 'seal', sequence: 1, segments: 1, markers: 0 })
    const { bytes } = (await bucketTrail(moto.connection, 'evidence').read(digestKey(1))) ?? {}
    expect(JSON.parse(Buffer.from(bytes ?? '').toString()).digest).toMatchObject({
      ...{ organization: 'o-exampleorg', place: 'evidence', attestation: 'independent', previous: null },
      segments: [{ key: Key, size: 6, records: 2 }],
    })
    const { out: nothing, err } = await invoke({ ...env, [attestation]: 'both' })
    expect([nothing, err]).toEqual(['', expect.stringContaining('neither independent nor self: both')])
  })
})
