import type { Manifest } from '../manifest.ts'
import { factsOf } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { coversAccount } from '../plan/coverage.ts'
import { isSamePolicy, type PolicyType, policyTypes } from '../policy/type.ts'
import { type Incident, policyTypeOf } from './incident.ts'
import { everywhere, isPart } from './sweep.ts'

/**
 * Says of an incident that a look did not find whether it could not have found it, because it did not read what would
 * tell. What the manifest no longer wants is over without a look.
 */
export function unseenIn(
  manifest: Manifest,
  organization: Organization,
  part: string,
): (incident: Incident) => boolean {
  const facts = factsOf(organization)
  const wantedPolicy = (type: PolicyType, name: string | null) =>
    manifest.policies.find((one) => isSamePolicy(one, { type, name: name ?? '' }) && one.state === 'present')

  /** Undefined: it is an account that was not read. */
  function isWanted(type: PolicyType, name: string | null, targetId: string): boolean | undefined {
    const policy = wantedPolicy(type, name)
    if (!policy || facts.isGone(targetId)) return false
    if (policy.targets.some(({ id }) => id === targetId)) return true
    if (policy.eachAccountIn.length === 0) return false
    const account = facts.account(targetId)
    if (!account?.state) return organization.read.accounts ? false : undefined
    if (account.state !== 'ACTIVE') return false
    return coversAccount(policy, account, facts.ancestry(targetId), organization.managementAccount)
  }

  return (incident) => {
    const { action, policy: name, target } = incident
    const type = policyTypeOf(incident)
    // Something keeps a change from being made: only who looked at the same can tell that it does not any more.
    if (!type) return incident.part !== part && isPart(incident.part, manifest)
    if (action === 'enable-policy-type')
      return facts.isEnabled(type) === undefined && manifest.policies.some((one) => one.type === type)
    const { fullAccess } = policyTypes[type]
    // Only the first part looks again where AWS's own policy was missing.
    if (name === fullAccess.name)
      return part !== everywhere || !facts.isAttached({ id: fullAccess.id, type }, target?.id ?? '')
    const current = facts.policyNamed(type, name ?? '')
    if (action === 'attach' && target) {
      const wanted = isWanted(type, name, target.id)
      if (wanted !== true) return wanted === undefined
      return !current || facts.isAttached(current, target.id) === undefined
    }
    if (!wantedPolicy(type, name)) return false
    if (action === 'update-policy') return current?.content === undefined
    if (action === 'tag-policy') return !current?.tags
    return !facts.allPolicies(type)
  }
}
