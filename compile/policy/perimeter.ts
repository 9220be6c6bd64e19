import type { Members } from '../members.ts'
import type { Code } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { type Term, termsOf } from './condition.ts'
import type { Fault } from './fault.ts'
import { matches } from './glob.ts'
import { statementsOf, textsOf } from './statements.ts'
import { holdsWithout, verdictOnCarried } from './verdict.ts'

/** What requests of somebody carry under a key, in lower case: a pattern; null where it is never there; undefined: this differs. */
type Carries = (key: string) => string | null | undefined

/** Keys of the services that a request comes from; identities that call by themselves have none of them. */
const ofServices = /^aws:(source(account|arn|org(id|paths|owner)?)|principalservicename)/

const ofIdentities =
  (organization: string | null): Carries =>
  (key) => {
    if (ofServices.test(key)) return null
    if (/^aws:(principal|resource)orgid$/.test(key)) return organization ?? undefined
    if (/^aws:(principal|resource)orgpaths$/.test(key)) return organization === null ? undefined : `${organization}/*`
    return carriedByAll.get(key)
  }

const carriedByAll = new Map([
  ['aws:principalisawsservice', 'false'],
  ['aws:securetransport', 'true'],
  ['aws:principalarn', 'arn:*:*::????????????:*'],
  ['aws:principalaccount', '????????????'],
])

/** Somebody who is no principal of any organization, and has to be spared by another key. */
interface Outsider {
  who: string
  /** What is called so, most of all: with these a perimeter is felt first. */
  actions: string[]
  carries: Carries
  /** Keys that may spare, or that nobody knows the value of here. */
  spares: RegExp
  way: string
}

/**
 * AWS global condition context keys (IAM User Guide), "Availability": keys of a principal's organization and account are there for
 * signed requests of identities, not for AWS services by their service principal, nor before a federated session begins. Actions
 * are those that AWS's guides grant service principals in policies of resources. Read 2026-11-22.
 */
const outsiders: Outsider[] = [
  {
    who: 'AWS services',
    actions:
      `s3:GetObject s3:PutObject s3:GetBucketAcl s3:ListBucket kms:Decrypt kms:Encrypt kms:GenerateDataKey kms:CreateGrant
      kms:DescribeKey sqs:SendMessage secretsmanager:GetSecretValue ecr:BatchGetImage ecr:GetDownloadUrlForLayer
      logs:CreateLogStream logs:PutLogEvents events:PutEvents firehose:PutRecordBatch sts:AssumeRole`.split(/\s+/),
    carries: (key) =>
      key === 'aws:principalisawsservice' || key === 'aws:securetransport'
        ? 'true'
        : /^aws:(principal|user(id|name)$)/.test(key)
          ? null
          : undefined,
    spares: new RegExp(`${ofServices.source}|^aws:(via|calledvia|principalservice)|^(?!aws:)`),
    way: 'spare services: add "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } to the Condition',
  },
  {
    who: 'federated users, who sign in without a principal',
    actions: ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    carries: (key) => (ofServices.test(key) || /^aws:(principal|user(id|name)$)/.test(key) ? null : undefined),
    spares: /^aws:federatedprovider$|^(?!aws:)/,
    way: 'name the actions of sts that are meant, like sts:AssumeRole, without those two',
  },
]

/** What an RCP denies to everybody, and whom its perimeter cuts off that was hardly meant. */
export const perimeterFaults = (document: unknown, organization: string | null): (Fault & { code: Code })[] =>
  statementsOf(document).flatMap(({ statement, path }) => {
    const terms = termsOf(statement.Condition)
    if (statement.Effect !== 'Deny' || terms === null) return []
    const fault = everybody(statement, terms, organization) ?? cutOff(statement, terms)
    return fault === null ? [] : [{ ...fault, path: [...path, ...fault.path] }]
  })

type Found = (Fault & { code: Code }) | null

/** A whole service, on everything, under conditions that hold for each identity of the organization. */
function everybody(statement: Members, terms: Term[], organization: string | null): Found {
  const services = textsOf(statement, 'Action').filter((action) => /^[^:]+:\*+$/.test(action))
  const anything = textsOf(statement, 'Resource').some((one) => /^\*+$|^arn:[^:]+:[^:]+:\*?:\*?:\*+$/.test(one))
  if (services.length === 0 || !anything) return null
  const carries = ofIdentities(organization)
  if (!terms.every((term) => always(term, carries(term.key.toLowerCase())))) return null
  const term = terms.find(({ key }) => /^aws:principalorg/i.test(key))
  const message = `the statement denies ${someOf(services)} to everybody, identities of the organization included`
  const hint =
    term === undefined
      ? 'Name single actions or resources, or spare the organization: "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-…" }.'
      : term.operator.not
        ? `Write ${quote(organization ?? '')} to spare the organization of the lock.`
        : `${quote(term.operator.written)} denies those who belong to it: write StringNotEqualsIfExists.`
  return { code: 'locks-everybody-out', path: term?.path ?? ['Action'], message, hint }
}

const always = ({ operator, values }: Term, carried: string | null | undefined): boolean =>
  carried === null
    ? holdsWithout(operator, values)
    : carried !== undefined && verdictOnCarried(operator, values, carried) === 'always'

/** A perimeter around an organization or its accounts that outsiders are not spared from. */
function cutOff(statement: Members, terms: Term[]): Found {
  const perimeter = terms.find(
    ({ operator, key }) => operator.not && /^aws:principal(orgid|orgpaths|account)$/i.test(key),
  )
  if (perimeter === undefined) return null
  const patterns = textsOf(statement, 'Action').map((action) => action.toLowerCase())
  const hits = outsiders.flatMap(({ who, actions, way, ...outsider }) => {
    const denied = actions.filter((action) => patterns.some((pattern) => matches(pattern, action.toLowerCase())))
    const hit = denied.length > 0 && terms.every((term) => canHold(term, outsider))
    return hit ? [{ says: `${who} (${someOf(denied)})`, way }] : []
  })
  if (hits.length === 0) return null
  const message = `the statement cuts off ${hits.map(({ says }) => says).join(', and ')}: they belong to no organization`
  const ways = hits.map(({ way }) => way).join('; ')
  return {
    code: 'cuts-off-services',
    path: perimeter.path,
    message,
    hint: `${ways[0]?.toUpperCase()}${ways.slice(1)}.`,
  }
}

function canHold({ operator, key: written, values }: Term, { carries, spares }: Pick<Outsider, 'carries' | 'spares'>) {
  const key = written.toLowerCase()
  if (spares.test(key)) return false
  const carried = carries(key)
  if (carried === null) return holdsWithout(operator, values)
  return carried === undefined || verdictOnCarried(operator, values, carried) !== 'never'
}

const someOf = (actions: string[]): string => {
  const some = actions.slice(0, 2).map((action) => quote(action).slice(1, -1))
  return actions.length > 2 ? `${some.join(', ')} and ${actions.length - 2} more` : some.join(' and ')
}
