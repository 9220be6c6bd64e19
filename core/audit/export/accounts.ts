import type { Facts, Stay } from './facts.ts'
import type { Period, Why } from './interval.ts'

/** A time of an account: where it lies, or why nobody knows. */
export interface AccountPeriod extends Period {
  /** Ids above the account; null: not known. */
  path: string[] | null
  state: string
  joinedAt: number | null
  why: Why
  records: readonly string[]
  /** The whole time for which it is known to lie there, which may begin before the period that was asked for. */
  known: Period
}

const day = 24 * 60 * 60_000

const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`)

/**
 * The times of an account within a period, in their order. Between inventories of two days that follow each other it lay where
 * both have it; the last of them holds until its day ends. Before the first that has it, and after the last, there may be no account.
 */
export function accountPeriods(facts: Facts, account: string, period: Period): AccountPeriod[] {
  const stays = facts.accounts.get(account) ?? []
  const times: AccountPeriod[] = []
  for (const [index, stay] of stays.entries()) {
    const before = beforeOf(facts, stay, stays[index - 1])
    const known = { from: facts.inventories[stay.first]?.time ?? 0, until: endOf(facts, stay) }
    const records = idsOf(facts, stay, period)
    add(times, period, { ...unknown, ...before, known, until: known.from, records })
    add(times, period, {
      ...known,
      known,
      path: stay.path === '' ? [] : stay.path.split(' '),
      state: stay.state,
      joinedAt: stay.joined,
      why: 'seen',
      records,
    })
    add(times, period, { ...unknown, ...afterOf(facts, stay, stays[index + 1], known.until), known, records })
  }
  return times
}

const unknown = { path: null, state: '', joinedAt: null }

function add(times: AccountPeriod[], { from, until }: Period, one: AccountPeriod): void {
  const cut = { from: Math.max(one.from, from, times.at(-1)?.until ?? from), until: Math.min(one.until, until) }
  if (cut.from < cut.until) times.push({ ...one, ...cut })
}

/** Of the inventories that have an account there: the last before a period and the first after it, as far as they are known by part. */
function idsOf({ inventories }: Facts, { first, last, part, lastPart }: Stay, { from, until }: Period): string[] {
  let [one, other] = [first, last]
  if (part === lastPart) {
    while (one < last && (inventories[one + 1]?.time ?? 0) <= from) one += 1
    while (other > one && (inventories[other - 1]?.time ?? 0) >= until) other -= 1
  }
  return [...new Set([inventories[one]?.ids[part] ?? [], inventories[other]?.ids[lastPart] ?? []].flat())]
}

const isNext = ({ inventories }: Facts, index: number): boolean => {
  const [one, next] = [inventories[index], inventories[index + 1]]
  return one !== undefined && next !== undefined && dayOf(next.day) - dayOf(one.day) <= day
}

/** Since when nobody knows where an account was that an inventory has, and the one before it had not, or elsewhere. */
function beforeOf(facts: Facts, { first }: Stay, previous: Stay | undefined): { from: number; why: Why } {
  const earlier = facts.inventories[first - 1]
  if (!earlier) return { from: Number.MIN_SAFE_INTEGER, why: 'no-inventory' }
  if (previous) return { from: 0, why: isNext(facts, first - 1) ? 'moved-or-left' : 'no-inventory' }
  return { from: earlier.time, why: isNext(facts, first - 1) ? 'joined' : 'no-inventory' }
}

function endOf(facts: Facts, { last }: Stay): number {
  const [one, next] = [facts.inventories[last], facts.inventories[last + 1]]
  if (!one) return 0
  // Where the next has it elsewhere, or not at all, it went at some time after this one.
  return next && isNext(facts, last) ? one.time : Math.max(one.time, dayOf(one.day) + day)
}

function afterOf(
  facts: Facts,
  { last }: Stay,
  following: Stay | undefined,
  from: number,
): { from: number; until: number; why: Why } {
  const next = facts.inventories[last + 1]
  // With no inventory afterwards nobody knows whether it left.
  if (!next) return { from, until: Number.POSITIVE_INFINITY, why: 'no-inventory' }
  const isKnown = isNext(facts, last) || following?.first === last + 1
  return { from, until: next.time, why: isKnown ? 'moved-or-left' : 'no-inventory' }
}
