import type { PolicyType } from '../../core/policy/type.ts'
import { isMembers, type Members } from '../members.ts'
import { didYouMean, mostSuggestions, nearest } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import { conditionFaults, contradictions, sparingEverybody } from './condition-grammar.ts'
import type { Fault } from './fault.ts'
import { actionFaults, resourceFaults, sidFaults } from './items.ts'
import { textsOf } from './statements.ts'

/**
 * What AWS would refuse in a document whatever it denies, and what does nothing. Only what is certain: AWS extends its
 * grammar, and what it accepts must not fail here.
 */
export function grammarFaults(document: unknown, type: PolicyType): Fault[] {
  const wrong = { message: 'a policy is a JSON object', hint: 'Write {"Version": "2012-10-17", "Statement": […]}.' }
  if (!isMembers(document)) return [{ path: [], ...wrong }]
  const { Statement } = document
  const listed = Array.isArray(Statement)
  const statements: unknown[] = listed ? Statement : [Statement]
  const faults = [...unknownKeys(document, documentKeys), ...versionFaults(document)]
  if (Statement === undefined || statements.length === 0) {
    const message = 'the policy has no Statement: it would do nothing'
    const hint = 'Add a list of statements: "Statement": [{"Effect": "Deny", …}].'
    return misspelt(document, documentKeys, ['Statement'])
      ? faults
      : [...faults, { path: ['Statement'], message, hint }]
  }
  const sids = new Set<string>()
  const inStatements = statements.flatMap((statement, index) =>
    statementFaults(statement, type, sids).map((fault) => ({
      ...fault,
      path: [...(listed ? ['Statement', index] : ['Statement']), ...fault.path],
    })),
  )
  return [...faults, ...inStatements]
}

const documentKeys = ['Version', 'Id', 'Statement']

const statementKeys = [
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
  ...['Principal', 'NotPrincipal'],
]

function versionFaults(document: Members): Fault[] {
  const { Version } = document
  if (Version === '2012-10-17' || misspelt(document, documentKeys, ['Version'])) return []
  const written = Version === undefined ? 'has no Version' : `has the Version ${quote(String(Version))}`
  return [{ path: ['Version'], message: `the policy ${written}`, hint: 'Write "Version": "2012-10-17".' }]
}

const unknownKeys = (members: Members, known: string[]): Fault[] =>
  Object.keys(members)
    .filter((key) => !known.includes(key))
    .map((key, index) => ({
      path: [key],
      message: `no policy has the key ${quote(key)} here`,
      hint: didYouMean(key, index < mostSuggestions ? known : [], 'Remove it.'),
    }))

/** Whether none of these keys is there, but one that is like one of them: one mistake, one problem. */
const misspelt = (members: Members, known: string[], keys: string[]): boolean =>
  keys.every((key) => members[key] === undefined) &&
  Object.keys(members)
    .slice(0, mostSuggestions)
    .some((key) => !known.includes(key) && keys.includes(nearest(key, known) ?? ''))

interface Rule {
  /** Only for this type; for both where absent. */
  type?: PolicyType
  /** Keys of which one is needed: where it is misspelt, that is told. */
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
    type: 'SERVICE_CONTROL_POLICY',
    key: 'NotAction',
    broken: (statement) => textsOf(statement, 'NotAction').includes('*'),
    message: 'NotAction spares every action: the statement does nothing',
    hint: 'Name the actions that are spared; "Action": "*" means all of them.',
  },
  {
    key: 'NotResource',
    broken: (statement) => textsOf(statement, 'NotResource').includes('*'),
    message: 'NotResource spares every resource: the statement does nothing',
    hint: 'Name the ARNs that are spared; "Resource": "*" means all of them.',
  },
  {
    key: 'Condition',
    broken: ({ Condition }) => Condition !== undefined && !isMembers(Condition),
    message: 'a Condition is a JSON object',
    hint: 'Write {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}: operator, key, values.',
  },
]

/** Paths are below the statement. */
function statementFaults(statement: unknown, type: PolicyType, sids: Set<string>): Fault[] {
  const hint = 'Write {"Effect": "Deny", "Action": …, "Resource": …}.'
  if (!isMembers(statement)) return [{ path: [], message: 'a statement is a JSON object', hint }]
  return [
    ...unknownKeys(statement, statementKeys),
    ...rules
      .filter((rule) => (rule.type ?? type) === type && rule.broken(statement))
      .filter(({ lacks }) => lacks === undefined || !misspelt(statement, statementKeys, lacks))
      .map(({ key, message, hint }) => ({ path: [key], message, hint })),
    ...sidFaults(statement, sids),
    ...actionFaults(statement, type),
    ...resourceFaults(statement),
    ...conditionFaults(statement.Condition),
    ...contradictions(statement.Condition),
    ...(type === 'SERVICE_CONTROL_POLICY' ? sparingEverybody(statement.Condition) : []),
  ]
}
