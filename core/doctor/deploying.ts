import { member } from '../event/member.ts'
import { parseJson } from '../json.ts'
import { organizationsRegion, partitionOf } from '../partition.ts'
import type { Place } from './facts.ts'
import { error, type Finding, ifKnown, known, ok, type Subject, some, unknownOf, warning } from './finding.ts'
import { regionOf } from './organization.ts'

/** The least version that aws-cdk-lib 2.276.0 writes into its templates. */
const leastBootstrap = 6

const places: readonly Place[] = ['organizations', 'home']

/** Whether the CDK can deploy into the management account. */
export function bootstrap(subject: Subject): Finding {
  const { facts, deployment } = subject
  const regions = new Map(places.map((place) => [regionOf(subject, place), facts.bootstrap[place]]))
  const lacking = [...regions].flatMap(([region, fact]) => {
    const version = ifKnown(fact)
    return version === undefined || (version !== null && version >= leastBootstrap) ? [] : [{ region, version }]
  })
  const account = deployment.accounts.management
  if (lacking.length > 0) {
    const texts = lacking.map(({ region, version }) => (version === null ? region : `${region} (version ${version})`))
    const old = lacking.some(({ version }) => version !== null) ? ` in version ${leastBootstrap} or newer` : ''
    const environments = lacking.map(({ region }) => `aws://${account}/${region}`).join(' ')
    return error(`the CDK is not bootstrapped in ${some(texts)}${old}`, `Run "npx cdk bootstrap ${environments}".`)
  }
  return unknownOf(...regions.values()) ?? ok(`the CDK can deploy in ${some([...regions.keys()])}`)
}

/** Member accounts that get stacks of their own, each with its region. */
function memberEnvironments({ deployment }: Subject): { account: string; region: string }[] {
  const { accounts, manifest, memberBaseline } = deployment
  const counting = memberBaseline ? (accounts.audit ?? accounts.logArchive) : null
  const home = [accounts.logArchive, counting].flatMap((account) => account ?? [])
  return [
    ...[...new Set(home)].map((account) => ({ account, region: manifest.region })),
    ...manifest.delegatedAdministrators.map((account) => ({ account, region: organizationsRegion(manifest.region) })),
  ].filter(({ account }) => account !== accounts.management)
}

/** Other accounts are not to be seen from here; but where this very manifest is deployed, its stacks were. */
export function memberBootstrap(subject: Subject): Finding {
  const { accounts, manifest } = subject.deployment
  const environments = memberEnvironments(subject)
  if (environments.length === 0) return ok('not needed: no other account gets a stack of its own')
  const names = some([...new Set(environments.map(({ account }) => account))])
  const urls = environments.map(({ account, region }) => `aws://${account}/${region}`)
  // Credentials are those of one account: with two environments one of them fails.
  const isOne = urls.length === 1
  return known(subject.facts.enforcer, (enforcer) =>
    enforcer !== null && digestIn(enforcer) === manifest.digest
      ? ok(`this manifest was deployed into ${names} before`)
      : warning(
          `${names} cannot be seen from here`,
          `With credentials of each account: "npx cdk bootstrap ${isOne ? urls[0] : 'ENVIRONMENT'} --trust ${accounts.management} --cloudformation-execution-policies arn:${partitionOf(manifest.region)}:iam::aws:policy/AdministratorAccess".${isOne ? '' : ` ENVIRONMENT is ${some(urls)}.`}`,
        ),
  )
}

export const evidence = ({ deployment, facts }: Subject): Finding => {
  const { logArchive } = deployment.accounts
  if (logArchive === null) return ok('evidence stays in the management account, which no policy binds')
  return known(facts.evidenceBlockers, (blockers) => {
    const [first] = blockers
    if (!first) return ok(`no policy stops it in ${logArchive}`)
    const more = blockers.length - 1
    const others = more > 0 ? `, and so ${more === 1 ? 'does 1 more policy' : `do ${more} more policies`}` : ''
    return error(
      `${first.policy} can stop it in ${logArchive}: it denies ${some(first.actions)}${others}`,
      first.policy.startsWith('aws-guardrails-')
        ? 'Disable that control on the OU of the account while holdfast-evidence and holdfast-seal are deployed.'
        : 'Exempt arn:*:iam::*:role/cdk-hnb659fds-* in its Condition (aws:PrincipalArn), or detach it meanwhile.',
    )
  })
}

/** Two copies of each function that a queue calls, one of the deployment, and one that reads outputs. */
const leastConcurrency = 10

export const concurrency = (subject: Subject): Finding =>
  known(subject.facts.concurrency, ({ limit, unreserved }) => {
    const region = regionOf(subject, 'organizations')
    const line = `${unreserved} of ${limit} in ${region} are not reserved`
    return unreserved >= leastConcurrency
      ? ok(line)
      : warning(
          `${line}: the functions need ${leastConcurrency}`,
          `Ask for more: "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${region}".`,
        )
  })

export const enforcer = ({ deployment: { manifest }, facts }: Subject): Finding =>
  known(facts.enforcer, (text) => {
    if (text === null) return ok('none is deployed yet')
    const digest = digestIn(text)
    if (digest === null) {
      return error('what the deployment wrote for others cannot be read', 'Deploy again: "npx cdk deploy --all".')
    }
    return digest === manifest.digest
      ? ok(`deployed with this manifest, ${digest.slice(0, 12)}`)
      : warning(
          `deployed with another manifest, ${digest.slice(0, 12)}; this one is ${manifest.digest.slice(0, 12)}`,
          'Deploy this one, or check out the commit that is deployed.',
        )
  })

/** The parameter is read as if somebody else had written it. */
function digestIn(text: string): string | null {
  const digest = member(parseJson(text), 'digest')
  return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? digest : null
}
