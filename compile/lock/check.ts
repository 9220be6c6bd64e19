import { missingTargets } from '../../core/organization/missing.ts'
import type { Organization } from '../../core/organization/organization.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { Given } from '../manifest/targets.ts'
import { type Code, inOrder, type Place, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { formatPath } from '../yaml/path.ts'
import { indexNames, type Names } from './names.ts'

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
  const accounts = new Map(organization.accounts.map((account) => [account.id, account.name]))
  const problems: Problem[] = []
  for (const [path, id] of Object.entries(lock.organizational_units ?? {})) {
    const place = { file, path: formatPath(['organizational_units', path]) }
    if (missing.has(id)) problems.push(targetGone('OU', path, id, place))
    else problems.push(...unitMoved(path, id, names.pathOf(id), place))
    problems.push(...reused(`the path ${quote(path)}`, otherUnit(path, id, names), id, place))
  }
  for (const [name, id] of Object.entries(lock.accounts ?? {})) {
    const place = { file, path: formatPath(['accounts', name]) }
    const now = accounts.get(id)
    if (missing.has(id)) problems.push(targetGone('account', name, id, place))
    else if (now !== undefined && now !== name)
      problems.push(renamed(`account ${id}`, name, now, 'target-renamed', place))
    const others = (names.accounts.get(name) ?? []).filter((other) => other !== id)
    problems.push(...reused(`the name ${quote(name)}`, others, id, place))
  }
  return inOrder(problems)
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

const targetGone = (kind: string, name: string, id: string, place: Place): Problem =>
  problem(
    'target-gone',
    place,
    `the ${kind} ${quote(name)} (${id}) no longer exists`,
    'Remove it from the manifest and from the lock, or correct what is meant; then run "holdfast lock".',
  )

/** The path of an OU changes with its own name and with everything above it. */
function unitMoved(locked: string, id: string, now: string | null, place: Place): Problem[] {
  if (now === null || now === locked) return []
  const same = now.split(':').at(-1) === locked.split(':').at(-1)
  return [renamed(`OU ${id}`, locked, now, same ? 'target-moved' : 'target-renamed', place)]
}

function renamed(what: string, before: string, now: string, code: Code, place: Place): Problem {
  const verb = code === 'target-moved' ? 'moved' : 'was renamed'
  const message = `${what} ${verb}: the manifest calls it ${quote(before)}, it is now ${quote(now)}; its guardrails stay`
  return problem(
    code,
    place,
    message,
    `If that is intended, write ${quote(now)} in the manifest and run "holdfast lock".`,
  )
}

const otherUnit = (path: string, id: string, names: Names): string[] => {
  const now = names.units.get(path)
  return now === undefined || now === id ? [] : [now]
}

function reused(what: string, others: string[], id: string, place: Place): Problem[] {
  if (others.length === 0) return []
  const message = `${what} now also stands for ${[...others].sort().join(', ')}, which is not guarded by it: the lock means ${id}`
  const hint = 'Find out who made it and why. To guard it, name it by its id.'
  return [problem('name-reused', place, message, hint)]
}
