import { organizationsRegion } from '../partition.ts'
import { nameKey, type PolicyType, policyTypes, typesOf } from '../policy/type.ts'
import { error, type Finding, known, ok, type Subject, some, warning } from './finding.ts'

/** Whether it is the organization of the lock: of another one nothing else is read. */
export const organization = ({ deployment: { manifest }, organization }: Omit<Subject, 'facts'>): Finding =>
  known(organization, (found) => {
    const wanted = manifest.organization
    if (found === null) return error('this account belongs to no organization', signIn(wanted.managementAccount))
    if (found.id === wanted.id && found.managementAccount === wanted.managementAccount) {
      return ok(`${found.id}, as the lock says`)
    }
    const line = `${found.id} of management account ${found.managementAccount} answers, the lock is for ${wanted.id} of ${wanted.managementAccount}`
    return error(line, 'Check credentials and AWS_ENDPOINT_URL; for another organization write another lock.')
  })

const signIn = (account: string): string => `Use credentials of the management account ${account}.`

export const credentials = ({ deployment, facts }: Subject): Finding =>
  known(facts.account, (account) => {
    const { management } = deployment.accounts
    return account === management
      ? ok(`they are the management account's, ${account}`)
      : error(`they are account ${account}'s, which sees a part only`, signIn(management))
  })

export const allFeatures = ({ organization }: Subject): Finding =>
  known(organization, (found) =>
    found?.hasAllFeatures
      ? ok('all features of the organization are enabled')
      : error(
          'the organization has consolidated billing only: it knows no policies',
          'Run "aws organizations enable-all-features", and have every invited account accept.',
        ),
  )

const shorts = (types: PolicyType[]): string => some(types.map((type) => `${policyTypes[type].short}s`))

export const enabledTypes = ({ deployment: { manifest }, facts }: Subject): Finding =>
  known(facts.enabledTypes, (enabled) => {
    const needed = typesOf(manifest.policies)
    const missing = needed.filter((type) => !enabled.includes(type))
    if (missing.length === 0) return ok(needed.length > 0 ? `${shorts(needed)} are enabled` : 'none is needed')
    return warning(
      `${shorts(missing)} are not enabled on the root ${manifest.organization.root}`,
      '"holdfast apply" and the deployment enable them.',
    )
  })

/** Policies of one organization: AWS Organizations User Guide, "Quotas", read 2026-11-21. */
const mostPolicies: Readonly<Record<PolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10_000,
  RESOURCE_CONTROL_POLICY: 2_000,
}

const nearly = 0.9

export const policyQuota = ({ deployment: { manifest }, facts }: Subject): Finding =>
  known(facts.policies, (policies) => {
    const there = new Set(policies.map(nameKey))
    const counts = typesOf(manifest.policies).map((type) => {
      const wanted = manifest.policies.filter((one) => one.type === type && one.state === 'present')
      const added = wanted.filter((one) => !there.has(nameKey(one))).length
      const number = policies.filter((one) => one.type === type).length + added
      const most = mostPolicies[type]
      return { number, most, text: `${number} of ${most.toLocaleString('en-US')} ${policyTypes[type].short}s` }
    })
    const line = some(counts.map(({ text }) => text))
    const fix = 'Delete policies that are attached to nothing; AWS does not raise this quota.'
    if (counts.some(({ number, most }) => number > most)) return error(`with the manifest there would be ${line}`, fix)
    if (counts.some(({ number, most }) => number > most * nearly)) return warning(`there are ${line}`, fix)
    return ok(counts.length > 0 ? `${line}, with the manifest` : 'the manifest has no policies')
  })

export const delegatedAdministrators = ({ deployment: { manifest }, facts }: Subject): Finding =>
  known(facts.policyWriters, (found) => {
    if (found === null) {
      return error('the resource policy of the organization is no JSON', 'Read it with describe-resource-policy.')
    }
    const listed = manifest.delegatedAdministrators
    const writers = found.filter((account) => account !== manifest.organization.managementAccount)
    const unlisted = writers.filter((account) => !listed.includes(account))
    if (unlisted.includes('*')) {
      return error(
        'the resource policy lets every account change policies: who does it is not seen',
        'Name accounts as its principals, and the same in holdfast.delegated_administrators.',
      )
    }
    if (unlisted.length > 0) {
      return error(
        `${some(unlisted)} may change policies and the manifest does not say so: what they do is not seen`,
        'Add them to holdfast.delegated_administrators, or take them out of the resource policy.',
      )
    }
    const idle = listed.filter((account) => !writers.includes(account))
    return idle.length > 0
      ? warning(
          `the manifest names ${some(idle)}, whom no resource policy lets change policies`,
          'Remove them from holdfast.delegated_administrators, or delegate to them.',
        )
      : ok(listed.length > 0 ? `${some(listed)}, as the resource policy says` : 'none, here and in the manifest')
  })

const stackSetsPrincipal = 'member.org.stacksets.cloudformation.amazonaws.com'

export const trustedAccess = ({ deployment, facts }: Subject): Finding => {
  const { stackSets, memberBaseline } = deployment
  const number = stackSets.length + (memberBaseline ? 1 : 0)
  if (number === 0) return ok('not needed: the manifest has no stack sets')
  return known(facts.trustedServices, (services) =>
    services.includes(stackSetsPrincipal)
      ? ok('StackSets may work in the accounts')
      : error(
          `StackSets may not work in the accounts, and the manifest has ${number} stack set${number === 1 ? '' : 's'}`,
          `Run "aws cloudformation activate-organizations-access --region ${deployment.manifest.region}".`,
        ),
  )
}

/** The region of a place. */
export const regionOf = ({ deployment: { manifest } }: Subject, place: 'organizations' | 'home'): string =>
  place === 'home' ? manifest.region : organizationsRegion(manifest.region)
