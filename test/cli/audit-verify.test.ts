import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VerificationDocument } from '../../schemas/types/verification.ts'
import {
  began,
  type Digest,
  makeKey,
  makeTrail,
  quarter,
  restoreAt,
  segmentOf,
  sha256,
  signed,
  sortedJson,
  type TestTrail,
  ulidOf,
  writeTrail,
} from '../support/chain.ts'
import { transcript } from '../support/command.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const key = makeKey()
const make = () => makeTrail({ digests: 12, key })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-verify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Verified {
  document: VerificationDocument
  code: number
}

/** What the command finds in a trail, two hours after its newest digest. */
async function verify(trail: TestTrail, args: string[] = [], trust: object | null = trail.trust): Promise<Verified> {
  rmSync(join(folder, 'trail'), { recursive: true, force: true })
  mkdirSync(join(folder, 'trail'))
  writeTrail(join(folder, 'trail'), trail)
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust))
  const given = [
    'audit',
    'verify',
    '--directory',
    'trail',
    '--format',
    'json',
    ...(trust ? ['--trust', 'trust.json'] : []),
  ]
  const clock = virtualClock(trail.end + 120 * 60_000)
  const said = await transcript(folder, [...given, ...args], { clock })
  const code = /^exit code (\d+)$/m.exec(said)?.[1]
  const document = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1))
  return { document, code: Number(code ?? 0) }
}

const keysOf = ({ files }: TestTrail, prefix: string) =>
  [...files.keys()].filter((one) => one.startsWith(prefix)).sort()
const digestKey = (sequence: number) => `digests/${String(sequence).padStart(12, '0')}.json`
const segmentAt = (trail: TestTrail, at: number) => keysOf(trail, 'records/')[at] ?? ''

function bytesOf({ files }: TestTrail, name: string): Buffer {
  const file = files.get(name)
  if (!file) throw new Error(`There is no ${name}`)
  return file.bytes
}

const put = ({ files }: TestTrail, name: string, bytes: Buffer | string, modified = began) =>
  void files.set(name, { bytes: Buffer.from(bytes), modified })

function move(trail: TestTrail, from: string, to: string): void {
  put(trail, to, bytesOf(trail, from))
  trail.files.delete(from)
}

function swap(trail: TestTrail, one: string, other: string): void {
  const [first, second] = [bytesOf(trail, one), bytesOf(trail, other)]
  put(trail, one, second)
  put(trail, other, first)
}

const digestAt = (trail: TestTrail, sequence: number): { digest: Digest; signature: object } =>
  JSON.parse(bytesOf(trail, digestKey(sequence)).toString())

/** Makes the chain anew from a digest on, as who holds the key could. */
function resign(trail: TestTrail, from: number, change: (digest: Digest) => unknown): void {
  for (let sequence = from; trail.files.has(digestKey(sequence)); sequence++) {
    const { digest } = digestAt(trail, sequence)
    if (sequence > from) digest.previous = sha256(sortedJson(digestAt(trail, sequence - 1).digest))
    if (sequence === from) change(digest)
    put(trail, digestKey(sequence), signed(digest, key))
  }
}

test('an untouched trail is verified, and nothing is found', async () => {
  const { document, code } = await verify(make(), ['--strict'])
  expect([code, document.findings]).toEqual([0, []])
  expect(document).toMatchObject({
    summary: { verdict: 'verified', error: 0, warning: 0 },
    ...{ organization: 'o-exampleorg', origin: 'trusted', attestation: 'independent' },
    counts: { records: 72, segments: 24, digests: 12, bundles: 1 },
    head: { sequence: 12 },
  })
})

interface Tampering {
  what: string
  tamper: (trail: TestTrail) => unknown
  /** What must be named, beside anything that follows from it. */
  found: Partial<VerificationDocument['findings'][number]>[]
}

const late = began + 60 * 60_000
const alien = makeKey()

