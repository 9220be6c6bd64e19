import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

// A sealer of its own, that shares nothing with ours: what it writes is what the form of the seal says.

const organization = 'o-exampleorg'
export const quarter = 15 * 60_000
export const began = Date.parse('2026-11-01T23:00:00.000Z')

export interface File {
  bytes: Buffer
  /** When it was written. */
  modified: number
}

export interface Sealing {
  /** Number of digests, one every quarter of an hour. */
  digests: number
  /** When the first quarter began; `began` where nothing else is said. */
  from?: number
  /** Number of segments that a digest seals, by its number. */
  segmentsIn?: (sequence: number) => number
  /** Records of the n-th segment, made at a time: three of a restore where nothing else is said. */
  recordsOf?: typeof restoreAt
  key?: KeyPair
  place?: string
  attestation?: 'independent' | 'self'
  /** Version that a key has; a directory knows none. */
  versionOf?: (key: string) => string | null
  /** Changes a digest before it is signed. */
  change?: (digest: Digest) => void
}

export interface Digest extends Record<string, unknown> {
  sequence: number
  time: string
  previous: string | null
  segments: { key: string; sha256: string; version: string | null }[]
}

export interface KeyPair {
  privateKey: KeyObject
  pem: string
  fingerprint: string
}

export interface TestTrail {
  files: Map<string, File>
  trust: {
    kind: string
    version: number
    organization: string
    genesis: string
    keys: string[]
    anchors: { sequence: number; digest: string }[]
  }
  /** Time of the newest digest. */
  end: number
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

export function makeKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const fingerprint = sha256(publicKey.export({ type: 'spki', format: 'der' }))
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), fingerprint }
}

/** JSON with its keys sorted. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, member) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  )

const iso = (time: number): string => new Date(time).toISOString()

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID of a time, with a number in place of what is random. */
export function ulidOf(time: number, number: number): string {
  let text = ''
  for (let at = 0, rest = time; at < 10; at++, rest = Math.floor(rest / 32)) text = crockford[rest % 32] + text
  let tail = ''
  for (let at = 0, rest = number; at < 16; at++, rest = Math.floor(rest / 32)) tail = crockford[rest % 32] + tail
  return text + tail
}

export const envelope = (kind: string, time: number, number: number, data: object, source = organization) => ({
  specversion: '1.0',
  id: ulidOf(time, number),
  source: `urn:holdfast:${source}`,
  type: `holdfast.${kind}.v1`,
  time: iso(time),
  datacontenttype: 'application/json',
  data,
})

/** What a restore leaves: what was seen, what was meant, what came of it. */
export function restoreAt(time: number, number: number): ReturnType<typeof envelope>[] {
  const run = { run: ulidOf(time, 1), manifest: sha256('manifest'), commit: 'c'.repeat(40) }
  const place = {
    action: 'attach',
    policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny', id: 'p-11111111' },
    target: `acct_k1_${'A'.repeat(26)}`,
  }
  const change = { ...run, ...place, reason: 'not-attached', incident: sha256(String(number)).slice(0, 16) }
  const intent = ulidOf(time + 1, number)
  return [
    envelope('observation', time, number, { ...run, trigger: 'event', events: [], plan: null, found: [], blocked: [] }),
    envelope('intent', time + 1, number, change),
    envelope('outcome', time + 2, number, {
      ...change,
      ...{ intent, result: 'done', error: null, requestId: `request-${number}`, late: false, cloudTrail: null },
      times: { event: null, found: iso(time), written: iso(time + 2) },
    }),
  ]
}

export const segmentOf = (records: { time: string; id: string }[]): [string, Buffer] => {
  const [first = { time: iso(0), id: '' }] = records
  const day = first.time.slice(0, 10).replaceAll('-', '/')
  return [
    `records/${day}/${first.time.replaceAll(':', '')}-${first.id}.ndjson`,
    Buffer.from(records.map((record) => `${sortedJson(record)}\n`).join('')),
  ]
}

