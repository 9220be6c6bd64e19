import type { Manifest } from '../manifest.ts'
import type { Facts } from '../organization/facts.ts'
import type { Organization, Policy } from '../organization/organization.ts'
import { type Action, keyOf } from '../plan/change.ts'
import { isSamePolicy, policyTypes } from '../policy/type.ts'
import { member } from './member.ts'
import { arrivals } from './membership-events.ts'
import type { WatchedEvent } from './read.ts'

/** What an event's function sends itself: to look at the places of events another time. */
export interface LookAgain {
  /** How many looks there were that found nothing, while reads may have been behind. */
  look: number
  /** What is to be restored there was put off long enough. */
  isDue: boolean
  /** EventBridge events, as they came. */
  events: unknown[]
}

/** Milliseconds before each further look: 5, 30 and 120 seconds after the first. */
export const pauses = [5_000, 25_000, 90_000]

const most = 10

/** Characters: of three bytes at most, below 256 KiB, which SQS takes in every partition. A longer event goes alone. */
const longest = 80_000

/** Events in as many messages as hold them. */
export function batchesOf(events: unknown[]): unknown[][] {
  const batches: unknown[][] = []
  let length = 0
  for (const event of events) {
    const { length: added } = JSON.stringify(event) ?? ''
    const last = batches.at(-1)
    if (last && last.length < most && length + added <= longest) last.push(event)
    else {
      batches.push([event])
      length = 0
    }
    length += added
  }
  return batches
}

/** Reads what came out of the queue. Undefined: it is an event. */
export function readLookAgain(value: unknown): LookAgain | undefined {
  const [look, events] = [member(value, 'look'), member(value, 'events')]
  if (!Number.isInteger(look) || !Array.isArray(events)) return undefined
  return { look: Number(look), isDue: member(value, 'isDue') === true, events: events.slice(0, most) }
}

/**
 * Where an event tells of something that the organization, as it was read, does not show: keys of the changes that would
 * undo it, of which one at least should be in the plan. Empty: it is seen, or concerns nothing of the manifest. `facts` are
 * the organization's: to gather them is work that grows with it.
 */
export function awaited(event: WatchedEvent, manifest: Manifest, organization: Organization, facts: Facts): string[] {
  const { name, scope } = event
  const isOurs = (policy: Policy) =>
    manifest.policies.some((one) => isSamePolicy(one, policy) && one.state === 'present')
  const policyOf = (id: string) => organization.policies.find((policy) => policy.id === id)
  if (name === 'DetachPolicy')
    return scope.pairs.flatMap(({ policyId, targetId }) => {
      const policy = policyOf(policyId)
      const isConcern = policy && (isOurs(policy) || policyTypes[policy.type].fullAccess.id === policyId)
      return isConcern && facts.isAttached(policy, targetId) ? [keyOf('attach', policy, targetId)] : []
    })
  const undoing = name === 'UpdatePolicy' ? edits : name === 'DeletePolicy' ? deletions : []
  const policies = scope.policies.flatMap(({ policyId }) => policyOf(policyId) ?? [])
  if (undoing.length > 0)
    return policies.filter(isOurs).flatMap((policy) => undoing.map((action) => keyOf(action, policy)))
  if (name === 'DisablePolicyType')
    return scope.types
      .filter((type) => manifest.policies.some((policy) => policy.type === type) && facts.isEnabled(type))
      .map((type) => keyOf('enable-policy-type', { name: '', type }))
  if (arrivals.has(name))
    return scope.accounts.filter((id) => !hasArrived(event, facts.account(id))).map((id) => `account/${id}`)
  return []
}

const edits: Action[] = ['update-policy', 'rename-policy']
const deletions: Action[] = ['create-policy']

const hasArrived = ({ destination }: WatchedEvent, account: Organization['accounts'][number] | undefined): boolean =>
  account?.state === 'ACTIVE' && (!destination || !account.parentId || account.parentId === destination)
