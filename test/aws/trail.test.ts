// The bucket as stacks/evidence.ts makes it, in moto.
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { settings } from '../../aws/client.ts'
import { bucketTrail } from '../../aws/trail.ts'
import { bundleKey, digestKey } from '../../core/audit/places.ts'
import type { Trail } from '../../core/ports.ts'
import { seal } from '../../loop/seal.ts'
import { describeWithMoto } from '../support/moto.ts'
import { chainOf, keysIn, sealedBy, testSigner } from '../support/trail.ts'

describeWithMoto('the audit trail in a bucket', (moto) => {
  let s3: S3Client
  let trail: Trail
  let Bucket = ''
  let made = 0
  beforeAll(() => {
    s3 = new S3Client(settings('S3', moto.connection))
  })
  afterAll(() => s3?.destroy())
  beforeEach(async () => {
    Bucket = `evidence-${++made}`
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    trail = bucketTrail(moto.connection, Bucket)
  })

  const put = async (Key: string, Body = 'x\n') =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? ''
  const hide = async (Key: string) => (await s3.send(new DeleteObjectCommand({ Bucket, Key }))).VersionId ?? ''
  const shown = async (...of: Parameters<Trail['list']>) =>
    (await trail.list(...of)).map(({ key, version, isDeleteMarker }) => [key, version, isDeleteMarker])

  test('every version is listed, the newest first, and delete markers as what they are', async () => {
    const first = await put('records/a')
    const second = await put('records/a', 'second\n')
    const marker = await hide('records/a')
    const other = await put('records/b')
    await put('digests/a')
    expect(await shown('records/')).toEqual([
      ['records/a', marker, true],
      ['records/a', second, false],
      ['records/a', first, false],
      ['records/b', other, false],
    ])
    const [, one] = await trail.list('records/')
    expect(one).toMatchObject({ size: 7, isDeleteMarker: false })
    expect(Math.abs(Date.now() - (one?.modified ?? 0))).toBeLessThan(60_000)
    expect(await shown('records/', { after: 'records/a' })).toEqual([['records/b', other, false]])
    expect(await shown('records/', { most: 2 })).toHaveLength(2)
    expect(await shown('records/', { after: 'records/b' })).toEqual([])
  })

  test('a version is read, and the newest; what is hidden, or not there, is not', async () => {
    const first = await put('records/a', 'first')
    await put('records/a', 'second')
    const text = async (key: string, version?: string | null) => {
      const object = await trail.read(key, version)
      return object && Buffer.from(object.bytes ?? '').toString()
    }
    expect([await text('records/a'), await text('records/a', first), await text('records/b')]).toEqual([
      ...['second', 'first'],
      undefined,
    ])
    const marker = await hide('records/a')
    expect([await text('records/a'), await text('records/a', marker), await text('records/a', first)]).toEqual([
      ...[undefined, undefined],
      'first',
    ])
    await expect(bucketTrail(moto.connection, 'none').read('records/a')).rejects.toThrow()
  })

  test('until when nobody may delete it is read with it', async () => {
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled' as const,
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE' as const, Days: 30 } },
    }
    const open = bucketTrail(moto.connection, 'open')
    await s3.send(new CreateBucketCommand({ Bucket: 'open' }))
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }))
    for (const one of [open, trail]) expect(await one.write('records/a', Buffer.from('x'))).toBe('written')
    expect((await open.read('records/a'))?.retention).toBeNull()
    const { mode, until = 0 } = (await trail.read('records/a'))?.retention ?? {}
    expect(mode).toBe('GOVERNANCE')
    expect(Math.abs(until - Date.now() - 30 * 86_400_000)).toBeLessThan(3_600_000)
  })

  test('an object is written once, with a checksum', async () => {
    const Key = digestKey(1)
    expect(await trail.write(Key, Buffer.from([0, 255]))).toBe('written')
    expect(await trail.write(Key, Buffer.from('other'))).toBe('exists')
    expect(Buffer.from((await trail.read(Key))?.bytes ?? '')).toEqual(Buffer.from([0, 255]))
    const { ChecksumSHA256 } = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
    expect(ChecksumSHA256).toMatch(/^[\w+/]{43}=$/)
  })

  test('what is more than a page is listed whole', async () => {
    const versions: string[] = []
    for (const key of ['a', 'b', 'b', 'b', 'c', 'd', 'e']) versions.push(await put(`records/${key}`))
    const paged = bucketTrail(moto.connection, Bucket, 3)
    const [a, b1, b2, b3, c, d, e] = versions
    const listed = async (...of: Parameters<Trail['list']>) => (await paged.list(...of)).map(({ version }) => version)
    expect(await listed('records/')).toEqual([a, b3, b2, b1, c, d, e])
    expect(await listed('records/', { after: 'records/b' })).toEqual([c, d, e])
    expect(await listed('records/', { after: 'records/a', most: 4 })).toEqual([b3, b2, b1, c])
  })

  test('names of all kinds come as they are', async () => {
    const keys = ['records/a b+c%20d', 'records/<&>"\'ä', 'records/\u202e']
    for (const key of keys) await put(key)
    expect((await trail.list('records/')).map(({ key }) => key).sort()).toEqual([...keys].sort())
  })

  test('it is sealed: second versions too, markers are told, and a day is bundled', async () => {
    const signer = testSigner()
    let now = Date.parse('2026-11-21T12:00:00Z')
    const found: string[] = []
    const sealing = () => {
      const clock = { now: () => now, sleep: async () => {} }
      const suspicious = ({ why, key }: { why: string; key: string }) => void found.push(`${why} ${key}`)
      return seal({ trail, signer, clock, organization: 'o-exampleorg', attestation: 'independent', suspicious })
    }
    const [a, b] = ['records/2026/11/21/a.ndjson', 'records/2026/11/21/b.ndjson']
    const versions = [await put(a), await put(a, 'second\n')]
    await sealing()
    await hide(a)
    await hide(digestKey(1))
    versions.push(await put(b))
    await sealing()
    now += 86_400_000
    await sealing()
    const { bundle } = (await sealing()).digest
    const chain = await chainOf(trailOfVersions(trail), signer)
    expect(sealedBy(chain)).toEqual([[a, a], [b], [], []])
    expect(chain.flatMap(({ digest }) => digest.segments.map(({ version }) => version)).sort()).toEqual(versions.sort())
    expect(new Set(found)).toEqual(new Set([`delete-marker ${a}`, `delete-marker ${digestKey(1)}`]))
    const { bytes } = (await trail.read(bundleKey('2026-11-21'), bundle?.version)) ?? {}
    expect(keysIn(bytes ?? new Uint8Array())).toEqual([digestKey(1), a, a, digestKey(2), b])
  })

  /** Without delete markers, for who reads digests alone. */
  const trailOfVersions = (all: Trail): Trail => ({
    ...all,
    list: async (...of) => (await all.list(...of)).filter(({ isDeleteMarker }) => !isDeleteMarker),
  })
})
