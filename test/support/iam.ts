import type { Value } from './deployed/template.ts'

/** A call as IAM sees it. */
export interface Asked {
  principal: string
  action: string
  /** All of them must be allowed. */
  resources: string[]
  /** Condition keys that the call has, in lower case; some have many values. */
  context: Record<string, string | string[]>
}

export interface Statement {
  /** Names the statement in what a test says. */
  sid: string
  effect: 'Allow' | 'Deny'
  actions: string[]
  resources: string[]
  principals: Value
  condition: Record<string, Record<string, string | string[]>>
}

/** The statements of policy documents. An element that IAM has and this does not know is an error, not a guess. */
export function statementsOf(documents: Value[], owner = ''): Statement[] {
  return documents.flatMap((document) =>
    [document.Statement].flat().map((statement: Value): Statement => {
      const { Sid, Effect, Action, Resource = '*', Principal, Condition = {}, ...others } = statement
      if (Object.keys(others).length > 0) throw new Error(`Nobody here knows ${Object.keys(others)}`)
      return {
        sid: `${owner}${Sid ?? [Action].flat().join()}`,
        effect: Effect,
        actions: [Action].flat(),
        resources: [Resource].flat(),
        principals: Principal,
        condition: Condition,
      }
    }),
  )
}

/**
 * IAM's answer for one call and one set of statements: explicit deny, else allow, else neither (IAM User Guide, "Policy
 * evaluation logic"). `used` hears of each statement that decided it.
 */
export function decide(
  asked: Asked,
  statements: Statement[],
  used: (sid: string) => void = () => {},
): 'deny' | 'allow' | 'neither' {
  const each = asked.resources.map((resource) => statements.filter((statement) => isAbout(statement, asked, resource)))
  const denying = each.flat().filter(({ effect }) => effect === 'Deny')
  if (denying.length === 0 && !each.every((some) => some.length > 0)) return 'neither'
  for (const { sid } of denying.length > 0 ? denying : each.flat()) used(sid)
  return denying.length > 0 ? 'deny' : 'allow'
}

const isAbout = ({ actions, resources, principals, condition }: Statement, asked: Asked, resource: string): boolean =>
  actions.some((pattern) => isLike(pattern.toLowerCase(), asked.action.toLowerCase())) &&
  resources.some((pattern) => isLike(pattern, resource)) &&
  (principals === undefined || isMeant(principals, asked.principal)) &&
  holds(condition, asked)

/** The same for a call over TLS, in words: a denial names the statement. */
export function decision(
  document: Value,
  {
    principal,
    action,
    resource = '*',
    keys = {},
  }: { principal: string; action: string; resource?: string; keys?: Record<string, string> },
): string {
  const given = Object.entries({ 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...keys })
  const context = Object.fromEntries(given.map(([key, value]) => [key.toLowerCase(), value]))
  const by: string[] = []
  const found = decide({ principal, action, resources: [resource], context }, statementsOf([document]), (sid) =>
    by.push(sid),
  )
  return { allow: 'allowed', neither: 'not allowed', deny: `denied: ${by[0]}` }[found]
}

/** A principal of an account, or a service; the account stands for everybody in it. */
function isMeant(principals: Value, principal: string): boolean {
  if (principals === '*') return true
  const account = /^arn:[^:]*:iam::(\d{12}):/.exec(principal)?.[1]
  const service = [principals.Service ?? []].flat()
  const aws = [principals.AWS ?? []].flat()
  return (
    service.includes(principal) ||
    aws.some(
      (one: string) =>
        one === '*' ||
        one === principal ||
        (account !== undefined && (one === account || one.endsWith(`::${account}:root`))),
    )
  )
}

/** Wildcards of IAM: * any number of characters, ? one. */
export const isLike = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text)

type Test = (wanted: string, found: string) => boolean

const operators: Record<string, { test: Test; isNegated?: boolean }> = {
  StringEquals: { test: (wanted, found) => wanted === found },
  StringLike: { test: isLike },
  ArnEquals: { test: isLike },
  ArnLike: { test: isLike },
  Bool: { test: (wanted, found) => wanted === found },
  Null: { test: () => false },
  StringNotEquals: { test: (wanted, found) => wanted === found, isNegated: true },
  StringNotLike: { test: isLike, isNegated: true },
  ArnNotEquals: { test: isLike, isNegated: true },
  ArnNotLike: { test: isLike, isNegated: true },
  NumericLessThan: { test: (wanted, found) => Number(found) < Number(wanted) },
}

function holds(condition: Statement['condition'], { context, principal }: Asked): boolean {
  // A service has none.
  const known: Asked['context'] = { ...context, ...(principal.startsWith('arn:') && { 'aws:principalarn': principal }) }
  return Object.entries(condition).every(([written, keys]) => {
    const name = written.replace(/^ForAllValues:|^ForAnyValue:/, '').replace(/IfExists$/, '')
    const operator = operators[name]
    if (!operator) throw new Error(`Nobody here knows the condition operator ${written}`)
    return Object.entries(keys).every(([key, wanted]) => {
      const found = known[key.toLowerCase()]
      const values = [wanted].flat().map(String)
      if (name === 'Null') return values.includes(String(found === undefined))
      const isForAll = written.startsWith('ForAllValues:')
      if (found === undefined) return isForAll || operator.isNegated === true || written.endsWith('IfExists')
      const isOne = (one: string) => values.some((value) => operator.test(value, one)) !== (operator.isNegated === true)
      return isForAll ? [found].flat().every(isOne) : [found].flat().some(isOne)
    })
  })
}
