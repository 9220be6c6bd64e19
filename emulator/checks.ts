// Checks turn an untyped member of a request into a typed value, or refuse it as the service does.
import { invalid, refuse } from './errors.ts'
import * as pattern from './patterns.ts'
import { POLICY_TYPES } from './policy-types.ts'
import { isObject, type Wire } from './wire.ts'

export { isObject, type Wire } from './wire.ts'

export type Check<T> = (value: unknown) => T
export type Shape = Readonly<Record<string, Check<unknown>>>
export type Values<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> }

const kind = (value: unknown): string => (Array.isArray(value) ? 'LIST' : typeof value).toUpperCase()

/** AWS JSON answers a value of another JSON type with SerializationException, before any rule of the service. */
const unconvertible = (value: unknown, wanted: string): never =>
  refuse('SerializationException', `${kind(value)}_VALUE can not be converted to ${wanted}`)

export const required =
  <T>(check: Check<T>): Check<T> =>
  (value) =>
    value === undefined || value === null ? invalid('INPUT_REQUIRED') : check(value)

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : check(value)

export const text =
  (rule: { min?: number; max?: number; pattern?: RegExp; reason?: string } = {}): Check<string> =>
  (value) => {
    if (typeof value !== 'string') return unconvertible(value, 'a String')
    if (value.length < (rule.min ?? 0)) return invalid('MIN_LENGTH_EXCEEDED')
    if (value.length > (rule.max ?? Number.POSITIVE_INFINITY)) return invalid('MAX_LENGTH_EXCEEDED')
    if (rule.pattern !== undefined && !rule.pattern.test(value)) return invalid(rule.reason ?? 'INVALID_PATTERN')
    return value
  }

/** A text that people write and others read in a browser. */
export const freeText = (rule: Parameters<typeof text>[0] = {}): Check<string> => {
  const check = text(rule)
  return (value) => {
    const checkedText = check(value)
    return pattern.SCRIPT.test(checkedText) ? invalid('INVALID_PATTERN') : checkedText
  }
}

export const integer =
  (min: number, max: number): Check<number> =>
  (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return unconvertible(value, 'an Integer')
    if (value < min) return invalid('MIN_VALUE_EXCEEDED')
    return value > max ? invalid('MAX_VALUE_EXCEEDED') : value
  }

export const oneOf =
  <const T extends string>(values: readonly T[], reason = 'INVALID_ENUM'): Check<T> =>
  (value) => {
    if (typeof value !== 'string') return unconvertible(value, 'a String')
    return values.find((known) => known === value) ?? invalid(reason)
  }

export const listOf =
  <T>(check: Check<T>): Check<T[]> =>
  (value) =>
    Array.isArray(value) ? value.map((item) => check(item)) : unconvertible(value, 'a List')

export const structure =
  <S extends Shape>(shape: S): Check<Values<S>> =>
  (value) =>
    isObject(value) ? checked(shape, value) : unconvertible(value, 'a Structure')

/** The members that the shape names, each checked; members that it does not know are ignored, as in AWS JSON. */
export function checked<S extends Shape>(shape: S, input: Wire): Values<S> {
  return Object.fromEntries(Object.entries(shape).map(([member, check]) => [member, check(input[member])])) as Values<S>
}

const id = (idPattern: RegExp, reason?: string): Check<string> =>
  required(text(reason === undefined ? { pattern: idPattern } : { pattern: idPattern, reason }))

export const rootId = id(pattern.ROOT_ID)
export const unitId = id(pattern.UNIT_ID)
export const accountId = id(pattern.ACCOUNT_ID)
export const parentId = id(pattern.PARENT_ID)
export const childId = id(pattern.CHILD_ID)
export const policyId = id(pattern.POLICY_ID, 'INVALID_SYNTAX_POLICY_ID')
export const targetIdText = text({ pattern: pattern.TARGET_ID, reason: 'INVALID_PATTERN_TARGET_ID' })
export const targetId = required(targetIdText)
export const taggableId = id(pattern.TAGGABLE_ID)
export const name = freeText({ min: 1, max: 128 })
/** New services come every month: every name of the right form counts as a service that Organizations knows. */
export const servicePrincipalText = text({
  min: 1,
  max: 128,
  pattern: /^[a-z0-9][a-z0-9.-]*\.amazonaws\.com(\.cn)?$/,
  reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL',
})
export const servicePrincipal = required(servicePrincipalText)
export const policyTypeName = required(oneOf([...POLICY_TYPES.keys()], 'INVALID_ENUM_POLICY_TYPE'))
