import type { Organization } from './organization.ts'

/**
 * Those of the given roots, OUs and accounts of which it is known that they do not exist, sorted: AWS said so, or every one
 * of their kind was read and they were not among them. Of what was not read nothing is concluded.
 */
export function missingTargets(ids: Iterable<string>, organization: Organization): string[] {
  const { root, organizationalUnits, accounts, read } = organization
  const gone = new Set(organization.gone)
  const there = new Set([...organizationalUnits, ...accounts].map(({ id }) => id))
  const isMissing = (id: string): boolean => {
    if (gone.has(id)) return true
    if (id.startsWith('r-')) return root !== null && root.id !== id
    return (id.startsWith('ou-') ? read.organizationalUnits : read.accounts) && !there.has(id)
  }
  return [...new Set(ids)].filter(isMissing).sort()
}
