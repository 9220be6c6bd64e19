import type { Facts } from '../organization/facts.ts'
import type { Organization, Policy } from '../organization/organization.ts'
import { sameContent } from '../policy/content.ts'
import { isReserved, isTaggedAs, ownerTags } from '../policy/ownership.ts'
import { renamedFrom } from '../policy/renamed.ts'
import { allPolicyTypes, nameKey, policyTypes } from '../policy/type.ts'
import { type Problem, problem } from '../problem.ts'
import { type Action, type Change, change, type Details, targetName } from './change.ts'
import type { DesiredPolicy } from './desired.ts'
import { dormant } from './dormant.ts'

/** apply (command or deployment) asks whose a policy is and may remove; enforcement takes the manifest's names as ours. */
export type Purpose = 'apply' | 'enforce'

export interface Difference {
  changes: Change[]
  blocked: Problem[]
  findings: Problem[]
}

/**
 * What separates an organization from the desired state, unordered. It concludes only from what was read: a fact that
 * is unknown gives no change.
 */
export function diff(wanted: DesiredPolicy[], organization: Organization, facts: Facts, purpose: Purpose): Difference {
  const names = new Set(wanted.map(nameKey))
  // One that this process knew as ours is ours under any name, even one of Control Tower's.
  const isStray = (policy: Policy) =>
    (policy.formerName !== undefined || !isReserved(policy)) && !names.has(nameKey(policy))
  const strays = organization.policies.filter(isStray)
  const parts = wanted.map((policy): Difference => {
    const named = facts.policyNamed(policy.type, policy.name)
    // A tag never authorizes a detach: only what carries the name is retired.
    if (policy.state === 'absent') return absent(policy, named, facts, purpose)
    // A policy whose name is missing may live on under another name.
    const current = named ?? (facts.allPolicies(policy.type) ? renamedFrom(policy, strays) : undefined)
    // Nobody watches enforcement: as long as a stray policy may be the missing one, it makes no second one.
    const mayBeRenamed = purpose === 'enforce' && strays.some(({ type, tags }) => type === policy.type && !tags)
    return !current && mayBeRenamed ? nothing : present(policy, current, facts, purpose)
  })
  return {
    changes: [...enabling(wanted, facts), ...parts.flatMap((part) => part.changes)],
    blocked: parts.flatMap((part) => part.blocked),
    findings: parts.flatMap((part) => part.findings),
  }
}

const nothing: Difference = { changes: [], blocked: [], findings: [] }

function enabling(wanted: DesiredPolicy[], facts: Facts): Change[] {
  return allPolicyTypes.flatMap((type) => {
    const users = wanted.filter((policy) => policy.type === type && policy.state === 'present' && !policy.awsManaged)
    if (users.length === 0 || facts.isEnabled(type) !== false) return []
    const mode = users.some((policy) => policy.mode === 'enforce') ? 'enforce' : 'notify'
    const text = `Policy type ${type} is disabled: no ${policyTypes[type].short} is in force anywhere`
    return [change('enable-policy-type', { name: '', type, id: null }, mode, { code: 'policy-type-disabled', text })]
  })
}

