import type { Change } from '../plan/change.ts'
import { isEviction } from '../plan/evict.ts'
import { endOf, type Interval, usedBy } from './allowance.ts'
import { type Place, placeOf, policyItself, type WrittenSuspension, wishOf } from './written.ts'

/**
 * active: nobody enforces there; ended: its time is over; exhausted: it never began, because four hours of the last 24 were
 * used up; broken: it cannot be read and means nothing; gone: it was there and is not any more.
 */
export type SuspensionState = 'active' | 'ended' | 'exhausted' | 'broken' | 'gone'

/** A suspension as it was judged at one moment. */
export interface Suspension {
  /** Name of the parameter. */
  name: string
  /** null: the name stands for none. */
  place: Place | null
  state: SuspensionState
  reason: string
  ticket: string
  /** SSM's time of the write, in epoch milliseconds. */
  written: number
  /** Epoch milliseconds: of the write, and up to when it suspends or suspended; equal where it never did. */
  from: number
  until: number
  /** Whether it ends before its writer wanted. */
  isCut: boolean
  /** What is wrong with a broken one. */
  why: string | null
}

/** What is remembered of a parameter. It shortens suspensions and never lengthens them. */
export interface Remembered {
  /** SSM's time of the write that was seen last. */
  modified: number
  from: number
  until: number
  /** When earlier writes suspended the same. */
  used: Interval[]
  /** What people were told of this write; null: nothing. */
  told: SuspensionState | null
}

export interface Judgement {
  suspensions: Suspension[]
  /** What people are to be told. */
  news: Suspension[]
  /** What is to be remembered, of each parameter that was ever seen. */
  remembered: Map<string, Remembered>
}

/** Clocks of two machines differ by less, in milliseconds. */
const clocksDiffer = 5 * 60_000

/** What the parameters suspend now. A place that no parameter names is never suspended, whatever is remembered. */
export function judge(written: WrittenSuspension[], known: ReadonlyMap<string, Remembered>, now: number): Judgement {
  const remembered = new Map<string, Remembered>()
  const found: Suspension[] = []
  const news: Suspension[] = []
  const note = (one: Suspension, row: Remembered): void => {
    if (isNews(one.state, row.told)) news.push(one)
    remembered.set(one.name, isNews(one.state, row.told) ? { ...row, told: one.state } : row)
  }
  for (const one of written) {
    const before = known.get(one.name)
    const suspension = judgeOne(one, before, now)
    const { from, until } = suspension
    const told = before?.modified === one.modified ? before.told : null
    found.push(suspension)
    note(suspension, { modified: one.modified, from, until, used: usedBefore(one, before, now), told })
  }
  for (const [name, row] of known) {
    if (remembered.has(name)) continue
    const until = Math.min(row.until, now)
    const gone = {
      ...nothing,
      name,
      place: placeOf(name) ?? null,
      state: 'gone' as const,
      from: row.from,
      until,
      written: row.modified,
    }
    note(gone, { modified: row.modified, from: row.from, until, used: row.used, told: row.told })
  }
  return { suspensions: found, news, remembered }
}

/** Whoever heard that something is suspended hears that it is not so any more; who did not needs not. */
const isNews = (state: SuspensionState, told: SuspensionState | null): boolean =>
  state !== told && (told === 'active' || !(state === 'ended' || state === 'gone'))

const nothing = { reason: '', ticket: '', isCut: false, why: null }

function judgeOne(one: WrittenSuspension, before: Remembered | undefined, now: number): Suspension {
  const { name, value, modified } = one
  const place = placeOf(name) ?? null
  const wish = wishOf(value)
  const why = !place
    ? 'its name does not end in the id of a policy and the id of a target, or "policy"'
    : typeof wish === 'string'
      ? wish
      : modified <= now + clocksDiffer
        ? null
        : 'it was written at a time that has not come yet'
  if (typeof wish === 'string' || why !== null)
    return { ...nothing, name, place, state: 'broken', from: modified, until: modified, written: modified, why }
  const { reason, ticket, lasts } = wish
  const same = before?.modified === modified ? before : undefined
  // SSM's clock may be a little ahead of ours: it was written no later than now.
  const from = Math.min(modified, now, same?.from ?? now)
  const granted = endOf({ from, until: from + lasts }, usedBefore(one, before, now))
  const until = Math.min(granted, same?.until ?? granted)
  const isCut = granted < from + lasts
  const state = now < until ? 'active' : granted === from ? 'exhausted' : 'ended'
  return { name, place, state, reason, ticket, from, until, written: modified, isCut, why }
}

/** A write ends the one before it. */
const usedBefore = ({ modified }: WrittenSuspension, before: Remembered | undefined, now: number): Interval[] =>
  !before
    ? []
    : before.modified === modified
      ? usedBy(now, before.used)
      : usedBy(now, [...before.used, { from: before.from, until: Math.min(before.until, modified) }])

/**
 * The place that a change is about; undefined where none can be suspended: a type, a policy that has no id yet, or its name, by
 * which events of its other places are known to be ours. Who makes room goes with what takes its place.
 */
export function placeOfChange(change: Change): Place | undefined {
  const { action, policy, target } = change
  if (policy.id === null || action === 'enable-policy-type' || action === 'rename-policy' || isEviction(change))
    return undefined
  return { policyId: policy.id, part: target?.id ?? policyItself }
}

/** The active suspension of the place that a change is about. */
export function suspensionOf(suspensions: Suspension[], change: Change): Suspension | undefined {
  const wanted = placeOfChange(change)
  return suspensions.find(
    ({ state, place }) => state === 'active' && place?.policyId === wanted?.policyId && place?.part === wanted?.part,
  )
}
