import type { Retention } from '../../ports.ts'

/** How long, and how firmly, each object must be locked. */
export interface WantedRetention {
  days: number
  mode: 'governance' | 'compliance'
}

const day = 24 * 60 * 60_000

/** S3 counts from when it received the object, which clocks may see a little differently. */
const slack = 60 * 60_000

/** What lacks in the lock of an object that its bucket received then; undefined: nothing. */
export function lacksRetention(wanted: WantedRetention, found: Retention | null, modified: number): string | undefined {
  if (found === null) return 'It is not locked'
  if (wanted.mode === 'compliance' && found.mode !== 'COMPLIANCE') return `It is locked in ${found.mode} mode`
  const until = modified + wanted.days * day
  if (found.until < until - slack)
    return `It is locked until ${new Date(found.until).toISOString()}, not until ${new Date(until).toISOString()}`
  return undefined
}

/** Before when objects may have expired. */
export const expiredBefore = (wanted: WantedRetention | null, now: number): number =>
  wanted ? now - wanted.days * day : Number.NEGATIVE_INFINITY
