import type { Organization, Policy } from '../../core/organization/organization.ts'
import type { Change } from '../../core/plan/change.ts'

// A naive model of AWS Organizations, written from the User Guide and without a look at core/plan: it plays changes, one
// after the other, against an organization, and says which of AWS's rules they would break.

const rules = {
  SERVICE_CONTROL_POLICY: { fullAccess: 'p-FullAWSAccess', least: 1, most: 10 },
  RESOURCE_CONTROL_POLICY: { fullAccess: 'p-RCPFullAWSAccess', least: 1, most: 5 },
}

type Type = keyof typeof rules

const types = Object.keys(rules) as Type[]

export interface Model {
  enabled: Set<string>
  policies: Map<string, Policy>
  attached: Map<string, Set<string>>
  breaches: string[]
}

/** Roots, OUs and accounts. */
const targetsOf = ({ root, organizationalUnits, accounts }: Organization): string[] => [
  ...(root ? [root.id] : []),
  ...[...organizationalUnits, ...accounts].map(({ id }) => id),
]

export function modelOf(organization: Organization): Model {
  const attached = new Map(targetsOf(organization).map((id) => [id, new Set<string>()]))
  for (const { policyId, targetId } of organization.attachments) attached.get(targetId)?.add(policyId)
  return {
    enabled: new Set(organization.enabledTypes ?? []),
    policies: new Map(organization.policies.map((policy) => [policy.id, { ...policy }])),
    attached,
    breaches: [],
  }
}

/** The organization after the changes, and every rule of AWS that was broken on the way. */
export function play(
  organization: Organization,
  changes: Change[],
): { organization: Organization; breaches: string[] } {
  const model = modelOf(organization)
  for (const change of changes) {
    step(model, change, newId(model))
    checkSlots(model, change.key)
  }
  return { organization: organizationOf(model, organization), breaches: model.breaches }
}

/** An id that no policy has; an organization may be played on more than once. */
function newId({ policies }: Model): string {
  let at = 0
  while (policies.has(`p-new${String(at).padStart(5, '0')}`)) at += 1
  return `p-new${String(at).padStart(5, '0')}`
}

function step(model: Model, { action, key, policy, target, after }: Change, nextId: string): void {
  const { enabled, policies, attached } = model
  const breach = (what: string) => {
    model.breaches.push(`${key}: ${what}`)
  }
  const named = [...policies.values()].find(({ type, name }) => type === policy.type && name === policy.name)
  const id = policy.id ?? named?.id ?? ''
  const found = policies.get(id)
  if (action === 'enable-policy-type') {
    if (enabled.has(policy.type)) breach('enabled already')
    enabled.add(policy.type)
    for (const ids of attached.values()) ids.add(rules[policy.type].fullAccess)
    return
  }
  if (action === 'create-policy') {
    if (named) breach('the name is taken')
    const { description = '', content = '', tags = {} } = after ?? {}
    policies.set(nextId, {
      id: nextId,
      name: policy.name,
      type: policy.type,
      description,
      content,
      tags,
      awsManaged: false,
    })
    return
  }
  if (!found) {
    breach(`there is no policy ${id}`)
    return
  }
  if (action === 'attach' || action === 'detach') {
    const ids = attached.get(target?.id ?? '')
    if (!ids) {
      breach(`there is no target ${target?.id}`)
      return
    }
    if (!enabled.has(found.type)) breach('the policy type is disabled')
    if (ids.has(id) === (action === 'attach')) breach('it is so already')
    if (action === 'attach') ids.add(id)
    else ids.delete(id)
    return
  }
  if (found.awsManaged) breach("nobody changes AWS's own policies")
  if (action === 'delete-policy') {
    if ([...attached.values()].some((ids) => ids.has(id))) breach('it is still attached')
    policies.delete(id)
    return
  }
  if (action === 'rename-policy') {
    if (named) breach('the name is taken')
    policies.set(id, { ...found, name: policy.name, formerName: undefined })
    return
  }
  const { content = found.content, description = found.description, tags } = after ?? {}
  policies.set(id, { ...found, content, description, tags: { ...found.tags, ...tags } })
}

function checkSlots({ enabled, policies, attached, breaches }: Model, key: string): void {
  for (const type of types.filter((type) => enabled.has(type))) {
    for (const [target, ids] of attached) {
      const count = [...ids].filter((id) => policies.get(id)?.type === type).length
      if (count < rules[type].least || count > rules[type].most) breaches.push(`${key}: ${count} ${type} at ${target}`)
    }
  }
}

/** Everything read: whatever is not in the lists does not exist. */
export const fullyRead = (organization: Omit<Organization, 'read'>): Organization => ({
  ...organization,
  read: {
    policyLists: types,
    policyTargets: organization.policies.map(({ id }) => id),
    targetPolicies: targetsOf({ ...organization, read: nothing }).flatMap((targetId) =>
      types.map((type) => ({ type, targetId })),
    ),
    accounts: true,
    organizationalUnits: true,
  },
})

const nothing: Organization['read'] = {
  policyLists: [],
  policyTargets: [],
  targetPolicies: [],
  accounts: false,
  organizationalUnits: false,
}

const organizationOf = ({ enabled, policies, attached }: Model, before: Organization): Organization =>
  fullyRead({
    ...before,
    enabledTypes: [...enabled],
    policies: [...policies.values()],
    attachments: [...attached].flatMap(([targetId, ids]) => [...ids].map((policyId) => ({ policyId, targetId }))),
  })
