import { isMembers, type Members } from '../members.ts'
import { quote } from '../text/quote.ts'
import { operatorNames, spellingOf, termsOf } from './condition.ts'
import type { Fault } from './fault.ts'
import { itemsOf, statementsOf, textsOf } from './statements.ts'
import { ofValues } from './values.ts'

/** What AWS may refuse, where its own texts disagree, and what it reads otherwise than it looks. */
export const doubts = (document: unknown, partition: string): Fault[] =>
  statementsOf(document).flatMap(({ statement, path }) =>
    [
      ...ofResources(statement),
      ...ofServices(statement),
      ...ofOperators(statement),
      ...ofValues(statement),
      ...ofPartitions(statement, partition),
    ].map((fault) => ({ ...fault, path: [...path, ...fault.path] })),
  )

/** "SCP syntax" allows ARNs with Allow in its table, and below it allows only "*". */
function ofResources(statement: Members): Fault[] {
  if (statement.Effect !== 'Allow') return []
  const narrow = [
    ...itemsOf(statement, 'NotResource'),
    ...itemsOf(statement, 'Resource').filter(({ item }) => item !== '*'),
  ]
  const message = 'AWS says in one place that an Allow can name resources, in another that it takes only "*"'
  const hint = 'Write "Resource": "*" with Allow, and narrow it with a Deny.'
  return narrow.slice(0, 1).map(({ path }) => ({ path, message, hint }))
}

/** "SCP syntax" wants services in lower case; in IAM their case does not count. */
const ofServices = (statement: Members): Fault[] =>
  ['Action', 'NotAction'].flatMap((key) =>
    itemsOf(statement, key).flatMap(({ item, path }) => {
      if (typeof item !== 'string' || !/^[^:]*[A-Z][^:]*:/.test(item)) return []
      const service = item.slice(0, item.indexOf(':'))
      const message = `the service ${quote(service)} is not in lower case, as AWS Organizations wants it`
      return [{ path, message, hint: `Write ${quote(service.toLowerCase())}.` }]
    }),
  )

/** IAM refuses "stringEquals"; AWS has published an RCP with "Stringlike". */
function ofOperators({ Condition }: Members): Fault[] {
  const written = isMembers(Condition) ? Object.keys(Condition) : []
  return written.flatMap((operator) => {
    const spelling = operatorNames.has(operator) ? null : spellingOf(operator)
    if (spelling === null) return []
    const message = `IAM refuses ${quote(operator)} in its own policies: the letter case of operators counts`
    return [{ path: ['Condition', operator], message, hint: `Write ${quote(spelling)}.` }]
  })
}

/** ARNs of another partition name nothing here; who lists the same of each partition means it. */
function ofPartitions(statement: Members, partition: string): Fault[] {
  const roles = (termsOf(statement.Condition) ?? []).filter(({ key }) => key.toLowerCase() === 'aws:principalarn')
  const lists = [
    ...['Resource', 'NotResource'].map((key) => ({ path: [key], arns: textsOf(statement, key) })),
    ...roles.map(({ path, values }) => ({ path, arns: values })),
  ]
  return lists.flatMap(({ path, arns }) => {
    const here = (arn: string) => arn.replace(/^arn:aws[a-z-]*:/, `arn:${partition}:`)
    const foreign = arns.find((arn) => here(arn) !== arn && !arns.includes(here(arn)))
    if (foreign === undefined) return []
    const message = `${quote(foreign)} is of another partition than the region of the manifest, which is in ${partition}`
    return [{ path, message, hint: `Write ${quote(foreign.replace(/^arn:[^:]*:/, 'arn:*:'))}.` }]
  })
}
