// What the resource policy of the organization allows members: Organizations User Guide, "Delegated administrator for
// AWS Organizations". Principals count by their account; of the conditions only organizations:PolicyType is understood.
import { isObject, type Wire } from './checks.ts'
import { covers } from './glob.ts'
import type { Organization } from './organization.ts'
import { policyArn, targetArn } from './views.ts'

interface Asked {
  account: string
  /** Such as organizations:attachpolicy. */
  action: string
  /** ARNs of everything that the call names. */
  resources: string[]
  policyType: string | undefined
}

/** Members of requests that name a resource. */
const NAMING = [
  'PolicyId',
  'TargetId',
  'ResourceId',
  'RootId',
  'ParentId',
  'ChildId',
  'AccountId',
  'OrganizationalUnitId',
]

/** What does not exist has no ARN: only a statement about everything speaks of it. */
function arnOf(organization: Organization, id: string): string {
  const target = organization.targets.get(id)
  const policy = organization.policies.get(id)
  if (target !== undefined) return targetArn(organization, target)
  return policy === undefined ? id : policyArn(organization, policy)
}

function asked(organization: Organization, account: string, operation: string, input: Wire): Asked {
  const ids = NAMING.map((member) => input[member]).filter((id) => typeof id === 'string')
  const named = ids.map((id) => organization.policies.get(id)?.type)
  const type = [input.Type, input.Filter, input.PolicyType, ...named].find((one) => typeof one === 'string')
  return {
    account,
    action: `organizations:${operation}`.toLowerCase(),
    resources: ids.map((id) => arnOf(organization, id)),
    policyType: type,
  }
}

const texts = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string')

const isLike = (patterns: unknown, value: string): boolean => texts(patterns).some((pattern) => covers(pattern, value))

function namesAccount(principal: unknown, account: string): boolean {
  const named = texts(isObject(principal) ? principal.AWS : principal)
  return named.some((one) => one === '*' || one === account || one.split(':')[4] === account)
}

const OPERATORS: Readonly<Record<string, (wanted: unknown, type: string) => boolean>> = {
  StringEquals: (wanted, type) => texts(wanted).includes(type),
  StringLike: (wanted, type) => isLike(wanted, type),
}

/** Undefined where a condition is not understood. */
function holds(condition: unknown, { policyType }: Asked): boolean | undefined {
  if (condition === undefined) return true
  if (!isObject(condition)) return undefined
  const results = Object.entries(condition).map(([operator, keys]) => {
    const isWhereThere = operator.endsWith('IfExists')
    const test = OPERATORS[isWhereThere ? operator.slice(0, -'IfExists'.length) : operator]
    const known = isObject(keys) && Object.keys(keys).every((key) => key.toLowerCase() === 'organizations:policytype')
    if (test === undefined || !known) return undefined
    return policyType === undefined ? isWhereThere : Object.values(keys).every((wanted) => test(wanted, policyType))
  })
  return results.includes(undefined) ? undefined : !results.includes(false)
}

/** What is not understood takes away and never gives. An Allow has to cover all resources, a Deny one of them. */
function applies(statement: Wire, request: Asked): boolean {
  const denies = statement.Effect === 'Deny'
  const covered = request.resources.map((arn) => isLike(statement.Resource, arn))
  return (
    namesAccount(statement.Principal, request.account) &&
    texts(statement.Action).some((action) => covers(action.toLowerCase(), request.action)) &&
    (covered.length === 0 || (denies ? covered.includes(true) : !covered.includes(false))) &&
    (holds(statement.Condition, request) ?? denies)
  )
}

/** Whether the resource policy lets the member account make this call. */
export function isAllowed(organization: Organization, account: string, operation: string, input: Wire): boolean {
  if (organization.resourcePolicy === undefined) return false
  const { Statement } = JSON.parse(organization.resourcePolicy.content) as Wire
  const request = asked(organization, account, operation, input)
  const found = [Statement].flat().filter((statement) => isObject(statement) && applies(statement, request)) as Wire[]
  return found.some(({ Effect }) => Effect === 'Allow') && !found.some(({ Effect }) => Effect === 'Deny')
}
