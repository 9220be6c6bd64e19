import type { Event, Evidence } from './facts.ts'
import type { Interval, Period, Why } from './interval.ts'
import { type Chain, firstFrom, lastBefore, readsMayBeBehind } from './looks.ts'

type Bad = Extract<Evidence, { kind: 'bad' }>

/** A difference from its beginning to its end, as far as records tell. */
export interface Episode {
  /** When it must have begun, and may have: the same where an event tells. */
  began: number
  mayHaveBegun: number
  found: number
  /** When a write of ours ended it; null: it ended unseen, or has not. */
  restored: number | null
  /** From when on nothing says that it goes on; null: it does, as far as is known. */
  over: number | null
  event: Event | null
  held: Bad['held']
  triggers: Set<string>
  refused: string | null
  /** Times in which it is known to be, or may be. */
  intervals: Interval[]
  records: string[]
}

const heldWhys: Readonly<Record<string, Why>> = { suspended: 'suspended', exempt: 'exempt', notify: 'notify-only' }

const whyOf = ({ held, why }: Bad): Why => heldWhys[held ?? ''] ?? why

/** Whether a look saw a place as it should be: what it found stands in evidence between its beginning and its record. */
const sawIt = (chain: Chain, bads: readonly Bad[], index: number): boolean => {
  const look = chain.looks[index]
  return look !== undefined && !bads.some((bad) => bad.at <= look.recorded && bad.last >= look.began)
}

/**
 * The episodes of one difference. `evidence` is all that is said of it, sorted by time; `chain` are the looks that would have
 * found it; those in `hidden` times could not.
 */
export function episodes(evidence: readonly Evidence[], chain: Chain, hidden: readonly Period[] = []): Episode[] {
  const bads = evidence.filter((one) => one.kind === 'bad')
  const isGood = (index: number): boolean => {
    const began = chain.looks[index]?.began ?? 0
    return sawIt(chain, bads, index) && !hidden.some(({ from, until }) => from <= began && began < until)
  }
  /** The first look that began after a time, by more than reads may be behind, and saw it as it should be. */
  const lookAfter = (time: number, until: number) => {
    for (let index = firstFrom(chain.looks, time + readsMayBeBehind); index < chain.looks.length; index++) {
      const look = chain.looks[index]
      if (!look || look.ended > until) return undefined
      if (isGood(index)) return look
    }
    return undefined
  }
  const lookBefore = (time: number) => {
    for (let index = lastBefore(chain.looks, time); index >= 0; index--) if (isGood(index)) return chain.looks[index]
    return undefined
  }

  const all: Episode[] = []
  /** The last write that put it right. */
  let mended = Number.NEGATIVE_INFINITY
  let open: (Episode & { last: number; isMaybe: boolean; why: Why }) | undefined
  const add = (from: number, until: number, state: Interval['state'], reason: Why, records: readonly string[]) => {
    if (open && from < until) open.intervals.push({ from, until, state, why: reason, records })
  }
  const close = (over: number | null, restored: number | null) => {
    if (!open) return
    const { last: _, isMaybe: __, why: ___, ...episode } = { ...open, over, restored }
    all.push(episode)
    open = undefined
  }
  /** Up to the last evidence it was so; then, up to a time at which it is right again, nobody knows. */
  const endUnseen = (until: number, ids: readonly string[]) => {
    if (!open) return
    open.records.push(...ids)
    add(open.last, until, 'unknown', open.isMaybe ? 'outcome-unknown' : 'unseen-change', open.records.slice(-2))
    close(until, null)
  }
  const begin = (bad: Bad) => {
    const reason = whyOf(bad)
    const look = lookBefore(bad.at)
    const proven = look ? look.began - readsMayBeBehind : Number.NEGATIVE_INFINITY
    const lastGood = Math.max(proven, mended)
    const since = bad.since === null || bad.since > bad.at ? null : bad.since
    const isRefuted = since !== null && lastGood > since
    const isEarlier = since !== null && all.some((one) => one.began <= since && since < (one.over ?? since + 1))
    // An event of an earlier difference tells nothing of this one.
    const isKnown = bad.event !== null && all.some(({ event }) => event?.id === bad.event?.id)
    const mayHaveBegun =
      since === null || (isRefuted && isEarlier) ? lastGood : bad.isEarlier ? Math.min(lastGood, since) : since
    const began = since === null || isRefuted ? bad.at : since
    open = {
      ...{ began, found: bad.at, restored: null, over: null, event: isKnown ? null : bad.event },
      mayHaveBegun: Math.min(Math.max(mayHaveBegun, Number.MIN_SAFE_INTEGER), bad.at),
      ...{ held: bad.held, triggers: new Set([bad.trigger]), refused: null, intervals: [] },
      records: [...bad.ids],
      last: bad.last,
      isMaybe: false,
      why: reason,
    }
    add(open.mayHaveBegun, began, 'unknown', 'unseen-change', [...(look ? [look.id] : []), ...bad.ids])
    add(began, Math.max(bad.last, began), 'not-in-force', reason, bad.ids)
  }
  for (const one of evidence) {
    if (open) {
      const look = lookAfter(open.last, one.at)
      if (look && one.kind !== 'good') endUnseen(look.ended, [look.id])
    }
    // Who wrote, or tried to, had found something that nobody recorded.
    if (!open && (one.kind !== 'good' || one.result === 'done')) begin(one.kind === 'bad' ? one : unrecorded(one))
    if (!open) {
      mended = Math.max(mended, one.at)
      continue
    }
    open.records.push(...one.ids)
    if (one.kind === 'bad') {
      const from = Math.max(open.last, one.at)
      if (open.isMaybe) add(open.last, from, 'unknown', 'outcome-unknown', one.ids)
      else add(open.last, from, 'not-in-force', open.why, one.ids)
      add(from, one.last, 'not-in-force', whyOf(one), one.ids)
      Object.assign(open, { last: Math.max(from, one.last), isMaybe: false, held: one.held, why: whyOf(one) })
      open.event ??= one.event
      open.triggers.add(one.trigger)
    } else if (one.kind === 'good') {
      mended = Math.max(mended, one.at)
      if (one.at < open.last) continue
      if (one.result === 'already') endUnseen(one.at, [])
      else {
        add(open.last, one.at, ...stateOf(open), one.ids)
        close(one.at, one.at)
      }
    } else if (one.kind === 'maybe') {
      add(open.last, one.at, ...stateOf(open), one.ids)
      Object.assign(open, { last: Math.max(open.last, one.at), isMaybe: true })
    } else open.refused = one.error
  }
  if (open) {
    const look = lookAfter(open.last, Number.POSITIVE_INFINITY)
    if (look) endUnseen(look.ended, [look.id])
    else {
      add(open.last, Number.POSITIVE_INFINITY, ...stateOf(open), open.records.slice(-1))
      close(null, null)
    }
  }
  return all
}

/** What holds from the last evidence on, until something else is heard. */
const stateOf = ({ isMaybe, why }: { isMaybe: boolean; why: Why }): [Interval['state'], Why] =>
  isMaybe ? ['unknown', 'outcome-unknown'] : ['not-in-force', why]

const unrecorded = ({ at, manifest, ids }: Evidence): Bad => ({
  ...{ kind: 'bad', at, last: at, since: null, event: null, held: null, why: 'drift' },
  ...{ trigger: 'outcome', manifest, ids },
})
