import type { Policy } from '../organization/organization.ts'
import { isReserved, isTaggedAs } from './ownership.ts'
import type { PolicyType } from './type.ts'

/**
 * Which of some policies was renamed away from a name of the manifest: this process knew it under that name, or our tag
 * says so. What the process knew goes before a tag, which anybody can set; one of Control Tower's names is no obstacle to
 * it, and stops a tag.
 */
export const renamedFrom = (
  { type, name }: { type: PolicyType; name: string },
  policies: Policy[],
): Policy | undefined =>
  policies
    .filter(
      (policy) =>
        policy.type === type &&
        (policy.formerName === name || (!isReserved(policy) && policy.tags && isTaggedAs(policy.tags, name))),
    )
    .sort(
      (one, other) =>
        Number(other.formerName === name) - Number(one.formerName === name) || (one.id < other.id ? -1 : 1),
    )[0]
