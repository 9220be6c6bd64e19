import { sha256 } from '../../digest.ts'
import { canonicalJson } from '../../json.ts'
import { digestKey } from '../places.ts'
import type { Digest, SignedDigest } from '../seal.ts'
import type { SignatureCheck } from '../signature.ts'
import type { Say } from './findings.ts'
import { readDigest } from './read-digest.ts'
import type { Anchor, Trust } from './trust.ts'

const minutes = 60_000

/** One digest every quarter of an hour: what is longer has a reason. */
const longestGap = 20 * minutes

/** Nobody seals any more where the newest digest of a live trail is older: two were missed. */
const oldestHead = 45 * minutes

/** By how much the clock of who seals may be ahead of the one of who verifies. */
const clockError = 5 * minutes

export interface Gap {
  from: string
  until: string
  sequence: number
}

export interface Chain {
  /** The next object below digests/, in the order of their keys. The digest where it can be read; it may be found wrong all the same. */
  next: (object: { sequence: number; version: string | null; text: string | undefined }) => Digest | undefined
  /** A further version of a digest's object: it was written once. */
  again: (object: { sequence: number; version: string | null; text: string | undefined }) => void
  /** What can be said when there is none left. */
  end: () => ChainEnd
}

export interface ChainEnd {
  head: (Anchor & { time: string }) | null
  genesis: string | null
  /** Fingerprints of the keys whose signatures were good. */
  keys: string[]
  organization: string | null
  attestation: 'independent' | 'self' | 'mixed' | null
  gaps: Gap[]
  digests: number
}

interface Chained {
  trust: Trust | null
  /** The bucket that it must be the chain of; null: any place, the same throughout. */
  place: string | null
  /** By fingerprint, of keys whose fingerprint was compared. */
  publicKeys: ReadonlyMap<string, SignatureCheck>
  /** What is older, in epoch milliseconds, may have expired. */
  expiredBefore: number
  now: number
  /** Whether somebody is to seal there now. */
  isLive: boolean
  say: Say
}

