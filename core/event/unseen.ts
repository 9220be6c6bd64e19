import type { Manifest } from '../manifest.ts'
import type { Organization } from '../organization/organization.ts'
import { allPolicyTypes, policyTypes } from '../policy/type.ts'
import type { Incident } from './incident.ts'
import type { Scope } from './scope.ts'

/**
 * Whether a sweep that did not find an incident could not have found it: it looked at another policy type, or it did not
 * read the content, or the tags, that would tell.
 */
export function isUnseen(
  { key, action, policy }: Incident,
  manifest: Manifest,
  organization: Organization,
  scope: Scope,
): boolean {
  const type = allPolicyTypes.find((one) => key.startsWith(`${action}/${policyTypes[one].short}`))
  const wanted = manifest.policies.filter((one) => one.type === type)
  if (!type || wanted.length === 0) return false
  if (!scope.types.includes(type)) return true
  const current = organization.policies.find((one) => one.type === type && one.name === policy)
  if (!current || !wanted.some(({ name }) => name === policy)) return false
  return (action === 'update-policy' && current.content === undefined) || (action === 'tag-policy' && !current.tags)
}
