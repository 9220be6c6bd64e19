// Token buckets, one for each account and row of the table of rates, on the clock of the emulator.
import { rateOf } from './rates.ts'

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

/**
 * Whether the call finds a token, which it takes. A refusal leaves the bucket as it was, so that no fraction is rounded
 * twice; a clock that goes back refills nothing.
 */
export function admit({ buckets, refused }: Throttle, account: string, operation: string, now: number): boolean {
  const { operations, perSecond, burst } = rateOf(operation)
  const key = `${account} ${operations[0]}`
  const { tokens, at } = buckets.get(key) ?? { tokens: burst, at: now }
  const filled = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1000)
  if (filled < 1) {
    refused.set(operation, (refused.get(operation) ?? 0) + 1)
    return false
  }
  buckets.set(key, { tokens: filled - 1, at: now })
  return true
}