/** Sees that digests follow from each other, from the genesis to the head, and are signed by whom they must be. */
export function createChain({ trust, place, publicKeys, expiredBefore, now, isLive, say }: Chained): Chain {
  const keys = new Set<string>()
  const gaps: Gap[] = []
  const attestations = new Set<Digest['attestation']>()
  const anchors = new Map((trust?.anchors ?? []).map(({ sequence, digest }) => [sequence, digest]))
  let last = 0
  /** The digest before, where it could be read; its hash counts only where its signature was good. */
  let before: { digest: Digest; hash: string; isSound: boolean } | undefined
  let first: { digest: Digest; hash: string } | undefined
  let head: ChainEnd['head'] = null
  let digests = 0

  const isSigned = ({ digest, signature: { key, value } }: SignedDigest, text: string): boolean => {
    const about = aboutOf(digest.sequence)
    const isOf = publicKeys.get(key)
    if (!key) say('unsigned', about, `Digest ${digest.sequence} has no signature`)
    else if (isOf === undefined)
      say('key-missing', about, `Digest ${digest.sequence} is signed with the key ${key}, which is not below keys/`)
    else if (!isOf(text, Buffer.from(value, 'base64')))
      say('altered', about, `Digest ${digest.sequence} is not what was signed`)
    else {
      keys.add(key)
      if (!trust || trust.keys.includes(key)) return true
      say('foreign-key', about, `Digest ${digest.sequence} is signed with the key ${key}, which is not trusted`)
    }
    return false
  }

  const follows = (digest: Digest, hash: string, isSound: boolean): void => {
    const { sequence, previous, time } = digest
    const about = aboutOf(sequence)
    if (before === undefined) {
      if (sequence === 1 && previous !== null)
        say('forked', about, 'Digest 1 names one before it: it is none that a chain begins with')
    } else {
      if (before.digest.sequence === sequence - 1 && before.isSound && isSound && previous !== before.hash)
        say('forked', about, `Digest ${sequence} does not name digest ${sequence - 1} as it is there`)
      if (time < before.digest.time)
        say('reordered', about, `Digest ${sequence} is of ${time}, before digest ${before.digest.sequence}`)
      else if (Date.parse(time) - Date.parse(before.digest.time) > longestGap)
        gaps.push({ from: before.digest.time, until: time, sequence })
      if (digest.attestation === 'self' && before.digest.attestation === 'independent')
        say('attestation-changed', about, `From digest ${sequence} on who enforces signs as well`)
    }
    if (Date.parse(time) > now + clockError)
      say('reordered', about, `Digest ${sequence} is of ${time}, which is to come`)
    if (sequence > 1 && previous === null)
      say('forked', about, `Digest ${sequence} names none before it: a chain begins anew`)
    if (sequence === 1 && trust && hash !== trust.genesis)
      say('foreign-genesis', about, `Digest 1 is ${hash}; ${trust.genesis} is trusted`)
    const anchor = anchors.get(sequence)
    if (anchor !== undefined && anchor !== hash)
      say('forked', about, `Digest ${sequence} is ${hash}; ${anchor} was noted in the trust file`)
  }

  return {
    next({ sequence, version, text }) {
      const about = { ...aboutOf(sequence), version }
      digests++
      const signed = readDigest(text)
      if (sequence > last + 1) absent(last + 1, sequence - 1, typeof signed === 'string' ? undefined : signed.digest)
      last = sequence
      if (typeof signed === 'string') {
        say('altered', about, `Digest ${sequence} is not what was sealed: ${signed}`)
        before = undefined
        return undefined
      }
      const { digest } = signed
      if (digest.sequence !== sequence) {
        say('reordered', about, `Digest ${digest.sequence} lies where digest ${sequence} belongs`)
        before = undefined
        return digest
      }
      const canonical = canonicalJson(digest)
      const hash = sha256(canonical)
      const isSound = isSigned(signed, canonical)
      if (digest.organization !== (trust?.organization ?? first?.digest.organization ?? digest.organization))
        say('malformed', about, `Digest ${sequence} is of the organization ${JSON.stringify(digest.organization)}`)
      const wanted = place ?? first?.digest.place ?? digest.place
      if (digest.place !== wanted)
        say('moved', about, `Digest ${sequence} was made for ${JSON.stringify(digest.place)}, not for ${wanted}`)
      follows(digest, hash, isSound)
      attestations.add(digest.attestation)
      first ??= { digest, hash }
      before = { digest, hash, isSound }
      head = { sequence, digest: hash, time: digest.time }
      return digest
    },
    again({ sequence, version, text }) {
      const about = { ...aboutOf(sequence), version }
      const signed = readDigest(text)
      const canonical = typeof signed === 'string' ? '' : canonicalJson(signed.digest)
      const isOther =
        typeof signed !== 'string' &&
        publicKeys.get(signed.signature.key)?.(canonical, Buffer.from(signed.signature.value, 'base64')) &&
        sha256(canonical) !== (before?.digest.sequence === sequence ? before.hash : '')
      if (isOther) say('forked', about, `There is another digest ${sequence}, signed as well`)
      else say('doubled', about, `There is another version of digest ${sequence}`)
    },
    end() {
      const newest = Math.max(0, ...anchors.keys())
      if (newest > last)
        say('truncated', aboutOf(newest), `Digest ${newest} was noted in the trust file; the newest here is ${last}`)
      else if (isLive && head && now - Date.parse(head.time) > oldestHead)
        say('truncated', aboutOf(last), `The newest digest, ${last}, is of ${head.time}: none came since`)
      return {
        head,
        genesis: first?.digest.sequence === 1 ? first.hash : null,
        keys: [...keys].sort(),
        organization: trust?.organization ?? first?.digest.organization ?? null,
        attestation: attestations.size > 1 ? 'mixed' : ([...attestations][0] ?? null),
        gaps,
        digests,
      }
    },
  }

  function absent(from: number, to: number, next: Digest | undefined): void {
    const range = from === to ? `Digest ${from} is` : `Digests ${from} to ${to} are`
    if (from === 1 && next && Date.parse(next.time) < expiredBefore)
      say('expired', aboutOf(to), `${range} older than the retention; only an anchor proves where the chain came from`)
    else say('missing', aboutOf(from), `${range} missing`)
  }
}

const aboutOf = (sequence: number) => ({ sequence, key: digestKey(sequence) })
