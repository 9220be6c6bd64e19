import type { Manifest } from '../manifest.ts'
import { isPolicyType, isSamePolicy, nameKey, type PolicyName, type PolicyType, typesOf } from '../policy/type.ts'
import { type Deploy, readDeploy } from './deploy.ts'
import { member, text } from './member.ts'
import type { Scope } from './scope.ts'

/** What lies in the sweep queue: how much to look at, and the events that asked for it. */
export interface SweepMessage {
  types: PolicyType[]
  /** Policy contents in turns, all of them at once, or those of one turn. */
  contents: 'due' | 'all' | NonNullable<Scope['contents']>
  /** Policies of which each_account_in is looked at on every account. */
  coverage: Scope['coverage']
  /** With coverage: policies that were seen on every account since then, in epoch milliseconds, are left out. */
  unlessSince?: number
  /** EventBridge events because of which it was sent, as they came. */
  because: unknown[]
  /** How many looks at their places found nothing, while reads may have been behind. */
  look?: number
  /** It waited once, because of what the state says; the state delays nothing twice. */
  isDue?: boolean
  /** Of what goes on where another run ran out of time: whose sweep it is, and when it began, in epoch milliseconds. */
  continues?: { holder: string; began: number }
  /** Of a deployment: what it asks for beyond a sweep. */
  deploy?: Deploy
}

/** As much of a sweep as is done in one go. */
export interface SweepPart extends Pick<Scope, 'types' | 'contents'> {
  coverage: PolicyName[]
}

const turn = 15 * 60_000
const turns = 4

/** No more than this many events stand in a message: a batch. */
const mostEvents = 10

const longestSweep = 24 * 60 * 60_000

/** Reads what came out of the queue. Undefined: not a message. */
export function readSweepMessage(value: unknown, now: number): SweepMessage | undefined {
  const types = member(value, 'types')
  if (!Array.isArray(types)) return undefined
  const coverage = member(value, 'coverage')
  const because = member(value, 'because')
  const continues = continuesOf(member(value, 'continues'), now)
  const since = member(value, 'unlessSince')
  const look = member(value, 'look')
  const deploy = readDeploy(member(value, 'deploy'))
  return {
    types: types.filter((type): type is PolicyType => typeof type === 'string' && isPolicyType(type)),
    contents: contentsOf(member(value, 'contents')),
    coverage: coverage === 'all' ? 'all' : namesOf(coverage),
    because: Array.isArray(because) ? because.slice(0, mostEvents) : [],
    ...(typeof since === 'number' && since <= now && { unlessSince: since }),
    ...(Number.isInteger(look) && { look: Number(look) }),
    ...(member(value, 'isDue') === true && { isDue: true }),
    ...(continues && { continues }),
    ...(deploy && { deploy }),
  }
}

function contentsOf(value: unknown): SweepMessage['contents'] {
  const [part, of] = [member(value, 'part'), member(value, 'of')]
  if (Number.isInteger(part) && of === turns) return { part: Number(part), of: turns }
  return value === 'all' ? 'all' : 'due'
}

const namesOf = (value: unknown): PolicyName[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const [type, name] = [text(member(one, 'type'), 64), text(member(one, 'name'), 128)]
    return isPolicyType(type) ? [{ type, name }] : []
  })

/** A clock that is a little ahead of ours is no reason to begin anew; one that is a day behind is no clock. */
function continuesOf(value: unknown, now: number): SweepMessage['continues'] {
  const [holder, began] = [text(member(value, 'holder'), 64), Number(member(value, 'began'))]
  return holder && now - began < longestSweep ? { holder, began: Math.min(began, now) } : undefined
}

/**
 * A sweep in the parts between which it can stop: first all that the manifest names by its targets, so that root and OUs
 * are restored first, then each policy that lies on every account. Within four sweeps, an hour, each content is read.
 */
export function sweepParts({ types, contents, coverage }: SweepMessage, manifest: Manifest, now: number): SweepPart[] {
  const due = contents === 'due' ? { part: Math.floor(now / turn) % turns, of: turns } : contents
  const first = { types, ...(due !== 'all' && { contents: due }), coverage: [] }
  const each = onEachAccount(manifest).filter(
    (policy) => coverage === 'all' || coverage.some((one) => isSamePolicy(one, policy)),
  )
  return [...(types.length > 0 ? [first] : []), ...each.map((policy) => ({ types: [], coverage: [policy] }))]
}

/** What is left of a sweep, as a message; with its first part, the places of its events are left. */
export const restOf = (
  parts: SweepPart[],
  { because }: SweepMessage,
  continues: NonNullable<SweepMessage['continues']>,
): SweepMessage => ({
  types: parts.flatMap(({ types }) => types),
  contents: parts.flatMap(({ contents }) => contents ?? [])[0] ?? 'all',
  coverage: parts.flatMap(({ coverage }) => coverage),
  because: parts.some(({ types }) => types.length > 0) ? because : [],
  continues,
})

/** Policies that the manifest wants on every account. */
export const onEachAccount = ({ policies }: Manifest): PolicyName[] =>
  policies
    .filter(({ eachAccountIn, state }) => eachAccountIn.length > 0 && state === 'present')
    .map(({ type, name }) => ({ type, name }))

/** The part of a sweep that looks at all that is named by targets. */
export const everywhere = 'manifest'

/**
 * Names the part of a sweep that looks at a scope. What events look at belongs to the first part, which looks at all types;
 * one that looks at some of them is another.
 */
export function partOf({ types, coverage }: Scope, manifest: Manifest): string {
  if (coverage !== 'all' && coverage[0]) return nameKey(coverage[0])
  const isAll = types.length === 0 || typesOf(manifest.policies).every((type) => types.includes(type))
  return isAll ? everywhere : types.join(' ')
}

/** Whether sweeps have such a part. */
export const isPart = (part: string, manifest: Manifest): boolean =>
  part === everywhere || onEachAccount(manifest).some((policy) => nameKey(policy) === part)
