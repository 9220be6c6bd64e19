import type { ErrorObject } from 'ajv'
import type { Code } from '../problems.ts'
import { didYouMean } from '../text/nearest.ts'
import { quote, quoteList } from '../text/quote.ts'

/** What is wrong with one value, for a person. */
interface Words {
  code: Code
  message: string
  hint: string
}

const kinds: Record<string, string> = {
  string: 'text',
  object: 'a mapping (key: value)',
  array: 'a list (- item)',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  null: 'empty',
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const articles = (kind: string): string => (kind === 'boolean' ? 'true/false' : (kinds[kind] ?? kind))

/** The known patterns of our schemas. Their words are here because a pattern explains nothing to anybody. */
const patterns: Record<string, Words> = {
  '^\\d{12}$': {
    code: 'wrong-account-id',
    message: 'is not an account id',
    hint: 'An account id is twelve digits in quotes, like "111122223333".',
  },
  '^\\d{4}-\\d{2}-\\d{2}$': { code: 'wrong-date', message: 'is not a date', hint: 'Write it like 2026-11-01.' },
  '^[^@\\s]+@[^@\\s]+$': {
    code: 'wrong-form',
    message: 'is not an e-mail address',
    hint: 'Write it like name@example.com.',
  },
  '^[A-Za-z0-9+=,.@_*?/-]+$': {
    code: 'wrong-form',
    message: 'is not the name of a role',
    hint: 'Write what follows "role/" in its ARN, like BreakGlass or aws-reserved/sso.amazonaws.com/*BreakGlass_*.',
  },
  '^[sS][tT][aA][cC][kK]_[sS][eE][tT]$': {
    code: 'wrong-value',
    message: 'is nothing that this list can hold',
    hint: 'Write stack_set; CfCT stops at anything else.',
  },
  '^o-[a-z0-9]{10,32}$': {
    code: 'wrong-form',
    message: 'is not an organization id',
    hint: 'It looks like o-a1b2c3d4e5.',
  },
  '^[0-9a-f]{64}$': {
    code: 'wrong-form',
    message: 'is not a SHA-256',
    hint: 'It has 64 digits from 0 to 9 and a to f.',
  },
  '^r-[0-9a-z]{4,32}$': { code: 'wrong-form', message: 'is not the id of a root', hint: 'It looks like r-ab12.' },
  '^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$': {
    code: 'wrong-form',
    message: 'is not the id of an OU',
    hint: 'It looks like ou-ab12-11111111.',
  },
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$': {
    code: 'wrong-form',
    message: 'is no id of an exemption',
    hint: 'Write it like EX-2026-014: letters, digits, dot, hyphen and underscore.',
  },
  '^p-[0-9a-zA-Z_]{8,128}$': {
    code: 'wrong-form',
    message: 'is not the id of a policy',
    hint: 'It looks like p-a1b2c3d4.',
  },
}

const text = (value: unknown): string => (typeof value === 'string' ? quote(value) : JSON.stringify(value))

/** Keyword of JSON Schema -> words; the value and its part of the schema come with the error (verbose). */
const words: Record<string, (error: ErrorObject) => Words> = {
  type: ({ data, params }) => {
    const wanted = String(params.type).split(',')[0] ?? ''
    if (data === null)
      return {
        code: 'wrong-type',
        message: 'is empty',
        hint: `Give it ${kinds[wanted] ?? 'a value'}, or remove the line.`,
      }
    const message = `must be ${kinds[wanted] ?? wanted}, not ${articles(kindOf(data)) === 'text' ? text(data) : kinds[kindOf(data)]}`
    return { code: 'wrong-type', message, hint: typeHint(wanted, data) }
  },
  enum: ({ data, params }) => {
    const allowed = (params.allowedValues as unknown[]).map(String)
    return {
      code: 'wrong-value',
      message: `must be one of ${allowed.join(', ')}, not ${text(data)}`,
      hint: didYouMean(
        String(data),
        allowed,
        allowed.length > 4 ? 'Write one of these.' : `Write ${allowed.join(' or ')}.`,
      ),
    }
  },
  const: ({ data, params }) => ({
    code: 'wrong-value',
    message: `must be ${String(params.allowedValue)}, not ${text(data)}`,
    hint: `Write ${String(params.allowedValue)}.`,
  }),
  pattern: ({ data, params }) => {
    const known = patterns[String(params.pattern)]
    if (known !== undefined) return { ...known, message: `${text(data)} ${known.message}` }
    return { code: 'wrong-form', message: `${text(data)} has the wrong form`, hint: `It must match ${params.pattern}.` }
  },
  minLength: ({ data, params }) =>
    params.limit === 1 || data === ''
      ? { code: 'empty-text', message: 'is empty', hint: 'Give it a value.' }
      : {
          code: 'empty-text',
          message: `has ${[...String(data)].length} characters; ${params.limit} are needed`,
          hint: 'Say enough for somebody who was not there.',
        },
  minItems: () => ({ code: 'empty-text', message: 'is an empty list', hint: 'Name at least one.' }),
  maxLength: ({ data, params }) => ({
    code: 'too-long',
    message: `has ${[...String(data)].length} characters; ${params.limit} are allowed`,
    hint: 'Shorten it.',
  }),
  maxItems: ({ data, params }) => ({
    code: 'too-long',
    message: `has ${Array.isArray(data) ? data.length : 'too many'} items; ${params.limit} are allowed`,
    hint: Array.isArray(data) && typeof data[0] === 'string' ? 'Use wildcards.' : 'Leave some out.',
  }),
  minimum: ({ data, params }) => ({
    code: 'out-of-range',
    message: `must be at least ${params.limit}, not ${text(data)}`,
    hint: `Write a number from ${params.limit} on.`,
  }),
  maximum: ({ data, params }) => ({
    code: 'out-of-range',
    message: `must be at most ${params.limit}, not ${text(data)}`,
    hint: `Write a number up to ${params.limit}.`,
  }),
  uniqueItems: ({ data }) => ({
    code: 'repeated-item',
    message: `has ${quoteList(repeated(data))} more than once`,
    hint: 'Name each only once.',
  }),
}

/** The way to the wanted type; where one of the two has parts of its own, it is mostly the indentation that is wrong. */
function typeHint(wanted: string, data: unknown): string {
  if (wanted === 'array' && typeof data === 'string') return `Write it as a list: [${text(data)}].`
  if (wanted === 'array' || wanted === 'object' || typeof data === 'object') return 'Check the indentation.'
  const quoted = typeof data === 'string' && /^(true|false|\d+)$/.test(data)
  return `Write ${kinds[wanted] ?? wanted}${quoted ? ', without quotes' : ''}.`
}

function repeated(data: unknown): string[] {
  const items = Array.isArray(data) ? data.map(String) : []
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const item of items) (seen.has(item) ? twice : seen).add(item)
  return [...twice]
}

/** An error of the schema about one value in plain words; null for errors that only repeat others. */
export const wordsFor = (error: ErrorObject): Words | null => words[error.keyword]?.(error) ?? null
