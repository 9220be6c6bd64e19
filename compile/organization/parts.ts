import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import type { Path } from '../yaml/path.ts'

/** The root, an OU or an account of an organization file, out of the tree. */
interface Part {
  kind: 'root' | 'organizational_unit' | 'account'
  path: Path
  id: string
  name: string
  parentId: string | null
  policies: string[] | undefined
  state: string
  joined: string | undefined
}

type Branch = Omit<OrganizationDocument['root'], 'policy_types'>

/** Everything in the tree, parents before children. */
export function parts(document: OrganizationDocument): Part[] {
  const found: Part[] = []
  function collect(kind: Part['kind'], branch: Branch, parentId: string | null, path: Path): void {
    const { id, name = 'Root', policies } = branch
    found.push({ kind, path, id, name, parentId, policies, state: 'ACTIVE', joined: undefined })
    for (const [index, account] of (branch.accounts ?? []).entries())
      found.push({
        kind: 'account',
        path: [...path, 'accounts', index],
        id: account.id,
        name: account.name,
        parentId: id,
        policies: account.policies,
        state: account.state ?? 'ACTIVE',
        joined: account.joined,
      })
    for (const [index, unit] of (branch.organizational_units ?? []).entries())
      collect('organizational_unit', unit, id, [...path, 'organizational_units', index])
  }
  collect('root', document.root, null, ['root'])
  return found
}
