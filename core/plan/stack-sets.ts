import type { StackSet } from '../deployment.ts'
import { factsOf } from '../organization/facts.ts'
import type { Account, Organization } from '../organization/organization.ts'
import type { Plan } from './plan.ts'

type Reach = NonNullable<Plan['stackSets']>[number]

/**
 * Whom the stack sets of a manifest reach, beside whom CfCT reached with the same entry: it deployed to accounts that lie
 * directly in an OU which is given by name. Which accounts are enrolled in Control Tower, as CfCT wanted, is not known here.
 */
export function reachOfStackSets(stackSets: StackSet[], organization: Organization): Reach[] {
  const facts = factsOf(organization)
  const { accounts, managementAccount, read } = organization
  const active = accounts.filter(({ state }) => (state ?? 'ACTIVE') === 'ACTIVE')
  return stackSets.map(({ name, regions, units, accounts: named, inManagementAccount }): Reach => {
    if (!read.accounts) return { name, regions, accounts: null, gains: [], loses: [] }
    const ids = new Set(units.map(({ id }) => id))
    const byName = new Set(units.filter(({ id, path }) => id !== path).map(({ id }) => id))
    const isNamed = ({ id }: Account) => (id === managementAccount ? inManagementAccount : named.includes(id))
    const reaches = (one: Account) =>
      isNamed(one) || (one.id !== managementAccount && facts.ancestry(one.id).some((id) => ids.has(id)))
    const hasRoot = [...byName].some((id) => id.startsWith('r-'))
    const didReach = (one: Account) =>
      isNamed(one) || (hasRoot ? one.id !== managementAccount : one.parentId !== null && byName.has(one.parentId))
    const listed = (those: Account[]) =>
      those.map(({ id, name }) => ({ id, name })).sort((one, other) => (one.id < other.id ? -1 : 1))
    return {
      ...{ name, regions, accounts: active.filter(reaches).length },
      gains: listed(active.filter((one) => reaches(one) && !didReach(one))),
      loses: listed(active.filter((one) => didReach(one) && !reaches(one))),
    }
  })
}
