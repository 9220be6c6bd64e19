// Looking things up, refusing in the words of the operation that asked.
import { refuse } from './errors.ts'
import type { Account, Container, Organization, Policy, Root, Target, Unit } from './organization.ts'

export function findPolicy(organization: Organization, id: string): Policy {
  return organization.policies.get(id) ?? refuse('PolicyNotFoundException')
}

/** Operations that look at a policy tell it in other words than those that change one, as seen by moto's tests. */
export function findShownPolicy(organization: Organization, id: string): Policy {
  return (
    organization.policies.get(id) ?? refuse('PolicyNotFoundException', "You specified a policy that doesn't exist.")
  )
}

export function findTarget(organization: Organization, id: string): Target {
  return organization.targets.get(id) ?? refuse('TargetNotFoundException')
}

export function findContainer(organization: Organization, id: string, missing = 'ParentNotFoundException'): Container {
  const found = organization.targets.get(id)
  return found === undefined || found.kind === 'ACCOUNT' ? refuse(missing) : found
}

export function findChild(organization: Organization, id: string): Unit | Account {
  const found = organization.targets.get(id)
  return found === undefined || found.kind === 'ROOT' ? refuse('ChildNotFoundException') : found
}

export function findUnit(organization: Organization, id: string): Unit {
  const found = organization.targets.get(id)
  return found?.kind === 'ORGANIZATIONAL_UNIT' ? found : refuse('OrganizationalUnitNotFoundException')
}

export function findAccount(organization: Organization, id: string): Account {
  const found = organization.targets.get(id)
  return found?.kind === 'ACCOUNT' ? found : refuse('AccountNotFoundException')
}

export function findRoot(organization: Organization, id: string): Root {
  return organization.root.id === id ? organization.root : refuse('RootNotFoundException')
}
