import { missingTargets } from '../../core/organization/missing.ts'
import type { Organization } from '../../core/organization/organization.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { Given } from '../manifest/targets.ts'
import { inOrder, problem } from '../problems.ts'
import { formatPath } from '../yaml/path.ts'
import { type Entry, movedProblems } from './moved.ts'
import { indexNames } from './names.ts'

/**
 * What moved since the lock was written. Only what was read counts: an id that is missing from a partial reading is not gone.
 * The locked ids stay enforced whatever is found here.
 */
export function checkLock(lock: LockDocument, organization: Organization, file: string): Problem[] {
  const other = otherOrganization(lock, organization, file)
  if (other !== null) return [other]
  const names = indexNames(organization)
  const locked = [lock.organizational_units ?? {}, lock.accounts ?? {}].flatMap((ids) => Object.values(ids))
  const missing = new Set(missingTargets(locked, organization))
  const called = new Map(organization.accounts.map((account) => [account.id, account.name]))
  const read = new Map(organization.organizationalUnits.map((unit) => [unit.id, unit]))
  const units = Object.entries(lock.organizational_units ?? {}).map(([path, id]): Entry => {
    const holder = names.units.get(path)
    const { name, parentId = null } = read.get(id) ?? {}
    const now = names.pathOf(id)
    return {
      ...{ kind: 'OU', name: path, id, place: { file, path: formatPath(['organizational_units', path]) } },
      ...{ isGone: missing.has(id), now: now ?? (name?.includes(':') ? name : null), parent: parentId },
      isNameable: now !== null,
      others: holder === undefined || holder === id ? [] : [holder],
    }
  })
  const accounts = Object.entries(lock.accounts ?? {}).map(([name, id]): Entry => {
    return {
      ...{ kind: 'account', name, id, place: { file, path: formatPath(['accounts', name]) } },
      ...{ isGone: missing.has(id), now: called.get(id) ?? null, parent: null, isNameable: true },
      others: (names.accounts.get(name) ?? []).filter((other) => other !== id).sort(),
    }
  })
  return inOrder([...units, ...accounts].flatMap((entry) => movedProblems(entry, lock)))
}

/** Ids that the manifest gives directly and the organization lacks, each where it stands in the manifest. */
export function checkIds(ids: Given[], organization: Organization): Problem[] {
  const missing = new Set(
    missingTargets(
      ids.map(({ id }) => id),
      organization,
    ),
  )
  const hint = 'Correct the id, or remove it from the manifest.'
  return ids
    .filter(({ id }) => missing.has(id))
    .map(({ id, ...place }) =>
      problem('target-gone', place, `${id} does not exist in organization ${organization.id}`, hint),
    )
}

function otherOrganization(lock: LockDocument, organization: Organization, file: string): Problem | null {
  const { id, management_account, root } = lock.organization
  const pairs = [
    { key: 'id', locked: id, found: organization.id },
    { key: 'management_account', locked: management_account, found: organization.managementAccount },
    { key: 'root', locked: root, found: organization.root?.id ?? root },
  ]
  const differing = pairs.find(({ locked, found }) => locked !== found)
  if (differing === undefined) return null
  const message = `the lock is for another organization: its ${differing.key} is ${differing.locked}, here it is ${differing.found}`
  const hint = 'Use the credentials of the organization that is meant, or remove the lock and write a new one.'
  return problem('organization-mismatch', { file, path: `organization.${differing.key}` }, message, hint)
}
