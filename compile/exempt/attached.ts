import type { DraftPolicy } from '../manifest/policies.ts'
import type { Resolved } from '../manifest/targets.ts'

/** How the manifest brings a policy to a target, as far as that can be told without the organization. */
export interface Standing {
  /** Whether the manifest attaches it there itself; undefined: the lock lacks an id. */
  isAttached: boolean | undefined
  /** Targets above, from which it acts there as well; `maybe` where only the organization tells whether they are above. */
  above: { target: Resolved; maybe: boolean }[]
}

/** Whether a policy of the manifest is attached to a target, and what lies above it. Nobody is exempt from his own absence. */
export function standingOf(policy: DraftPolicy, target: Resolved, managementAccount: string | null): Standing {
  if (policy.resource.absent) return { isAttached: false, above: [] }
  const isHere = policy.targets.map((one) => isSame(one, target))
  const isCovered =
    target.kind === 'account' &&
    target.id !== managementAccount &&
    policy.scopes.some(({ except }) => target.id === null || !except.includes(target.id))
  return {
    isAttached: isHere.includes(true) || isCovered || (isHere.includes(undefined) ? undefined : false),
    above: policy.targets.flatMap((one) => {
      const maybe = liesAbove(one, target)
      return maybe === null ? [] : [{ target: one, maybe }]
    }),
  }
}

/** Undefined: one is given by its id, and of the other one the lock knows none. */
function isSame(one: Resolved, other: Resolved): boolean | undefined {
  if (one.id !== null && other.id !== null) return one.id === other.id
  if (one.kind !== other.kind) return false
  return one.path === other.path || (one.id === null && other.id === null ? false : undefined)
}

/** null: it does not; else whether that is only possible. */
function liesAbove(one: Resolved, target: Resolved): boolean | null {
  if (one.kind === 'account' || isSame(one, target) || target.kind === 'root') return null
  if (one.kind === 'root') return false
  if (target.kind === 'account' || one.path === one.id || target.path === target.id) return true
  return target.path.startsWith(`${one.path}:`) ? false : null
}
