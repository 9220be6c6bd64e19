import type { Manifest } from '../manifest.ts'
import type { Facts } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { targetName } from '../plan/change.ts'
import { coversAccount } from '../plan/coverage.ts'
import { isSamePolicy } from '../policy/type.ts'
import { type Problem, problem } from '../problem.ts'
import { exceptInstead } from './condition.ts'
import { activeExemptions } from './exempt.ts'

/** What only the organization tells of exemptions that hold now: that a policy acts there from above, or is not meant for that account. */
export function exemptionFindings(
  manifest: Manifest,
  organization: Organization,
  facts: Facts,
  now: number,
): Problem[] {
  return activeExemptions(manifest, now).flatMap(({ id, policy: name, target }) => {
    const policy = manifest.policies.find((one) => isSamePolicy(one, name))
    const ancestry = facts.ancestry(target.id).slice(1)
    // What is not known up to the root may lie anywhere.
    if (!policy || !organization.root || ancestry.at(-1) !== organization.root.id) return []
    const above = policy.targets.find((one) => ancestry.includes(one.id))
    if (above) {
      const message = `${id}: ${name.name} is attached to ${targetName(above)} as well, above ${targetName(target)}, and goes on acting there`
      const instead = exceptInstead(name.type, target.id, organization.id)
      return [{ ...problem('exemption-inherited', {}, message, instead), severity: 'warning' as const }]
    }
    const account = facts.account(target.id)
    const isNamed = policy.targets.some((one) => one.id === target.id)
    if (isNamed || !account || coversAccount(policy, account, ancestry, organization.managementAccount)) return []
    const message = `${id}: the manifest does not attach ${name.name} to ${targetName(target)}`
    return [
      {
        ...problem('exemption-nowhere', {}, message, 'Correct the target in exemptions.yaml, or remove the exemption'),
        severity: 'warning' as const,
      },
    ]
  })
}
