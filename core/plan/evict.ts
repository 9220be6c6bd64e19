import type { Manifest } from '../manifest.ts'
import { factsOf } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { isReserved } from '../policy/ownership.ts'
import { isSamePolicy, type PolicyType } from '../policy/type.ts'
import { type Change, change, keyOf } from './change.ts'

/** By the key of an attachment: detachments of which one may make room for it. */
export type Evictions = ReadonlyMap<string, Change[]>

const code = 'evicted'

export const isEviction = ({ action, reason }: Change): boolean => action === 'detach' && reason.code === code

/** A target at which a policy with evict is to lie. */
export interface Stand {
  type: PolicyType
  name: string
  targetId: string
}

export const standsOf = ({ policies }: Manifest): Stand[] =>
  policies
    .filter(({ evict, state, mode }) => evict && state === 'present' && mode === 'enforce')
    .flatMap(({ type, name, targets }) => targets.map(({ id }) => ({ type, name, targetId: id })))

/**
 * What may make room where something was taken from us: policies that were attached since ours was last seen there, as
 * `seen` tells by their ids; undefined: nobody knows, and nothing may. Never one of AWS's or of Control Tower's, nor one
 * that the manifest names.
 */
export function evictionsOf(
  manifest: Manifest,
  organization: Organization,
  seen: (stand: Stand) => string[] | undefined,
): Evictions {
  const facts = factsOf(organization)
  const isNamed = (one: { type: PolicyType; name: string }) =>
    manifest.policies.some((policy) => isSamePolicy(policy, one))
  return new Map(
    standsOf(manifest).map((stand) => {
      const { type, name, targetId } = stand
      const before = seen(stand)
      const strangers = organization.policies.filter(
        (policy) =>
          before !== undefined &&
          policy.type === type &&
          facts.isAttached(policy, targetId) &&
          !before.includes(policy.id) &&
          !isReserved(policy) &&
          policy.formerName === undefined &&
          !isNamed(policy),
      )
      const text = `${name} lay there before, and all slots were taken since`
      const target = { id: targetId, path: facts.pathOf(targetId) }
      const evictions = strangers.map((policy) => change('detach', policy, 'enforce', { code, text }, { target }))
      return [keyOf('attach', stand, targetId), evictions] as const
    }),
  )
}

/** Of each place where ours lies and all that lies beside it was read: the ids. */
export function standing(manifest: Manifest, organization: Organization): (Stand & { policies: string[] })[] {
  const facts = factsOf(organization)
  return standsOf(manifest).flatMap((stand) => {
    const ours = facts.policyNamed(stand.type, stand.name)
    if (!ours || !facts.isAttached(ours, stand.targetId) || facts.slotsTaken(stand.type, stand.targetId) === undefined)
      return []
    const beside = organization.policies.filter(
      (policy) => policy.type === stand.type && facts.isAttached(policy, stand.targetId),
    )
    return [{ ...stand, policies: beside.map(({ id }) => id).sort() }]
  })
}
