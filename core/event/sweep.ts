import { isPolicyType, type PolicyType } from '../policy/type.ts'
import type { Scope } from './scope.ts'

/** What lies in the sweep queue: how much to look at, and the events that asked for it. */
export interface SweepMessage {
  types: PolicyType[]
  /** Policy contents in turns, or all of them at once. */
  contents: 'due' | 'all'
  /** EventBridge events because of which it was sent, as they came. */
  because: unknown[]
}

const turn = 15 * 60_000
const turns = 4

/** The scope of a sweep at a time: within four sweeps, an hour, each policy's content is read. Undefined: not a message. */
export function sweepScope(message: unknown, now: number): Pick<Scope, 'types' | 'contents'> | undefined {
  if (typeof message !== 'object' || message === null || !('types' in message) || !Array.isArray(message.types)) {
    return undefined
  }
  const types = message.types.filter((type): type is PolicyType => typeof type === 'string' && isPolicyType(type))
  const isAll = 'contents' in message && message.contents === 'all'
  return { types, ...(!isAll && { contents: { part: Math.floor(now / turn) % turns, of: turns } }) }
}

/** The events because of which a sweep was asked for: a batch's at most. */
export const sweepEvents = (message: unknown): unknown[] =>
  typeof message === 'object' && message !== null && 'because' in message && Array.isArray(message.because)
    ? message.because.slice(0, 10)
    : []