function present(policy: DesiredPolicy, current: Policy | undefined, facts: Facts, purpose: Purpose): Difference {
  const subject = { name: policy.name, type: policy.type, id: current?.id ?? null }
  const differs = current?.content !== undefined && !sameContent(current.content, policy.content)
  if (purpose === 'apply' && current && !current.awsManaged && !isOurs(policy, current)) {
    const problem = current.content === undefined ? contentUnread(policy, current) : takeover(policy, current)
    return { ...nothing, blocked: [problem] }
  }
  const changes: Change[] = []
  const add = (action: Action, reason: Change['reason'], details?: Details) =>
    changes.push(change(action, subject, policy.mode, reason, details))

  if (!current) {
    if (!facts.allPolicies(policy.type)) return nothing
    add(
      'create-policy',
      { code: 'policy-missing', text: `${policy.name} does not exist` },
      { after: { description: policy.description, content: policy.content, tags: ownerTags(policy.name) } },
    )
  } else if (!policy.awsManaged) {
    if (current.name !== policy.name) {
      add(
        'rename-policy',
        { code: 'policy-renamed', text: `${policy.name} was renamed` },
        { before: { name: current.name }, after: { name: policy.name } },
      )
    }
    const described = current.description === policy.description
    if (differs || !described) {
      const before = {
        ...(differs && { content: current.content }),
        ...(!described && { description: current.description }),
      }
      const after = {
        ...(differs && { content: policy.content }),
        ...(!described && { description: policy.description }),
      }
      const what = differs ? 'content' : 'description'
      add(
        'update-policy',
        { code: `${what}-differs`, text: `The ${what} of ${policy.name} differs` },
        { before, after },
      )
    }
    if (current.tags && !isTaggedAs(current.tags, policy.name)) {
      const text = `${policy.name} does not carry the tag that marks it as holdfast's`
      add(
        'tag-policy',
        { code: 'tag-missing', text },
        { before: { tags: current.tags }, after: { tags: ownerTags(policy.name) } },
      )
    }
  }

  const findings: Problem[] = []
  const blocked: Problem[] = []
  for (const target of policy.targets) {
    if (facts.isGone(target.id)) {
      blocked.push(targetGone(policy, target))
    } else if (!current || facts.isAttached(current, target.id) === false) {
      const missing = { code: 'not-attached', text: `${policy.name} is not attached to ${target.path}` }
      const isNamed = purpose === 'apply' && policy.named.includes(target.id)
      const reason = (isNamed && dormant(policy, current, target)) || missing
      add('attach', reason, { target, accounts: facts.accountsBelow(target.id) })
    }
  }
  // A tag never authorizes a detach: a policy that was found by it is renamed first.
  const isNamed = purpose === 'apply' && current?.name === policy.name && !policy.awsManaged
  const elsewhere = isNamed ? without(facts.targetsOf(current) ?? [], policy.kept).sort() : []
  if (!policy.prune && elsewhere.length > 0) findings.push(attachedElsewhere(policy, elsewhere, facts))
  if (policy.prune) {
    for (const id of elsewhere) {
      const text = `The manifest does not name ${id} for ${policy.name}, and prune is on`
      add(
        'detach',
        { code: 'not-in-manifest', text },
        { target: { id, path: facts.pathOf(id) }, accounts: facts.accountsBelow(id) },
      )
    }
  }
  return { changes, blocked, findings }
}

function without(ids: string[], others: string[]): string[] {
  const left = new Set(others)
  return ids.filter((id) => !left.has(id))
}

/** Retiring a policy: detached from everywhere, then deleted. Only where all its targets are known, and only in apply. */
function absent(policy: DesiredPolicy, current: Policy | undefined, facts: Facts, purpose: Purpose): Difference {
  const targets = current && facts.targetsOf(current)
  if (purpose === 'enforce' || !current || !targets) return nothing
  if (!isOurs(policy, current)) return { ...nothing, blocked: [takeover(policy, current)] }
  const subject = { name: policy.name, type: policy.type, id: current.id }
  const reason = { code: 'state-absent', text: `The manifest says that ${policy.name} is absent` }
  const detaches = targets.map((id) =>
    change('detach', subject, policy.mode, reason, {
      target: { id, path: facts.pathOf(id) },
      accounts: facts.accountsBelow(id),
    }),
  )
  // What is deleted is gone for good: it is shown, and whoever reviewed other content reviewed another policy.
  const { content, description } = current
  const before = { ...(content !== undefined && { content }), description }
  const deletion = change('delete-policy', subject, policy.mode, reason, { before })
  return { changes: [...detaches, deletion], blocked: [], findings: [] }
}

/** Ours is what carries our tag or has the manifest's content already; `adopt` makes it so. */
function isOurs(policy: DesiredPolicy, current: Policy): boolean {
  if (policy.adopt || (current.tags && isTaggedAs(current.tags, policy.name))) return true
  return current.content !== undefined && policy.content !== '' && sameContent(current.content, policy.content)
}

const takeover = (policy: DesiredPolicy, current: Policy): Problem =>
  problem(
    'policy-of-another',
    {},
    `${policyTypes[policy.type].short} ${policy.name} (${current.id}) exists, has other content and was not made by holdfast`,
    `Set "adopt: true" under "holdfast" of ${policy.name} to take it over, or choose another name`,
  )

const contentUnread = (policy: DesiredPolicy, current: Policy): Problem =>
  problem(
    'not-read',
    {},
    `Whose ${policyTypes[policy.type].short} ${policy.name} (${current.id}) is cannot be told: its content was not read`,
    'Nothing is concluded from an incomplete read; correct the cause and try again',
  )

/** After CfCT, which never detaches, this is what a manifest does not tell. */
function attachedElsewhere({ name }: DesiredPolicy, ids: string[], facts: Facts): Problem {
  const some = ids.slice(0, 3).map((id) => targetName({ id, path: facts.pathOf(id) }))
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  const message = `${name} is also attached to ${some.join(', ')}${more}, which the manifest does not name for it: it stays there`
  return problem(
    'attached-elsewhere',
    { policy: name },
    message,
    'Name it in the manifest, or detach it there with apply and prune: true',
  )
}

const targetGone = (policy: DesiredPolicy, target: { id: string; path: string }): Problem =>
  problem(
    'target-gone',
    {},
    `${targetName(target)}, a target of ${policy.name}, does not exist`,
    'Correct it in the manifest or remove it there; then run "holdfast lock"',
  )
