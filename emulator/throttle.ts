// Token buckets on the clock of the emulator: one for each account and row of the table of rates, and one more for the
// accounts of an organization together, where the table has it.
import { type Rate, rateOf } from './rates.ts'

interface Bucket {
  tokens: number
  /** When the tokens were counted, in milliseconds. */
  at: number
}

export interface Throttle {
  buckets: Map<string, Bucket>
  /** Throttled calls by operation. */
  refused: Map<string, number>
}

export const createThrottle = (): Throttle => ({ buckets: new Map(), refused: new Map() })

/** A clock that goes back refills nothing. */
function filled(bucket: Bucket | undefined, { perSecond, burst }: Rate, now: number): number {
  const { tokens, at } = bucket ?? { tokens: burst, at: now }
  return Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1000)
}

/**
 * Whether the call finds a token in each of its buckets, which it takes. A refusal leaves the buckets as they were, so that
 * no fraction is rounded twice.
 */
export function admit(
  { buckets, refused }: Throttle,
  caller: { account: string; organization: string | undefined },
  operation: string,
  now: number,
): boolean {
  const { operations, together, ...alone } = rateOf(operation)
  const limits = [{ key: `${caller.account} ${operations[0]}`, rate: alone }]
  if (together !== undefined && caller.organization !== undefined)
    limits.push({ key: `${caller.organization} ${operations[0]}`, rate: together })
  const counted = limits.map(({ key, rate }) => ({ key, tokens: filled(buckets.get(key), rate, now) }))
  if (counted.some(({ tokens }) => tokens < 1)) {
    refused.set(operation, (refused.get(operation) ?? 0) + 1)
    return false
  }
  for (const { key, tokens } of counted) buckets.set(key, { tokens: tokens - 1, at: now })
  return true
}
