import { canonicalJson } from '../json.ts'
import type { TrailObject } from '../ports.ts'
import { digestKey, prefixes, segmentsOf } from './places.ts'
import type { Digest, SealedObject, SignedDigest } from './seal.ts'

// What is new, and what the next digest is about, from digests that hold. Nothing here goes by when a segment was written: what
// no digest names is new.

/** Segments that one digest names at most: what is left is the next one's. */
export const mostSegments = 1_000

const day = 86_400_000

/** Days before today of which segments are looked for by the first digest of a day, and by all others. */
const looksBack = { first: 8, others: 1 }

/** Start of the day (UTC) of a time, in epoch milliseconds. */
const dayOf = (time: number): number => Math.floor(time / day) * day

/** Name of one version of an object. */
const nameOf = ({ key, version }: Pick<SealedObject, 'key' | 'version'>): string => JSON.stringify([key, version])

/** A digest is never older than the one before it: a day that a digest has closed stays closed. Epoch milliseconds. */
export const timeOfNext = (head: Digest | undefined, now: number): number =>
  Math.max(now, head ? Date.parse(head.time) : now)

/**
 * From when on, in epoch milliseconds, segments are looked for, and digests are read for what is sealed; null: all. It is the start
 * of a day, so that no segment of it was sealed before: a digest names none of a day after its own.
 */
export function looksFrom(head: Digest | undefined, now: number): number | null {
  if (!head) return null
  const time = timeOfNext(head, now)
  const isFirst = dayOf(Date.parse(head.time)) < dayOf(time)
  const last = head.segments.at(-1)
  return Math.min(
    dayOf(time) - (isFirst ? looksBack.first : looksBack.others) * day,
    // Nobody sealed for a while.
    dayOf(Date.parse(head.time)) - day,
    // It was full, maybe.
    last ? dayOfKey(last.key) : time,
  )
}

/** Start of the day of a segment's key; what is no segment's key counts as of a day that is never over. */
function dayOfKey(key: string): number {
  const iso = key.slice(prefixes.records.length, prefixes.records.length + 10).replaceAll('/', '-')
  const time = Date.parse(iso)
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : dayOf(time)
}

/** Prefixes below which segments are looked for. Nothing of the days after is sealed before they come. */
export function searched(from: number | null, time: number): string[] {
  if (from === null) return [prefixes.records]
  const days = Math.max(0, (dayOf(time) - from) / day) + 1
  return Array.from({ length: days }, (_, index) => segmentsAt(from + index * day))
}

const segmentsAt = (time: number): string => segmentsOf(new Date(time).toISOString())

/** Versions that no digest names, as far as they are of the digest's day or before. Sorted by key and version. */
export function unsealed(versions: TrailObject[], digests: Digest[], time: number): TrailObject[] {
  const sealed = new Set(digests.flatMap(({ segments }) => segments.map(nameOf)))
  const end = segmentsAt(dayOf(time) + day)
  return versions
    .filter((one) => !one.isDeleteMarker && one.key < end && !sealed.has(nameOf(one)))
    .sort((one, other) => compare(one.key, other.key) || compare(one.version ?? '', other.version ?? ''))
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/**
 * The oldest day whose bundle is due: a digest of a later day stands, so that none is added, and no digest names its bundle.
 * `isWhole`: the first of these digests, in the order of sequence, is the first of all; else its day is not known in full.
 */
export function dueBundle(digests: Digest[], isWhole: boolean): { day: string; digests: Digest[] } | undefined {
  const days = [...new Set(digests.map(nameOfDay))]
  const made = new Set(digests.flatMap(({ bundle }) => bundle?.day ?? []))
  const due = days.slice(isWhole ? 0 : 1, -1).find((one) => !made.has(one))
  return due === undefined ? undefined : { day: due, digests: digests.filter((one) => nameOfDay(one) === due) }
}

/** Whether digests, the newest of all among them, tell in full of the last day before the newest one's. */
export const knowsLastDay = (digests: Digest[]): boolean => new Set(digests.map(nameOfDay)).size > 2

const nameOfDay = ({ time }: Digest): string => time.slice(0, 10)

/** What stands in the object of a digest. */
export const signedText = (signed: SignedDigest): string => canonicalJson(signed)

/** Sequence of the digest at a key; undefined: no digest has it. */
export function sequenceOf(key: string): number | undefined {
  const sequence = Number(key.slice(prefixes.digests.length, -'.json'.length))
  return Number.isSafeInteger(sequence) && sequence > 0 && digestKey(sequence) === key ? sequence : undefined
}

/** Number of lines: records of a segment. */
export function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1
  return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines
}
