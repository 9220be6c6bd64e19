import { isAccountId } from '../manifest.ts'
import { nameKey, type PolicyType } from '../policy/type.ts'
import type { Account, Organization, Policy } from './organization.ts'

/** Questions to an organization, answered in constant time. `undefined` means: not read, conclude nothing. */
export interface Facts {
  policyNamed(type: PolicyType, name: string): Policy | undefined
  /** Whether every policy of the type was read, so that a missing name is missing. */
  allPolicies(type: PolicyType): boolean
  isEnabled(type: PolicyType): boolean | undefined
  isAttached(policy: { id: string; type: PolicyType }, targetId: string): boolean | undefined
  /** Every target of a policy. */
  targetsOf(policy: { id: string; type: PolicyType }): string[] | undefined
  /** How many policies of the type are attached to a target, AWS's own counted. */
  slotsTaken(type: PolicyType, targetId: string): number | undefined
  /** Names of the policies of a type that are known to be attached to a target, sorted. */
  attachedTo(type: PolicyType, targetId: string): string[]
  isGone(targetId: string): boolean
  account(id: string): Account | undefined
  /** Name of an OU or account. */
  nameOf(id: string): string | undefined
  /** As people name a target: Root, Workloads:Prod, payments-prod; as much of it as is known, or the id. */
  pathOf(id: string): string
  /** Ids from a target up to the root, itself included; as far as it was read. */
  ancestry(id: string): string[]
  /** Active accounts at or below a target, the management account not counted. */
  accountsBelow(targetId: string): number | undefined
}

export function factsOf(organization: Organization): Facts {
  const { read } = organization
  const named = new Map(organization.policies.map((policy) => [nameKey(policy), policy]))
  const types = new Map(organization.policies.map((policy) => [policy.id, policy.type]))
  const accounts = new Map(organization.accounts.map((account) => [account.id, account]))
  const names = new Map(
    [...organization.organizationalUnits, ...organization.accounts].map(({ id, name }) => [id, name]),
  )
  const parents = new Map<string, string | null>([
    ...organization.organizationalUnits.map(({ id, parentId }) => [id, parentId] as const),
    ...organization.accounts.map(({ id, parentId }) => [id, parentId] as const),
  ])
  const pairs = new Set<string>()
  const targets = new Map<string, string[]>()
  const taken = new Map<string, number>()
  for (const { policyId, targetId } of organization.attachments) {
    pairs.add(`${policyId} ${targetId}`)
    const known = targets.get(policyId)
    if (known) known.push(targetId)
    else targets.set(policyId, [targetId])
    const slot = `${types.get(policyId)} ${targetId}`
    taken.set(slot, (taken.get(slot) ?? 0) + 1)
  }
  const policyTargets = new Set(read.policyTargets)
  const targetPolicies = new Set(read.targetPolicies.map(({ type, targetId }) => `${type} ${targetId}`))
  const gone = new Set(organization.gone)

  const isEnabled = (type: PolicyType) => organization.enabledTypes?.includes(type)
  const ancestry = (id: string): string[] => {
    const path: string[] = []
    for (let at: string | null | undefined = id; at && !path.includes(at); at = parents.get(at)) path.push(at)
    return path
  }
  let below: Map<string, number> | undefined
  const countBelow = () => {
    const counts = new Map<string, number>()
    for (const account of organization.accounts) {
      if (account.state !== 'ACTIVE' || account.id === organization.managementAccount) continue
      for (const id of ancestry(account.id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  return {
    policyNamed: (type, name) => named.get(nameKey({ type, name })),
    allPolicies: (type) => read.policyLists.includes(type),
    isEnabled,
    isAttached(policy, targetId) {
      if (isEnabled(policy.type) === false) return false
      if (pairs.has(`${policy.id} ${targetId}`)) return true
      const known = policyTargets.has(policy.id) || targetPolicies.has(`${policy.type} ${targetId}`)
      return known ? false : undefined
    },
    targetsOf: (policy) =>
      isEnabled(policy.type) === false ? [] : policyTargets.has(policy.id) ? (targets.get(policy.id) ?? []) : undefined,
    slotsTaken(type, targetId) {
      // Enabling a policy type brings back AWS's full-access policy everywhere, and nothing else.
      if (isEnabled(type) === false) return 1
      return targetPolicies.has(`${type} ${targetId}`) ? (taken.get(`${type} ${targetId}`) ?? 0) : undefined
    },
    attachedTo: (type, targetId) =>
      organization.policies
        .filter((policy) => policy.type === type && pairs.has(`${policy.id} ${targetId}`))
        .map(({ name }) => name)
        .sort(),
    isGone: (targetId) => gone.has(targetId),
    account: (id) => accounts.get(id),
    nameOf: (id) => names.get(id) || undefined,
    pathOf(id) {
      if (id === organization.root?.id) return organization.root.name || id
      const path = id.startsWith('ou-') ? ancestry(id).filter((one) => one.startsWith('ou-')) : [id]
      const known = path.map((one) => names.get(one))
      return (known.every(Boolean) ? known.reverse().join(':') : names.get(id)) || id
    },
    ancestry,
    accountsBelow(targetId) {
      if (isAccountId(targetId)) return targetId === organization.managementAccount ? 0 : 1
      if (!read.accounts) return undefined
      below ??= countBelow()
      return below.get(targetId) ?? 0
    },
  }
}
