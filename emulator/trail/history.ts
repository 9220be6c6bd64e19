// CloudTrail's event history: what was called in an account and region in the last 90 days, reads as well, whether or not
// EventBridge was told of it (CloudTrail User Guide, "Working with CloudTrail event history").
import type { Wire } from '../wire.ts'

export interface Recorded {
  /** Later ones have greater numbers. */
  number: number
  /** Milliseconds: of the call, and when it is to be found. */
  time: number
  shown: number
  account: string
  region: string
  /** The record, which EventBridge calls detail. */
  detail: Wire
}

/** AWS keeps all; here so many calls of each kind are kept, so that reads drive out no writes. */
const KEPT = 10_000

export interface History {
  writes: Recorded[]
  reads: Recorded[]
  number: number
}

export const createHistory = (): History => ({ writes: [], reads: [], number: 0 })

export function keep(
  history: History,
  { account, region, detail }: { account: string; region: string; detail: Wire },
  time: number,
  shown: number,
): void {
  history.number += 1
  const kept = detail.readOnly ? history.reads : history.writes
  kept.push({ number: history.number, time, shown, account, region, detail })
  if (kept.length > KEPT) kept.shift()
}

const DAYS_90 = 90 * 24 * 60 * 60 * 1000

/** What an account finds in a region at a moment, the newest first. */
export const foundIn = ({ writes, reads }: History, account: string, region: string, now: number): Recorded[] =>
  [...writes, ...reads]
    .filter((one) => one.account === account && one.region === region)
    .filter(({ shown, time }) => shown <= now && now - time <= DAYS_90)
    .sort((one, other) => other.number - one.number)
