import { isMembers } from '../members.ts'
import { didYouMean, mostSuggestions } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'
import { operatorNames, spellingOf, termsOf } from './condition.ts'
import type { Fault } from './fault.ts'

/** What is wrong with operators, keys and values of a Condition; paths are below the statement. */
export function conditionFaults(condition: unknown): Fault[] {
  if (!isMembers(condition)) return []
  return Object.entries(condition).flatMap(([operator, keys], index) => {
    const here = ['Condition', operator]
    const faults = spellingOf(operator) === null ? [unknownOperator(operator, here, index)] : []
    if (isMembers(keys))
      return [...faults, ...Object.entries(keys).flatMap(([key, values]) => valueFaults(values, [...here, key]))]
    const message = 'below an operator stand condition keys, each with its values'
    return [...faults, { path: here, message, hint: `Write ${quote(operator)}: {"aws:…": "…"}.` }]
  })
}

function unknownOperator(operator: string, path: Path, index: number): Fault {
  const otherwise = 'See "Condition operators" in the IAM User Guide.'
  const hint = didYouMean(operator, index < mostSuggestions ? operatorNames : [], otherwise)
  return { path, message: `IAM has no condition operator ${quote(operator)}`, hint }
}

function valueFaults(values: unknown, path: Path): Fault[] {
  return (Array.isArray(values) ? values : [values]).flatMap((value: unknown, index) => {
    if (['string', 'boolean', 'number'].includes(typeof value)) return []
    const message = 'the value of a condition key is text, or a list of texts'
    return [{ path: Array.isArray(values) ? [...path, index] : path, message, hint: 'Write it in double quotes.' }]
  })
}

/** Whoever an SCP binds has an ARN, which no exemption of all of them leaves. */
export const sparingEverybody = (condition: unknown): Fault[] =>
  (termsOf(condition) ?? [])
    .filter(({ operator, key }) => operator.not && operator.patterns && key.toLowerCase() === 'aws:principalarn')
    .filter(({ values }) => values.some((value) => /^\*+$/.test(value)))
    .map(({ key, path }) => ({
      path,
      message: `${quote(key)} spares every principal with "*": the statement does nothing`,
      hint: 'Name the roles that are spared, like "arn:*:iam::*:role/AWSControlTowerExecution".',
    }))

/** All terms of a Condition must hold, so a key that must be absent cannot be equal to something as well. */
export function contradictions(condition: unknown): Fault[] {
  const terms = termsOf(condition) ?? []
  const absent = new Set(
    terms
      .filter(({ operator, values }) => operator.kind === 'null' && values.every((value) => value === 'true'))
      .map(({ key }) => key.toLowerCase()),
  )
  return terms
    .filter(({ operator, key }) => operator.kind !== 'null' && !operator.whereAbsent && absent.has(key.toLowerCase()))
    .map(({ key, path }) => ({
      path,
      message: `${quote(key)} is to be absent by Null, and to have a value here: the statement does nothing`,
      hint: 'All operators must hold at once: remove one, or write two statements.',
    }))
}
