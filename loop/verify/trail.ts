import { segmentKey } from '../../core/audit/places.ts'
import type { AuditRecord } from '../../core/audit/record.ts'
import type { Digest } from '../../core/audit/seal.ts'
import { createChain } from '../../core/audit/verify/chain.ts'
import { createFindings, type Findings } from '../../core/audit/verify/findings.ts'
import { createObjects, type Match, type Unnamed } from '../../core/audit/verify/objects.ts'
import { expiredBefore, lacksRetention, type WantedRetention } from '../../core/audit/verify/retention.ts'
import { isSegmentKey, readSegment, timeOfKey } from '../../core/audit/verify/segment.ts'
import type { Trust } from '../../core/audit/verify/trust.ts'
import type { Verified } from '../../core/audit/verify/verification.ts'
import { sha256 } from '../../core/digest.ts'
import type { Retention, Trail, TrailObject } from '../../core/ports.ts'
import { checkBundles, publicKeysOf } from './beside.ts'
import { readChain } from './digests.ts'
import { inOrder } from './in-order.ts'
import { byKey, days } from './listing.ts'
import { seeRecords } from './records.ts'

export interface Verifying {
  trail: Trail
  /** Whether it is a bucket, which keeps versions, hides, locks, and is sealed all the time. */
  isBucket: boolean
  trust: Trust | null
  /** What each object must be locked for; null: nobody says. */
  retention: WantedRetention | null
  /** ISO 8601; records of this time are read, the first included. null: no end. */
  period: { from: string | null; to: string | null }
  now: number
  /** Where findings are gathered. */
  findings?: Findings
  /** Called for each record that is sound. */
  onRecord?: (record: AuditRecord, key: string) => void
  /** Called after each object; may wait. */
  progress?: (counts: Progress) => Promise<void>
}

export interface Progress {
  digests: number
  segments: number
  records: number
}

/** Objects that are read at once: a bucket takes its time for each. */
const atOnce = 16

/** Bytes of a segment that are read: nobody seals a larger one. */
const largest = 16_000_000

const minutes = 60_000

/** What comes later is still in time: queues keep what cannot be recorded. */
const patience = 45 * minutes

/** A digest may name what was recorded so long before: so much of the chain is read ahead of the records. */
const ahead = 60 * minutes

/**
 * Looks at the whole trail once: that the chain of digests holds, that what they name is there as it was, and that nothing else is.
 * It needs space for keys of segments and ids of records, not for what they say. Rejects where the place cannot be read.
 */
