import { isPolicyType } from '../policy/type.ts'
import { nowhere, type PolicyPlace, type Scope } from './scope.ts'

/** Who made a call, as CloudTrail tells it. Everything in here was written by the caller; it decides nothing. */
export interface Actor {
  type: string
  /** The role or user behind a session: sessionIssuer, or the identity itself. */
  principal: string
  session: string
  sourceIp: string
  userAgent: string
}

/** One event that concerns policies: what happened, and where to look because of it. */
export interface PolicyEvent {
  kind: 'policy-event'
  id: string
  name: string
  /** Epoch milliseconds; CloudTrail's own resolution is a second. */
  time: number
  actor: Actor
  scope: Scope
}

export type Reading =
  | PolicyEvent
  /** Nothing that could concern a manifest; only counted. */
  | { kind: 'foreign'; name: string }
  /** An attempt that AWS refused: nothing changed, nothing to look at. */
  | { kind: 'failed-call'; name: string; error: string }
  /** Not the shape that AWS sends; counted and sampled. */
  | { kind: 'malformed'; why: string }

/** Accounts whose CloudTrail events about policies are believed: the management account and delegated administrators. */
export interface Senders {
  managementAccount: string
  delegatedAdministrators: string[]
}

/**
 * Reads an EventBridge event "AWS API Call via CloudTrail". It says only where to look; what is done there is decided
 * from the live organization, so that lost, doubled, reordered, late and forged events are one case.
 */
export function readEvent(event: unknown, senders: Senders): Reading {
  const detail = member(event, 'detail')
  const name = text(member(detail, 'eventName'), 64)
  if (!name) return { kind: 'malformed', why: 'no detail.eventName' }
  const account = member(event, 'account')
  const believed = [senders.managementAccount, ...senders.delegatedAdministrators].some((sender) => sender === account)
  if (member(event, 'source') !== 'aws.organizations' || !believed) return { kind: 'foreign', name }
  const look = Object.hasOwn(looks, name) ? looks[name] : undefined
  if (!look) return { kind: 'foreign', name }
  const error = text(member(detail, 'errorCode'), 128)
  if (error) return { kind: 'failed-call', name, error }
  const scope = look(member(detail, 'requestParameters'), member(detail, 'responseElements'))
  if (!scope) return { kind: 'malformed', why: `${name} without a usable id` }
  const time = Date.parse(text(member(detail, 'eventTime'), 32))
  if (Number.isNaN(time)) return { kind: 'malformed', why: `${name} without an eventTime` }
  const identity = member(detail, 'userIdentity')
  const arn = text(member(identity, 'arn'), 256)
  return {
    kind: 'policy-event',
    id: text(member(detail, 'eventID'), 64),
    name,
    time,
    actor: {
      type: text(member(identity, 'type'), 64),
      principal: text(member(member(member(identity, 'sessionContext'), 'sessionIssuer'), 'arn'), 256) || arn,
      session: arn,
      sourceIp: text(member(detail, 'sourceIPAddress'), 64),
      userAgent: text(member(detail, 'userAgent'), 256),
    },
    scope,
  }
}

type Look = (input: unknown, output: unknown) => Scope | undefined

/** Where each event says to look. Attaching cannot take a guardrail away, so AttachPolicy is not in here. */
const looks: Readonly<Record<string, Look>> = {
  DetachPolicy: (input) => {
    const policyId = policyIdOf(member(input, 'policyId'))
    const targetId = targetIdOf(member(input, 'targetId'))
    return policyId && targetId ? { ...nowhere, pairs: [{ policyId, targetId }] } : undefined
  },
  UpdatePolicy: (input) => atPolicy(member(input, 'policyId'), 'changed', member(input, 'name')),
  DeletePolicy: (input) => atPolicy(member(input, 'policyId'), 'deleted'),
  CreatePolicy: (input, output) =>
    atPolicy(member(member(member(output, 'policy'), 'policySummary'), 'id'), 'created', member(input, 'name')),
  TagResource: (input) => atTagged(member(input, 'resourceId')),
  UntagResource: (input) => atTagged(member(input, 'resourceId')),
  EnablePolicyType: (input) => atType(member(input, 'policyType')),
  DisablePolicyType: (input) => atType(member(input, 'policyType')),
}

/** Names of the events that can concern a manifest. */
export const watched = Object.keys(looks)

const atPolicy = (id: unknown, how: PolicyPlace['how'], newName?: unknown): Scope | undefined => {
  const policyId = policyIdOf(id)
  const name = typeof newName === 'string' ? newName.slice(0, 128) : null
  return policyId ? { ...nowhere, policies: [{ policyId, how, name }] } : undefined
}

/** Tags of roots, OUs and accounts are nobody's concern here. */
const atTagged = (id: unknown): Scope | undefined => atPolicy(id, 'tagged') ?? (text(id, 130) ? nowhere : undefined)

const atType = (type: unknown): Scope | undefined => {
  const name = text(type, 64)
  return name ? { ...nowhere, types: isPolicyType(name) ? [name] : [] } : undefined
}

const policyIdOf = (id: unknown): string | undefined =>
  typeof id === 'string' && /^p-[0-9a-zA-Z_]{8,128}$/.test(id) ? id : undefined

/** The id of a root, an OU or an account; undefined where it is none. */
export const targetIdOf = (id: unknown): string | undefined =>
  typeof id === 'string' && /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/.test(id) ? id : undefined

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

const text = (value: unknown, longest: number): string => (typeof value === 'string' ? value.slice(0, longest) : '')
