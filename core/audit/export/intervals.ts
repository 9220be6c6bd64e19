import type { IntervalRow } from '../../../schemas/types/export.ts'
import type { Facts } from './facts.ts'
import type { Interval } from './interval.ts'
import { iso, seconds } from './numbers.ts'
import type { Timeline } from './timeline.ts'

/**
 * Every time in which a place was not in force or unknown: by attachment, and by account only where something is said of that
 * account alone. What no manifest wanted is left out.
 */
export function* intervals(facts: Facts, timeline: Timeline): Generator<IntervalRow> {
  for (const policy of timeline.policies) {
    for (const target of timeline.targets(policy))
      yield* rows('attachment', policy, target, timeline.place(policy, target))
    yield* rows('each-account', policy, null, timeline.eachAccount(policy))
  }
  const known = new Set(timeline.accounts)
  const alone = [...facts.differences.values()]
    .filter(
      ({ action, policy, target }) =>
        action === 'attach' && timeline.policies.includes(policy) && known.has(target ?? ''),
    )
    .sort((one, other) => compare(`${one.policy} ${one.target}`, `${other.policy} ${other.target}`))
  for (const { policy, target } of alone)
    if (target !== null && !timeline.targets(policy).includes(target))
      yield* rows('each-account', policy, target, timeline.account(target, policy))
  for (const account of timeline.accounts) {
    const line = timeline
      .stays(account)
      .flatMap(({ path, from, until, why, records }) =>
        path === null ? [{ from, until, state: 'unknown' as const, why, records }] : [],
      )
    yield* rows('account', null, account, line)
  }
}

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function* rows(
  subject: IntervalRow['subject'],
  policy: string | null,
  target: string | null,
  line: readonly Interval[],
): Generator<IntervalRow> {
  for (const { from, until, state, why, records } of line)
    if (state !== 'in-force' && why !== 'not-wanted')
      yield {
        ...{ subject, policy, target, from: iso(from), until: iso(until), seconds: seconds(until - from) },
        ...{ state, why, records: [...records] },
      }
}
