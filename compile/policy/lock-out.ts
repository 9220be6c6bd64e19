import { isMembers, type Members } from '../members.ts'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'
import { controlTowerWork, executionRole } from './control-tower.ts'
import { matches, overlap, overlapOfArns } from './glob.ts'
import type { Fault } from './grammar.ts'
import { statementsOf, textsOf } from './statements.ts'

/** A statement that can keep Control Tower out of an account. */
export interface LockOut extends Fault {
  /** It denies everything that Control Tower does, to everybody. */
  everything: boolean
}

/** The statements of an SCP that deny the role of Control Tower what it does to enrol or update an account. */
export const lockOuts = (document: unknown): LockOut[] =>
  statementsOf(document).flatMap(({ statement, path }) => {
    if (statement.Effect !== 'Deny') return []
    const terms = termsOf(statement.Condition)
    if (terms === null || terms.some((term) => verdictOn(term) !== 'maybe')) return []
    const denied = deniedWork(statement)
    if (denied.length === 0) return []
    const everything = terms.length === 0 && denied.length === allWork
    return [{ ...wordsFor(statement, path, terms, everything ? null : denied), everything }]
  })

const allWork = controlTowerWork.flatMap(({ actions }) => actions).length

/** Actions of Control Tower that the statement names, on resources that it names. */
function deniedWork(statement: Members): string[] {
  const named = textsOf(statement, 'Action').map((action) => action.toLowerCase())
  const spared = textsOf(statement, 'NotAction').map((action) => action.toLowerCase())
  const takes = (patterns: string[], action: string) => patterns.some((pattern) => matches(pattern, action))
  const denies = (action: string) => (statement.NotAction === undefined ? takes(named, action) : !takes(spared, action))
  return controlTowerWork
    .map(({ actions, resources }) => ({ resources, actions: actions.filter((one) => denies(one.toLowerCase())) }))
    .filter(({ actions, resources }) => actions.length > 0 && concerns(statement, resources))
    .flatMap(({ actions }) => actions)
}

function concerns(statement: Members, resources: string[]): boolean {
  // "*" is what a request names that knows no resources
  const known = resources.length > 0 ? resources : ['*']
  if (statement.NotResource !== undefined) {
    // a partition that somebody writes is the one that there is
    const spared = textsOf(statement, 'NotResource').map((pattern) =>
      anything(pattern).replace(/^arn:[^:]*:/, 'arn:*:'),
    )
    return known.some((resource) => !spared.some((pattern) => matches(pattern, resource)))
  }
  const named = textsOf(statement, 'Resource').map((pattern) => pattern.replace(/\$\{[^{}]*:[^{}]*\}/g, '*'))
  const meets = resources.length > 0 ? overlapOfArns : matches
  return known.some((resource) => named.some((pattern) => meets(pattern, resource)))
}

/** Policy variables, and what is to be replaced before AWS gets it: nobody knows here what they stand for. */
const anything = (pattern: string): string => pattern.replace(/\$\{[^{}]*\}/g, '*')

/** One key below one operator of a Condition. All of them must hold. */
interface Term {
  operator: string
  key: string
  values: string[]
}

