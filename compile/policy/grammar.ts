import type { PolicyType } from '../../core/policy/type.ts'
import { isMembers, type Members } from '../members.ts'
import { didYouMean, mostSuggestions, nearest } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'
import { operatorNames, spellingOf } from './condition.ts'
import { overlap } from './glob.ts'
import { asPattern } from './placeholders.ts'
import { itemsOf } from './statements.ts'

/** What is wrong at a path of a policy document. */
export interface Fault {
  path: Path
  message: string
  hint: string
}

/**
 * What AWS would refuse in a document whatever it denies, and what does nothing. Only what is certain: AWS extends its
 * grammar, and what it accepts must not fail here.
 */
export function grammarFaults(document: unknown, type: PolicyType): Fault[] {
  const wrongDocument = {
    message: 'a policy is a JSON object',
    hint: 'Write {"Version": "2012-10-17", "Statement": […]}.',
  }
  if (!isMembers(document)) return [{ path: [], ...wrongDocument }]
  const statements = listOf(document.Statement)
  const faults = [...unknownKeys(document, documentKeys, []), ...versionFaults(document)]
  if (document.Statement === undefined || statements.length === 0) {
    const message = 'the policy has no Statement: it would do nothing'
    const hint = 'Add a list of statements: "Statement": [{"Effect": "Deny", …}].'
    return meansOneOf(document, ['Statement']) ? faults : [...faults, { path: ['Statement'], message, hint }]
  }
  const sids = new Set<string>()
  for (const [index, statement] of statements.entries()) {
    const path = Array.isArray(document.Statement) ? ['Statement', index] : ['Statement']
    if (isMembers(statement))
      faults.push(...statementFaults(statement, path, type), ...sidFaults(statement, path, sids))
    else
      faults.push({
        path,
        message: 'a statement is a JSON object',
        hint: 'Write {"Effect": "Deny", "Action": …, "Resource": …}.',
      })
  }
  return faults
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

const documentKeys = ['Version', 'Id', 'Statement']

const statementKeys = [
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
  ...['Principal', 'NotPrincipal'],
]

function versionFaults(document: Members): Fault[] {
  const { Version } = document
  if (Version === '2012-10-17' || (Version === undefined && meansOneOf(document, ['Version']))) return []
  const written = Version === undefined ? 'has no Version' : `has the Version ${quote(String(Version))}`
  return [{ path: ['Version'], message: `the policy ${written}`, hint: 'Write "Version": "2012-10-17".' }]
}

function unknownKeys(members: Members, known: string[], path: Path): Fault[] {
  return Object.keys(members)
    .filter((key) => !known.includes(key))
    .map((key, index) => {
      const hint = didYouMean(key, index < mostSuggestions ? known : [], 'Remove it.')
      return { path: [...path, key], message: `no policy has the key ${quote(key)} here`, hint }
    })
}

/** Whether one of the unknown keys stands for one of these, so that it is not missing but misspelt. */
const meansOneOf = (members: Members, keys: string[]): boolean =>
  Object.keys(members)
    .slice(0, mostSuggestions)
    .some((key) => {
      const near =
        keys.includes(key) || statementKeys.includes(key) ? null : nearest(key, [...documentKeys, ...statementKeys])
      return near !== null && keys.includes(near)
    })

interface Rule {
  /** Only for this type; for both where absent. */
  type?: PolicyType
  /** What the statement lacks, where it lacks something. */
  lacks?: string[]
  key: string
  broken: (statement: Members) => boolean
  message: string
  hint: string
}

/** AWS Organizations User Guide, "SCP syntax" (2026-06-23) and "RCP syntax". */
const rules: Rule[] = [
  {
    key: 'Effect',
    lacks: ['Effect'],
    broken: ({ Effect }) => Effect !== 'Allow' && Effect !== 'Deny',
    message: 'the Effect of a statement is Allow or Deny',
    hint: 'Write "Effect": "Deny"; the case counts.',
  },
  {
    key: 'Action',
    lacks: ['Action', 'NotAction'],
    broken: ({ Action, NotAction }) => (Action === undefined) === (NotAction === undefined),
    message: 'a statement has either Action or NotAction',
    hint: 'Name the actions, like "Action": ["organizations:LeaveOrganization"].',
  },
  {
    key: 'Resource',
    lacks: ['Resource', 'NotResource'],
    broken: ({ Resource, NotResource }) => (Resource === undefined) === (NotResource === undefined),
    message: 'a statement has either Resource or NotResource',
    hint: 'Write "Resource": "*", or name the ARNs.',
  },
  {
    type: 'SERVICE_CONTROL_POLICY',
    key: 'Principal',
    broken: ({ Principal }) => Principal !== undefined,
    message: 'an SCP has no Principal: it applies to all principals of the account',
    hint: 'Remove it; to exempt roles, use a Condition with aws:PrincipalArn.',
  },
  {
    key: 'NotPrincipal',
    broken: ({ NotPrincipal }) => NotPrincipal !== undefined,
    message: 'NotPrincipal is not supported here',
    hint: 'Remove it; to exempt roles, use a Condition with aws:PrincipalArn.',
  },
  {
    type: 'RESOURCE_CONTROL_POLICY',
    key: 'Effect',
    broken: ({ Effect }) => Effect === 'Allow',
    message: 'an RCP can only deny',
    hint: 'Write "Effect": "Deny". What is not denied stays allowed by RCPFullAWSAccess.',
  },
  {
    type: 'RESOURCE_CONTROL_POLICY',
    key: 'Principal',
    lacks: ['Principal'],
    broken: ({ Principal }) => Principal !== '*',
    message: 'the Principal of an RCP is "*"',
    hint: 'Write "Principal": "*" and narrow it with a Condition.',
  },
  {
    type: 'RESOURCE_CONTROL_POLICY',
    key: 'NotAction',
    broken: ({ NotAction }) => NotAction !== undefined,
    message: 'an RCP has no NotAction',
    hint: 'Name the actions in Action.',
  },
  {
    key: 'Condition',
    broken: ({ Condition }) => Condition !== undefined && !isMembers(Condition),
    message: 'a Condition is a JSON object',
    hint: 'Write {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}: operator, key, values.',
  },
]

function statementFaults(statement: Members, path: Path, type: PolicyType): Fault[] {
  const broken = rules.filter(
    ({ type: only = type, lacks = [], broken }) =>
      only === type &&
      broken(statement) &&
      !(lacks.every((key) => statement[key] === undefined) && meansOneOf(statement, lacks)),
  )
  return [
    ...unknownKeys(statement, statementKeys, path),
    ...broken.map(({ key, message, hint }) => ({ path: [...path, key], message, hint })),
    ...['Action', 'NotAction'].flatMap((key) => itemFaults(statement, path, key, (item) => actionFault(item, type))),
    ...['Resource', 'NotResource'].flatMap((key) => itemFaults(statement, path, key, resourceFault)),
    ...conditionFaults(statement.Condition, [...path, 'Condition']),
  ]
}

type Words = Omit<Fault, 'path'>

/** What is wrong with a text or a list of texts, each at its place. */
function itemFaults(statement: Members, path: Path, key: string, judge: (item: unknown) => Words | null): Fault[] {
  const items = itemsOf(statement, key)
  if (statement[key] !== undefined && items.length === 0) {
    const hint = key.endsWith('Action')
      ? 'Name actions, like "s3:DeleteBucket", or remove the statement.'
      : 'Name ARNs, or write "Resource": "*", or remove the statement.'
    return [{ path: [...path, key], message: `the ${key} is an empty list`, hint }]
  }
  return items.flatMap(({ item, path: below }) => {
    const words = judge(item)
    return words === null ? [] : [{ path: [...path, ...below], ...words }]
  })
}

/** Any other mixture of wildcards and letters, whatever its case, is left to AWS. */
function actionFault(item: unknown, type: PolicyType): Words | null {
  const hint = 'Write the service before it, with a colon, like "s3:DeleteBucket" or "s3:*".'
  if (typeof item !== 'string') return { message: 'an action is text', hint }
  if (item.includes(':')) return null
  if (type === 'RESOURCE_CONTROL_POLICY') {
    if (item === '*') return { message: 'an RCP cannot name all actions of all services at once', hint }
  } else if (/^[*?]+$/.test(item)) return null
  return { message: `the action ${quote(item)} has no service`, hint }
}

/** AWS takes "*" and ARNs; whether an ARN of this form exists is left to it. */
function resourceFault(item: unknown): Words | null {
  const hint = 'Write "*", or an ARN like "arn:aws:s3:::example-bucket/*".'
  if (typeof item !== 'string') return { message: 'a resource is text', hint }
  if (overlap(asPattern(item), 'arn:*:*:*:*:*')) return null
  return { message: `the resource ${quote(item)} is no ARN`, hint }
}

function sidFaults({ Sid }: Members, statement: Path, seen: Set<string>): Fault[] {
  if (Sid === undefined) return []
  const path = [...statement, 'Sid']
  if (typeof Sid !== 'string' || !/^[A-Za-z0-9]*$/.test(Sid)) {
    const message =
      typeof Sid === 'string' ? `the Sid ${quote(Sid)} has other characters than A-Z, a-z and 0-9` : 'a Sid is text'
    return [{ path, message, hint: 'Write it in letters and digits, like "DenyLeaveOrganization".' }]
  }
  if (Sid === '' || !seen.has(Sid)) {
    seen.add(Sid)
    return []
  }
  return [
    { path, message: `another statement has the Sid ${quote(Sid)}`, hint: 'Give each statement its own, or none.' },
  ]
}

function conditionFaults(condition: unknown, path: Path): Fault[] {
  if (!isMembers(condition)) return []
  return Object.entries(condition).flatMap(([operator, keys], index) => {
    const here = [...path, operator]
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
  return listOf(values).flatMap((value, index) => {
    if (['string', 'boolean', 'number'].includes(typeof value)) return []
    const message = 'the value of a condition key is text, or a list of texts'
    return [{ path: Array.isArray(values) ? [...path, index] : path, message, hint: 'Write it in double quotes.' }]
  })
}
