import { isMembers } from '../members.ts'
import type { Path } from '../yaml/path.ts'

/** How an operator compares. */
export interface Operator {
  kind: 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null'
  /** Holds where no value fits. */
  not?: true
  /** Values are patterns. */
  patterns?: true
  /** Letter case does not count. */
  anyCase?: true
}

/** IAM User Guide, "IAM JSON policy elements: Condition operators", read 2026-11-22. */
const operators: Record<string, Operator> = {
  StringEquals: { kind: 'string' },
  StringNotEquals: { kind: 'string', not: true },
  StringEqualsIgnoreCase: { kind: 'string', anyCase: true },
  StringNotEqualsIgnoreCase: { kind: 'string', not: true, anyCase: true },
  StringLike: { kind: 'string', patterns: true },
  StringNotLike: { kind: 'string', not: true, patterns: true },
  NumericEquals: { kind: 'numeric' },
  NumericNotEquals: { kind: 'numeric', not: true },
  NumericLessThan: { kind: 'numeric' },
  NumericLessThanEquals: { kind: 'numeric' },
  NumericGreaterThan: { kind: 'numeric' },
  NumericGreaterThanEquals: { kind: 'numeric' },
  DateEquals: { kind: 'date' },
  DateNotEquals: { kind: 'date', not: true },
  DateLessThan: { kind: 'date' },
  DateLessThanEquals: { kind: 'date' },
  DateGreaterThan: { kind: 'date' },
  DateGreaterThanEquals: { kind: 'date' },
  Bool: { kind: 'bool', anyCase: true },
  BinaryEquals: { kind: 'binary' },
  IpAddress: { kind: 'ip' },
  NotIpAddress: { kind: 'ip', not: true },
  ArnEquals: { kind: 'arn', patterns: true },
  ArnLike: { kind: 'arn', patterns: true },
  ArnNotEquals: { kind: 'arn', not: true, patterns: true },
  ArnNotLike: { kind: 'arn', not: true, patterns: true },
  Null: { kind: 'null' },
}

/** Every operator with what may stand around it. IfExists asks what Null asks, so the two do not go together. */
const spellings = ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((set) =>
  Object.keys(operators).flatMap((name) =>
    (name === 'Null' ? [''] : ['', 'IfExists']).map((end) => ({ written: `${set}${name}${end}`, name, set, end })),
  ),
)

export const operatorNames: ReadonlySet<string> = new Set(spellings.map(({ written }) => written))

const byLowerCase = new Map(spellings.map((one) => [one.written.toLowerCase(), one]))

/** The operator as IAM spells it, whatever the case of the letters; null where there is none like it. */
export const spellingOf = (operator: string): string | null => byLowerCase.get(operator.toLowerCase())?.written ?? null

/** One key below one operator of a Condition. All of them must hold. */
export interface Term {
  operator: Operator & { written: string /** Holds where the request has no such key. */; whereAbsent: boolean }
  key: string
  values: string[]
  /** Below the statement. */
  path: Path
}

/** The terms of a Condition; null where it is none, or has an operator that nobody knows. */
export function termsOf(condition: unknown): Term[] | null {
  if (condition === undefined) return []
  if (!isMembers(condition)) return null
  const terms: Term[] = []
  for (const [written, keys] of Object.entries(condition)) {
    const known = byLowerCase.get(written.toLowerCase())
    const operator = known && operators[known.name]
    if (known === undefined || operator === undefined) return null
    if (!isMembers(keys)) continue
    const whereAbsent = operator.not === true || known.end !== '' || known.set === 'ForAllValues:'
    for (const [key, value] of Object.entries(keys))
      terms.push({
        operator: { ...operator, written, whereAbsent },
        key,
        values: (Array.isArray(value) ? value : [value]).map(textOf),
        path: ['Condition', written, key],
      })
  }
  return terms
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
