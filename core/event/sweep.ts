import type { Manifest } from '../manifest.ts'
import { isPolicyType, isSamePolicy, nameKey, type PolicyName, type PolicyType } from '../policy/type.ts'
import type { Scope } from './scope.ts'

/** What lies in the sweep queue: how much to look at, and the events that asked for it. */
export interface SweepMessage {
  types: PolicyType[]
  /** Policy contents in turns, or all of them at once. */
  contents: 'due' | 'all'
  /** Policies of which each_account_in is looked at on every account. */
  coverage: Scope['coverage']
  /** EventBridge events because of which it was sent, as they came. */
  because: unknown[]
  /** Of what goes on where another run ran out of time: whose sweep it is, and when it began, in epoch milliseconds. */
  continues?: { holder: string; began: number }
}

/** As much of a sweep as is done in one go. */
export interface SweepPart extends Pick<Scope, 'types' | 'contents'> {
  coverage: PolicyName[]
}

const turn = 15 * 60_000
const turns = 4

/**
 * A sweep in the parts between which it can stop: first all that the manifest names by its targets, so that root and OUs
 * are restored first, then each policy that lies on every account. Within four sweeps, an hour, each content is read.
 * Undefined: not a message.
 */
export function sweepParts(message: unknown, manifest: Manifest, now: number): SweepPart[] | undefined {
  if (typeof message !== 'object' || message === null || !('types' in message) || !Array.isArray(message.types)) {
    return undefined
  }
  const types = message.types.filter((type): type is PolicyType => typeof type === 'string' && isPolicyType(type))
  const isAll = 'contents' in message && message.contents === 'all'
  const contents = isAll ? {} : { contents: { part: Math.floor(now / turn) % turns, of: turns } }
  const each = 'coverage' in message ? coverageOf(message.coverage, manifest) : []
  const first = types.length > 0 || each.length === 0 ? [{ types, ...contents, coverage: [] }] : []
  return [...first, ...each.map((policy) => ({ types: [], coverage: [policy] }))]
}

/** What is left of a sweep, as a message. */
export const restOf = (
  parts: SweepPart[],
  message: Pick<SweepMessage, 'contents'>,
  continues: NonNullable<SweepMessage['continues']>,
): SweepMessage => ({
  types: parts.flatMap(({ types }) => types),
  contents: message.contents,
  coverage: parts.flatMap(({ coverage }) => coverage),
  because: [],
  continues,
})

/** Names the part of a sweep that looks at a scope; what events look at belongs to the first. */
export const partOf = ({ types, coverage }: Scope): string =>
  types.length === 0 && coverage !== 'all' && coverage[0] ? nameKey(coverage[0]) : 'manifest'

/** Policies of the manifest that lie on every account, of those that are asked for. */
function coverageOf(asked: unknown, { policies }: Manifest): PolicyName[] {
  const each = policies
    .filter(({ eachAccountIn, state }) => eachAccountIn.length > 0 && state === 'present')
    .map(({ type, name }) => ({ type, name }))
  if (asked === 'all') return each
  return Array.isArray(asked)
    ? each.filter((policy) => asked.some((one) => isName(one) && isSamePolicy(one, policy)))
    : []
}

const isName = (value: unknown): value is PolicyName => typeof value === 'object' && value !== null

/** A sweep that goes on: no older than a day, whatever the message says. */
export function continued(message: unknown, now: number): SweepMessage['continues'] {
  const { continues } = (message ?? {}) as Partial<SweepMessage>
  if (typeof continues?.holder !== 'string' || typeof continues.began !== 'number') return undefined
  const { holder, began } = continues
  return began <= now && now - began < 24 * 60 * 60_000 ? { holder: holder.slice(0, 64), began } : undefined
}

/** The events because of which a sweep was asked for: a batch's at most. */
export const sweepEvents = (message: unknown): unknown[] =>
  typeof message === 'object' && message !== null && 'because' in message && Array.isArray(message.because)
    ? message.because.slice(0, 10)
    : []