test.each<Tampering>([
  {
    what: 'a record is altered',
    tamper: (trail) =>
      put(trail, segmentAt(trail, 3), bytesOf(trail, segmentAt(trail, 3)).toString().replace('attach', 'detach')),
    found: [{ code: 'altered', sequence: 2 }],
  },
  {
    what: 'a segment is gone',
    tamper: (trail) => void trail.files.delete(segmentAt(trail, 3)),
    found: [{ code: 'missing', sequence: 2 }],
  },
  {
    what: 'a segment is moved to another day',
    tamper: (trail) => move(trail, segmentAt(trail, 3), segmentAt(trail, 3).replaceAll('11/01', '10/31')),
    found: [{ code: 'moved' }, { code: 'missing', sequence: 2 }],
  },
  {
    what: 'two segments have changed places',
    tamper: (trail) => swap(trail, segmentAt(trail, 3), segmentAt(trail, 6)),
    found: [
      { code: 'moved', sequence: 2 },
      { code: 'moved', sequence: 4 },
    ],
  },
  {
    what: 'the lines of a segment are in another order, also in what is sealed',
    tamper(trail) {
      const name = segmentAt(trail, 3)
      const [one, two, three] = bytesOf(trail, name).toString().trim().split('\n')
      const bytes = Buffer.from(`${one}\n${three}\n${two}\n`)
      put(trail, name, bytes)
      resign(trail, 2, (digest) => {
        for (const segment of digest.segments) if (segment.key === name) segment.sha256 = sha256(bytes)
      })
      trail.trust.anchors = []
    },
    found: [{ code: 'reordered' }],
  },
  {
    what: 'two digests have changed places',
    tamper: (trail) => swap(trail, digestKey(4), digestKey(5)),
    found: [
      { code: 'reordered', sequence: 4 },
      { code: 'reordered', sequence: 5 },
    ],
  },
  {
    what: 'a digest is of a time before the one before it',
    tamper(trail) {
      resign(trail, 7, (digest) => Object.assign(digest, { time: new Date(began).toISOString() }))
      trail.trust.anchors = []
    },
    found: [{ code: 'reordered', sequence: 7 }],
  },
  {
    what: 'a segment lies there twice',
    tamper: (trail) =>
      put(trail, segmentAt(trail, 3).replace(/.{8}\.ndjson/, '0000000Z.ndjson'), bytesOf(trail, segmentAt(trail, 3))),
    found: [{ code: 'doubled' }],
  },
  {
    what: 'a segment is in two digests',
    tamper(trail) {
      const [first] = digestAt(trail, 2).digest.segments
      resign(trail, 5, ({ segments }) => first && segments.push(first))
      trail.trust.anchors = []
    },
    found: [{ code: 'doubled', sequence: 5 }],
  },
  {
    what: 'a record id is there twice, both sealed',
    tamper(trail) {
      const records = restoreAt(began + 60_000, 99)
      const [name, bytes] = segmentOf([...records, ...records.slice(2)])
      put(trail, name, bytes)
      resign(trail, 1, (digest) =>
        digest.segments.push({
          ...{ key: name, version: null, size: bytes.length, sha256: sha256(bytes), records: 4 },
          modified: new Date(began + 60_000).toISOString(),
        } as never),
      )
      trail.trust.anchors = []
      trail.trust.genesis = sha256(sortedJson(digestAt(trail, 1).digest))
    },
    found: [{ code: 'doubled', record: ulidOf(began + 60_002, 99) }],
  },
  {
    what: 'the newest digests are gone',
    tamper(trail) {
      for (const sequence of [11, 12]) trail.files.delete(digestKey(sequence))
    },
    found: [
      { code: 'truncated', sequence: 12 },
      { code: 'truncated', sequence: null },
    ],
  },
  {
    what: 'the newest digests are gone, and nothing is noted of them',
    tamper(trail) {
      for (const sequence of [11, 12]) trail.files.delete(digestKey(sequence))
      trail.trust.anchors = []
    },
    found: [{ code: 'truncated' }],
  },
  {
    what: 'digest and segments of the end are gone',
    tamper(trail) {
      for (const { key } of digestAt(trail, 12).digest.segments) trail.files.delete(key)
      trail.files.delete(digestKey(12))
    },
    found: [{ code: 'truncated', sequence: 12 }],
  },
  {
    what: 'a digest in the middle is gone',
    tamper: (trail) => void trail.files.delete(digestKey(6)),
    found: [{ code: 'missing', sequence: 6, key: digestKey(6) }, { code: 'left-over' }],
  },
  {
    what: 'the first digests are gone',
    tamper: (trail) => void [1, 2].map((sequence) => trail.files.delete(digestKey(sequence))),
    found: [{ code: 'missing', sequence: 1 }],
  },
  {
    what: 'a digest is altered',
    tamper: (trail) => put(trail, digestKey(6), bytesOf(trail, digestKey(6)).toString().replace('independent', 'self')),
    found: [{ code: 'altered', sequence: 6 }],
  },
  {
    what: 'a digest is unsigned',
    tamper: (trail) => put(trail, digestKey(6), sortedJson({ digest: digestAt(trail, 6).digest })),
    found: [{ code: 'unsigned', sequence: 6 }],
  },
  {
    what: 'a digest is signed with another key',
    tamper(trail) {
      put(trail, digestKey(6), signed(digestAt(trail, 6).digest, alien))
      put(trail, `keys/${alien.fingerprint}.pem`, alien.pem)
    },
    found: [{ code: 'foreign-key', sequence: 6 }],
  },
  {
    what: 'the public key is gone',
    tamper: (trail) => void trail.files.delete(`keys/${key.fingerprint}.pem`),
    found: [{ code: 'key-missing', sequence: 1 }],
  },
  {
    what: 'another public key lies in its place',
    tamper: (trail) => put(trail, `keys/${key.fingerprint}.pem`, alien.pem),
    found: [{ code: 'altered', key: `keys/${key.fingerprint}.pem` }],
  },
  {
    what: 'a fresh chain with a fresh key',
    tamper: (trail) =>
      Object.assign(trail, { files: makeTrail({ digests: 12, key: alien, segmentsIn: () => 1 }).files }),
    found: [
      { code: 'foreign-genesis', sequence: 1 },
      { code: 'foreign-key', sequence: 1 },
      { code: 'forked', sequence: 12 },
    ],
  },
  {
    what: 'a fresh chain with the trusted key',
    tamper: (trail) => Object.assign(trail, { files: makeTrail({ digests: 12, key, segmentsIn: () => 1 }).files }),
    found: [
      { code: 'foreign-genesis', sequence: 1 },
      { code: 'forked', sequence: 12 },
    ],
  },
  {
    what: 'the end of another chain of the same key',
    tamper(trail) {
      const other = makeTrail({ digests: 12, key, segmentsIn: () => 2, place: 'directory', attestation: 'self' })
      for (let sequence = 8; sequence <= 12; sequence++)
        put(trail, digestKey(sequence), bytesOf(other, digestKey(sequence)))
      trail.trust.anchors = []
    },
    found: [
      { code: 'forked', sequence: 8 },
      { code: 'attestation-changed', sequence: 8 },
    ],
  },
  {
    what: 'the chain of another place',
    tamper(trail) {
      resign(trail, 9, (digest) => Object.assign(digest, { place: 'elsewhere' }))
      trail.trust.anchors = []
    },
    found: [{ code: 'moved', sequence: 9 }],
  },
  {
    what: 'an hour without digests',
    tamper(trail) {
      resign(trail, 12, (digest) => Object.assign(digest, { time: new Date(trail.end + 4 * quarter).toISOString() }))
      trail.trust.anchors = []
    },
    found: [{ code: 'gap', sequence: 12, severity: 'warning' }],
  },
  {
    what: 'a segment that no digest names',
    tamper(trail) {
      const [name, bytes] = segmentOf(restoreAt(late, 99))
      put(trail, name, bytes)
    },
    found: [{ code: 'left-over' }],
  },
  {
    what: 'a file that is none of the trail',
    tamper: (trail) => put(trail, 'records/2026/11/01/notes.txt', 'x'),
    found: [{ code: 'stray', key: 'records/2026/11/01/notes.txt', severity: 'warning' }],
  },
  {
    what: 'a bundle is altered',
    tamper: (trail) => put(trail, 'bundles/2026/11/01.ndjson.gz', 'x'),
    found: [{ code: 'bundle-altered', key: 'bundles/2026/11/01.ndjson.gz' }],
  },
  {
    what: 'a bundle is gone',
    tamper: (trail) => void trail.files.delete('bundles/2026/11/01.ndjson.gz'),
    found: [{ code: 'bundle-missing' }],
  },
  {
    what: 'everything is gone',
    tamper: (trail) => trail.files.clear(),
    found: [{ code: 'empty' }, { code: 'truncated', sequence: 12 }],
  },
])('$what', async ({ tamper, found }) => {
  const trail = make()
  tamper(trail)
  const { document, code } = await verify(trail)
  for (const one of found) expect(document.findings).toContainEqual(expect.objectContaining(one))
  const isError = document.summary.error > 0
  expect([code, document.summary.verdict]).toEqual(isError ? [1, 'refuted'] : [0, 'verified'])
  expect(isError).toBe(!found.every(({ severity }) => severity === 'warning'))
})
