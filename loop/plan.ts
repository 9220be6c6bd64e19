import type { StackSet } from '../core/deployment.ts'
import { everything, nowhere, type Scope } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { changesFor, makePlan, type Plan } from '../core/plan/plan.ts'
import { reachesBelow } from '../core/plan/reach.ts'
import { reachOfStackSets } from '../core/plan/stack-sets.ts'
import type { Organizations } from '../core/ports.ts'

/** What a plan tells beside its changes. */
export interface Telling {
  /** How many accounts they reach. */
  reach?: boolean
  /** Whom these reach. */
  stackSets?: StackSet[]
}

/**
 * The plan of a command or a deployment. The slots of targets, and with `reach` the accounts (a call for twenty), are read only
 * where something changes, so that a plan without changes costs no call for either; with stack sets the accounts always are.
 */
export async function planFor(
  manifest: Manifest,
  organizations: Organizations,
  { reach = false, stackSets = [] }: Telling = {},
): Promise<{ plan: Plan; organization: Organization }> {
  const seen = await organizations.observe(manifest, everything, 'apply')
  const changes = changesFor(manifest, seen, everything, 'apply')
  const targets = changes.flatMap(({ target, policy }) =>
    target && seen.enabledTypes?.includes(policy.type) ? [{ type: policy.type, targetId: target.id }] : [],
  )
  const slots: Scope['slots'] = [...new Map(targets.map((slot) => [`${slot.type} ${slot.targetId}`, slot])).values()]
  const isTold = (reach && reachesBelow(changes)) || stackSets.length > 0
  const rest: Scope = { ...nowhere, slots, reach: isTold && !seen.read.accounts }
  const isAll = slots.length === 0 && !rest.reach
  const organization = isAll ? seen : await organizations.observe(manifest, rest, 'apply', { onto: seen })
  const plan = makePlan(manifest, organization, everything, 'apply')
  const told = stackSets.length > 0 && { stackSets: reachOfStackSets(stackSets, organization) }
  return { plan: { ...plan, ...told, stats: { calls: organizations.calls() } }, organization }
}
