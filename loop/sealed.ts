import { digestKey, prefixes, publicKeyKey } from '../core/audit/places.ts'
import type { Digest, SealedObject, SignedDigest } from '../core/audit/seal.ts'
import { knowsLastDay, looksFrom, sequenceOf } from '../core/audit/sealing.ts'
import { fingerprintOf, type SignatureCheck, signatureCheck } from '../core/audit/signature.ts'
import { readDigest } from '../core/audit/verify/read-digest.ts'
import { digest, sha256 } from '../core/digest.ts'
import { canonicalJson } from '../core/json.ts'
import type { Signer, Trail, TrailObject } from '../core/ports.ts'
import { each } from './each.ts'

/** What lies in the trail as no function of ours leaves it: a person has to look. */
export interface Suspicion {
  why:
    | 'delete-marker'
    | 'second-version'
    | 'missing'
    | 'not-a-digest'
    | 'unsigned'
    | 'not-chained'
    | 'too-large'
    | 'unreadable'
    | 'other-bundle'
    | 'no-bundle'
  key: string
  version: string | null
}

/** A digest whose signature holds, as it lies in the trail. */
export interface HeldDigest {
  signed: SignedDigest
  object: SealedObject
  bytes: Uint8Array
}

/** The end of the chain of digests. */
export interface Chain {
  /** Sequence of the newest; 0: there is none. */
  head: number
  /** What the next one names as the one before it. */
  previous: string | null
  /** The newest that hold, in the order of sequence: all that can name what `looksFrom` asks for. */
  held: HeldDigest[]
  /** Whether they go back to the first of all. */
  isWhole: boolean
}

interface ChainPorts {
  trail: Trail
  signer: Signer
  suspicious: (one: Suspicion) => void
}

/** Bytes of a digest that names as many segments as one may, many times over. */
const largest = 16_000_000

/** Objects that a page of S3 has. */
const page = 1_000

/** Digests that are read at once: a bit more than two days have. */
const chunk = 200

/** Digests of three months: where none of them holds, an older one does not help. */
const mostRead = 10_000

/** Reads digests from the newest on backwards, as far as the next one, made now, needs them. */
export async function readChain({ trail, signer, suspicious }: ChainPorts, now: number): Promise<Chain> {
  const keyOf = publicKeys(trail, signer)
  const head = await headOf(trail)
  let held: HeldDigest[] = []
  let previous: string | null = null
  let low = head + 1
  const digests = () => held.map(({ signed }) => signed.digest)
  while (low > Math.max(1, head - mostRead) && needsMore(digests(), now)) {
    const last = low - 1
    low = Math.max(1, low - chunk)
    const versions = await originals(trail, low, last, suspicious)
    const read = await each(versions, async (version) => ({ version, ...(await digestAt(trail, version, keyOf)) }))
    previous ??= read.findLast(({ hash }) => hash !== undefined)?.hash ?? null
    for (const { version, why } of read) if (why) suspicious({ why, key: version.key, version: version.version })
    held = [...read.flatMap((one) => one.held ?? []), ...held]
  }
  unchained(digests(), suspicious)
  return { head, previous, held, isWhole: low === 1 }
}

/** Whether the digests that are known may leave out one that names what is to be sealed, or of a day whose bundle is due. */
function needsMore(digests: Digest[], now: number): boolean {
  const [oldest] = digests
  if (!oldest) return true
  const from = looksFrom(digests.at(-1), now)
  return from === null || Date.parse(oldest.time) >= from || !knowsLastDay(digests)
}

/**
 * Sequence of the newest digest, with ever larger steps and then halves: whether anything sorts after a key is the answer of one call,
 * and holes do not matter. 0: there is none.
 */
