import { everything, nowhere, type Scope } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { changesFor, makePlan, type Plan } from '../core/plan/plan.ts'
import { reachesBelow } from '../core/plan/reach.ts'
import type { Organizations } from '../core/ports.ts'

/**
 * The plan of a command or a deployment. The slots of targets, and with `reach` the accounts (a call for twenty), are read only
 * where something changes, so that a plan without changes costs no call for either.
 */
export async function planFor(
  manifest: Manifest,
  organizations: Organizations,
  { reach }: { reach: boolean } = { reach: false },
): Promise<{ plan: Plan; organization: Organization }> {
  const seen = await organizations.observe(manifest, everything, 'apply')
  const changes = changesFor(manifest, seen, everything, 'apply')
  const targets = changes.flatMap(({ target, policy }) =>
    target && seen.enabledTypes?.includes(policy.type) ? [{ type: policy.type, targetId: target.id }] : [],
  )
  const slots: Scope['slots'] = [...new Map(targets.map((slot) => [`${slot.type} ${slot.targetId}`, slot])).values()]
  const rest: Scope = { ...nowhere, slots, reach: reach && reachesBelow(changes) && !seen.read.accounts }
  const isAll = slots.length === 0 && !rest.reach
  const organization = isAll ? seen : await organizations.observe(manifest, rest, 'apply', { onto: seen })
  const plan = makePlan(manifest, organization, everything, 'apply')
  return { plan: { ...plan, stats: { calls: organizations.calls() } }, organization }
}
