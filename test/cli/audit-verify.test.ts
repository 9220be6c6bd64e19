import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import type { AuditRecord } from '../../core/audit/record.ts'
import { codes } from '../../core/audit/verify/findings.ts'
import { directorySink } from '../../local/directory.ts'
import { fileSigner } from '../../local/signer.ts'
import { directoryTrail } from '../../local/trail.ts'
import { seal } from '../../loop/seal.ts'
import type { VerificationDocument } from '../../schemas/types/verification.ts'
import {
  began,
  type Digest,
  envelope,
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
import '../support/seed.ts'
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

const late = began + 60 * 60_000

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

/** Seals a segment of these records in the chain, with whatever its text becomes. */
function sealed(trail: TestTrail, records: ReturnType<typeof restoreAt>, become = (text: string) => text): void {
  const [name, text] = segmentOf(records)
  const bytes = Buffer.from(become(text.toString()))
  put(trail, name, bytes)
  const modified = new Date(late + 500).toISOString()
  const segment = {
    key: name,
    version: null,
    size: bytes.length,
    sha256: sha256(bytes),
    records: records.length,
    modified,
  }
  resign(trail, 5, ({ segments }) => segments.push(segment))
  trail.trust.anchors = []
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

test('what the sealer of holdfast seals is verified, with its bundle', async () => {
  const records = makeTrail({ digests: 12, key })
  for (const name of [...keysOf(records, 'digests/'), ...keysOf(records, 'bundles/')]) records.files.delete(name)
  writeTrail(join(folder, 'sealed'), records)
  const clock = virtualClock(records.end)
  const trail = directoryTrail(join(folder, 'sealed'))
  const signer = fileSigner(join(folder, 'key'))
  const ports = { trail, signer, organization: 'o-exampleorg', attestation: 'self' as const }
  for (const wait of [0, 15, 1440, 1455]) {
    const now = records.end + wait * 60_000
    await seal({ ...ports, clock: { ...clock, now: () => now } })
  }
  const after = virtualClock(records.end + 1_456 * 60_000)
  const said = await transcript(folder, ['audit', 'verify', '--directory', 'sealed', '--format', 'json'], {
    clock: after,
  })
  const { codes, counts, attestation }: VerificationDocument = JSON.parse(said.slice(said.indexOf('{')))
  expect(codes).toEqual({ 'origin-unproven': 1, gap: 1, late: expect.any(Number) })
  expect([counts, attestation]).toEqual([{ records: 72, segments: 24, digests: 4, bundles: 1 }, 'self'])
})

test('records of a segment lie in it the oldest first, in whichever order they were made ready', async () => {
  const records = restoreAt(began, 1)
  await directorySink(join(folder, 'sink'))([...records].reverse() as AuditRecord[])
  const [name, bytes] = segmentOf(records)
  expect(readFileSync(join(folder, 'sink', name))).toEqual(bytes)
})

interface Tampering {
  what: string
  tamper: (trail: TestTrail) => unknown
  /** What must be named, beside anything that follows from it. */
  found: Partial<VerificationDocument['findings'][number]>[]
}

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
    what: 'a digest is of a time to come',
    tamper(trail) {
      resign(trail, 12, (digest) =>
        Object.assign(digest, { time: new Date(trail.end + 9 * 60 * 60_000).toISOString() }),
      )
      trail.trust.anchors = []
    },
    found: [{ code: 'reordered', sequence: 12 }],
  },
  {
    what: 'a digest of many megabytes',
    tamper: (trail) => put(trail, digestKey(6), Buffer.alloc(17_000_000, ' ')),
    found: [{ code: 'altered', sequence: 6 }],
  },
  {
    what: 'a segment of many megabytes',
    tamper: (trail) => put(trail, segmentAt(trail, 3), Buffer.alloc(17_000_000, ' ')),
    found: [{ code: 'altered', sequence: 2 }],
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
    what: 'a record that is not canonical, sealed',
    tamper: (trail) => sealed(trail, restoreAt(late, 99), (text) => text.replace('{', '{ ')),
    found: [{ code: 'malformed' }],
  },
  {
    what: 'a record that is deeper than the stack, sealed',
    tamper: (trail) =>
      sealed(trail, restoreAt(late, 99), (text) => `${'['.repeat(99_999)}${']'.repeat(99_999)}\n${text}`),
    found: [{ code: 'malformed', message: 'Line 1 is not canonical JSON' }],
  },
  {
    what: 'a segment of nothing but ends of lines, sealed',
    tamper: (trail) => sealed(trail, restoreAt(late, 99), () => '\n'.repeat(1_000_000)),
    found: [{ code: 'malformed', message: 'Line 1 is not canonical JSON' }],
  },
  {
    what: 'a segment that is larger than anybody seals, sealed',
    tamper: (trail) => sealed(trail, restoreAt(late, 99), (text) => text + ' '.repeat(16_000_000)),
    found: [{ code: 'unreadable' }],
  },
  {
    what: 'a digest is deeper than the stack',
    tamper: (trail) => put(trail, digestKey(4), `{"digest":${'['.repeat(99_999)}${']'.repeat(99_999)}}`),
    found: [{ code: 'altered', sequence: 4 }],
  },
  {
    what: 'something stands beside what was signed',
    tamper: (trail) => put(trail, digestKey(4), sortedJson({ ...digestAt(trail, 4), comment: 'approved' })),
    found: [{ code: 'altered', sequence: 4, message: 'Digest 4 is not what was sealed: it says more than was signed' }],
  },
  {
    what: 'something stands in a signature',
    tamper: (trail) => {
      const { digest, signature } = digestAt(trail, 4)
      put(trail, digestKey(4), sortedJson({ digest, signature: { ...signature, signer: 'AWS' } }))
    },
    found: [{ code: 'altered', sequence: 4 }],
  },
  {
    what: 'a digest of the last day that there is, and no other after it',
    tamper: (trail) => resign(trail, 4, (digest) => Object.assign(digest, { time: '9999-12-31T23:59:59.999Z' })),
    found: [
      { code: 'reordered', sequence: 4 },
      { code: 'reordered', sequence: 5 },
    ],
  },
  {
    what: 'a bundle has grown beyond memory',
    tamper: (trail) => put(trail, 'bundles/2026/11/01.ndjson.gz', Buffer.alloc(1_000_000)),
    found: [{ code: 'bundle-altered', key: 'bundles/2026/11/01.ndjson.gz' }],
  },
  {
    what: 'a record of another organization, sealed',
    tamper: (trail) => sealed(trail, [envelope('heartbeat', late, 99, {}, 'o-otherorgan')]),
    found: [{ code: 'malformed', message: 'Line 1 is of another organization' }],
  },
  {
    what: 'a record that is no record, sealed',
    tamper: (trail) =>
      sealed(trail, restoreAt(late, 99), (text) => text.replace('"specversion":"1.0"', '"specversion":"2"')),
    found: [{ code: 'malformed' }],
  },
  {
    what: 'an intent without an outcome',
    tamper: (trail) => sealed(trail, restoreAt(late, 99).slice(0, 2)),
    found: [{ code: 'dangling-intent', record: ulidOf(late + 1, 99), severity: 'warning' }],
  },
  {
    what: 'a file that is none of the trail',
    tamper: (trail) => put(trail, 'records/2026/11/01/notes.txt', 'x'),
    found: [{ code: 'stray', key: 'records/2026/11/01/notes.txt', severity: 'warning' }],
  },
  {
    what: 'many files that are none of the trail, before, between and after its days',
    tamper: (trail) => {
      trail.files.delete(segmentAt(trail, 3))
      for (let at = 0; at < 330; at++) put(trail, `records/${['1', '2026/11/01-', 'x'][at % 3]}${at}`, 'x')
    },
    found: [
      { code: 'stray', key: 'records/1327', severity: 'warning' },
      { code: 'stray', key: 'records/2026/11/01-328', severity: 'warning' },
      { code: 'stray', key: 'records/x329', severity: 'warning' },
      { code: 'missing', severity: 'error' },
    ],
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
    found: [{ code: 'not-sealed' }, { code: 'truncated', sequence: 12 }],
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

test('whatever happens to one file is found', async () => {
  const trail = makeTrail({ digests: 6, key })
  const names = [...trail.files.keys()].sort()
  const one = fc.nat({ max: names.length - 1 }).map((at) => names[at] ?? '')
  const deed = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), one, at: fc.nat(), bit: fc.nat({ max: 7 }) }),
    fc.record({ kind: fc.constant('remove' as const), one }),
    fc.record({ kind: fc.constant('swap' as const), one, other: one }).filter(({ one, other }) => one !== other),
    fc.record({ kind: fc.constant('double' as const), one, ending: fc.constantFrom('-', '0', '.bak', '/x') }),
    fc.record({ kind: fc.constant('cut' as const), one, at: fc.nat() }),
  )
  await fc.assert(
    fc.asyncProperty(deed, async (did) => {
      const touched = { ...trail, files: new Map(trail.files) }
      const bytes = Buffer.from(bytesOf(trail, did.one))
      if (did.kind === 'flip') {
        bytes.writeUInt8(bytes.readUInt8(did.at % bytes.length) ^ (1 << did.bit), did.at % bytes.length)
        put(touched, did.one, bytes)
      } else if (did.kind === 'remove') touched.files.delete(did.one)
      else if (did.kind === 'swap') swap(touched, did.one, did.other)
      else if (did.kind === 'double')
        put(
          touched,
          did.one.replace(/\.\w+$/, (end) => `${did.ending.replace('/', '-')}${end}`),
          bytes,
        )
      else put(touched, did.one, bytes.subarray(0, did.at % bytes.length))
      const { document } = await verify(touched)
      expect(document.findings).not.toEqual([])
    }),
    { numRuns: 100 },
  )
}, 60_000)