async function headOf(trail: Trail): Promise<number> {
  let low = 0
  let high = Number.POSITIVE_INFINITY
  for (let step = page; ; step *= 2) {
    const probe = high - low <= page ? low : Math.min(low + step, Math.floor((low + high) / 2))
    const found = await trail.list(prefixes.digests, { ...after(probe), most: page })
    const last = found.flatMap(({ key }) => sequenceOf(key) ?? []).at(-1)
    if (last !== undefined && found.length < page) return last
    if (last !== undefined) low = last
    else if (probe === low) return low
    else high = probe
  }
}

const after = (sequence: number): { after?: string } => (sequence > 0 ? { after: digestKey(sequence) } : {})

/** The first version of each digest, in the order of sequence. What was put over it or hides it is suspicious. */
async function originals(
  trail: Trail,
  first: number,
  last: number,
  suspicious: ChainPorts['suspicious'],
): Promise<TrailObject[]> {
  const found = new Map<number, TrailObject>()
  const end = digestKey(last)
  for (let from = after(first - 1); !from.after || from.after < end; ) {
    const objects = await trail.list(prefixes.digests, { ...from, most: page })
    for (const object of objects) {
      const sequence = sequenceOf(object.key)
      if (sequence === undefined || sequence > last) continue
      const { key, version } = object
      if (object.isDeleteMarker) suspicious({ why: 'delete-marker', key, version })
      else {
        if (found.has(sequence)) suspicious({ why: 'second-version', key, version })
        found.set(sequence, object)
      }
    }
    from = { after: objects.length < page ? end : (objects.at(-1)?.key ?? end) }
  }
  for (let sequence = first; sequence <= last; sequence++)
    if (!found.has(sequence)) suspicious({ why: 'missing', key: digestKey(sequence), version: null })
  return [...found].sort(([one], [other]) => one - other).map(([, object]) => object)
}

/** Anything that may stand there is read as if somebody else had written it. */
async function digestAt(
  trail: Trail,
  { key, version, size }: TrailObject,
  keyOf: (fingerprint: string) => Promise<SignatureCheck | undefined>,
): Promise<{ held?: HeldDigest; hash?: string; why?: Suspicion['why'] }> {
  if (size > largest) return { why: 'too-large' }
  const { bytes } = (await trail.read(key, version)) ?? {}
  if (!bytes) return { why: bytes === null ? 'unreadable' : 'missing' }
  const signed = readDigest(new TextDecoder().decode(bytes))
  if (typeof signed === 'string' || signed.digest.sequence !== sequenceOf(key))
    return { hash: sha256(bytes), why: 'not-a-digest' }
  const isSigned = await keyOf(signed.signature.key)
  const value = Buffer.from(signed.signature.value, 'base64')
  const hash = digest(signed.digest)
  if (!isSigned?.(canonicalJson(signed.digest), value)) return { hash, why: 'unsigned' }
  return { hash, held: { signed, object: { key, version, size, sha256: sha256(bytes) }, bytes } }
}

/** Public keys by fingerprint: the signer's own, and those of signers before it. */
function publicKeys(trail: Trail, signer: Signer) {
  const known = new Map<string, Promise<SignatureCheck | undefined>>()
  const read = async (fingerprint: string): Promise<SignatureCheck | undefined> => {
    if (fingerprint === signer.fingerprint) return signatureCheck(signer.publicKey)
    // There is no signature at all.
    if (fingerprint === '') return undefined
    const { bytes } = (await trail.read(publicKeyKey(fingerprint))) ?? {}
    const text = bytes ? new TextDecoder().decode(bytes) : undefined
    return text !== undefined && fingerprintOf(text) === fingerprint ? signatureCheck(text) : undefined
  }
  return (fingerprint: string) => {
    const asked = known.get(fingerprint) ?? read(fingerprint)
    known.set(fingerprint, asked)
    return asked
  }
}

function unchained(digests: Digest[], suspicious: ChainPorts['suspicious']): void {
  for (const [index, one] of digests.entries()) {
    const before = digests[index - 1]
    if (before?.sequence === one.sequence - 1 && one.previous !== digest(before))
      suspicious({ why: 'not-chained', key: digestKey(one.sequence), version: null })
  }
}