/** A sound trail. The bundle of a day is named by the first digest of the next one. */
export function makeTrail(sealing: Sealing): TestTrail {
  const files: TestTrail['files'] = new Map()
  const parts = sealTrail(sealing)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return { files, ...value }
    files.set(...value)
  }
}

/** The same, file by file, for trails that are larger than memory. */
export function* sealTrail(sealing: Sealing): Generator<[string, File], Omit<TestTrail, 'files'>> {
  const { digests, segmentsIn = () => 2, recordsOf = restoreAt, key = makeKey(), ...rest } = sealing
  const { place = 'directory', attestation = 'independent', versionOf = () => null, change, from = began } = rest
  yield [`keys/${key.fingerprint}.pem`, { bytes: Buffer.from(key.pem), modified: from }]
  const ofDay = { day: '', texts: [] as Buffer[], segments: 0, records: 0 }
  const objectOf = (name: string, bytes: Uint8Array) => ({
    ...{ key: name, version: versionOf(name), size: bytes.length, sha256: sha256(bytes) },
  })
  let [previous, number, genesis, last]: [string | null, number, string, string] = [null, 0, '', '']
  for (let sequence = 1; sequence <= digests; sequence++) {
    const time = from + sequence * quarter
    const many = segmentsIn(sequence)
    const segments: (Digest['segments'][number] & { records: number; modified: string; bytes: Buffer })[] = []
    for (let at = 0; at < many; at++) {
      const made = time - quarter + Math.floor(((at + 1) * quarter) / (many + 2))
      const modified = made + 500
      const records = recordsOf(made, ++number)
      const [name, bytes] = segmentOf(records)
      yield [name, { bytes, modified }]
      segments.push({ ...objectOf(name, bytes), records: records.length, modified: iso(modified), bytes })
    }
    const day = iso(time).slice(0, 10)
    const isNext = ofDay.day !== '' && ofDay.day !== day && ofDay.segments > 0
    const bundle = isNext ? bundleOf(ofDay) : null
    if (bundle) yield [bundle.name, { bytes: bundle.bytes, modified: time }]
    if (ofDay.day !== day) Object.assign(ofDay, { day, texts: [], segments: 0, records: 0 })
    ofDay.texts.push(...segments.map(({ bytes }) => bytes))
    ofDay.segments += many
    ofDay.records += segments.reduce((sum, { records }) => sum + records, 0)
    const digest: Digest = {
      ...{ kind: 'holdfast.digest', version: 1, organization, place, sequence, time: iso(time), attestation, previous },
      segments: segments.map(({ bytes: _, ...segment }) => segment),
      bundle: bundle && { ...objectOf(bundle.name, bundle.bytes), ...bundle.of },
    }
    change?.(digest)
    yield [`digests/${String(sequence).padStart(12, '0')}.json`, { bytes: signed(digest, key), modified: time }]
    previous = sha256(sortedJson(digest))
    if (sequence === 1) genesis = previous
    last = previous
  }
  const anchors = [{ sequence: digests, digest: last }]
  const trust = { kind: 'holdfast.trust', version: 1, organization, genesis, keys: [key.fingerprint], anchors }
  return { trust, end: from + digests * quarter }
}

export const signed = (digest: object, { privateKey, fingerprint }: KeyPair): Buffer => {
  const value = sign('sha256', Buffer.from(sortedJson(digest)), privateKey).toString('base64')
  return Buffer.from(sortedJson({ digest, signature: { algorithm: 'ECDSA_SHA_256', key: fingerprint, value } }))
}

function bundleOf({ day, texts, ...counts }: { day: string; texts: Buffer[]; segments: number; records: number }) {
  const bytes = gzipSync(Buffer.concat(texts))
  return { name: `bundles/${day.replaceAll('-', '/')}.ndjson.gz`, bytes, of: { day, ...counts } }
}

/** Writes a trail into a directory, each file with its time. */
export function writeTrail(directory: string, { files }: Pick<TestTrail, 'files'>): void {
  for (const [key, { bytes, modified }] of files) {
    const path = join(directory, key)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    utimesSync(path, modified / 1000, modified / 1000)
  }
}
