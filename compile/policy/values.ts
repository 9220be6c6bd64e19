import type { Members } from '../members.ts'
import { quote } from '../text/quote.ts'
import { type Term, termsOf } from './condition.ts'
import type { Fault } from './fault.ts'
import { meantKey } from './global-keys.ts'
import { asPattern } from './placeholders.ts'

/** A kind of value, and what none of it can look like. */
interface Form {
  of: (term: Term) => boolean
  fits: (value: string) => boolean
  what: string
  hint: string
}

const isKey =
  (form: RegExp) =>
  ({ key, operator }: Term): boolean =>
    operator.kind === 'string' && form.test(key)

const forms: Form[] = [
  {
    of: isKey(/^aws:requestedregion$/i),
    fits: (value) => /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/.test(value),
    what: 'no region',
    hint: 'Write it like eu-west-1, in lower case and without the letter of a zone.',
  },
  {
    of: isKey(/^aws:(principal|source|resource|vpce)account$/i),
    fits: (value) => /^\d{12}$/.test(value),
    what: 'no account id',
    hint: 'Write twelve digits in double quotes, leading zeros included.',
  },
  {
    of: ({ operator }) => operator.kind === 'bool' || operator.kind === 'null',
    fits: (value) => /^(true|false)$/i.test(value),
    what: 'neither true nor false',
    hint: 'Write "true" or "false".',
  },
]

/** Keys that no request has, and values that compare to nothing, or not as they look. Paths are below the statement. */
export const ofValues = ({ Condition }: Members): Fault[] =>
  (termsOf(Condition) ?? []).flatMap((term) => ofKey(term) ?? ofNoValue(term) ?? ofPattern(term) ?? ofForm(term) ?? [])

function ofKey({ key, path }: Term): Fault | null {
  const meant = meantKey(key)
  if (meant === null) return null
  const message = `AWS has no global condition key ${quote(key)}, as of 2026-11-22: no request would carry it`
  return { path, message, hint: `Did you mean ${quote(meant)}?` }
}

function ofNoValue({ key, values, path }: Term): Fault | null {
  if (values.length > 0) return null
  const message = `the condition key ${quote(key)} has no value to compare with`
  return { path, message, hint: 'Name values, or remove the key.' }
}

function ofPattern({ operator, values, path }: Term): Fault | null {
  if (operator.kind !== 'string' || operator.patterns) return null
  const pattern = values.find((value) => /^arn:[^${}]*\*/.test(value))
  if (pattern === undefined) return null
  const message = `${operator.written} takes the * of ${quote(pattern)} as a letter: no ARN is equal to it`
  return { path, message, hint: `Write ${operator.not ? 'ArnNotLike' : 'ArnLike'}.` }
}

function ofForm(term: Term): Fault | null {
  const { operator, key, values, path } = term
  const form = forms.find(({ of }) => of(term))
  if (form === undefined) return null
  // what AWS or somebody fills in, and patterns where there are some, can be anything
  const fixed = (value: string) => asPattern(value) === value && !(operator.patterns && /[*?]/.test(value))
  const wrong = values.find((value) => fixed(value) && !form.fits(operator.anyCase ? value.toLowerCase() : value))
  if (wrong === undefined) return null
  return { path, message: `${quote(wrong)} is ${form.what}: ${quote(key)} never has this value`, hint: form.hint }
}
