import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { settings } from '../../aws/client.ts'
import type { VerificationDocument } from '../../schemas/types/verification.ts'
import { makeKey, quarter, restoreAt, sealTrail, segmentOf, signed, type TestTrail } from '../support/chain.ts'
import { transcript } from '../support/command.ts'
import { describeWithMoto } from '../support/moto.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const key = makeKey()
const minute = 60_000

describeWithMoto('audit verify on a bucket with versions and Object Lock', (moto) => {
  let s3: S3Client
  let folder: string
  beforeAll(() => {
    s3 = new S3Client({ ...settings('S3', moto.connection), forcePathStyle: true })
    folder = mkdtempSync(join(tmpdir(), 'holdfast-bucket-'))
  })
  afterAll(() => {
    s3.destroy()
    rmSync(folder, { recursive: true })
  })

  interface Sealed extends Omit<TestTrail, 'files'> {
    bucket: string
    versions: Map<string, string>
    put: (Key: string, Body: Uint8Array, lockedFor?: number) => Promise<string>
    remove: (Key: string, VersionId?: string) => Promise<unknown>
    /** Keys of the segments, in their order. */
    segments: string[]
  }

  /** A bucket whose objects are locked for two days, and a sound trail in it that ends in half an hour. */
  async function sealed(
    bucket: string,
    {
      shortLived = Number.NaN,
      digests = 6,
      archived = '-',
    }: { shortLived?: number; digests?: number; archived?: string } = {},
  ): Promise<Sealed> {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }))
    const DefaultRetention = { Mode: 'GOVERNANCE' as const, Days: 2 }
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule: { DefaultRetention } }
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }))
    const versions = new Map<string, string>()
    const segments: string[] = []
    const put: Sealed['put'] = async (Key, Body, lockedFor) => {
      const { VersionId = '' } = await s3.send(
        new PutObjectCommand({
          ...{ Bucket: bucket, Key, Body, ChecksumAlgorithm: 'SHA256' },
          ...(Key.startsWith(archived) && { StorageClass: 'DEEP_ARCHIVE' }),
          ...(lockedFor && {
            ObjectLockMode: 'GOVERNANCE',
            ObjectLockRetainUntilDate: new Date(Date.now() + lockedFor),
          }),
        }),
      )
      return VersionId
    }
    const remove: Sealed['remove'] = (Key, VersionId) =>
      s3.send(
        new DeleteObjectCommand({
          ...{ Bucket: bucket, Key },
          ...(VersionId && { VersionId, BypassGovernanceRetention: true }),
        }),
      )
    const from = Date.now() + 30 * minute - digests * quarter
    const versionOf = (name: string) => versions.get(name) ?? null
    const parts = sealTrail({ digests, segmentsIn: (at) => (at > 6 ? 0 : 2), key, place: bucket, from, versionOf })
    for (;;) {
      const { done, value } = parts.next()
      if (done) return { ...value, bucket, versions, put, remove, segments }
      const [name, { bytes }] = value
      if (name.startsWith('records/')) segments.push(name)
      versions.set(name, await put(name, bytes, segments.length - 1 === shortLived ? minute : undefined))
    }
  }

  /** What the command finds, `wait` milliseconds after the newest digest. */
  async function verify(
    { bucket, trust, end }: Sealed,
    args: string[] = [],
    wait = 10 * minute,
  ): Promise<VerificationDocument> {
    writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust))
    const given = ['audit', 'verify', '--bucket', bucket, '--trust', 'trust.json', '--format', 'json']
    const clock = virtualClock(end + wait)
    const { env } = moto.connection
    const said = await transcript(folder, [...given, '--retention-days', '2', ...args], { clock, env })
    return JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1))
  }

  test('untouched: nothing is found', async () => {
    const document = await verify(await sealed('untouched'))
    expect(document.findings).toEqual([])
    expect(document).toMatchObject({ place: 'untouched', counts: { records: 36, segments: 12, digests: 6 } })
  })

  const other = (at: number) => segmentOf(restoreAt(Date.now() - minute, at))

  test.each<{
    what: string
    tamper: (trail: Sealed) => Promise<unknown>
    code: string
    args?: string[]
    wait?: number
  }>([
    {
      what: 'a delete marker hides a segment',
      tamper: ({ remove, segments: [, one = ''] }) => remove(one),
      code: 'hidden',
    },
    {
      what: 'a delete marker hides a digest',
      tamper: ({ remove }) => remove('digests/000000000002.json'),
      code: 'hidden',
    },
    {
      what: 'a version of a segment is deleted',
      tamper: ({ remove, versions, segments: [, one = ''] }) => remove(one, versions.get(one)),
      code: 'missing',
    },
    {
      what: 'another version lies over a segment',
      tamper: ({ put, segments: [, one = ''] }) => put(one, other(1)[1]),
      code: 'doubled',
    },
    {
      what: 'the version of a segment is another one with the same bytes elsewhere',
      async tamper({ put, remove, versions, segments: [, one = '', two = ''] }) {
        await remove(one, versions.get(one))
        await remove(two, versions.get(two))
        const [name, bytes] = other(2)
        await put(name, bytes)
      },
      code: 'missing',
    },
    {
      what: 'another digest, signed with the same key, lies over one',
      tamper: ({ put, bucket }) => {
        const digest = { kind: 'holdfast.digest', version: 1, organization: 'o-exampleorg', place: bucket, sequence: 3 }
        const rest = { time: new Date().toISOString(), attestation: 'independent', previous: '0'.repeat(64) }
        return put('digests/000000000003.json', signed({ ...digest, ...rest, segments: [], bundle: null }, key))
      },
      code: 'forked',
    },
    { what: 'a segment is added', tamper: ({ put }) => put(...other(3)), code: 'left-over' },
    {
      what: 'the newest digest is deleted',
      tamper: ({ remove, versions }) => remove('digests/000000000006.json', versions.get('digests/000000000006.json')),
      code: 'truncated',
    },
    { what: 'nobody seals any more', tamper: async () => {}, wait: 50 * minute, code: 'truncated' },
    {
      what: 'longer than it is locked',
      tamper: async () => {},
      args: ['--retention-days', '3'],
      code: 'wrongly-retained',
    },
    {
      what: 'less firmly locked',
      tamper: async () => {},
      args: ['--object-lock', 'compliance'],
      code: 'wrongly-retained',
    },
  ])('$what: $code', async ({ what, tamper, code, args, wait }) => {
    const trail = await sealed(`tampered-${what.replaceAll(/[^a-z]+/g, '-').slice(0, 50)}`)
    await tamper(trail)
    const document = await verify(trail, args, wait)
    expect(document.findings).toContainEqual(expect.objectContaining({ code, severity: 'error' }))
    expect(document.summary.verdict).toBe('refuted')
  })

  test('one object that is locked for less than the others is named with its version', async () => {
    const trail = await sealed('short', { shortLived: 4 })
    const { findings } = await verify(trail)
    const name = trail.segments[4]
    expect(findings).toMatchObject([{ code: 'wrongly-retained', key: name, version: trail.versions.get(name ?? '') }])
  })

  test('a bundle that is archived is compared by what S3 tells of it', async () => {
    const trail = await sealed('archived', { digests: 100, archived: 'bundles/' })
    const { codes, counts } = await verify(trail)
    expect([codes, counts.bundles]).toEqual([{ archived: 1 }, 1])
  })

  test('a segment and a digest that nobody can read are named, and all others are looked at', async () => {
    const first = await sealed('archived-segments', { archived: 'records/' })
    const { codes, counts } = await verify(first)
    expect([codes, counts.segments]).toEqual([{ unreadable: 12 }, 12])
    const second = await sealed('archived-digest', { archived: 'digests/000000000003' })
    const { findings } = await verify(second)
    expect(findings).toContainEqual(expect.objectContaining({ code: 'unreadable', sequence: 3 }))
  })

  test('the chain of another bucket is moved', async () => {
    const trail = await sealed('original')
    const copy = await sealed('copied')
    const { codes } = await verify({ ...trail, bucket: copy.bucket })
    expect(codes).toMatchObject({ 'foreign-genesis': 1 })
  })
})
