import type { Members } from '../members.ts'
import type { Code } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'
import { type Term, termsOf } from './condition.ts'
import type { Fault } from './fault.ts'
import { matches, overlapOfArns } from './glob.ts'
import type { Keeper } from './keepers.ts'
import { asPattern, withoutVariables } from './placeholders.ts'
import { statementsOf, textsOf } from './statements.ts'
import { verdictOn } from './verdict.ts'
import type { Work } from './work.ts'

/** A statement that can keep keepers out of an account. */
export interface LockOut extends Fault {
  code: Code
  /** Those of all keepers it hits, the first one first; or only that it denies some of them everything. */
  codes: Code[]
}

/** What a statement denies a keeper. */
interface Hit {
  keeper: Keeper
  /** Some of its actions; null: whatever the statement names. */
  actions: string[] | null
  everything: boolean
}

/**
 * The statements of an SCP that can deny keepers what they do, each once, whomever it hits: one mistake, one exemption. The
 * keepers' order is that of the codes.
 */
export const lockOuts = (document: unknown, keepers: Keeper[]): LockOut[] =>
  statementsOf(document).flatMap(({ statement, path }) => {
    if (statement.Effect !== 'Deny') return []
    const terms = termsOf(statement.Condition)
    if (terms === null) return []
    const patterns = patternsIn(statement)
    const hits = keepers.flatMap((keeper) => hitOn(keeper, statement, terms, patterns))
    const codes = codesOf(hits)
    return codes[0] === undefined ? [] : [{ ...wordsFor(statement, path, terms, hits), code: codes[0], codes }]
  })

/** Actions of a keeper's work that statements of a policy can deny it, each once. */
export function deniedTo(keeper: Keeper, document: unknown): string[] {
  const denied = statementsOf(document).flatMap(({ statement }) => {
    const terms = statement.Effect === 'Deny' ? termsOf(statement.Condition) : null
    return terms === null ? [] : hitOn(keeper, statement, terms, patternsIn(statement))
  })
  return [...new Set(denied.flatMap(({ actions }) => actions ?? []))]
}

const codesOf = (hits: Hit[]): Code[] =>
  hits.some(({ everything }) => everything)
    ? ['locks-everybody-out']
    : [...new Set(hits.map(({ keeper }) => keeper.code))]

function hitOn(keeper: Keeper, statement: Members, terms: Term[], patterns: Patterns): Hit[] {
  const verdicts = terms.map((term) => verdictOn(term, keeper))
  if (verdicts.some((verdict) => verdict === 'never' || verdict === 'unknown')) return []
  const certainly =
    verdicts.every((verdict) => verdict === 'always') && textsOf(statement, 'Resource').some((one) => /^\*+$/.test(one))
  const { work } = keeper
  if (work === null) {
    const all = textsOf(statement, 'Action').some((one) => /^\*+(:\*+)?$/.test(one))
    return [{ keeper, actions: null, everything: certainly && all }]
  }
  const actions = deniedWork(statement, work, patterns)
  const all = actions.length === work.flatMap((one) => one.actions).length
  return actions.length === 0 ? [] : [{ keeper, actions, everything: certainly && all }]
}

type Patterns = ReadonlyMap<string, string[]>

/** Actions of some work that the statement names, on resources that it names. */
function deniedWork(statement: Members, work: Work[], patterns: Patterns): string[] {
  const spares = statement.NotAction !== undefined
  return work
    .map(({ service, resources, actions }) => {
      const near = [...(patterns.get(service) ?? []), ...(patterns.get('') ?? [])]
      const named = (action: string) => near.some((pattern) => matches(pattern, action.toLowerCase()))
      return { resources, actions: near.length > 0 || spares ? actions.filter((one) => named(one) !== spares) : [] }
    })
    .filter(({ actions, resources }) => actions.length > 0 && concerns(statement, resources))
    .flatMap(({ actions }) => actions)
}

const patternsIn = (statement: Members): Patterns =>
  patternsOf(statement, statement.NotAction === undefined ? 'Action' : 'NotAction')

/** Patterns of actions in lower case by their service, those that can be of several under the empty one. */
function patternsOf(statement: Members, key: string): Patterns {
  const patterns = new Map<string, string[]>()
  for (const text of textsOf(statement, key)) {
    const pattern = text.toLowerCase()
    const service = /^([^:*?]*):/.exec(pattern)?.[1] ?? ''
    const known = patterns.get(service)
    if (known === undefined) patterns.set(service, [pattern])
    else known.push(pattern)
  }
  return patterns
}

function concerns(statement: Members, resources: string[]): boolean {
  // "*" is what a request names that knows no resources
  const known = resources.length > 0 ? resources : ['*']
  if (statement.NotResource !== undefined) {
    const spared = textsOf(statement, 'NotResource').map(asPattern)
    return known.some((resource) => !spared.some((pattern) => matches(pattern, resource)))
  }
  const named = textsOf(statement, 'Resource').map(withoutVariables)
  const meets = resources.length > 0 ? overlapOfArns : matches
  return known.some((resource) => named.some((pattern) => meets(pattern, resource)))
}

function wordsFor(statement: Members, path: Path, terms: Term[], hits: Hit[]): Fault {
  const message = messageFor(hits)
  const arns = [...new Set(hits.map(({ keeper }) => JSON.stringify(`arn:*:iam::*:role/${keeper.role}`)))].slice(0, 10)
  const existing = terms.find(({ operator, key }) => operator.not && key.toLowerCase() === 'aws:principalarn')
  if (existing !== undefined) {
    const { operator, key } = existing
    const hint = operator.patterns
      ? `Add ${arns.join(', ')} to the values of ${quote(key)}.`
      : `${quote(operator.written)} knows no wildcards: write ArnNotLike, and add ${arns.join(', ')} to the values.`
    return { path: [...path, ...existing.path], message, hint }
  }
  const value = arns.length === 1 ? arns[0] : `[${arns.join(', ')}]`
  const term = `"ArnNotLike": { "aws:PrincipalArn": ${value} }`
  const hint =
    statement.Condition === undefined
      ? `Exempt ${arns.length === 1 ? 'it' : 'them'}: add "Condition": { ${term} } to the statement.`
      : `Exempt ${arns.length === 1 ? 'it' : 'them'}: add ${term} to the Condition.`
  return { path: [...path, statement.NotAction === undefined ? 'Action' : 'NotAction'], message, hint }
}

function messageFor(hits: Hit[]): string {
  const halted = hits.filter(({ everything }) => everything)
  if (halted.length > 0) return `the statement locks out ${whoOf(halted)}: it denies everything`
  const needed = [...new Set(hits.flatMap(({ actions }) => actions ?? []))]
  const why = needed.length > 0 ? `it denies ${someOf(needed)}` : 'nobody knows what an emergency will need'
  return `the statement can lock out ${whoOf(hits)}: ${why}`
}

/** Control Tower (AWSControlTowerExecution) and break-glass (Admin, Rescue); at most five roles of each. */
function whoOf(hits: Hit[]): string {
  const roles = new Map<string, string[]>()
  for (const { keeper } of hits) roles.set(keeper.who, [...(roles.get(keeper.who) ?? []), keeper.role])
  const texts = [...roles].map(([who, names]) => `${who} (${names.slice(0, 5).map(bare).join(', ')})`)
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : texts.join()
}

const bare = (text: string): string => quote(text).slice(1, -1)

const someOf = (actions: string[]): string =>
  actions.length <= 2 ? actions.join(' and ') : `${actions.slice(0, 2).join(', ')} and ${actions.length - 2} more`
