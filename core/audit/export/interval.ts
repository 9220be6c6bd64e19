/** What is known of a guardrail at a time. */
export type Force = 'in-force' | 'not-in-force' | 'unknown'

/** Why it is so. The words of docs/evidence.md. */
export type Why =
  | 'seen'
  | 'drift'
  | 'content-differs'
  | 'policy-missing'
  | 'policy-type-disabled'
  | 'suspended'
  | 'exempt'
  | 'notify-only'
  | 'management-account'
  | 'blind'
  | 'not-read'
  | 'gap'
  | 'unseen-change'
  | 'outcome-unknown'
  | 'no-desired-state'
  | 'no-inventory'
  | 'joined'
  | 'moved-or-left'
  | 'joining-time-unknown'
  | 'not-wanted'

/** From `from` on, and at `until` no longer; epoch milliseconds. `records` are ids of those that say so. */
export interface Interval {
  from: number
  until: number
  state: Force
  why: Why
  records: readonly string[]
}

export interface Period {
  from: number
  until: number
}

/** So many records of an interval are named: those at its two ends. */
const mostRecords = 8

const ranks: Readonly<Record<Force, number>> = { 'not-in-force': 0, unknown: 1, 'in-force': 2 }

/** What of intervals lies in a period, in their order. */
export const within = <One extends Period>(intervals: readonly One[], { from, until }: Period): One[] =>
  intervals.flatMap((one) => {
    const cut = { from: Math.max(one.from, from), until: Math.min(one.until, until) }
    return cut.from < cut.until ? [{ ...one, ...cut }] : []
  })

/** A period as one interval. */
export const whole = ({ from, until }: Period, state: Force, why: Why, records: readonly string[] = []): Interval[] =>
  from < until ? [{ from, until, state, why, records }] : []

/** Intervals in one line: those that follow each other and say the same are one. */
export function joined(intervals: readonly Interval[]): Interval[] {
  const line: Interval[] = []
  for (const next of intervals) {
    const last = line.at(-1)
    if (last && last.until === next.from && last.state === next.state && last.why === next.why)
      line[line.length - 1] = { ...last, until: next.until, records: ends(last.records, next.records) }
    else line.push(next)
  }
  return line
}

/** Everything holds at once: where one is not in force nothing is, and where one is unknown the rest does not help. */
export const worst = (period: Period, lines: readonly (readonly Interval[])[]): Interval[] =>
  combined(period, lines, (one, other) => ranks[one.state] - ranks[other.state])

/** One of them is enough. */
export const best = (period: Period, lines: readonly (readonly Interval[])[]): Interval[] =>
  combined(period, lines, (one, other) => ranks[other.state] - ranks[one.state])

/**
 * Lines laid over each other: at each instant the first of what they say there, by `order`. What no line says anything of is left out.
 */
function combined(
  { from, until }: Period,
  lines: readonly (readonly Interval[])[],
  order: (one: Interval, other: Interval) => number,
): Interval[] {
  if (lines.length === 1) return joined(within(lines[0] ?? [], { from, until }))
  const cuts = new Set([from, until])
  for (const line of lines)
    for (const one of line) for (const at of [one.from, one.until]) if (at > from && at < until) cuts.add(at)
  const times = [...cuts].sort((one, other) => one - other)
  const places = lines.map(() => 0)
  const result: Interval[] = []
  for (const [index, start] of times.slice(0, -1).entries()) {
    const end = times[index + 1] ?? until
    let first: Interval | undefined
    for (const [at, line] of lines.entries()) {
      let place = places[at] ?? 0
      while ((line[place]?.until ?? Number.POSITIVE_INFINITY) <= start) place += 1
      places[at] = place
      const one = line[place]
      if (!one || one.from > start) continue
      const by = first ? order(one, first) : -1
      // Two that are in force are both needed; of two reasons not to be the first is told.
      if (first && by === 0 && one.state === 'in-force') first = { ...first, records: ends(first.records, one.records) }
      else if (by < 0 || !first) first = one
    }
    if (first) result.push({ ...first, from: start, until: end })
  }
  return joined(result)
}

function ends(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one === other) return one
  const all = [...new Set([...one, ...other])]
  const half = mostRecords / 2
  return all.length > mostRecords ? [...all.slice(0, half), ...all.slice(-half)] : all
}

/** Milliseconds by state. */
export function shares(line: readonly Interval[]): Record<Force, number> {
  const sums = { 'in-force': 0, 'not-in-force': 0, unknown: 0 }
  for (const { from, until, state } of line) sums[state] += until - from
  return sums
}
