import type { Organization, OrganizationalUnit } from '../../core/organization/organization.ts'

/** Ways from names to ids and back in an organization as far as it was read. */
export interface Names {
  /** The path of an OU from the root; null where a parent was not read. */
  pathOf(id: string): string | null
  /** Ids of OUs with a path; an OU whose name has a colon has none. */
  units: ReadonlyMap<string, string>
  /** Ids of accounts by name; names of accounts are not unique. */
  accounts: ReadonlyMap<string, string[]>
}

/** Indexes an organization by name, once for many look-ups. */
export function indexNames(organization: Organization): Names {
  const byId = new Map(organization.organizationalUnits.map((unit) => [unit.id, unit]))
  const paths = new Map<string, string | null>()
  const pathOf = (id: string): string | null => {
    const known = paths.get(id)
    if (known !== undefined) return known
    // against parents that go in a circle, which no file should have and every file could
    paths.set(id, null)
    const path = find(byId.get(id))
    paths.set(id, path)
    return path
  }
  function find(unit: OrganizationalUnit | undefined): string | null {
    if (unit === undefined || unit.parentId === null || unit.name.includes(':')) return null
    if (unit.parentId.startsWith('r-')) return unit.name
    const parent = pathOf(unit.parentId)
    return parent === null ? null : `${parent}:${unit.name}`
  }
  const units = new Map<string, string>()
  for (const { id } of organization.organizationalUnits) {
    const path = pathOf(id)
    if (path !== null) units.set(path, id)
  }
  const accounts = new Map<string, string[]>()
  for (const { id, name } of organization.accounts) {
    const ids = accounts.get(name)
    if (ids === undefined) accounts.set(name, [id])
    else ids.push(id)
  }
  return { pathOf, units, accounts }
}
