import { nameOf } from '../deployed.ts'
import { member, text } from '../event/member.ts'
import type { FunctionName } from '../event/wiring.ts'
import type { Action } from '../plan/change.ts'
import { isPolicyType, type PolicyType } from '../policy/type.ts'

/** A write of ours that AWS Organizations carried out, as CloudTrail's record shows it. */
export interface OwnWrite {
  /** CloudTrail's event id. */
  id: string
  requestId: string
  /** Epoch milliseconds; CloudTrail's own resolution is a second. */
  time: number
  action: Action
  /** null: the record does not say. */
  policy: { type: PolicyType | null; name: string | null; id: string | null }
  targetId: string | null
}

type About = Pick<OwnWrite, 'action' | 'policy' | 'targetId'>

const unnamed = { type: null, name: null, id: null }

const sent = (detail: unknown, key: string): string | null =>
  text(member(detail, 'requestParameters', key), 130) || null

const typed = (value: unknown): PolicyType | null => {
  const name = text(value, 64)
  return isPolicyType(name) ? name : null
}

/** What Organizations answers about a policy that was made or changed. */
function answered(detail: unknown): OwnWrite['policy'] {
  const summary = member(detail, 'responseElements', 'policy', 'policySummary')
  const of = (key: string) => text(member(summary, key), 130) || null
  return { type: typed(of('type')), name: of('name'), id: of('id') }
}

const atTarget = (action: Action) => (detail: unknown) => ({
  action,
  policy: { ...unnamed, id: sent(detail, 'policyId') },
  targetId: sent(detail, 'targetId'),
})

/** What each call is, in the words of a plan. */
const calls: Readonly<Record<string, (detail: unknown) => About>> = {
  AttachPolicy: atTarget('attach'),
  DetachPolicy: atTarget('detach'),
  CreatePolicy: (detail) => ({ action: 'create-policy', policy: answered(detail), targetId: null }),
  UpdatePolicy: (detail) => ({
    action: sent(detail, 'name') === null ? 'update-policy' : 'rename-policy',
    policy: { ...answered(detail), id: sent(detail, 'policyId') },
    targetId: null,
  }),
  DeletePolicy: (detail) => ({
    action: 'delete-policy',
    policy: { ...unnamed, id: sent(detail, 'policyId') },
    targetId: null,
  }),
  EnablePolicyType: (detail) => ({
    action: 'enable-policy-type',
    policy: { ...unnamed, type: typed(sent(detail, 'policyType')), name: '' },
    targetId: null,
  }),
  TagResource: (detail) => ({
    action: 'tag-policy',
    policy: { ...unnamed, id: sent(detail, 'resourceId') },
    targetId: null,
  }),
}

/** Names of the calls with which holdfast writes. */
export const writeCalls: readonly string[] = Object.keys(calls)

const writers: readonly FunctionName[] = ['policy-drift', 'account-enrolment', 'sweep']
const roles = new Set<unknown>(writers.map(nameOf))

/** The user as which everything of ours calls an emulator; no access key of AWS is called so. */
const emulated = 'holdfast'

/**
 * Whether a call was one of a function's, by the role that AWS names. A session is named by whoever begins it, and says
 * nothing.
 */
export function isOurs(detail: unknown, managementAccount: string): boolean {
  const identity = member(detail, 'userIdentity')
  if (member(identity, 'type') === 'IAMUser') return member(identity, 'accessKeyId') === emulated
  const issuer = member(identity, 'sessionContext', 'sessionIssuer')
  return (
    member(identity, 'type') === 'AssumedRole' &&
    member(issuer, 'type') === 'Role' &&
    member(issuer, 'accountId') === managementAccount &&
    roles.has(member(issuer, 'userName'))
  )
}

/** Undefined: it is no write, it failed, or it is not ours. */
export function ownWriteOf(detail: unknown, managementAccount: string): OwnWrite | undefined {
  const name = text(member(detail, 'eventName'), 64)
  const read = Object.hasOwn(calls, name) ? calls[name] : undefined
  const id = text(member(detail, 'eventID'), 128)
  const time = Date.parse(text(member(detail, 'eventTime'), 32))
  if (!read || !id || Number.isNaN(time) || member(detail, 'errorCode') !== undefined) return undefined
  if (member(detail, 'eventSource') !== 'organizations.amazonaws.com' || !isOurs(detail, managementAccount))
    return undefined
  return { id, requestId: text(member(detail, 'requestID'), 128), time, ...read(detail) }
}
