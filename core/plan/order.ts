import type { Facts } from '../organization/facts.ts'
import { policyTypes, type Quotas } from '../policy/type.ts'
import { type Problem, problem } from '../problem.ts'
import type { Action, Change } from './change.ts'
import type { Evictions } from './evict.ts'

/**
 * Sorts changes so that no step leaves a target with fewer or more policies than AWS allows, and the widest guardrails
 * come first: policy types, policies, then attachments at the root, OUs and accounts. What is to go goes when all else is
 * done: a guardrail that moves from the root to OUs is never missing. Only where all slots of a target are taken something
 * is detached there before. What does not fit into the slots is `left`.
 */
export function order(
  changes: Change[],
  facts: Facts,
  quotas: Quotas,
  evictions: Evictions = new Map(),
): { changes: Change[]; left: Change[] } {
  const sorted = [...changes].sort(
    (one, other) =>
      phase[one.action] - phase[other.action] ||
      compare(one.policy.type, other.policy.type) ||
      rank(one) - rank(other) ||
      compare(one.target?.id ?? '', other.target?.id ?? '') ||
      compare(one.key, other.key),
  )
  const groups = runs(sorted, ({ action, policy, target }) => `${phase[action]} ${policy.type} ${target?.id}`)
  const steps = groups.map((group) => withinSlots(group, facts, quotas, evictions))
  const left = steps.flatMap((step) => step.left)
  const stuck = new Set(left.map(({ policy }) => policy.id))
  return {
    changes: [...steps.flatMap((step) => step.changes), ...steps.flatMap((step) => step.last)].filter(
      ({ action, policy }) => action !== 'delete-policy' || !stuck.has(policy.id),
    ),
    left,
  }
}

const phase: Record<Action, number> = {
  'enable-policy-type': 0,
  'rename-policy': 1,
  'create-policy': 2,
  'update-policy': 3,
  attach: 4,
  detach: 4,
  'tag-policy': 5,
  'delete-policy': 6,
}

const rank = ({ target }: Change): number =>
  !target ? 0 : target.id.startsWith('r-') ? 1 : target.id.startsWith('ou-') ? 2 : 3

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Neighbours of one key, together. */
function runs<T>(items: T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups: [T, ...T[]][] = []
  let last: string | undefined
  for (const item of items) {
    const key = keyOf(item)
    if (key === last) groups.at(-1)?.push(item)
    else groups.push([item])
    last = key
  }
  return groups
}

/** AWS keeps at least one policy of a type on each target. */
const least = 1

interface Step {
  changes: Change[]
  /** What makes no room for anything, and so can wait. */
  last: Change[]
  left: Change[]
}

/** Attachments and detachments of one type at one target, one after the other within AWS's least and most. */
function withinSlots(group: [Change, ...Change[]], facts: Facts, quotas: Quotas, evictions: Evictions): Step {
  const [first] = group
  if (first.action === 'delete-policy') return { changes: [], last: group, left: [] }
  if (!first.target) return { changes: group, last: [], left: [] }
  const most = quotas[first.policy.type].slots
  // What only notifies is not carried out by enforcement: it takes a slot from nobody.
  const isQuiet = ({ mode }: Change) => Number(mode === 'notify')
  const attaches = group.filter(({ action }) => action === 'attach').sort((one, other) => isQuiet(one) - isQuiet(other))
  const detaches = group.filter(({ action }) => action === 'detach')
  const changes: Change[] = []
  const last: Change[] = []
  // Where the slots were not read AWS decides, and refuses what does not fit: no comparison with NaN holds.
  let taken = facts.slotsTaken(first.policy.type, first.target.id) ?? Number.NaN
  const attach = () => {
    changes.push(...attaches.splice(0, 1))
    taken += 1
  }
  const detach = (into: Change[]) => {
    into.push(...detaches.splice(0, 1))
    taken -= 1
  }
  const evict = () => {
    const isEvictable = ({ key }: Change) => !changes.some((one) => one.key === key)
    for (const [at, { key }] of attaches.entries()) {
      const one = evictions.get(key)?.find(isEvictable)
      if (!one) continue
      attaches.unshift(...attaches.splice(at, 1))
      changes.push(one)
      taken -= 1
      return true
    }
    return false
  }
  while (attaches.length > 0) {
    if (!(taken >= most)) attach()
    else if (detaches.length > 0) detach(changes)
    else if (!evict()) break
  }
  while (detaches.length > 0 && !(taken <= least)) detach(last)
  return { changes, last, left: [...attaches, ...detaches] }
}

/** Why a change does not fit into the slots of its target, and the way out. */
export function leftOver({ action, key, policy, target }: Change, facts: Facts, quotas: Quotas): Problem {
  const { short, fullAccess } = policyTypes[policy.type]
  const about = { change: key, policy: policy.name, ...(target && { target }) }
  const where = `${target?.path} (${target?.id})`
  if (action !== 'attach') {
    const message = `${policy.name} cannot be detached from ${where}: it is the last ${short} there`
    return problem('last-policy', about, message, `Attach ${fullAccess.name} there first`)
  }
  const attached = facts.attachedTo(policy.type, target?.id ?? '')
  const planned = quotas[policy.type].slots - attached.length
  const holders = attached.join(', ') + (planned > 0 ? ` and ${planned} that this plan attaches` : '')
  const message = `${policy.name} cannot be attached to ${where}: all ${quotas[policy.type].slots} slots for ${short}s are taken, by ${holders}`
  return problem('no-slot', about, message, 'Detach a policy there that is not needed, or merge two')
}
