import type { Operator, Term } from './condition.ts'
import { covers, overlapOfArns } from './glob.ts'
import { meantKey } from './global-keys.ts'
import type { Keeper } from './keepers.ts'
import { asPattern } from './placeholders.ts'

/** Whether a term holds for requests of a keeper: for none, for all, for some, or nobody can tell from here. */
export type Verdict = 'never' | 'always' | 'maybe' | 'unknown'

/** What every request of a keeper carries beside its role. */
const carried = new Map([
  ['aws:principaltype', 'AssumedRole'],
  ['aws:principalisawsservice', 'false'],
  ['aws:securetransport', 'true'],
])

/** What is told about who asks, or about whose things are asked for, without an answer from here. */
const aboutPrincipals =
  /^aws:(principal|userid|username|source(identity|account|arn|org|owner)|viaawsservice|calledvia|assumedroot|tokenissuetime|federatedprovider|resource(account|org))|^(sts|saml|identitystore):/

export function verdictOn({ operator, key: written, values }: Term, keeper: Keeper): Verdict {
  const key = written.toLowerCase()
  const value =
    key === 'aws:principalarn'
      ? `arn:${keeper.partition}:iam::????????????:role/${keeper.role}`
      : (keeper.carried?.get(key) ?? carried.get(key))
  if (value !== undefined) return verdictOnCarried(operator, values, value)
  const missing = (keeper.untagged && key.startsWith('aws:principaltag/')) || meantKey(key) !== null
  if (!missing && aboutPrincipals.test(key)) return 'unknown'
  if (!missing && keeper.carries(key)) return 'maybe'
  return holdsWithout(operator, values) ? 'maybe' : 'never'
}

/** Whether an operator holds for a request that has no such key. */
export const holdsWithout = (operator: Term['operator'], values: string[]): boolean =>
  operator.kind === 'null' ? values.includes('true') : operator.whereAbsent

/** The same of a key of which each request carries what a pattern takes. */
export function verdictOnCarried(operator: Operator, values: string[], carried: string): Verdict {
  if (operator.kind === 'null') return values.includes('false') ? 'always' : 'never'
  if (!['arn', 'string', 'bool'].includes(operator.kind)) return 'unknown'
  const reached = values.map((value) => reach(operator, value, carried))
  const all = reached.includes('all')
  const none = reached.every((one) => one === 'none')
  if (operator.not) return all ? 'never' : none ? 'always' : 'maybe'
  return all ? 'always' : none ? 'never' : 'maybe'
}

/** Whether a value of an operator takes all, some or none of what a keeper carries. */
function reach({ patterns, anyCase, not }: Operator, value: string, carried: string): 'all' | 'some' | 'none' {
  // of equal texts, * and ? are letters as others, which nothing that is carried has
  if (!patterns && /[*?]/.test(value)) return 'none'
  const pattern = anyCase ? asPattern(value).toLowerCase() : asPattern(value)
  const text = anyCase ? carried.toLowerCase() : carried
  // no role has a colon, so that texts that look like ARNs can be compared like ARNs
  if (!overlapOfArns(pattern, text)) return 'none'
  // to exempt a role in one account, or one that is filled in later, is to exempt it as far as can be told here
  if (not) return covers(pattern.replace(/^(arn:[^:]*:iam::)\d{12}:/, '$1*:'), text) ? 'all' : 'some'
  return value === asPattern(value) && covers(pattern, text) ? 'all' : 'some'
}
