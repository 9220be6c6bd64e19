import type { Percentiles } from '../../../schemas/types/export.ts'

// Numbers as an export has them: the same on every machine.

/** A time of a record, or of an end that has none: the last instant that a date can be. */
export const iso = (time: number): string =>
  new Date(Math.min(Math.max(time, -8_640_000_000_000_000), 8_640_000_000_000_000)).toISOString()

export const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time))

/** Milliseconds as seconds. */
export const seconds = (milliseconds: number): number => milliseconds / 1_000

/**
 * A share with four places, never rounded to all or nothing: 100 says that it was all of it, and 0 that it was none.
 */
export function percent(part: number, whole: number): number {
  if (whole === 0) return 0
  const share = Math.round((part / whole) * 1_000_000) / 10_000
  if (part > 0 && share === 0) return 0.0001
  return part < whole && share === 100 ? 99.9999 : share
}

/** Of some numbers the least that so many percent of them do not exceed. */
export function percentiles(numbers: readonly number[]): Percentiles {
  if (numbers.length === 0) return null
  const sorted = [...numbers].sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), most: at(1) }
}