test('without a trust file the origin is unproven, which --strict does not take; what is there is described', async () => {
  const trail = make()
  const { document, code } = await verify(trail, [], null)
  expect([code, document.summary.verdict, document.origin]).toEqual([0, 'unproven', 'unproven'])
  expect(document.findings.map((one) => one.code)).toEqual(['origin-unproven'])
  expect(document.trust).toEqual(trail.trust)
  expect((await verify(trail, ['--strict'], null)).code).toBe(1)
})

test('a period limits which records are read, and the chain is looked at whole', async () => {
  const trail = make()
  const [from, to] = [new Date(began + 2 * quarter).toISOString(), new Date(began + 4 * quarter).toISOString()]
  const asked = ['--from', from, '--to', to]
  const { document } = await verify(trail, asked)
  expect(document).toMatchObject({ period: { from, to }, counts: { records: 12, segments: 24, digests: 12 } })
  expect(document.notChecked.join()).toContain('records outside the period')
  put(trail, segmentAt(trail, 20), `${bytesOf(trail, segmentAt(trail, 20))} `)
  trail.files.delete(segmentAt(trail, 21))
  const found = (await verify(trail, asked)).document.findings.map((one) => one.code)
  expect(found).toEqual(['altered', 'missing'])
})

test('what may have expired is not missing', async () => {
  const trail = makeTrail({ digests: 200, key, segmentsIn: () => 1 })
  for (const name of keysOf(trail, 'records/').slice(0, 40)) trail.files.delete(name)
  for (let sequence = 1; sequence <= 40; sequence++) trail.files.delete(digestKey(sequence))
  expect((await verify(trail)).document.codes).toMatchObject({ missing: 1 })
  const { document } = await verify(trail, ['--retention-days', '1'])
  expect(document.summary).toMatchObject({ verdict: 'verified', error: 0 })
  expect(document.codes.expired).toBeGreaterThan(0)
  trail.trust.anchors = []
  const unanchored = (await verify(trail, ['--retention-days', '1'])).document
  expect([unanchored.summary.verdict, unanchored.origin]).toEqual(['unproven', 'unproven'])
})

