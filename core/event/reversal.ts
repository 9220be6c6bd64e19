// What is restored and taken away again, and again: somebody fights for it, a person or another tool. Restoring never ends,
// but it slows down, so that it does not feed the fight; and people are told.

const minutes = 60_000

/** A third reversal within this time is a contention. */
const window = 10 * minutes

/** Restores before it that lie within the window. */
const earlier = 2

const first = 30_000

/** What the past says of a change delays it by no more than this, in milliseconds. */
export const longestPutOff = 5 * minutes

/** Whether what was restored at these times, in epoch milliseconds, would now be restored a third time within ten minutes. */
export const isContended = (times: number[], now: number): boolean =>
  times.filter((time) => now - time < window).length >= earlier

/**
 * From when on it may be restored once more: at once the first two times, then half a minute after the last restore, doubling
 * up to five minutes.
 */
export function restorableFrom(times: number[], now: number): number {
  const recent = times.filter((time) => now - time < 3 * window)
  if (!isContended(times, now)) return now
  return Math.max(...recent) + Math.min(longestPutOff, first * 2 ** (recent.length - earlier))
}

/** Reads are taken to show after this time what was written, in milliseconds. */
const readsAreBehind = 30_000

/**
 * From when on it is certain that something was taken away again, and not that a read shows how it was before the restore:
 * at once where an event tells of it that is younger. CloudTrail's times are whole seconds.
 */
export const certainFrom = (times: number[], told: number | undefined, now: number): number => {
  const last = Math.max(...times)
  return told === undefined || told <= last ? Math.max(now, last + readsAreBehind) : now
}
