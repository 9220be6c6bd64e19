import { oneOf, optional, required, targetIdText } from '../checks.ts'
import { effective } from '../effective.ts'
import { invalid, refuse } from '../errors.ts'
import { findPolicy, findTarget } from '../find.ts'
import { member } from '../operation.ts'
import type { Account, Organization } from '../organization.ts'
import { attachedOf, lineage } from '../organization.ts'
import { POLICY_TYPES } from '../policy-types.ts'
import type { Wire } from '../wire.ts'

/** Authorization policies have no effective policy (service model, EffectivePolicyType). */
const types = [...POLICY_TYPES].filter(([, { isStatement }]) => isStatement === undefined).map(([type]) => type)

function accountAt(organization: Organization, id: string): Account {
  const target = findTarget(organization, id)
  return target.kind === 'ACCOUNT' ? target : invalid('TARGET_NOT_SUPPORTED')
}

const mayAsk = ({ managementAccount, delegates }: Organization, caller: string, id: string): boolean =>
  caller === id || caller === managementAccount || delegates.has(caller)

/** Every account may ask for its own. */
const describeEffectivePolicy = member(
  { PolicyType: required(oneOf(types, 'INVALID_ENUM_POLICY_TYPE')), TargetId: optional(targetIdText) },
  (organization, { PolicyType: type, TargetId }, { account: caller, now }) => {
    const id = TargetId ?? caller
    if (!mayAsk(organization, caller, id)) refuse('AccessDeniedException')
    const levels = lineage(accountAt(organization, id)).map((target) =>
      attachedOf(target, type).map((policy) => JSON.parse(findPolicy(organization, policy).content) as Wire),
    )
    if (levels.flat().length === 0) refuse('EffectivePolicyNotFoundException')
    const PolicyContent = JSON.stringify(effective(levels))
    return { EffectivePolicy: { PolicyContent, LastUpdatedTimestamp: now / 1000, TargetId: id, PolicyType: type } }
  },
  { readOnly: true },
)

export const effectivePolicyOperations = { DescribeEffectivePolicy: describeEffectivePolicy }
