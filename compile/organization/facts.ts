import type { Attachment, Organization, Policy } from '../../core/organization/organization.ts'
import { allPolicyTypes, isPolicyType, type PolicyType, policyTypes } from '../../core/policy/type.ts'
import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import { parts } from './parts.ts'

/**
 * What an organization file says, in core's words and order. Everything counts as read, unless the file lists what could not
 * be read: it does so in sentences, so that none of its lists can be taken as complete.
 */
export function toOrganization(document: OrganizationDocument): Organization {
  const enabledTypes = [...(document.root.policy_types ?? ['SERVICE_CONTROL_POLICY'])].sort()
  const tree = parts(document)
  const policies = policiesOf(document, enabledTypes)
  const types = new Map(policies.map(({ id, type }) => [id, type]))
  const fullAccess = allPolicyTypes
    .filter((type) => enabledTypes.includes(type))
    .map((type) => policyTypes[type].fullAccess.id)
  const attachments: Attachment[] = tree.flatMap(({ id, policies: attached }) =>
    (attached ?? fullAccess).filter((policy) => types.has(policy)).map((policyId) => ({ policyId, targetId: id })),
  )
  const complete = (document.unread ?? []).length === 0
  return {
    id: document.organization.id,
    managementAccount: document.organization.management_account,
    root: { id: document.root.id, name: document.root.name ?? 'Root' },
    enabledTypes,
    policies: policies.sort(byId),
    organizationalUnits: tree
      .filter(({ kind }) => kind === 'organizational_unit')
      .map(({ id, name, parentId }) => ({ id, name, parentId }))
      .sort(byId),
    accounts: tree
      .filter(({ kind }) => kind === 'account')
      .map(({ id, name, parentId, state, joined }) => ({ id, name, parentId, state, joined: time(joined) }))
      .sort(byId),
    attachments: attachments.sort(
      (one, other) => compare(one.policyId, other.policyId) || compare(one.targetId, other.targetId),
    ),
    gone: [],
    read: {
      policyLists: complete ? allPolicyTypes : [],
      policyTargets: complete ? [...types.keys()].sort() : [],
      targetPolicies: complete
        ? tree.flatMap(({ id: targetId }) => allPolicyTypes.map((type) => ({ type, targetId })))
        : [],
      accounts: complete,
      organizationalUnits: complete,
    },
    unread: document.unread ?? [],
  }
}

/** Policies of the types that holdfast keeps; AWS's own of an enabled type exists, named or not. */
function policiesOf(document: OrganizationDocument, enabledTypes: string[]): Policy[] {
  const named = new Map<string, Policy>()
  for (const { id, name, type, description, aws_managed, content, tags } of document.policies ?? []) {
    if (!isPolicyType(type)) continue
    named.set(id, {
      id,
      name,
      type,
      description: description ?? '',
      awsManaged: aws_managed ?? false,
      ...(content === undefined ? {} : { content: typeof content === 'string' ? content : JSON.stringify(content) }),
      ...(tags === undefined ? {} : { tags }),
    })
  }
  for (const type of allPolicyTypes) {
    const { id, name } = policyTypes[type].fullAccess
    if (enabledTypes.includes(type) && !named.has(id)) named.set(id, fullAccessPolicy(id, name, type))
  }
  return [...named.values()]
}

/** AWS Organizations User Guide, "SCPs" and "RCPs": the default policies and their content. */
const allowAll: Record<PolicyType, object> = {
  SERVICE_CONTROL_POLICY: { Effect: 'Allow', Action: '*', Resource: '*' },
  RESOURCE_CONTROL_POLICY: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
}

const fullAccessPolicy = (id: string, name: string, type: PolicyType): Policy => ({
  id,
  name,
  type,
  description: 'Allows access to every operation',
  awsManaged: true,
  content: JSON.stringify({ Version: '2012-10-17', Statement: [allowAll[type]] }),
})

function time(joined: string | undefined): number | null {
  const parsed = Date.parse(joined ?? '')
  return Number.isNaN(parsed) ? null : parsed
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const byId = (one: { id: string }, other: { id: string }): number => compare(one.id, other.id)
