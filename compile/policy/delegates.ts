import { parseJson } from '../../core/json.ts'
import { allPolicyTypes, type PolicyType, policyTypes } from '../../core/policy/type.ts'
import { isMembers, type Members } from '../members.ts'
import { termsOf } from './condition.ts'
import { matches, overlapOfArns } from './glob.ts'
import { statementsOf, textsOf } from './statements.ts'
import { verdictOnCarried } from './verdict.ts'

const onPolicies = `attachpolicy detachpolicy createpolicy updatepolicy deletepolicy tagresource untagresource`.split(
  ' ',
)
const onRoots = ['enablepolicytype', 'disablepolicytype']

/**
 * Accounts that a resource policy of an organization lets change SCPs or RCPs, sorted; `*`: every account. What denies and
 * conditions of other keys may take away again is not looked at: rather one too many. null where it is no JSON.
 */
export function policyWriters(content: string, organization: string): string[] | null {
  const document = parseJson(content)
  if (document === undefined) return null
  const allowing = statementsOf(document).filter(({ statement }) => statement.Effect === 'Allow')
  const writing = allowing.filter(({ statement }) =>
    allPolicyTypes.some((type) => letsWrite(statement, type, organization)),
  )
  return [...new Set(writing.flatMap(({ statement }) => accountsIn(statement.Principal)))].sort()
}

function letsWrite(statement: Members, type: PolicyType, organization: string): boolean {
  const ofType = (termsOf(statement.Condition) ?? [])
    .filter(({ key }) => key.toLowerCase() === 'organizations:policytype')
    .every(({ operator, values }) => verdictOnCarried(operator, values, type) !== 'never')
  const policies = [
    // Ids that AWS gives have eight letters; a * would reach over the slashes, into another type.
    `arn:*:organizations::*:policy/${organization}/${type.toLowerCase()}/p-????????`,
    `arn:*:organizations::aws:policy/${type.toLowerCase()}/${policyTypes[type].fullAccess.id}`,
  ]
  return (
    ofType &&
    ((onPolicies.some((name) => isNamed(statement, name)) && policies.some((arn) => concerns(statement, arn))) ||
      (onRoots.some((name) => isNamed(statement, name)) &&
        concerns(statement, `arn:*:organizations::*:root/${organization}/*`)))
  )
}

function isNamed(statement: Members, name: string): boolean {
  const spares = statement.NotAction !== undefined
  const patterns = textsOf(statement, spares ? 'NotAction' : 'Action')
  return patterns.some((pattern) => matches(pattern.toLowerCase(), `organizations:${name}`)) !== spares
}

/** Stored policies may have NotResource still, which leaves out little. */
const concerns = (statement: Members, arn: string): boolean =>
  statement.Resource === undefined || textsOf(statement, 'Resource').some((pattern) => overlapOfArns(pattern, arn))

function accountsIn(principal: unknown): string[] {
  const named = isMembers(principal) ? principal.AWS : principal
  const texts: unknown[] = Array.isArray(named) ? named : [named]
  return texts.flatMap((text) => {
    if (text === '*') return ['*']
    const account =
      typeof text === 'string' ? /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(text)?.[1] : undefined
    return account ? [account] : []
  })
}
