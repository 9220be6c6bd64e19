import { isAccountId } from '../manifest.ts'
import { type PolicyType, policyTypes } from '../policy/type.ts'

/** What tells whom a statement is about: of an SCP those who call, of an RCP what is called. */
const keys: Readonly<Record<PolicyType, { account: string; paths: string }>> = {
  SERVICE_CONTROL_POLICY: { account: 'aws:PrincipalAccount', paths: 'aws:PrincipalOrgPaths' },
  RESOURCE_CONTROL_POLICY: { account: 'aws:ResourceAccount', paths: 'aws:ResourceOrgPaths' },
}

/**
 * What has to stand in the Condition of each Deny statement, so that a policy which is attached above a target does not act there.
 * Where a request lacks the key, the statement goes on denying.
 */
export function exceptingCondition(type: PolicyType, targetId: string, organization: string): string {
  const { account, paths } = keys[type]
  return isAccountId(targetId)
    ? `{"StringNotEquals": {"${account}": "${targetId}"}}`
    : `{"ForAllValues:StringNotLike": {"${paths}": "${organization}/*/${targetId}/*"}}`
}

/** How to get what an exemption cannot give. */
export const exceptInstead = (type: PolicyType, targetId: string, organization: string): string =>
  `Only the policy can do that: add to the Condition of each Deny statement of the ${policyTypes[type].short} ${exceptingCondition(type, targetId, organization)}, and take it out at the end`
