import type { Account, Organization, OrganizationalUnit, Policy } from '../core/organization/organization.ts'
import type { PolicyType } from '../core/policy/type.ts'
import type { FoundAccount, FoundPolicy, TargetName } from './read.ts'

/** An organization while it is being read: each fact once, the newer one stays. */
export interface Gathering {
  base: Organization
  policies: Map<string, Policy>
  tags: Map<string, Record<string, string>>
  units: Map<string, OrganizationalUnit>
  accounts: Map<string, Account>
  attachments: Map<string, { policyId: string; targetId: string }>
  gone: Set<string>
  policyLists: Set<PolicyType>
  /** Lists that could not be read: asked for once is enough. */
  failedLists: Set<PolicyType>
  policyTargets: Set<string>
  targetPolicies: Map<string, { type: PolicyType; targetId: string }>
  unread: Set<string>
}

export const gather = (base: Organization): Gathering => ({
  base: structuredClone(base),
  policies: new Map(base.policies.map((policy) => [policy.id, policy])),
  tags: new Map(base.policies.flatMap(({ id, tags }) => (tags ? [[id, tags]] : []))),
  units: new Map(base.organizationalUnits.map((unit) => [unit.id, unit])),
  accounts: new Map(base.accounts.map((account) => [account.id, account])),
  attachments: new Map(base.attachments.map((pair) => [`${pair.policyId} ${pair.targetId}`, pair])),
  gone: new Set(base.gone),
  policyLists: new Set(base.read.policyLists),
  failedLists: new Set(),
  policyTargets: new Set(base.read.policyTargets),
  targetPolicies: new Map(base.read.targetPolicies.map((slot) => [`${slot.type} ${slot.targetId}`, slot])),
  unread: new Set(base.unread),
})

/** Keeps what was read of the policy before. */
export function addPolicy(found: Gathering, policy: Policy): void {
  found.policies.set(policy.id, { ...found.policies.get(policy.id), ...policy })
}

export function addTargets(found: Gathering, policyId: string, targets: TargetName[]): void {
  for (const target of targets) {
    found.attachments.set(`${policyId} ${target.id}`, { policyId, targetId: target.id })
    addName(found, target)
  }
  found.policyTargets.add(policyId)
}

export function addPoliciesAt(found: Gathering, type: PolicyType, targetId: string, policies: FoundPolicy[]): void {
  for (const { policy } of policies) {
    addPolicy(found, policy)
    found.attachments.set(`${policy.id} ${targetId}`, { policyId: policy.id, targetId })
  }
  found.targetPolicies.set(`${type} ${targetId}`, { type, targetId })
}

/** An account, and of the OUs above it which lies in which. */
export function addAccount(found: Gathering, { account, ancestors }: FoundAccount): void {
  found.accounts.set(account.id, account)
  for (const [at, id] of ancestors.entries()) {
    const parentId = ancestors[at - 1]
    if (parentId) found.units.set(id, { name: '', ...found.units.get(id), id, parentId })
  }
}

function addName(found: Gathering, { id, name }: TargetName): void {
  if (id.startsWith('ou-')) found.units.set(id, { parentId: null, ...found.units.get(id), id, name })
  if (/^\d/.test(id) && !found.accounts.has(id)) {
    found.accounts.set(id, { id, name, parentId: null, state: null, joined: null })
  }
}

/** The organization as plain JSON; sorted, so that the order of answers leaves no trace. */
export const gathered = (found: Gathering): Organization => ({
  ...found.base,
  policies: sorted(found.policies).map((policy) => ({ ...policy, tags: found.tags.get(policy.id) })),
  organizationalUnits: sorted(found.units),
  accounts: sorted(found.accounts),
  attachments: sorted(found.attachments),
  gone: [...found.gone].sort(),
  read: {
    ...found.base.read,
    policyLists: [...found.policyLists].sort(),
    policyTargets: [...found.policyTargets].sort(),
    targetPolicies: sorted(found.targetPolicies),
  },
  unread: [...found.unread].sort(),
})

const sorted = <Value>(values: Map<string, Value>): Value[] =>
  [...values].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
