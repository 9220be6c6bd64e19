import { digest } from '../core/digest.ts'
import { causeOf } from '../core/event/cause.ts'
import { contendedIn, contentionKey, type Incident } from '../core/event/incident.ts'
import { member } from '../core/event/member.ts'
import { certainFrom, isContended, longestPutOff, restorableFrom } from '../core/event/reversal.ts'
import type { Json } from '../core/json.ts'
import type { Change } from '../core/plan/change.ts'
import { isEviction } from '../core/plan/evict.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { State } from '../core/ports.ts'
import type { Trigger } from './trigger.ts'

// When each thing was restored lately: what is taken away again and again is not restored without a pause, and an event
// that is older than our restore needs no second look. A forged row costs a pause or a look, and expires.

const rowOf = (key: string): string => `restored/${key}`

const lasts = 60 * 60_000
const most = 12

interface Row {
  /** Epoch milliseconds, oldest first. */
  times: number[]
  /** Digest of what was written the last time. */
  after: unknown
}

async function rowFor(state: State, key: string, now: number): Promise<Row> {
  const row = await state.get(rowOf(key))
  const times = member(row, 'times')
  return {
    times: (Array.isArray(times) ? times : []).slice(-most).filter((time) => typeof time === 'number' && time <= now),
    after: member(row, 'after'),
  }
}

const writes = ({ after }: Change): string => digest(after)

export async function rememberRestored(
  state: State,
  outcomes: ChangeWithOutcome[],
  written: Map<string, number>,
  now: number,
): Promise<void> {
  const rows: Record<string, Json> = {}
  for (const change of outcomes.filter(({ outcome }) => outcome.result === 'done')) {
    const { times } = await rowFor(state, change.key, now)
    rows[rowOf(change.key)] = { times: [...times, written.get(change.key) ?? now].slice(-most), after: writes(change) }
  }
  await state.put(rows, lasts)
}

/** Whether one of these changes was carried out since a moment. */
export async function isRestoredSince(state: State, keys: string[], since: number, now: number): Promise<boolean> {
  for (const key of keys) if ((await rowFor(state, key, now)).times.some((time) => time >= since)) return true
  return false
}

/** What the past says of changes. */
export interface Timing {
  /** Keys of those that wait, and from when on they may be carried out, in epoch milliseconds. */
  putOff: Map<string, number>
  /** Changes that undo what was undone twice already within ten minutes. */
  contended: Change[]
}

/**
 * What looks as if it were missing though it was restored a moment ago waits, because reads may be behind; where an event
 * asked, what was refused a moment ago and what is taken away again and again waits too. Nothing for more than five minutes.
 * The changes are in the order of a plan.
 */
export async function timed(
  state: State,
  { kind, events }: Pick<Trigger, 'kind' | 'events'>,
  changes: Change[],
  known: Incident[],
  now: number,
): Promise<Timing> {
  const incidents = new Map(known.map((incident) => [incident.key, incident]))
  const timing: Timing = { putOff: new Map(), contended: [] }
  /** Types that are certain to be switched off: then nothing of them is attached, whatever was restored lately. */
  const off = new Set<string>()
  // What is evicted goes with what is attached in its place.
  for (const change of changes.filter((one) => !isEviction(one))) {
    const { times, after } = await rowFor(state, change.key, now)
    const isAnother = off.has(change.policy.type) || after !== writes(change)
    const certain = isAnother ? now : certainFrom(times, causeOf(change, events)?.time, now)
    if (certain === now && isContended(times, now)) timing.contended.push(change)
    const patient = kind === 'event' ? [restorableFrom(times, now), incidents.get(change.key)?.nextTry ?? now] : []
    const from = Math.min(now + longestPutOff, Math.max(certain, ...patient))
    if (from > now) timing.putOff.set(change.key, from)
    else if (change.action === 'enable-policy-type') off.add(change.policy.type)
  }
  return timing
}

/** Keys of the incidents of contention that go on. */
export async function contentionsGoingOn(state: State, known: Incident[], now: number): Promise<Set<string>> {
  const going = new Set<string>()
  for (const key of known.flatMap((incident) => contendedIn(incident) ?? []))
    if (isContended((await rowFor(state, key, now)).times, now)) going.add(contentionKey(key))
  return going
}
