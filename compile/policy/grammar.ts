import type { PolicyType } from '../../core/policy/type.ts'
import { isMembers, type Members } from '../members.ts'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'
import { itemsOf } from './statements.ts'

/** What is wrong at a path of a policy document. */
export interface Fault {
  path: Path
  message: string
  hint: string
}

/**
 * What AWS would refuse in a document whatever it denies. Only what is certain: AWS extends its grammar, and what it
 * accepts must not fail here.
 */
export function grammarFaults(document: unknown, type: PolicyType): Fault[] {
  if (!isMembers(document))
    return [
      { path: [], message: 'a policy is a JSON object', hint: 'Write {"Version": "2012-10-17", "Statement": […]}.' },
    ]
  const faults: Fault[] = []
  if (document.Version !== '2012-10-17') {
    const written =
      document.Version === undefined ? 'has no Version' : `has the Version ${quote(String(document.Version))}`
    faults.push({ path: ['Version'], message: `the policy ${written}`, hint: 'Write "Version": "2012-10-17".' })
  }
  const { Statement } = document
  const listed = Array.isArray(Statement)
  const statements: unknown[] = listed ? Statement : [Statement]
  if (Statement === undefined || statements.length === 0) {
    const message = 'the policy has no Statement: it would do nothing'
    faults.push({
      path: ['Statement'],
      message,
      hint: 'Add a list of statements: "Statement": [{"Effect": "Deny", …}].',
    })
    return faults
  }
  for (const [index, statement] of statements.entries()) {
    const path = listed ? ['Statement', index] : ['Statement']
    if (isMembers(statement)) faults.push(...statementFaults(statement, path, type))
    else
      faults.push({
        path,
        message: 'a statement is a JSON object',
        hint: 'Write {"Effect": "Deny", "Action": …, "Resource": …}.',
      })
  }
  return faults
}

interface Rule {
  /** Only for this type; for both where absent. */
  type?: PolicyType
  key: string
  broken: (statement: Members) => boolean
  message: string
  hint: string
}

/** AWS Organizations User Guide, "SCP syntax" (2026-06-23) and "RCP syntax". */
const rules: Rule[] = [
  {
    key: 'Effect',
    broken: ({ Effect }) => Effect !== 'Allow' && Effect !== 'Deny',
    message: 'the Effect of a statement is Allow or Deny',
    hint: 'Write "Effect": "Deny"; the case counts.',
  },
  {
    key: 'Action',
    broken: ({ Action, NotAction }) => (Action === undefined) === (NotAction === undefined),
    message: 'a statement has either Action or NotAction',
    hint: 'Name the actions, like "Action": ["organizations:LeaveOrganization"].',
  },
  {
    key: 'Resource',
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
]

function statementFaults(statement: Members, path: Path, type: PolicyType): Fault[] {
  return [
    ...rules
      .filter((rule) => (rule.type ?? type) === type && rule.broken(statement))
      .map(({ key, message, hint }) => ({ path: [...path, key], message, hint })),
    ...['Action', 'NotAction'].flatMap((key) => actionFaults(statement, path, key, type)),
  ]
}

/** Any other mixture of wildcards and letters, whatever its case, is left to AWS. */
function actionFaults(statement: Members, path: Path, key: string, type: PolicyType): Fault[] {
  const items = itemsOf(statement, key)
  if (statement[key] !== undefined && items.length === 0) {
    const message = `the ${key} is an empty list`
    return [{ path: [...path, key], message, hint: 'Name actions, like "s3:DeleteBucket", or remove the statement.' }]
  }
  return items.flatMap(({ item, path: below }) => {
    const fault = actionFault(item, type)
    return fault === null ? [] : [{ path: [...path, ...below], ...fault }]
  })
}

function actionFault(item: unknown, type: PolicyType): Omit<Fault, 'path'> | null {
  const hint = 'Write the service before it, with a colon, like "s3:DeleteBucket" or "s3:*".'
  if (typeof item !== 'string') return { message: 'an action is text', hint }
  if (item.includes(':')) return null
  if (type === 'RESOURCE_CONTROL_POLICY') {
    if (item === '*') return { message: 'an RCP cannot name all actions of all services at once', hint }
  } else if (/^[*?]+$/.test(item)) return null
  return { message: `the action ${quote(item)} has no service`, hint }
}
