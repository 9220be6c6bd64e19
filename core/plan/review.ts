import { digest } from '../digest.ts'
import { canonicalJson } from '../json.ts'
import type { Change } from './change.ts'
import { createHold, removes } from './hold.ts'

/**
 * A removal that somebody looked at and agreed to. Plain JSON, so that a later run can be told of it. The key says what is
 * removed where, by name; the id which policy bore the name, and `before` what was shown of it: a name can be given to
 * another policy, and a policy other content, between the review and the run. AWS does not tell when something was
 * attached, so what was detached and attached again meanwhile is what was reviewed.
 */
export interface ReviewedRemoval {
  key: string
  policyId: string | null
  /** Digest of what the change said of the policy before it; null where it said nothing. */
  before: string | null
}

const removalOf = ({ key, policy, before }: Change): ReviewedRemoval => ({
  key,
  policyId: policy.id,
  before: before && digest(before),
})

/** What whoever agrees to a plan has reviewed: each of its removals. */
export const reviewOf = (changes: Change[]): ReviewedRemoval[] =>
  changes.filter(({ action }) => removes(action)).map(removalOf)

/**
 * What of a plan, in its order, may be carried out: everything that adds, and of what removes only what was reviewed. What
 * rests on a removal that is left is left with it: a policy is deleted only where nothing of it stays attached, and a slot
 * that stays taken is not attached to.
 */
export function permitted(changes: Change[], reviewed: readonly ReviewedRemoval[]): Change[] {
  const agreed = new Set(reviewed.map(canonicalJson))
  const hold = createHold()
  return changes.filter((change) => {
    const isReviewed = !removes(change.action) || agreed.has(canonicalJson(removalOf(change)))
    const isPermitted = isReviewed && !hold.holds(change)
    if (!isPermitted) hold.note({ ...change, outcome: { result: 'skipped', error: null } })
    return isPermitted
  })
}