function termsOf(condition: unknown): Term[] | null {
  if (condition === undefined) return []
  if (!isMembers(condition)) return null
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isMembers(keys)
      ? Object.entries(keys).map(([key, value]) => ({
          operator,
          key,
          values: (Array.isArray(value) ? value : [value]).map(textOf),
        }))
      : [],
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

interface Operator {
  kind: string
  /** Holds where no value fits. */
  not: boolean
  /** Values are patterns. */
  patterns: boolean
  /** Letter case does not count. */
  anyCase: boolean
  /** Holds where the request has no such key. */
  whereAbsent: boolean
}

function parseOperator(operator: string): Operator {
  const [, set = '', name = '', ifExists = ''] =
    /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/.exec(operator.toLowerCase()) ?? []
  const not = name.includes('not')
  const kind = name.replace('not', '').replace(/(equals|like).*/, '')
  return {
    kind,
    not,
    patterns: kind === 'arn' || name.endsWith('like'),
    anyCase: kind === 'bool' || name.endsWith('ignorecase'),
    whereAbsent: not || ifExists !== '' || set.startsWith('forall'),
  }
}

/** Whether a term can hold for a request of the role: never, maybe, or nobody can tell from here. */
type Verdict = 'never' | 'maybe' | 'unknown'

const roleArn = `arn:aws*:iam::????????????:role/${executionRole}`

/** What every request of the role carries. */
const carried = new Map([
  ['aws:principalarn', roleArn],
  ['aws:principaltype', 'AssumedRole'],
  ['aws:principalisawsservice', 'false'],
  ['aws:securetransport', 'true'],
])

/** What no request of the role carries: tags, Control Tower's own aside, a place in somebody's network, a chat. */
const notCarried =
  /^[a-z0-9-]+:(resourcetag|requesttag)\/(?!aws-control-tower$)|^aws:(source(vpc|vpce|vpcarn)|vpc|ec2instance|chatbot)/

/** Keys of services that its requests can carry; others belong to what Control Tower does not do. */
const ofServices =
  /^(iam:(policyarn|passedtoservice|associatedresourcearn|awsservicename)|s3:(locationconstraint|tlsversion|authtype|signatureversion)|ec2:(vpc|vpcid|region|subnetid)|sns:(protocol|endpoint)|events:(source|detail-type|targetarn)|lambda:functionarn|cloudformation:(templateurl|rolearn|resourcetypes))$/

/** What is told about who asks, or about whose things are asked for, without an answer from here. */
const aboutPrincipals =
  /^aws:(principal|userid|username|source(identity|account|arn|org|owner)|viaawsservice|calledvia|assumedroot|tokenissuetime|federatedprovider|resource(account|org))|^(sts|saml|identitystore):/

function verdictOn(term: Term): Verdict {
  const key = term.key.toLowerCase()
  const operator = parseOperator(term.operator)
  const value = carried.get(key)
  if (value !== undefined) return verdictOnCarried(operator, term.values, value)
  if (notCarried.test(key) || !(key.startsWith('aws:') || aboutPrincipals.test(key) || ofServices.test(key))) {
    const holds = operator.kind === 'null' ? term.values.includes('true') : operator.whereAbsent
    return holds ? 'maybe' : 'never'
  }
  return aboutPrincipals.test(key) ? 'unknown' : 'maybe'
}

function verdictOnCarried(operator: Operator, values: string[], carried: string): Verdict {
  if (operator.kind === 'null') return values.includes('false') ? 'maybe' : 'never'
  if (!['arn', 'string', 'bool'].includes(operator.kind)) return 'unknown'
  return values.some((value) => fits(operator, value, carried)) === operator.not ? 'never' : 'maybe'
}

function fits({ kind, patterns, anyCase }: Operator, value: string, carried: string): boolean {
  // of equal texts, * and ? are letters as others; no text that is carried has a control character
  const pattern = anything(patterns ? value : value.replace(/[*?]/g, '\u0000'))
  if (kind === 'arn') return overlapOfArns(pattern, carried)
  return anyCase ? overlap(pattern.toLowerCase(), carried.toLowerCase()) : overlap(pattern, carried)
}

const exemption = `arn:*:iam::*:role/${executionRole}`

/** In words; denied is null where it is everything. */
function wordsFor(statement: Members, path: Path, terms: Term[], denied: string[] | null): Fault {
  const message =
    denied === null
      ? `the statement denies everybody all that Control Tower does with ${executionRole}: no account below can be enrolled or updated`
      : `the statement can deny ${someOf(denied)} to ${executionRole}, the role through which Control Tower enrols and updates accounts`
  const existing = terms.find(({ operator, key }) => /not/i.test(operator) && key.toLowerCase() === 'aws:principalarn')
  if (existing !== undefined) {
    const { operator, key } = existing
    const hint = parseOperator(operator).patterns
      ? `Add "${exemption}" to the values of ${quote(key)}.`
      : `${quote(operator)} knows no wildcards: write ArnNotLike, and add "${exemption}" to the values.`
    return { path: [...path, 'Condition', operator, key], message, hint }
  }
  const term = `"ArnNotLike": { "aws:PrincipalArn": "${exemption}" }`
  const hint =
    statement.Condition === undefined
      ? `Exempt it: add "Condition": { ${term} } to the statement.`
      : `Exempt it: add ${term} to the Condition.`
  return { path: [...path, statement.NotAction === undefined ? 'Action' : 'NotAction'], message, hint }
}

const someOf = (actions: string[]): string =>
  actions.length <= 2 ? actions.join(' and ') : `${actions.slice(0, 2).join(', ')} and ${actions.length - 2} more`
