import type { AccountDocument, ContainerDocument, PolicyDocument } from './document.ts'
import { assertDocument } from './document-check.ts'
import type { Account, Container, Organization, Target, Unit } from './organization.ts'
import {
  addAccount,
  addPolicy,
  addUnit,
  attach,
  attachedOf,
  attachFullAccess,
  emptyOrganization,
  entity,
  inside,
  policyNameKey,
} from './organization.ts'
import { policyType } from './policy-types.ts'

/** A policy whose content the document leaves out denies and allows nothing. */
const UNREAD_CONTENT = '{"Version":"2012-10-17","Statement":[]}'

/** The organization that a document describes. Throws one sentence where it describes something that AWS could not hold. */
export function loadOrganization(document: unknown): Organization {
  assertDocument(document)
  const { root } = document
  const organization = emptyOrganization({
    id: document.organization.id,
    managementAccount: document.organization.management_account,
    featureSet: 'ALL',
    root: { kind: 'ROOT', ...entity(root.id, root.name ?? 'Root'), ...inside() },
    enabled: root.policy_types ?? ['SERVICE_CONTROL_POLICY'],
  })
  for (const policy of document.policies ?? []) loadPolicy(organization, policy)
  attachAll(organization, organization.root, root.policies)
  fill(organization, organization.root, root)
  addManagementAccount(organization)
  return organization
}

function claim(organization: Organization, id: string): void {
  if (organization.taken.has(id)) throw new Error(`The id ${id} is used twice in the organization document.`)
}

function loadPolicy(organization: Organization, given: PolicyDocument): void {
  // AWS's own policies are known already, and nobody can change them.
  if (organization.policies.get(given.id)?.awsManaged) return
  claim(organization, given.id)
  const content = typeof given.content === 'object' ? JSON.stringify(given.content) : given.content
  const policy = {
    id: given.id,
    name: given.name,
    type: given.type,
    description: given.description ?? '',
    content: content ?? UNREAD_CONTENT,
    awsManaged: given.aws_managed ?? false,
    tags: new Map(Object.entries(given.tags ?? {})),
    targets: [],
  }
  if (organization.policyNames.has(policyNameKey(policy)))
    throw new Error(`Two policies of type ${given.type} have the name ${JSON.stringify(given.name)}.`)
  addPolicy(organization, policy)
}

function fill(organization: Organization, parent: Container, given: ContainerDocument): void {
  for (const account of given.accounts ?? []) loadAccount(organization, parent, account)
  for (const inner of given.organizational_units ?? []) {
    claim(organization, inner.id)
    if (parent.unitNames.has(inner.name))
      throw new Error(`Two organizational units under ${parent.id} have the name ${JSON.stringify(inner.name)}.`)
    const unit: Unit = { kind: 'ORGANIZATIONAL_UNIT', ...entity(inner.id, inner.name), ...inside(), parent }
    addUnit(organization, unit)
    attachAll(organization, unit, inner.policies)
    fill(organization, unit, inner)
  }
}

function loadAccount(organization: Organization, parent: Container, given: AccountDocument): void {
  claim(organization, given.id)
  const account: Account = {
    kind: 'ACCOUNT',
    ...entity(given.id, given.name),
    parent,
    email: given.email ?? `account+${given.id}@example.com`,
    state: given.state ?? 'ACTIVE',
    joinedMethod: given.id === organization.managementAccount ? 'INVITED' : 'CREATED',
    joined: given.joined === undefined ? undefined : Date.parse(given.joined),
  }
  addAccount(organization, account)
  attachAll(organization, account, given.policies)
}

/** The management account is a member of every organization; a document that leaves it out means: in the root. */
function addManagementAccount(organization: Organization): void {
  const id = organization.managementAccount
  if (!organization.targets.has(id)) loadAccount(organization, organization.root, { id, name: 'Management' })
}

function attachAll(organization: Organization, target: Target, ids: readonly string[] | undefined): void {
  if (ids === undefined) attachFullAccess(organization, target, organization.enabled)
  for (const id of ids ?? []) attachOne(organization, target, id)
}

function attachOne(organization: Organization, target: Target, id: string): void {
  const policy = organization.policies.get(id)
  if (policy === undefined) throw new Error(`The policy ${id} is attached to ${target.id} but not among the policies.`)
  const { type } = policy
  if (!organization.enabled.has(type))
    throw new Error(`The policy ${id} is attached to ${target.id} but its type ${type} is not enabled in the root.`)
  attach(policy, target)
  const { attachments } = policyType(type)
  if (attachedOf(target, type).length > attachments)
    throw new Error(`More than ${attachments} policies of type ${type} are attached to ${target.id}.`)
}
