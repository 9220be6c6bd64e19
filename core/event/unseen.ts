import type { Manifest } from '../manifest.ts'
import { type Facts, factsOf } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { coversAccount } from '../plan/coverage.ts'
import { type PolicyType, policyTypes } from '../policy/type.ts'
import { type Incident, policyTypeOf } from './incident.ts'

/**
 * Whether a look that did not find an incident could not have found it, because it did not read what would tell. What
 * the manifest no longer wants is over without a look.
 */
export function isUnseen(incident: Incident, manifest: Manifest, organization: Organization, part: string): boolean {
  const { action, policy: name, target } = incident
  const type = policyTypeOf(incident)
  // Something keeps a change from being made: only who looked at the same can tell that it does not any more.
  if (!type) return incident.part !== part
  const facts = factsOf(organization)
  if (action === 'enable-policy-type')
    return facts.isEnabled(type) === undefined && manifest.policies.some((one) => one.type === type)
  const current = facts.policyNamed(type, name ?? '')
  if (action === 'attach' && target) {
    if (!isWanted(manifest, facts, organization, type, name, target.id) || facts.isGone(target.id)) return false
    return !current || facts.isAttached(current, target.id) === undefined
  }
  const isNamed = manifest.policies.some((one) => one.type === type && one.name === name && one.state === 'present')
  if (!isNamed) return false
  if (action === 'update-policy') return current?.content === undefined
  if (action === 'tag-policy') return !current?.tags
  return !facts.allPolicies(type)
}

function isWanted(
  manifest: Manifest,
  facts: Facts,
  organization: Organization,
  type: PolicyType,
  name: string | null,
  targetId: string,
): boolean {
  if (name === policyTypes[type].fullAccess.name) return true
  const policy = manifest.policies.find((one) => one.type === type && one.name === name && one.state === 'present')
  if (!policy) return false
  if (policy.targets.some(({ id }) => id === targetId)) return true
  const account = facts.account(targetId)
  // Of an account that was not read it cannot be told; of every account being read, one that is not there is gone.
  if (!account?.state) return policy.eachAccountIn.length > 0 && !organization.read.accounts
  if (account.state !== 'ACTIVE') return false
  return coversAccount(policy, account, facts.ancestry(targetId), organization.managementAccount)
}
