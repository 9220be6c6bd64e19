import { isAccountId } from '../manifest.ts'
import type { Facts } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import type { Change } from './change.ts'

/** Whether accounts below targets have to be known to tell how many changes reach. */
export const reachesBelow = (changes: Change[]): boolean =>
  changes.some(({ action, target }) => action === 'update-policy' || (target !== null && !isAccountId(target.id)))

/**
 * How many active accounts feel the changes, each counted once and the management account, which no policy restricts, not at
 * all: those at or below a target that gets or loses a policy, or has one whose content changes. null: not read.
 */
export function reachOf(changes: Change[], organization: Organization, facts: Facts): number | null {
  const targets = new Set<string>()
  for (const { action, policy, target, after } of changes) {
    if (target) targets.add(target.id)
    if (action !== 'update-policy' || after?.content === undefined || policy.id === null) continue
    const attached = facts.targetsOf({ id: policy.id, type: policy.type })
    if (!attached) return null
    for (const id of attached) targets.add(id)
  }
  if (![...targets].every(isAccountId) && !organization.read.accounts) return null
  const known = organization.accounts.filter(
    ({ id, state }) => (state ?? 'ACTIVE') === 'ACTIVE' && facts.ancestry(id).some((above) => targets.has(above)),
  )
  const unknown = [...targets].filter((id) => isAccountId(id) && !facts.account(id))
  return [...known.map(({ id }) => id), ...unknown].filter((id) => id !== organization.managementAccount).length
}
