// What a request to play Control Tower may say.
import { isObject, type Wire } from './checks.ts'
import { mistake } from './mistake.ts'
import * as pattern from './patterns.ts'

interface Field {
  pattern: RegExp
  words: string
}

const FIELDS = {
  name: { pattern: /^[\u0020-\u007e]{1,50}$/, words: 'a name of 1 to 50 ASCII characters' },
  email: { pattern: /^(?=.{6,64}$)[^\s@]+@[^\s@]+\.[^\s@]+$/, words: 'an e-mail address of 6 to 64 characters' },
  account: { pattern: pattern.ACCOUNT_ID, words: 'an account id of twelve digits, as text' },
  organizational_unit: { pattern: pattern.UNIT_ID, words: 'an OU id such as ou-ab12-11111111' },
  type: { pattern: /^ACCOUNT_MOVED_BETWEEN_OUS$/, words: 'ACCOUNT_MOVED_BETWEEN_OUS' },
} as const satisfies Record<string, Field>

type FieldName = keyof typeof FIELDS

const REGION: Field = { pattern: /^[a-z]{2,4}(-[a-z]+)+-\d$/, words: 'a region such as eu-west-1' }

const ACTIONS = {
  create_account: ['name', 'email', 'organizational_unit'],
  enroll_account: ['account', 'organizational_unit'],
  register_organizational_unit: ['organizational_unit'],
  drift: ['type', 'account', 'organizational_unit'],
} as const satisfies Record<string, readonly FieldName[]>

export type ActionName = keyof typeof ACTIONS

export type Values<Name extends ActionName> = Readonly<Record<(typeof ACTIONS)[Name][number], string>>

export interface Play {
  action: ActionName
  values: Readonly<Record<string, string>>
  region: string
  fails: boolean
}

const NAMES = Object.keys(ACTIONS) as ActionName[]

function matching(value: unknown, at: string, { pattern, words }: Field): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw mistake(`${at} must be ${words}.`)
  return value
}

function known(value: Wire, at: string, names: readonly string[]): void {
  for (const name of Object.keys(value))
    if (!names.includes(name)) throw mistake(`${at} has an unknown member ${JSON.stringify(name)}.`)
}

/** Throws the first mistake as one sentence. */
export function readPlay(body: unknown): Play {
  if (!isObject(body)) throw mistake('The body must be an object.')
  const [name, second] = NAMES.filter((one) => body[one] !== undefined)
  if (name === undefined || second !== undefined) throw mistake(`The body must have one of ${NAMES.join(', ')}.`)
  const { [name]: given, region = 'us-east-1', fail = false } = body
  known(body, 'The body', [name, 'region', ...(name === 'drift' ? [] : ['fail'])])
  if (!isObject(given)) throw mistake(`${name} must be an object.`)
  known(given, name, ACTIONS[name])
  if (typeof fail !== 'boolean') throw mistake('fail must be true or false.')
  const values = Object.fromEntries(
    ACTIONS[name].map((field) => [field, matching(given[field], `${name}.${field}`, FIELDS[field])]),
  )
  return { action: name, values, region: matching(region, 'region', REGION), fails: fail }
}
