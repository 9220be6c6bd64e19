import type { CoverageRow } from '../../../schemas/types/export.ts'
import { type Interval, shares } from './interval.ts'
import { iso, percent, seconds } from './numbers.ts'
import type { Timeline } from './timeline.ts'

/** Account by policy: for how much of the time in which a manifest wanted it there, or may have, it was in force. */
export function* coverage(timeline: Timeline): Generator<CoverageRow> {
  for (const account of timeline.accounts) {
    const last = timeline.stays(account).findLast((stay) => stay.path !== null)?.path ?? []
    for (const policy of timeline.policies) {
      const line = timeline.account(account, policy)
      const row = rowOf(line)
      if (row) yield { account, path: last.join('/'), policy, ...row }
    }
  }
}

type Share = Omit<CoverageRow, 'account' | 'path' | 'policy'>

const rows = new WeakMap<readonly Interval[], Share | null>()

/** Accounts below one OU share their intervals. Null: no manifest ever wanted it there. */
function rowOf(line: readonly Interval[]): Share | null {
  const known = rows.get(line)
  if (known !== undefined) return known
  const row = shareOf(line)
  rows.set(line, row)
  return row
}

function shareOf(line: readonly Interval[]): Share | null {
  const wanted = line.filter(({ why }) => why !== 'not-wanted')
  if (wanted.length === 0) return null
  const sums = shares(wanted)
  const all = sums['in-force'] + sums['not-in-force'] + sums.unknown
  const not = wanted.filter(({ state }) => state === 'not-in-force')
  const longest = not.reduce<Interval | undefined>(
    (most, one) => (most && most.until - most.from >= one.until - one.from ? most : one),
    undefined,
  )
  return {
    inForcePercent: percent(sums['in-force'], all),
    notInForcePercent: percent(sums['not-in-force'], all),
    unknownPercent: percent(sums.unknown, all),
    inForceSeconds: seconds(sums['in-force']),
    notInForceSeconds: seconds(sums['not-in-force']),
    unknownSeconds: seconds(sums.unknown),
    notWantedSeconds: seconds(
      line.reduce((sum, { from, until, why }) => sum + (why === 'not-wanted' ? until - from : 0), 0),
    ),
    longestNotInForceSeconds: longest ? seconds(longest.until - longest.from) : 0,
    longestNotInForceFrom: longest ? iso(longest.from) : null,
  }
}
