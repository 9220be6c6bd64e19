import type { Plan } from '../../schemas/types/plan.ts'
import type { Facts } from '../organization/facts.ts'
import type { Quotas } from '../policy/type.ts'
import type { Change } from './change.ts'

export type Slots = NonNullable<Plan['slots']>[number]

/**
 * How many policies are attached to each target that changes once the changes are carried out, AWS's own counted, and how
 * many AWS allows. Targets whose slots were not read are left out.
 */
export function slotsAfter(changes: Change[], facts: Facts, quotas: Quotas): Slots[] {
  const found = new Map<string, Slots>()
  for (const { action, policy, target } of changes) {
    if (!target) continue
    const key = slotKey(policy.type, target.id)
    let slots = found.get(key)
    if (!slots) {
      const taken = facts.slotsTaken(policy.type, target.id)
      if (taken === undefined) continue
      slots = { type: policy.type, target, taken, most: quotas[policy.type].slots }
      found.set(key, slots)
    }
    slots.taken += action === 'attach' ? 1 : -1
  }
  return [...found.values()]
}

export const slotKey = (type: string, targetId: string): string => `${type} ${targetId}`
