import { UsageError } from './context.ts'
import type { Flags } from './flags.ts'

/** The period of --from and --to, in ISO 8601: a date is its midnight UTC, the end is not included. Throws UsageError. */
export function periodOf(flags: Flags): { from: string | null; to: string | null } {
  const [from, to] = [timeOf(flags, 'from'), timeOf(flags, 'to')]
  if (from && to && from >= to) throw new UsageError('--from must be before --to')
  return { from, to }
}

/** The time of a flag in ISO 8601; null without it. Throws UsageError. */
export function timeOf(flags: Flags, name: 'from' | 'to' | 'at'): string | null {
  const text = flags[name]
  if (text === undefined) return null
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text)
  const time = Date.parse(text)
  if (!isTime || Number.isNaN(time))
    throw new UsageError(
      `--${name} takes a time in UTC like 2026-11-01 or 2026-11-01T08:30Z, not ${JSON.stringify(text)}`,
    )
  return new Date(time).toISOString()
}
