import type { StackSet } from '../core/deployment.ts'
import { everything, nowhere, type Scope } from '../core/event/scope.ts'
import { isAccountId, type Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { removes } from '../core/plan/hold.ts'
import { changesFor, makePlan, type Plan } from '../core/plan/plan.ts'
import { reachesBelow } from '../core/plan/reach.ts'
import { slotKey } from '../core/plan/slots.ts'
import { reachOfStackSets } from '../core/plan/stack-sets.ts'
import type { Clock, ObserveOptions, Organizations } from '../core/ports.ts'

export interface PlanOptions {
  scope?: Scope
  /** Whether the accounts are read, a call for twenty, to tell how many of them changes reach. */
  reach?: boolean
  /** The slots of no more targets than this are read; of the others AWS says whether there is room. */
  mostSlots?: number
  /** Stack sets whose accounts the plan tells. */
  stackSets?: StackSet[]
  until?: number
}

/**
 * The plan of a command or a deployment. The slots of targets are read only where something changes, and so are the accounts, so
 * that a plan without changes costs no call for either; with stack sets the accounts always are.
 */
export async function planFor(
  manifest: Manifest,
  { organizations, clock }: { organizations: Organizations; clock: Pick<Clock, 'now'> },
  { scope = everything, reach = false, mostSlots = Number.POSITIVE_INFINITY, stackSets = [], until }: PlanOptions = {},
): Promise<{ plan: Plan; organization: Organization }> {
  const options: ObserveOptions = until === undefined ? {} : { until }
  const seen = await organizations.observe(manifest, scope, 'apply', options)
  const now = clock.now()
  const changes = changesFor(manifest, seen, scope, 'apply', now)
  const slots = slotsOf(changes.filter(({ policy }) => seen.enabledTypes?.includes(policy.type))).slice(0, mostSlots)
  const isTold = (reach && reachesBelow(changes)) || stackSets.length > 0
  const rest: Scope = { ...nowhere, slots, reach: isTold && !seen.read.accounts }
  const isAll = slots.length === 0 && !rest.reach
  const organization = isAll ? seen : await organizations.observe(manifest, rest, 'apply', { ...options, onto: seen })
  const plan = makePlan(manifest, organization, scope, 'apply', now)
  const told = stackSets.length > 0 && { stackSets: reachOfStackSets(stackSets, organization) }
  return { plan: { ...plan, ...told, stats: { calls: organizations.calls() } }, organization }
}

/** Where something comes and something goes first, then where something comes; roots and OUs before accounts. */
function slotsOf(changes: Change[]): Scope['slots'] {
  const found = new Map<string, { slot: Scope['slots'][number]; comes: boolean; goes: boolean }>()
  for (const { action, policy, target } of changes) {
    if (!target) continue
    const key = slotKey(policy.type, target.id)
    const one = found.get(key) ?? { slot: { type: policy.type, targetId: target.id }, comes: false, goes: false }
    found.set(key, { ...one, comes: one.comes || action === 'attach', goes: one.goes || removes(action) })
  }
  const rank = ({ slot, comes, goes }: { slot: Scope['slots'][number]; comes: boolean; goes: boolean }) =>
    (comes ? (goes ? 0 : 2) : 4) + Number(isAccountId(slot.targetId))
  return [...found.values()].sort((one, other) => rank(one) - rank(other)).map(({ slot }) => slot)
}
