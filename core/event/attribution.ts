import { isOurs } from '../audit/own-writes.ts'
import type { Action, Change } from '../plan/change.ts'
import type { PolicyType } from '../policy/type.ts'
import { causeOf } from './cause.ts'
import { member, text } from './member.ts'
import { arrivals } from './membership-events.ts'
import { sent } from './policy-events.ts'
import { readEvent, type Senders, type WatchedEvent } from './read.ts'

// Who made a difference that a look found without an event, by CloudTrail's records of the management account. What others
// wrote into these decides nothing but what people read.

/** A difference of which nobody knows who made it. */
export interface Unattributed {
  action: Action
  policy: { type: PolicyType; name: string /** Of today and before. */; ids: string[] }
  target: Change['target']
  /** Whether the policy lies there because the account is in a place. */
  isByPlace: boolean
  /** When it was not there for certain, and when it was found, in epoch milliseconds. */
  since: number
  found: number
}

export type Attribution =
  | { kind: 'found'; event: WatchedEvent }
  /** More than one may have made it, and CloudTrail's times, of a second, do not tell which was the last. */
  | { kind: 'ambiguous'; events: WatchedEvent[] }
  /** No call that made it is in this history: it was made in another account, or is not in CloudTrail. */
  | { kind: 'unseen' }

interface Calls {
  /** What makes the difference. */
  makes: readonly string[]
  /** What ends it, beside calls of ours of the same name. */
  ends: readonly string[]
}

const calls: Readonly<Record<Action, Calls>> = {
  attach: { makes: ['DetachPolicy', 'DisablePolicyType', 'DeletePolicy'], ends: ['AttachPolicy'] },
  detach: { makes: [], ends: [] },
  'create-policy': { makes: ['DeletePolicy'], ends: ['CreatePolicy'] },
  'update-policy': { makes: ['UpdatePolicy'], ends: [] },
  'rename-policy': { makes: ['UpdatePolicy'], ends: [] },
  'tag-policy': { makes: ['UntagResource', 'TagResource'], ends: [] },
  'enable-policy-type': { makes: ['DisablePolicyType'], ends: ['EnablePolicyType'] },
  'delete-policy': { makes: [], ends: [] },
}

const makesOf = ({ action, isByPlace }: Unattributed): string[] => [
  ...calls[action].makes,
  ...(isByPlace ? arrivals : []),
]

/** Names of the events that tell of it. */
export const namesOf = (one: Unattributed): string[] => [...makesOf(one), ...calls[one.action].ends]

/** The last call before it was found that touched its place tells: who made it, or that nobody did whom this history knows. */
export function attributionOf(
  one: Unattributed,
  records: unknown[],
  senders: Senders,
  managementAccount: string,
): Attribution {
  const turns = records
    .flatMap((detail) => turnOf(one, detail, senders, managementAccount) ?? [])
    .filter(({ time }) => time >= floor(one.since) && time <= one.found)
    // What we did in the second in which it was found ended it.
    .filter(({ isOwn, time }) => !(isOwn && time >= floor(one.found)))
  const last = Math.max(...turns.map(({ time }) => time))
  const made = turns.filter(({ time, event }) => time === last && event !== null)
  const isEnded = turns.some(({ time, event }) => time === last && event === null)
  const events = made.flatMap(({ event }) => event ?? [])
  const [event] = events
  if (!event) return { kind: 'unseen' }
  const people = new Set(events.map(({ actor }) => `${actor.principal} ${actor.session}`))
  return isEnded || people.size > 1 ? { kind: 'ambiguous', events } : { kind: 'found', event }
}

const floor = (time: number): number => Math.floor(time / 1_000) * 1_000

interface Turn {
  time: number
  /** null: it ended the difference. */
  event: WatchedEvent | null
  isOwn: boolean
}

/** What a record says of the place; undefined: nothing. */
function turnOf(one: Unattributed, detail: unknown, senders: Senders, managementAccount: string): Turn | undefined {
  const name = text(member(detail, 'eventName'), 64)
  const time = Date.parse(text(member(detail, 'eventTime'), 32))
  if (Number.isNaN(time) || member(detail, 'errorCode') !== undefined) return undefined
  const isOwn = isOurs(detail, managementAccount)
  if (calls[one.action].ends.includes(name))
    return isAbout(one, name, detail) ? { time, event: null, isOwn } : undefined
  if (!makesOf(one).includes(name)) return undefined
  const event = readEvent(asDelivered(detail), senders)
  if (event.kind !== 'watched' || !isMadeBy(one, event)) return undefined
  return { time, event: isOwn ? null : event, isOwn }
}

/** As EventBridge would have brought it. */
const asDelivered = (detail: unknown): unknown => ({
  source: text(member(detail, 'eventSource'), 64).replace(/^(\w+)\.amazonaws\.com$/, 'aws.$1'),
  'detail-type':
    member(detail, 'eventType') === 'AwsServiceEvent'
      ? 'AWS Service Event via CloudTrail'
      : 'AWS API Call via CloudTrail',
  account: member(detail, 'recipientAccountId'),
  detail,
})

const isMadeBy = ({ policy: { type, name, ids }, target }: Unattributed, event: WatchedEvent): boolean =>
  // A type is switched off by its own name.
  [...ids, ''].some((id) => causeOf({ policy: { type, name, id }, target }, [event]) !== undefined)

function isAbout({ policy: { type, name, ids }, target }: Unattributed, call: string, detail: unknown): boolean {
  if (call === 'AttachPolicy')
    return ids.includes(String(sent(detail, 'policyId'))) && sent(detail, 'targetId') === target?.id
  if (call === 'CreatePolicy') return sent(detail, 'name') === name && sent(detail, 'type') === type
  return sent(detail, 'policyType') === type
}
