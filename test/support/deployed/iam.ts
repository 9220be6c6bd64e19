import type { Value } from './template.ts'

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
    [document.Statement].flat().map((statement: Value, index: number): Statement => {
      const { Sid, Effect, Action, Resource = '*', Principal, Condition = {}, ...others } = statement
      if (Object.keys(others).length > 0) throw new Error(`Nobody here knows ${Object.keys(others)}`)
      return {
        sid: `${owner}${Sid ?? `#${index}`}`,
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
 * evaluation logic"). `used` hears of each statement that allowed something.
 */
export function decide(
  asked: Asked,
  statements: Statement[],
  used: (sid: string) => void = () => {},
): 'deny' | 'allow' | 'neither' {
  const fitting = (resource: string) =>
    statements.filter(
      ({ actions, resources, principals, condition }) =>
        actions.some((pattern) => like(pattern.toLowerCase(), asked.action.toLowerCase())) &&
        resources.some((pattern) => like(pattern, resource)) &&
        (principals === undefined || isMeant(principals, asked.principal)) &&
        holds(condition, asked),
    )
  const each = asked.resources.map(fitting)
  if (each.some((some) => some.some(({ effect }) => effect === 'Deny'))) return 'deny'
  if (!each.every((some) => some.length > 0)) return 'neither'
  for (const { sid } of each.flat()) used(sid)
  return 'allow'
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

type Test = (wanted: string, found: string) => boolean

const operators: Record<string, { test: Test; isNegated?: boolean }> = {
  StringEquals: { test: (wanted, found) => wanted === found },
  StringLike: { test: (wanted, found) => like(wanted, found) },
  ArnEquals: { test: (wanted, found) => like(wanted, found) },
  ArnLike: { test: (wanted, found) => like(wanted, found) },
  Bool: { test: (wanted, found) => wanted === found },
  Null: { test: () => false },
  StringNotEquals: { test: (wanted, found) => wanted === found, isNegated: true },
  StringNotLike: { test: (wanted, found) => like(wanted, found), isNegated: true },
  ArnNotEquals: { test: (wanted, found) => like(wanted, found), isNegated: true },
  ArnNotLike: { test: (wanted, found) => like(wanted, found), isNegated: true },
  NumericLessThan: { test: (wanted, found) => Number(found) < Number(wanted) },
}

function holds(condition: Statement['condition'], { context, principal }: Asked): boolean {
  return Object.entries(condition).every(([written, keys]) => {
    const name = written.replace(/^ForAllValues:|^ForAnyValue:/, '').replace(/IfExists$/, '')
    const operator = operators[name]
    if (!operator) throw new Error(`Nobody here knows the condition operator ${written}`)
    return Object.entries(keys).every(([key, wanted]) => {
      const found = key.toLowerCase() === 'aws:principalarn' ? principal : context[key.toLowerCase()]
      const values = [wanted].flat().map(String)
      if (name === 'Null') return values.includes(String(found === undefined))
      const isForAll = written.startsWith('ForAllValues:')
      if (found === undefined) return isForAll || operator.isNegated === true || written.endsWith('IfExists')
      const isOne = (one: string) => values.some((value) => operator.test(value, one)) !== (operator.isNegated === true)
      return isForAll ? [found].flat().every(isOne) : [found].flat().some(isOne)
    })
  })
}

/** Wildcards of IAM: * any number of characters, ? one. */
const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text)
