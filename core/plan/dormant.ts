import { isAccountId, type Target } from '../manifest.ts'
import { isTaggedAs } from '../policy/ownership.ts'
import { type PolicyType, policyTypes } from '../policy/type.ts'
import { type Problem, problem } from '../problem.ts'
import { type Change, targetName } from './change.ts'

const code = 'dormant-under-cfct'

/** CfCT attached SCPs and RCPs to OUs by their names alone; accounts, and whatever was given by its id, it left out silently. */
export const isIgnoredByCfct = ({ id, path }: Target): boolean => isAccountId(id) || path === id

/**
 * Why an attachment is missing that CfCT never made, or undefined: the policy exists, is not marked as ours yet, and the
 * manifest gives the target in a way that CfCT ignored. Where the tags were not read nothing is concluded.
 */
export function dormant(
  policy: { name: string; type: PolicyType },
  current: { tags?: Record<string, string> } | undefined,
  target: Target,
): Change['reason'] | undefined {
  if (!current?.tags || isTaggedAs(current.tags, policy.name) || !isIgnoredByCfct(target)) return undefined
  const what = isAccountId(target.id) ? 'accounts' : 'ids of OUs'
  const { short } = policyTypes[policy.type]
  return {
    code,
    text: `CfCT ignored ${what} of an ${short}: ${policy.name} was never attached to ${targetName(target)} and begins to act there`,
  }
}

/** One word for the reviewer, whatever the number: guardrails begin to bite where nobody felt them before. */
export function dormantFindings(changes: Change[]): Problem[] {
  const found = changes.filter(({ reason }) => reason.code === code)
  const names = [...new Set(found.map(({ policy }) => policy.name))].sort()
  const some = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  if (found.length === 0) return []
  const where = found.length === 1 ? 'a target' : `${found.length} targets`
  const message = `CfCT ignored accounts and ids of OUs: ${some}${more} will begin to act at ${where} where the manifest always wanted it`
  const hint =
    'Review these attachments like new guardrails; take the targets out of the manifest where they are not wanted'
  return [problem(code, {}, message, hint)]
}
