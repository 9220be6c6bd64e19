import type { EachAccountIn, ManifestPolicy } from '../manifest.ts'
import type { Account } from '../organization/organization.ts'

/**
 * Whether each_account_in of a policy means an account, active or not; it never means the management account. `ancestry`
 * are the ids above the account; one that AWS gives no joining time for counts as one that joined lately.
 */
export const coversAccount = (
  { eachAccountIn }: Pick<ManifestPolicy, 'eachAccountIn'>,
  account: Account,
  ancestry: string[],
  managementAccount: string,
): boolean => account.id !== managementAccount && eachAccountIn.some((each) => covers(each, account, ancestry))

const covers = ({ id, except, joinedAfter }: EachAccountIn, account: Account, ancestry: string[]): boolean =>
  ancestry.includes(id) &&
  !asSet(except).has(account.id) &&
  (joinedAfter === null || account.joined === null || account.joined >= joinedAfter)

/** Of each list once: a policy may except thousands of accounts, and is asked about as many. */
const sets = new WeakMap<string[], ReadonlySet<string>>()

function asSet(list: string[]): ReadonlySet<string> {
  const set = sets.get(list) ?? new Set(list)
  sets.set(list, set)
  return set
}
