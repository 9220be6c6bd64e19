import { policyId, policyTypeName, rootId, targetId } from '../checks.ts'
import { invalid, refuse, violated } from '../errors.ts'
import { findPolicy, findRoot, findShownPolicy, findTarget } from '../find.ts'
import { policyWrite, read } from '../operation.ts'
import { attach, attachedOf, attachFullAccess, detach } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { policyType } from '../policy-types.ts'
import { has } from '../sorted.ts'
import { policyTargetView, rootView, summaryView } from '../views.ts'

const pair = { PolicyId: policyId, TargetId: targetId }

const attachPolicy = policyWrite(pair, (organization, { PolicyId, TargetId }) => {
  const policy = findPolicy(organization, PolicyId)
  const target = findTarget(organization, TargetId)
  if (!organization.enabled.has(policy.type)) refuse('PolicyTypeNotEnabledException')
  const attached = attachedOf(target, policy.type)
  if (has(attached, policy.id)) refuse('DuplicatePolicyAttachmentException')
  if (attached.length >= policyType(policy.type).attachments) violated('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED')
  attach(policy, target)
  return undefined
})

/** Types with a full-access policy keep at least one policy on every target (User Guide, "Quotas"). */
const detachPolicy = policyWrite(pair, (organization, { PolicyId, TargetId }) => {
  const policy = findPolicy(organization, PolicyId)
  const target = findTarget(organization, TargetId)
  const { fullAccess } = policyType(policy.type)
  if (fullAccess?.id === policy.id && !fullAccess.detachable) invalid('NON_DETACHABLE_POLICY')
  const attached = attachedOf(target, policy.type)
  if (!has(attached, policy.id)) refuse('PolicyNotAttachedException')
  if (fullAccess !== undefined && attached.length === 1) violated('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED')
  detach(policy, target)
  return undefined
})

const listTargetsForPolicy = read({ PolicyId: policyId, ...paging }, (organization, input) => {
  const { targets } = findShownPolicy(organization, input.PolicyId)
  const { ids, NextToken } = page(`ListTargetsForPolicy ${input.PolicyId}`, targets, input)
  return { Targets: ids.map((id) => policyTargetView(organization, findTarget(organization, id))), NextToken }
})

const listPoliciesForTarget = read({ TargetId: targetId, Filter: policyTypeName, ...paging }, (organization, input) => {
  const attached = attachedOf(findTarget(organization, input.TargetId), input.Filter)
  const { ids, NextToken } = page(`ListPoliciesForTarget ${input.TargetId} ${input.Filter}`, attached, input)
  return { Policies: ids.map((id) => summaryView(organization, findPolicy(organization, id))), NextToken }
})

const typeOfRoot = { RootId: rootId, PolicyType: policyTypeName }

const enablePolicyType = policyWrite(typeOfRoot, (organization, { RootId, PolicyType: type }) => {
  const root = findRoot(organization, RootId)
  if (organization.featureSet !== 'ALL') refuse('PolicyTypeNotAvailableForOrganizationException')
  if (organization.enabled.has(type)) refuse('PolicyTypeAlreadyEnabledException')
  organization.enabled.add(type)
  for (const target of organization.targets.values()) attachFullAccess(organization, target, [type])
  return { Root: rootView(organization, root) }
})

/**
 * Every attachment of the type is lost, the policies stay (User Guide, "Disabling a policy type"). The answer still
 * shows the type as enabled, as real events do.
 */
const disablePolicyType = policyWrite(typeOfRoot, (organization, { RootId, PolicyType: type }) => {
  const root = findRoot(organization, RootId)
  if (!organization.enabled.has(type)) refuse('PolicyTypeNotEnabledException')
  const before = rootView(organization, root)
  organization.enabled.delete(type)
  for (const target of organization.targets.values()) target.attached.delete(type)
  for (const id of organization.policyIds.get(type) ?? []) findPolicy(organization, id).targets = []
  return { Root: before }
})

export const attachmentOperations = {
  AttachPolicy: attachPolicy,
  DetachPolicy: detachPolicy,
  ListTargetsForPolicy: listTargetsForPolicy,
  ListPoliciesForTarget: listPoliciesForTarget,
  EnablePolicyType: enablePolicyType,
  DisablePolicyType: disablePolicyType,
}
