import { digest } from '../../core/digest.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { OrganizationalUnit, OrganizationDocument } from '../../schemas/types/organization.ts'
import { accountId, rootId, type Unresolved, unitId } from '../manifest/targets.ts'

const accountsPerUnit = 3

/**
 * The tree that a manifest's names, the lock's ids and the ids given directly describe, with three accounts per OU and the
 * management account. Ids that nobody gave follow from the names, so that every run makes the same organization.
 */
export function organizationFor(
  names: Unresolved[],
  lock: LockDocument | null,
  managementAccount: string,
  given: { id: string }[] = [],
): OrganizationDocument {
  const ids = given.map(({ id }) => id)
  const management = lock?.organization.management_account ?? managementAccount
  const rootOf = lock?.organization.root ?? ids.find((id) => rootId.test(id))
  const root: OrganizationDocument['root'] = { id: rootOf ?? `r-${hash('root', management, 4)}`, name: 'Root' }
  const units = new Map(Object.entries(lock?.organizational_units ?? {}))
  const accounts = new Map(Object.entries(lock?.accounts ?? {}))
  const newId = idMaker(root.id, [management, ...ids, ...units.values(), ...accounts.values()])
  for (const { kind, name } of names) {
    if (kind === 'organizational_unit' && !units.has(name)) units.set(name, newId.unit(name))
    if (kind === 'account' && !accounts.has(name))
      accounts.set(name, name === managementName ? management : newId.account(name))
  }
  // of these nobody said what they are called, or where they are
  for (const id of without(ids, units.values())) if (unitId.test(id)) units.set(id, id)
  for (const id of without(ids, accounts.values()))
    if (accountId.test(id)) accounts.set(free(accounts, `account-${id}`), id)
  for (const id of without([management], accounts.values())) accounts.set(free(accounts, managementName), id)

  root.accounts = [...accounts].map(([name, id]) => account(id, name))
  const used = new Set(accounts.keys())
  for (const { path, unit } of plant(root, units, newId.unit))
    unit.accounts = Array.from({ length: accountsPerUnit }, () => {
      const name = free(used, wordsOf(path), 1)
      used.add(name)
      return account(newId.account(name), name)
    })
  const id = lock?.organization.id ?? `o-${hash('organization', management, 10)}`
  return { kind: 'holdfast.organization', version: 1, organization: { id, management_account: management }, root }
}

const managementName = 'management'

const without = (ids: string[], known: Iterable<string>): string[] => {
  const set = new Set(known)
  return ids.filter((id) => !set.has(id))
}

/** Puts each OU below the one that its path names, or below the root; what is missing between the two is made. */
function plant(root: OrganizationDocument['root'], units: Map<string, string>, newUnit: (path: string) => string) {
  const planted = new Map<string, OrganizationalUnit>()
  function at(path: string): OrganizationDocument['root'] | OrganizationalUnit {
    if (path === '') return root
    const known = planted.get(path)
    if (known !== undefined) return known
    const segments = path.split(':')
    const parent = at(segments.slice(0, -1).join(':'))
    const unit: OrganizationalUnit = { id: units.get(path) ?? newUnit(path), name: segments.at(-1) ?? path }
    parent.organizational_units = [...(parent.organizational_units ?? []), unit]
    planted.set(path, unit)
    return unit
  }
  for (const path of [...units.keys()].sort()) at(path)
  return [...planted].map(([path, unit]) => ({ path, unit }))
}

/** Makes ids that follow from names, and never one that is taken. */
function idMaker(root: string, ids: string[]) {
  const taken = new Set(ids)
  const first = (make: (attempt: number) => string): string => {
    for (let attempt = 0; ; attempt++) {
      const id = make(attempt)
      if (taken.has(id)) continue
      taken.add(id)
      return id
    }
  }
  return {
    unit: (path: string) => first((attempt) => `ou-${root.slice('r-'.length)}-${hash(`ou ${attempt}`, path, 8)}`),
    account: (name: string) => first((attempt) => digits(`account ${attempt}`, name)),
  }
}

/** A name that is not used yet, with a number behind it if need be; with one in any case where they count from 1. */
function free(used: { has: (name: string) => boolean }, base: string, from = 0): string {
  for (let number = from; ; number++) {
    const name = number === 0 ? base : `${base}-${number}`
    if (!used.has(name)) return name
  }
}

const wordsOf = (path: string): string => {
  const words = path.toLowerCase().match(/[a-z0-9]+/g) ?? ['unit']
  return words.join('-').slice(0, 100)
}

const account = (id: string, name: string) => ({ id, name, email: `${id}@example.com`, joined: '2024-01-01T00:00:00Z' })

/** Hexadecimal digits that follow from a text. */
const hash = (purpose: string, text: string, length: number): string => digest([purpose, text]).slice(0, length)

/** Twelve digits that follow from a text and do not begin with a zero. */
function digits(purpose: string, text: string): string {
  const number = BigInt(`0x${hash(purpose, text, 16)}`) % 900_000_000_000n
  return String(number + 100_000_000_000n)
}
