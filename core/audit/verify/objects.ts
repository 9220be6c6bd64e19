import type { TrailObject } from '../../ports.ts'
import type { Digest, SealedSegment } from '../seal.ts'
import type { Say } from './findings.ts'
import { isSegmentKey, timeOfKey } from './segment.ts'

export type Sealed = SealedSegment & { sequence: number }

/** An object that is there, and what was sealed of it. */
export interface Match {
  object: TrailObject
  sealed: Sealed
}

/** An object that no digest names, with what its bytes tell. */
export interface Unnamed {
  object: TrailObject
  sha256: string
  /** Where its first record belongs. */
  belongs: string | undefined
}

export interface Objects {
  /** What a digest names; resolves to what was seen before. */
  named: (digest: Digest) => Match[]
  /** The versions of one key; resolves to what was named before. */
  seen: (key: string, versions: TrailObject[]) => Match[]
  /** The bytes of a match are others. */
  differs: (match: Match, sha256: string) => void
  /** Seen, and not named. */
  unnamed: () => TrailObject[]
  /** Says what is missing, moved, altered and left over. */
  end: (unnamed: Unnamed[], headTime: string | null) => void
}

interface Rules {
  /** Whether the place keeps versions apart. */
  hasVersions: boolean
  expiredBefore: number
  now: number
  say: Say
}

/** A seal comes every quarter of an hour: what two of them did not name, none will. */
const patience = 30 * 60_000

/**
 * Brings together what digests name and what is there. Both come in the order of time, so that only what waits for the other side is
 * kept, and for each key the number of the digest that named it.
 */
export function createObjects({ hasVersions, expiredBefore, now, say }: Rules): Objects {
  const namedIn = new Map<string, number>()
  const pending = new Map<string, Sealed>()
  const waiting = new Map<string, TrailObject>()
  const others: (Match & { sha256: string })[] = []
  const idOf = (key: string, version: string | null) => (hasVersions ? `${key} ${version}` : key)

  return {
    named: ({ sequence, segments }) =>
      segments.flatMap((segment) => {
        const id = idOf(segment.key, segment.version)
        const { key, version } = segment
        const before = namedIn.get(id)
        if (before !== undefined) {
          say('doubled', { key, version, sequence }, `Digests ${before} and ${sequence} both name it`)
          return []
        }
        namedIn.set(id, sequence)
        const sealed = { ...segment, sequence }
        const object = waiting.get(id)
        if (!object) pending.set(id, sealed)
        return object && waiting.delete(id) ? [{ object, sealed }] : []
      }),
    seen(key, versions) {
      const objects = written(key, versions, say)
      return objects.flatMap((object) => {
        const id = idOf(key, object.version)
        const sealed = pending.get(id)
        if (!sealed) waiting.set(id, object)
        return sealed && pending.delete(id) ? [{ object, sealed }] : []
      })
    },
    differs: (match, sha256) => void others.push({ ...match, sha256 }),
    unnamed: () => [...waiting.values()],
    end(unnamed, headTime) {
      const wanted = new Map(
        [...pending.values(), ...others.map(({ sealed }) => sealed)].map((one) => [one.sha256, one.key]),
      )
      const places = new Map([...unnamed, ...others].map(({ sha256, object }) => [sha256, object.key]))
      for (const { object, sealed, sha256 } of others) {
        const about = { key: object.key, version: object.version, sequence: sealed.sequence }
        const other = wanted.get(sha256)
        if (other) say('moved', about, `It has the bytes that were sealed as ${other}`)
        else say('altered', about, `Its SHA-256 is ${sha256}; ${sealed.sha256} was sealed`)
      }
      for (const { key, version, sequence, sha256, modified } of pending.values()) {
        const place = places.get(sha256)
        if (Date.parse(modified) < expiredBefore) say('expired', { key, version, sequence }, `It was of ${modified}`)
        else
          say(
            'missing',
            { key, version, sequence },
            place ? `Its bytes lie at ${place}` : `Digest ${sequence} names it`,
          )
      }
      for (const { object, sha256, belongs } of unnamed) {
        const about = { key: object.key, version: object.version }
        if (!isSegmentKey(object.key)) continue
        const time = hasVersions ? new Date(object.modified).toISOString() : timeOfKey(object.key)
        const sealedAs = wanted.get(sha256)
        if (sealedAs) say('moved', about, `It has the bytes that were sealed as ${sealedAs}`)
        else if (belongs !== undefined && belongs !== object.key && namedIn.has(idOf(belongs, null)))
          say('doubled', about, `Its first record belongs to ${belongs}, which is there as well`)
        else if (Date.parse(time) < expiredBefore)
          say('expired', about, `It is of ${time}: its digest may have expired before it`)
        else if (now - Date.parse(time) <= patience) say('not-sealed-yet', about, `It is of ${time}`)
        else if (headTime === null || time > headTime)
          say('truncated', about, `It is of ${time}, and no digest came after that`)
        else say('left-over', about, 'No digest names it')
      }
    },
  }
}

/** The versions of a key that have bytes; what hides them, and that there is more than one, is said. */
export function written(key: string, versions: TrailObject[], say: Say): TrailObject[] {
  const objects = versions.filter(({ isDeleteMarker }) => !isDeleteMarker)
  for (const { version, isDeleteMarker } of versions)
    if (isDeleteMarker) say('hidden', { key, version }, 'A delete marker hides it')
  // The newest comes first: what was there before is the one that was written once.
  for (const { version } of objects.slice(0, -1)) say('doubled', { key, version }, 'It is a second version of its key')
  return objects
}
