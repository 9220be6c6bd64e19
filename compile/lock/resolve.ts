import type { Organization } from '../../core/organization/organization.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { type Unresolved, unitPath } from '../manifest/targets.ts'
import { type Code, inOrder, problem } from '../problems.ts'
import { didYouMean, mostSuggestions } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import { indexNames, type Names } from './names.ts'

type Found = { id: string } | { code: Code; message: string; hint: () => string }

/**
 * The lock with an id for each name that it lacked; a name that the organization lacks or has twice is a problem where it
 * stands in the manifest. What the lock has already stays as it is. An organization without a root that was read, or another
 * than the lock's, resolves nothing.
 */
export function resolveNames(
  unresolved: Unresolved[],
  organization: Organization,
  lock: LockDocument | null,
): { lock: LockDocument | null; problems: Problem[] } {
  const first = unusable(unresolved, organization, lock)
  if (first !== null) return { lock, problems: [first] }
  const names = indexNames(organization)
  const units = new Map(Object.entries(lock?.organizational_units ?? {}))
  const accounts = new Map(Object.entries(lock?.accounts ?? {}))
  const problems: Problem[] = []
  for (const { kind, name, file, line, column } of unresolved) {
    if (kind === 'root') continue
    const found = kind === 'account' ? findAccount(name, names, organization) : findUnit(name, names, organization)
    if ('id' in found) (kind === 'account' ? accounts : units).set(name, found.id)
    else {
      const hint = problems.length < mostSuggestions ? found.hint() : 'Correct the name, or write the id.'
      problems.push(problem(found.code, { file, line, column }, found.message, hint))
    }
  }
  const { id, managementAccount: management_account, root } = organization
  const resolved: LockDocument = {
    version: 1,
    organization: lock?.organization ?? { id, management_account, root: root?.id ?? '' },
  }
  if (units.size > 0) resolved.organizational_units = Object.fromEntries(units)
  if (accounts.size > 0) resolved.accounts = Object.fromEntries(accounts)
  if (lock?.policies) resolved.policies = lock.policies
  if (lock?.vendor) resolved.vendor = lock.vendor
  return { lock: resolved, problems: inOrder(problems) }
}

const relock = 'Use the credentials of the organization that is meant, or remove the lock and write a new one.'

/** What makes it impossible to resolve anything at all. */
function unusable(unresolved: Unresolved[], organization: Organization, lock: LockDocument | null): Problem | null {
  const first = unresolved[0]
  const place = first ? { file: first.file, line: first.line, column: first.column } : { file: '' }
  if (lock !== null && lock.organization.id !== organization.id) {
    const message = `the lock is for organization ${lock.organization.id}, this is ${organization.id}`
    return problem('organization-mismatch', place, message, relock)
  }
  if (lock !== null || organization.root !== null) return null
  const message = `the root of organization ${organization.id} could not be read`
  return problem('organization-not-read', place, message, 'Check the permission organizations:ListRoots.')
}

/** Reading less than everything must not look as if a name did not exist. */
const notRead = (what: string, permission: string): Found => ({
  code: 'organization-not-read',
  message: `${what} could be meant, but not all of the organization was read`,
  hint: () => `Check the permission organizations:${permission}, or write the id.`,
})

function findUnit(path: string, names: Names, organization: Organization): Found {
  const id = names.units.get(path)
  if (id !== undefined) return { id }
  if (!organization.read.organizationalUnits) return notRead(quote(path), 'ListOrganizationalUnitsForParent')
  const below = path.startsWith('Root:') ? path.slice('Root:'.length) : null
  return {
    code: 'unknown-name',
    message: `the organization has no OU ${quote(path)}`,
    hint: () => {
      if (below !== null && names.units.has(below)) return `Paths begin below the root: write ${quote(below)}.`
      const colon = organization.organizationalUnits.find(({ name }) => name.includes(':') && unitPath(name) === path)
      if (colon) return `An OU is called so, but a colon separates the OUs of a path: write its id, ${colon.id}.`
      const last = path.split(':').at(-1) ?? path
      const elsewhere = [...names.units.keys()].filter((known) => known.split(':').at(-1) === last)
      if (elsewhere.length > 0) return `Did you mean ${quote(elsewhere[0] ?? '')}? Paths begin below the root.`
      return didYouMean(path, names.units.keys(), 'Write its path from below the root, like Workloads:Prod, or its id.')
    },
  }
}

function findAccount(name: string, names: Names, organization: Organization): Found {
  // a second account of that name could be among those that were not read
  if (!organization.read.accounts) return notRead(`an account ${quote(name)}`, 'ListAccounts')
  const ids = names.accounts.get(name) ?? []
  const [id] = ids
  if (id !== undefined && ids.length === 1) return { id }
  if (id !== undefined) {
    const message = `${ids.length} accounts are called ${quote(name)}: ${[...ids].sort().join(', ')}`
    return { code: 'ambiguous-name', message, hint: () => 'Write the id of the one that is meant, in quotes.' }
  }
  return {
    code: 'unknown-name',
    message: `the organization has no account ${quote(name)}`,
    hint: () =>
      didYouMean(name, names.accounts.keys(), 'Write the name as AWS Organizations shows it, or the id in quotes.'),
  }
}
