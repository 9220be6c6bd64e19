// Just enough of IAM to ask a policy of a template what it allows. Written from AWS's "Policy evaluation logic" and "Condition
// operators", and not complete: what it does not know it throws at.

type Json = unknown

interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: string | Record<string, string | string[]>
  Action: string | string[]
  Resource?: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

export interface Request {
  /** ARN of a role or root user, or a service. */
  principal: string
  action: string
  resource?: string
  keys?: Record<string, string>
}

const list = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value])

export const isLike = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text)

const operators: Record<string, (wanted: string, found: string) => boolean> = {
  StringEquals: (wanted, found) => wanted === found,
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (wanted, found) => wanted === found,
  NumericLessThan: (wanted, found) => Number(found) < Number(wanted),
}

function holds(operator: string, key: string, wanted: string[], keys: Record<string, string>): boolean {
  const found = Object.entries(keys).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]
  if (operator === 'Null') return (found === undefined) === (wanted[0] === 'true')
  const positive = operator.replace('Not', '')
  const test = operators[positive]
  if (!test) throw new Error(`Nobody knows ${operator}`)
  if (positive !== operator) return found === undefined || !wanted.some((one) => test(one, found))
  return found !== undefined && wanted.some((one) => test(one, found))
}

function isFor(statement: Statement, request: Request): boolean {
  const { Principal: principal } = statement
  const account = /^arn:[^:]*:[a-z]+::(\d{12}):/.exec(request.principal)?.[1]
  const named =
    principal === undefined || principal === '*'
      ? ['*']
      : Object.values(principal as Record<string, string | string[]>).flatMap(list)
  const keys = {
    'aws:PrincipalArn': request.principal,
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    ...request.keys,
  }
  if (account === undefined) delete (keys as Record<string, string>)['aws:PrincipalArn']
  return (
    named.some((one) => one === '*' || one === request.principal || one.endsWith(`::${account}:root`)) &&
    list(statement.Action).some((one) => isLike(one.toLowerCase(), request.action.toLowerCase())) &&
    (statement.Resource === undefined ||
      list(statement.Resource).some((one) => isLike(one, request.resource ?? '*'))) &&
    Object.entries(statement.Condition ?? {}).every(([operator, of]) =>
      Object.entries(of).every(([key, wanted]) => holds(operator, key, list(wanted).map(String), keys)),
    )
  )
}

/** What a policy's statements say to a request: who denies it, else whether one allows it. */
export function decision(statements: Statement[], request: Request): string {
  const matching = statements.filter((statement) => isFor(statement, request))
  const denial = matching.find(({ Effect }) => Effect === 'Deny')
  if (denial) return `denied: ${denial.Sid ?? list(denial.Action).join()}`
  return matching.length > 0 ? 'allowed' : 'not allowed'
}

/** A value of a template as CloudFormation would fill it in; `known` says what Ref and GetAtt ("Id.Attribute") give. */
export function filledIn(value: Json, known: Record<string, string>): Json {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, known))
  if (typeof value !== 'object' || value === null) return value
  const [name = '', of] = Object.entries(value)[0] ?? []
  const given = (key: string) => {
    const found = known[key]
    if (found === undefined) throw new Error(`${key} is not known here`)
    return found
  }
  if (name === 'Ref') return given(of)
  if (name === 'Fn::GetAtt') return given(of.join('.'))
  if (name === 'Fn::Join') return list(filledIn(of[1], known)).join(of[0])
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, known)]))
}
