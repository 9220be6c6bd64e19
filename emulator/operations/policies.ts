import { freeText, isObject, name, optional, policyId, policyTypeName, required, text } from '../checks.ts'
import { invalid, refuse, violated } from '../errors.ts'
import { findPolicy, findShownPolicy } from '../find.ts'
import { fresh, letters } from '../ids.ts'
import { policyWrite, read } from '../operation.ts'
import type { Organization, Policy } from '../organization.ts'
import { addPolicy, policyNameKey, removePolicy } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { policyType } from '../policy-types.ts'
import { mergedTags, tagList } from '../tags.ts'
import { policyView, summaryView } from '../views.ts'

const description = freeText({ max: 512 })
const content = text({ min: 1 })

/** Counted are the characters as they were sent; only the console removes white space (User Guide, "Quotas"). */
function checkContent(type: string, sent: string): void {
  const { characters, isStatement } = policyType(type)
  if ([...sent].length > characters) violated('POLICY_CONTENT_LIMIT_EXCEEDED')
  const document = parsed(sent)
  if (!isObject(document) || (isStatement && !areSound(document.Statement, isStatement)))
    refuse('MalformedPolicyDocumentException')
}

const areSound = (statements: unknown, isStatement: (statement: unknown) => boolean): boolean =>
  statements !== undefined && [statements].flat().every(isStatement)

function parsed(sent: string): unknown {
  try {
    return JSON.parse(sent)
  } catch {
    return undefined
  }
}

function checkName(organization: Organization, policy: Pick<Policy, 'type' | 'name'>): void {
  if (organization.policyNames.has(policyNameKey(policy))) refuse('DuplicatePolicyException')
}

function findCustomerPolicy(organization: Organization, id: string): Policy {
  const policy = findPolicy(organization, id)
  return policy.awsManaged ? invalid('IMMUTABLE_POLICY') : policy
}

const createPolicy = policyWrite(
  {
    Content: required(content),
    Description: required(description),
    Name: required(name),
    Type: policyTypeName,
    Tags: optional(tagList),
  },
  (organization, { Content, Description, Name, Type, Tags }) => {
    if (organization.featureSet !== 'ALL') refuse('PolicyTypeNotAvailableForOrganizationException')
    checkContent(Type, Content)
    checkName(organization, { type: Type, name: Name })
    const { policies: most } = policyType(Type)
    if ((organization.policyIds.get(Type)?.length ?? 0) >= most) violated('POLICY_NUMBER_LIMIT_EXCEEDED')
    const policy: Policy = {
      id: '',
      name: Name,
      type: Type,
      description: Description,
      content: Content,
      awsManaged: false,
      tags: mergedTags(new Map(), Tags ?? []),
      targets: [],
    }
    policy.id = fresh(organization.taken, () => `p-${letters(8)}`)
    addPolicy(organization, policy)
    return { Policy: policyView(organization, policy) }
  },
)

const updatePolicy = policyWrite(
  { PolicyId: policyId, Name: optional(name), Description: optional(description), Content: optional(content) },
  (organization, { PolicyId, Name, Description, Content }) => {
    const policy = findCustomerPolicy(organization, PolicyId)
    if (Content !== undefined) checkContent(policy.type, Content)
    if (Name !== undefined && Name !== policy.name) {
      checkName(organization, { type: policy.type, name: Name })
      organization.policyNames.delete(policyNameKey(policy))
      policy.name = Name
      organization.policyNames.add(policyNameKey(policy))
    }
    policy.description = Description ?? policy.description
    policy.content = Content ?? policy.content
    return { Policy: policyView(organization, policy) }
  },
)

const deletePolicy = policyWrite({ PolicyId: policyId }, (organization, { PolicyId }) => {
  const policy = findCustomerPolicy(organization, PolicyId)
  if (policy.targets.length > 0) refuse('PolicyInUseException')
  removePolicy(organization, policy)
  return undefined
})

const describePolicy = read({ PolicyId: policyId }, (organization, { PolicyId }) => ({
  Policy: policyView(organization, findShownPolicy(organization, PolicyId)),
}))

const listPolicies = read({ Filter: policyTypeName, ...paging }, (organization, input) => {
  const all = organization.policyIds.get(input.Filter) ?? []
  const { ids, NextToken } = page(`ListPolicies ${input.Filter}`, all, input)
  return { Policies: ids.map((id) => summaryView(organization, findPolicy(organization, id))), NextToken }
})

export const policyOperations = {
  CreatePolicy: createPolicy,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  DescribePolicy: describePolicy,
  ListPolicies: listPolicies,
}
