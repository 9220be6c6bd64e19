// The state of one organization: plain records in maps, and the few moves that keep them consistent with each other.
import type { AccountState } from './document.ts'
import { fullAccessId, POLICY_TYPES } from './policy-types.ts'
import { add, remove } from './sorted.ts'

interface Entity {
  id: string
  name: string
  /** Sorted policy ids by policy type. */
  attached: Map<string, string[]>
  tags: Map<string, string>
}

interface Inside {
  units: string[]
  accounts: string[]
  unitNames: Set<string>
}

export interface Root extends Entity, Inside {
  kind: 'ROOT'
}

export interface Unit extends Entity, Inside {
  kind: 'ORGANIZATIONAL_UNIT'
  parent: Container
}

export interface Account extends Entity {
  kind: 'ACCOUNT'
  parent: Container
  email: string
  state: AccountState
  joinedMethod: 'CREATED' | 'INVITED'
  /** Milliseconds; unknown where the document does not say. */
  joined: number | undefined
}

export type Container = Root | Unit
export type Target = Container | Account

export interface Policy {
  id: string
  name: string
  type: string
  description: string
  content: string
  awsManaged: boolean
  tags: Map<string, string>
  /** Sorted ids of the targets that it is attached to. */
  targets: string[]
}

export interface CreateStatus {
  id: string
  accountName: string
  accountId: string | undefined
  failureReason: string | undefined
  requested: number
}

/** The delegation policy of the organization. */
export interface ResourcePolicy {
  id: string
  content: string
  tags: Map<string, string>
}

export interface Organization {
  id: string
  managementAccount: string
  featureSet: 'ALL' | 'CONSOLIDATED_BILLING'
  root: Root
  enabled: Set<string>
  targets: Map<string, Target>
  units: number
  accounts: string[]
  policies: Map<string, Policy>
  policyIds: Map<string, string[]>
  policyNames: Set<string>
  createStatuses: Map<string, CreateStatus>
  resourcePolicy: ResourcePolicy | undefined
  /** When each service principal got access, in milliseconds. */
  services: Map<string, number>
  /** By account id, since when it administers which service principals. */
  delegates: Map<string, Map<string, number>>
  /** When accounts were closed, in milliseconds; unknown for those that a document loads closed. */
  closed: Map<string, number>
  /** Every id that was ever given out. */
  taken: Set<string>
}

export const inside = (): Inside => ({ units: [], accounts: [], unitNames: new Set() })
export const entity = (id: string, name: string): Entity => ({ id, name, attached: new Map(), tags: new Map() })

/** An organization of a root alone, with AWS's full-access policies known but attached nowhere. */
export function emptyOrganization(
  given: Pick<Organization, 'id' | 'managementAccount' | 'featureSet'> & { root: Root; enabled: Iterable<string> },
): Organization {
  const organization: Organization = {
    ...given,
    enabled: new Set(given.enabled),
    targets: new Map([[given.root.id, given.root]]),
    units: 0,
    accounts: [],
    policies: new Map(),
    policyIds: new Map(),
    policyNames: new Set(),
    createStatuses: new Map(),
    resourcePolicy: undefined,
    services: new Map(),
    delegates: new Map(),
    closed: new Map(),
    taken: new Set([given.root.id]),
  }
  for (const [type, { fullAccess }] of POLICY_TYPES)
    if (fullAccess !== undefined)
      addPolicy(organization, { ...fullAccess, type, awsManaged: true, tags: new Map(), targets: [] })
  return organization
}

/** Names are unique among the policies of one type: AWS's message speaks of "the specified name and type". */
export const policyNameKey = ({ type, name }: Pick<Policy, 'type' | 'name'>): string => `${type}/${name}`

export function addPolicy(organization: Organization, policy: Policy): void {
  organization.policies.set(policy.id, policy)
  organization.policyNames.add(policyNameKey(policy))
  organization.taken.add(policy.id)
  const ids = organization.policyIds.get(policy.type) ?? []
  add(ids, policy.id)
  organization.policyIds.set(policy.type, ids)
}

export function removePolicy(organization: Organization, policy: Policy): void {
  organization.policies.delete(policy.id)
  organization.policyNames.delete(policyNameKey(policy))
  remove(organization.policyIds.get(policy.type) ?? [], policy.id)
}

export const attachedOf = (target: Target, type: string): string[] => target.attached.get(type) ?? []

export function attach(policy: Policy, target: Target): void {
  const ids = attachedOf(target, policy.type)
  add(ids, policy.id)
  target.attached.set(policy.type, ids)
  add(policy.targets, target.id)
}

export function detach(policy: Policy, target: Target): void {
  remove(attachedOf(target, policy.type), policy.id)
  remove(policy.targets, target.id)
}

export function attachFullAccess(organization: Organization, target: Target, types: Iterable<string>): void {
  for (const type of types) {
    const policy = organization.policies.get(fullAccessId(type) ?? '')
    if (policy !== undefined) attach(policy, target)
  }
}

export function addUnit(organization: Organization, unit: Unit): void {
  add(unit.parent.units, unit.id)
  unit.parent.unitNames.add(unit.name)
  organization.targets.set(unit.id, unit)
  organization.taken.add(unit.id)
  organization.units += 1
}

function detachAll(organization: Organization, target: Target): void {
  for (const id of [...target.attached.values()].flat()) {
    const policy = organization.policies.get(id)
    if (policy !== undefined) detach(policy, target)
  }
}

/** The unit is gone from its parent, and from the targets of everything that was attached to it. */
export function removeUnit(organization: Organization, unit: Unit): void {
  detachAll(organization, unit)
  remove(unit.parent.units, unit.id)
  unit.parent.unitNames.delete(unit.name)
  organization.targets.delete(unit.id)
  organization.units -= 1
}

export function addAccount(organization: Organization, account: Account): void {
  add(account.parent.accounts, account.id)
  add(organization.accounts, account.id)
  organization.targets.set(account.id, account)
  organization.taken.add(account.id)
}

/** As with units; the id stays taken, for the account still exists. */
export function removeAccount(organization: Organization, account: Account): void {
  detachAll(organization, account)
  remove(account.parent.accounts, account.id)
  remove(organization.accounts, account.id)
  organization.closed.delete(account.id)
  organization.delegates.delete(account.id)
  organization.targets.delete(account.id)
}

/** From the root down to and including the target. */
export function lineage(target: Target): Target[] {
  return target.kind === 'ROOT' ? [target] : [...lineage(target.parent), target]
}
