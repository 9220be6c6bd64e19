import type { OrganizationalUnit } from '../core/organization/organization.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import { ancestorsOf } from './look.ts'
import { inParallel } from './parallel.ts'
import type { Reader } from './read.ts'

export interface TreeScope {
  /** OU paths (Workloads:Prod) along which the tree is read; null: all of it. */
  paths: string[] | null
  accounts: boolean
}

/**
 * Roots, OUs and accounts with their names, for resolving the names of a manifest. Along `paths` only the OUs on the way
 * are opened; what stands beside them is read too, so that a name that is not there is known not to be.
 */
export async function readTree(reader: Reader, { paths, accounts }: TreeScope): Promise<Organization> {
  const { id, managementAccount } = await reader.organization()
  const { root, enabledTypes } = await reader.root()
  const units: OrganizationalUnit[] = []
  let level = [{ id: root.id, path: '' }]
  while (level.length > 0) {
    const below: typeof level = []
    await inParallel(level, async (parent) => {
      for (const unit of await reader.organizationalUnits(parent.id)) {
        units.push(unit)
        const path = parent.path ? `${parent.path}:${unit.name}` : unit.name
        if (paths === null || paths.some((wanted) => wanted.startsWith(`${path}:`))) below.push({ id: unit.id, path })
      }
    })
    level = below
  }
  const found = accounts ? await reader.accounts() : []
  const parents = new Map<string, string | undefined>()
  const placed = []
  for (const one of found) placed.push((await ancestorsOf(reader, one, parents)).account)
  const base = nothingRead(id, managementAccount)
  return {
    ...base,
    root,
    enabledTypes,
    organizationalUnits: units.sort((one, other) => (one.id < other.id ? -1 : 1)),
    accounts: placed.sort((one, other) => (one.id < other.id ? -1 : 1)),
    read: { ...base.read, organizationalUnits: true, accounts },
  }
}
