import { everything, nowhere, type Scope } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { changesFor, makePlan, type Plan } from '../core/plan/plan.ts'
import type { Organizations } from '../core/ports.ts'

/**
 * The plan of a command or a deployment. The slots of targets are read only where something changes, so that a plan
 * without changes costs no call for a target.
 */
export async function planFor(
  manifest: Manifest,
  organizations: Organizations,
): Promise<{ plan: Plan; organization: Organization }> {
  const seen = await organizations.observe(manifest, everything, 'apply')
  const targets = changesFor(manifest, seen, everything, 'apply').flatMap(({ target, policy }) =>
    target && seen.enabledTypes?.includes(policy.type) ? [{ type: policy.type, targetId: target.id }] : [],
  )
  const slots: Scope['slots'] = [...new Map(targets.map((slot) => [`${slot.type} ${slot.targetId}`, slot])).values()]
  const organization =
    slots.length === 0 ? seen : await organizations.observe(manifest, { ...nowhere, slots }, 'apply', { onto: seen })
  const plan = makePlan(manifest, organization, everything, 'apply')
  return { plan: { ...plan, stats: { calls: organizations.calls() } }, organization }
}
