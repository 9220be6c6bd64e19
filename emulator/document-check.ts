// The shape of an organization document, one sentence for the first thing that is wrong with it. Whether its ids fit
// together is load.ts's business.
import { isObject, type Wire } from './checks.ts'
import { ACCOUNT_STATES, type OrganizationDocument } from './document.ts'
import * as pattern from './patterns.ts'
import { POLICY_TYPES } from './policy-types.ts'

type Rule = (value: unknown, at: string, depth: number) => void

/** Organizations User Guide, "Quotas"; it also bounds the recursion. */
const DEEPEST_UNIT = 5

const wrong = (at: string, wanted: string): never => {
  throw new Error(`${at} must be ${wanted}.`)
}

const when =
  (holds: (value: unknown) => boolean, wanted: string): Rule =>
  (value, at) =>
    void (holds(value) || wrong(at, wanted))

const matching = (wanted: RegExp, words: string): Rule =>
  when((value) => typeof value === 'string' && wanted.test(value), words)
const oneOf = (values: readonly string[]): Rule =>
  when((value) => typeof value === 'string' && values.includes(value), `one of ${values.join(', ')}`)
const sized = (min: number, max: number): Rule =>
  when(
    (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    `a text of ${min} to ${max} characters`,
  )

const list =
  (rule: Rule): Rule =>
  (value, at, depth) => {
    if (!Array.isArray(value)) return wrong(at, 'a list')
    value.forEach((item, index) => {
      rule(item, `${at}[${index}]`, depth)
    })
  }

const record =
  (needed: Readonly<Record<string, Rule>>, allowed: Readonly<Record<string, Rule>> = {}): Rule =>
  (value, at, depth) => {
    if (!isObject(value)) return wrong(at, 'an object')
    const prefix = at === DOCUMENT ? '' : `${at}.`
    const rules = { ...needed, ...allowed }
    for (const key of Object.keys(value))
      if (!Object.hasOwn(rules, key)) throw new Error(`${at} has an unknown member ${JSON.stringify(key)}.`)
    for (const key of Object.keys(needed))
      if (value[key] === undefined) throw new Error(`${at} lacks the member ${JSON.stringify(key)}.`)
    for (const [key, rule] of Object.entries(rules))
      if (value[key] !== undefined) rule(value[key], `${prefix}${key}`, depth)
  }

const DOCUMENT = 'The organization document'

const name = sized(1, 128)
const accountId = matching(pattern.ACCOUNT_ID, 'an account id of twelve digits, as text')
const policyId = matching(pattern.POLICY_ID, 'a policy id such as p-12345678')
const attached = list(policyId)
const type = oneOf([...POLICY_TYPES.keys()])

const account = record(
  { id: accountId, name },
  {
    email: sized(1, 320),
    state: oneOf(ACCOUNT_STATES),
    joined: when((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'an ISO 8601 time'),
    policies: attached,
  },
)

const units: Rule = (value, at, depth) => {
  if (depth === DEEPEST_UNIT && Array.isArray(value) && value.length > 0)
    throw new Error(`${at} is nested deeper than the ${DEEPEST_UNIT} levels that AWS allows.`)
  list(unit)(value, at, depth + 1)
}

const container: Record<string, Rule> = { policies: attached, accounts: list(account), organizational_units: units }

const unit = record({ id: matching(pattern.UNIT_ID, 'an OU id such as ou-ab12-11111111'), name }, container)

const policy = record(
  { id: policyId, name, type },
  {
    description: sized(0, 512),
    aws_managed: when((value) => typeof value === 'boolean', 'true or false'),
    content: when((value) => isObject(value) || typeof value === 'string', 'an object or a text'),
    tags: when(
      (value) => isObject(value) && Object.values(value as Wire).every((tag) => typeof tag === 'string'),
      'an object of texts',
    ),
  },
)

const document = record(
  {
    kind: when((value) => value === 'holdfast.organization', '"holdfast.organization"'),
    version: when((value) => value === 1, '1'),
    organization: record({
      id: matching(pattern.ORGANIZATION_ID, 'an organization id such as o-exampleorgid'),
      management_account: accountId,
    }),
    root: record(
      { id: matching(pattern.ROOT_ID, 'a root id such as r-ab12') },
      { ...container, name, policy_types: list(type) },
    ),
  },
  { policies: list(policy), unread: list(when((value) => typeof value === 'string', 'a text')) },
)

/** Throws one sentence that names the first wrong member; afterwards the value has the type. */
export function assertDocument(value: unknown): asserts value is OrganizationDocument {
  document(value, DOCUMENT, 0)
}