test.each([
  ['a time that is none', ['--from', 'yesterday'], 64],
  ['an end before the beginning', ['--from', '2026-11-02', '--to', '2026-11-01'], 64],
  ['a lock without days', ['--object-lock', 'compliance'], 64],
  ['a trust file that is none', ['--trust', 'none.json'], 1],
  ['a directory that is not there', ['--directory', 'none'], 1],
])('%s is refused', async (_, args, code) => {
  mkdirSync(join(folder, 'trail'))
  const given = args.includes('--directory') ? [] : ['--directory', 'trail']
  expect(await transcript(folder, ['audit', 'verify', ...given, ...args])).toContain(`exit code ${code}`)
})

test('a trust file with a mistake is told where', async () => {
  mkdirSync(join(folder, 'trail'))
  writeFileSync(join(folder, 'trust.json'), JSON.stringify({ ...make().trust, keys: ['short'] }, null, 1))
  const said = await transcript(folder, ['audit', 'verify', '--directory', 'trail', '--trust', 'trust.json'])
  expect(said).toContain('trust.json:7:')
  expect(said).toContain('is not a SHA-256')
})

test('the text has the verdict first, and fits eighty columns', async () => {
  const trail = make()
  put(trail, segmentAt(trail, 3), 'x\n')
  for (const name of keysOf(trail, 'records/').slice(6)) trail.files.delete(name)
  mkdirSync(join(folder, 'trail'))
  writeTrail(join(folder, 'trail'), trail)
  const clock = virtualClock(trail.end)
  const [, ...lines] = (await transcript(folder, ['audit', 'verify', '--directory', 'trail'], { clock })).split('\n')
  expect(lines[0]).toMatch(/^REFUTED: \d+ errors and 1 warning in 15 records in 6 segments/)
  expect(lines).toContainEqual('error missing (18): sealed, and not there')
  expect(lines).toContainEqual('    and 8 more')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('docs/evidence.md explains each code', () => {
  const page = readFileSync(join(__dirname, '../../docs/evidence.md'), 'utf8')
  for (const [code, [severity, meaning]] of Object.entries(codes))
    expect(page).toContain(`| \`${code}\` | ${severity} | ${meaning} |`)
})

test('on a terminal it tells how far it is, and Ctrl-C ends it at once', async () => {
  const trail = makeTrail({ digests: 80, key })
  mkdirSync(join(folder, 'trail'))
  writeTrail(join(folder, 'trail'), trail)
  let now = trail.end
  const clock = {
    ...virtualClock(),
    now() {
      now += 1_000
      return now
    },
  }
  const interruption = new AbortController()
  let said = ''
  const say = (text: string) => {
    said += text
    if (text.includes('digest')) interruption.abort()
  }
  const world = { clock, say, isTerminal: true, signal: interruption.signal }
  const ended = await transcript(folder, ['audit', 'verify', '--directory', 'trail'], world)
  expect(ended).toContain('exit code 130')
  const progress = expect.stringMatching(/^\d+ digests, \d+ segments, \d+ records$/)
  expect(said.split('\r\u001b[K')).toEqual(['', progress, ''])
})

test('the document is what its schema says', async () => {
  const ajv = new Ajv({ strict: false })
  for (const name of ['trust', 'verification'])
    ajv.addSchema(JSON.parse(readFileSync(join(__dirname, `../../schemas/${name}.schema.json`), 'utf8')))
  const trail = make()
  for (const trust of [trail.trust, null]) {
    ajv.validate('verification.schema.json', (await verify(trail, [], trust)).document)
    expect(ajv.errors).toBeNull()
  }
  expect(ajv.validate('trust.schema.json', trail.trust)).toBe(true)
})

test('its help fits eighty columns', async () => {
  const said = await transcript(folder, ['audit', 'verify', '--help'])
  expect(said).toContain('--cross-check cloudtrail|DIR')
  expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})