export async function verifyTrail(verifying: Verifying): Promise<Verified> {
  const { trail, isBucket, trust, retention, period, now } = verifying
  const { findings = createFindings() } = verifying
  const { say } = findings
  const rules = { expiredBefore: expiredBefore(retention, now), now, say }
  const counts = { digests: 0, segments: 0, records: 0 }
  const objects = createObjects({ hasVersions: isBucket, ...rules })
  const records = seeRecords(say, Math.min(now, Date.parse(period.to ?? '') || now))
  const bundles: (NonNullable<Digest['bundle']> & { sequence: number })[] = []
  let organization = trust?.organization ?? null
  let headTime = ''

  if (!trust) say('origin-unproven', {}, 'Without a trust file anybody with a key could have made all of this')

  const locked = (object: TrailObject, found: Retention | null) => {
    const lacks = isBucket && retention ? lacksRetention(retention, found, object.modified) : undefined
    if (lacks) say('wrongly-retained', { key: object.key, version: object.version }, lacks)
  }
  const beside = { trail, say, locked, atOnce }
  const publicKeys = await publicKeysOf(beside)
  const chain = createChain({ trust, place: isBucket ? trail.place : null, publicKeys, isLive: isBucket, ...rules })
  const digests = readChain({ ...beside, chain })

  const see = ({ object, sealed }: Match, bytes: Uint8Array) => {
    const { key, version, sequence } = sealed
    const hash = sha256(bytes)
    if (hash !== sealed.sha256) objects.differs({ object, sealed }, hash)
    if (!isSegmentKey(key)) return
    const found = readSegment({ key, version, sequence }, bytes, organization, say)
    counts.records += found.length
    for (const record of found) {
      records.see(record, key)
      verifying.onRecord?.(record, key)
    }
    if (hash === sealed.sha256 && found.length !== sealed.records)
      say(
        'malformed',
        { key, version, sequence },
        `It has ${found.length} sound records; ${sealed.records} were sealed`,
      )
  }

  const isAsked = (time: string) => (!period.from || time >= period.from) && (!period.to || time < period.to)
  const read = async ({ object, sealed: { key, version, sequence, size, modified } }: Match) => {
    const stored = Date.parse(modified)
    if (isSegmentKey(key) && stored - Date.parse(timeOfKey(key)) > patience)
      say('late', { key, version, sequence }, `It came at ${modified}`)
    const isRead = !isSegmentKey(key) || isAsked(timeOfKey(key))
    if (isRead && object.size <= largest) return trail.read(key, object.version)
    if (object.size !== size)
      say('altered', { key, version, sequence }, `It has ${object.size} bytes; ${size} were sealed`)
    else if (isRead) say('unreadable', { key, version, sequence }, `It has ${size} bytes: no segment is so large`)
    return null
  }
  const check = async (matches: Match[]) => {
    for await (const [match, found] of inOrder(matches, atOnce, read)) {
      const { key, version, sequence } = match.sealed
      counts.segments++
      if (found === undefined) say('missing', { key, version, sequence }, 'It went away while it was looked for')
      if (found) locked(match.object, found.retention)
      if (found?.bytes === null) say('unreadable', { key, version, sequence }, `Digest ${sequence} names it`)
      if (found?.bytes) see(match, found.bytes)
      await verifying.progress?.(counts)
    }
  }

  const advance = async (until: string) => {
    while (headTime <= until) {
      const { done, value: digest } = await digests.next()
      if (done) return
      counts.digests++
      await verifying.progress?.(counts)
      if (!digest) continue
      headTime = digest.time
      organization ??= digest.organization
      if (digest.bundle) bundles.push({ ...digest.bundle, sequence: digest.sequence })
      for (const { key, version, modified } of digest.segments)
        if (Date.parse(digest.time) - Date.parse(modified) > patience)
          say(
            'late',
            { key, version, sequence: digest.sequence },
            `It came at ${modified}, and was sealed at ${digest.time}`,
          )
      await check(objects.named(digest))
    }
  }

  for await (const { until, objects: listed } of days(trail)) {
    await advance(Number.isNaN(Date.parse(until)) ? headTime : new Date(Date.parse(until) + ahead).toISOString())
    const matches: Match[] = []
    for (const [key, versions] of byKey(listed)) {
      if (!isSegmentKey(key)) say('stray', { key }, 'It is named like no segment')
      matches.push(...objects.seen(key, versions))
    }
    await check(matches)
  }
  await advance('end')

  const unnamed: Unnamed[] = []
  const unread = inOrder(objects.unnamed(), atOnce, async ({ key, version, size }) =>
    size <= largest ? trail.read(key, version) : undefined,
  )
  for await (const [object, found] of unread) {
    if (!found?.bytes) {
      say(
        'left-over',
        { key: object.key, version: object.version },
        `It has ${object.size} bytes, and no digest names it`,
      )
      continue
    }
    const [first] = readSegment(
      { key: object.key, version: object.version },
      found.bytes,
      organization,
      () => undefined,
    )
    unnamed.push({ object, sha256: sha256(found.bytes), belongs: first && segmentKey(first) })
    await verifying.progress?.(counts)
  }
  // A file is as old as its copy; a bucket gets a bundle a moment before the digest that names it.
  const isOld = ({ modified }: TrailObject) => !isBucket || now - modified > 30 * minutes
  const soundBundles = await checkBundles(beside, bundles, { ...rules, isOld })
  const ended = chain.end()
  objects.end(unnamed, ended.head?.time ?? null)
  records.end(ended.gaps)
  if (ended.digests === 0)
    say('not-sealed', {}, 'Whatever lies here could have been made, changed or taken away by anybody')
  return {
    ...{ chain: ended, findings, trust },
    counts: { records: counts.records, segments: counts.segments, bundles: soundBundles },
    notChecked: notChecked(verifying),
  }
}

/** What nobody may conclude from the verdict. */
const notChecked = ({ isBucket, retention, period }: Verifying): string[] => [
  ...(isBucket ? [] : ['retention, versions and delete markers: a directory knows none']),
  ...(isBucket && !retention ? ['retention: nobody said what was wanted (--retention-days, --object-lock)'] : []),
  ...(period.from || period.to
    ? ['records outside the period, and what they say of it: their objects are there, as long as they were sealed']
    : []),
]
