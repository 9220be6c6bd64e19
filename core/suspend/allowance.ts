/** From the first moment up to the second, which is not in it, in epoch milliseconds. */
export interface Interval {
  from: number
  until: number
}

const minutes = 60_000
const hours = 60 * minutes

/** A place is suspended no longer than `most` within any `day`, in milliseconds. */
export const day = 24 * hours
export const most = 4 * hours

/** More intervals than this are not remembered. */
const mostRemembered = 50

const length = ({ from, until }: Interval): number => Math.max(0, until - from)

const within = (one: Interval, other: Interval): number =>
  length({ from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) })

/**
 * When a suspension ends that begins at `from` and is meant to last until `wanted`: at the first moment at which four
 * hours of the last 24 were suspended. `used` are earlier ones, apart from each other; what of them lies behind `from` does
 * not count twice.
 */
export function endOf({ from, until: wanted }: Interval, used: Interval[]): number {
  const before = used.map((one) => ({ from: one.from, until: Math.min(one.until, from) }))
  const spent = before.reduce((sum, one) => sum + within(one, { from: from - day, until: from }), 0)
  let left = most - spent
  if (left <= 0) return from
  // As time goes by, what was used a day ago counts no more: while that happens nothing of the allowance is spent.
  const turns = before.flatMap((one) => [one.from + day, one.until + day])
  const points = [from, ...turns.filter((time) => time > from && time < wanted), wanted].sort((a, b) => a - b)
  for (const [at, point] of points.entries()) {
    const next = points[at + 1]
    if (next === undefined) break
    const isGivenBack = before.some((one) => one.from + day <= point && point < one.until + day)
    if (isGivenBack) continue
    if (left <= next - point) return point + left
    left -= next - point
  }
  return wanted
}

/**
 * What was used by a moment, as disjoint intervals of the last 24 hours, oldest first. Where there are too many, the two
 * oldest and what lies between them count as one: what is forgotten shortens, and never lengthens.
 */
export function usedBy(now: number, all: Interval[]): Interval[] {
  const recent = all.filter((one) => length(one) > 0 && one.until > now - day).sort((a, b) => a.from - b.from)
  const merged: Interval[] = []
  for (const one of recent) {
    const last = merged.at(-1)
    if (last && one.from <= last.until)
      merged.splice(-1, 1, { from: last.from, until: Math.max(last.until, one.until) })
    else merged.push({ ...one })
  }
  while (merged.length > mostRemembered) {
    const [oldest, next] = merged.splice(0, 2)
    if (oldest && next) merged.unshift({ from: oldest.from, until: next.until })
  }
  return merged
}
