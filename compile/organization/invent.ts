import { digest } from '../../core/digest.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { OrganizationalUnit, OrganizationDocument } from '../../schemas/types/organization.ts'
import { accountId, rootId, type Unresolved, unitId } from '../manifest/targets.ts'

const accountsPerUnit = 3

type Branch = OrganizationDocument['root'] | OrganizationalUnit

/**
 * The tree that a manifest's names, the lock's ids and ids given directly describe, with three accounts per OU. Ids that
 * nobody gave follow from the names, so that every run makes the same organization.
 */
export function organizationFor(
  names: Unresolved[],
  lock: LockDocument | null,
  managementAccount: string,
  ids: string[] = [],
): OrganizationDocument {
  const management = lock?.organization.management_account ?? managementAccount
  const root = lock?.organization.root ?? ids.find((id) => rootId.test(id)) ?? `r-${hash('root', management, 4)}`
  const suffix = root.slice('r-'.length)
  const units = new Map(Object.entries(lock?.organizational_units ?? {}))
  const accounts = new Map(Object.entries(lock?.accounts ?? {}))
  const taken = new Set([management, ...ids, ...units.values(), ...accounts.values()])
  const free = (make: (attempt: number) => string): string => {
    for (let attempt = 0; ; attempt++) {
      const id = make(attempt)
      if (taken.has(id)) continue
      taken.add(id)
      return id
    }
  }
  const newUnit = (path: string): string => free((attempt) => `ou-${suffix}-${hash(`ou ${attempt}`, path, 8)}`)
  const newAccount = (name: string): string => free((attempt) => digits(`account ${attempt}`, name))
  for (const { kind, name } of names) {
    if (kind === 'organizational_unit' && !units.has(name)) units.set(name, newUnit(name))
    if (kind === 'account' && !accounts.has(name)) accounts.set(name, newAccount(name))
  }

  const document: OrganizationDocument = {
    kind: 'holdfast.organization',
    version: 1,
    organization: {
      id: lock?.organization.id ?? `o-${hash('organization', management, 10)}`,
      management_account: management,
    },
    root: { id: root, name: 'Root', accounts: [account(management, 'management')] },
  }
  const branches = new Map<string, Branch>([['', document.root]])
  const unitAt = (path: string): Branch => {
    const known = branches.get(path)
    if (known !== undefined) return known
    const segments = path.split(':')
    const parent = unitAt(segments.slice(0, -1).join(':'))
    const unit: OrganizationalUnit = { id: units.get(path) ?? newUnit(path), name: segments.at(-1) ?? path }
    parent.organizational_units = [...(parent.organizational_units ?? []), unit]
    branches.set(path, unit)
    return unit
  }
  // parents before children, so that a path without an id of its own never takes that of another
  for (const path of [...units.keys()].sort()) unitAt(path)
  const locked = new Set(units.values())
  for (const id of ids.filter((given) => unitId.test(given) && !locked.has(given))) unitAt(id)
  const known = new Set([management, ...accounts.values()])
  for (const id of ids.filter((given) => accountId.test(given) && !known.has(given))) accounts.set(`account-${id}`, id)
  for (const [name, id] of accounts) if (id !== management) document.root.accounts?.push(account(id, name))

  const used = new Set(accounts.keys())
  for (const [path, branch] of branches) {
    if (path === '') continue
    const base =
      path
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'unit'
    const made = []
    for (let number = 1; made.length < accountsPerUnit; number++) {
      const name = `${base}-${number}`
      if (used.has(name)) continue
      used.add(name)
      made.push(account(newAccount(name), name))
    }
    branch.accounts = made
  }
  return document
}

const account = (id: string, name: string) => ({ id, name, email: `${id}@example.com`, joined: '2024-01-01T00:00:00Z' })

/** Lower-case letters and digits that follow from a text. */
const hash = (purpose: string, text: string, length: number): string => digest([purpose, text]).slice(0, length)

/** Twelve digits that follow from a text and do not begin with a zero. */
function digits(purpose: string, text: string): string {
  const number = BigInt(`0x${digest([purpose, text]).slice(0, 16)}`) % 900_000_000_000n
  return String(number + 100_000_000_000n)
}
