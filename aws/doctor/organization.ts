import {
  DescribeOrganizationCommand,
  DescribeResourcePolicyCommand,
  ListAWSServiceAccessForOrganizationCommand,
} from '@aws-sdk/client-organizations'
import type { Manifest } from '../../core/manifest.ts'
import { nameKey, type PolicyType, policyTypes, typesOf } from '../../core/policy/type.ts'
import { CallError, type Caller } from '../call.ts'
import { ancestorsOf } from '../look.ts'
import { inParallel } from '../parallel.ts'
import { createReader, type FoundPolicy } from '../read.ts'
import { errorName } from './ask.ts'

/** The organization that the credentials reach; null where they belong to none. */
export async function readOrganization(call: Caller) {
  try {
    const { Organization } = await call('DescribeOrganization', (client) =>
      client.send(new DescribeOrganizationCommand({})),
    )
    return {
      id: Organization?.Id ?? '',
      managementAccount: Organization?.MasterAccountId ?? '',
      hasAllFeatures: Organization?.FeatureSet === 'ALL',
    }
  } catch (error) {
    if (isCalled(error, 'AWSOrganizationsNotInUseException')) return null
    throw error
  }
}

const isCalled = (error: unknown, name: string): boolean =>
  error instanceof CallError && errorName(error.cause) === name

/** Every policy of the types that the manifest uses. */
export async function readPolicies(call: Caller, manifest: Manifest): Promise<FoundPolicy[]> {
  const lists = await Promise.all(typesOf(manifest.policies).map((type) => createReader(call).policies(type)))
  return lists.flat()
}

/** A call for each: enough to see who made them. */
const mostTagged = 100

/** Tags of the policies that bear a name of the manifest. */
export async function readTags(call: Caller, manifest: Manifest, policies: FoundPolicy[]) {
  const names = new Set(manifest.policies.map(nameKey))
  const ours = policies.filter(({ policy }) => names.has(nameKey(policy))).slice(0, mostTagged)
  const found: { policy: string; tags: Record<string, string> }[] = []
  await inParallel(ours, async ({ policy: { id, name } }) => {
    found.push({ policy: name, tags: (await createReader(call).tags(id)) ?? {} })
  })
  return found.sort((one, other) => (one.policy < other.policy ? -1 : 1))
}

/** Text of the delegation policy; null: there is none. */
export async function readResourcePolicy(call: Caller): Promise<string | null> {
  try {
    const { ResourcePolicy } = await call('DescribeResourcePolicy', (client) =>
      client.send(new DescribeResourcePolicyCommand({})),
    )
    return ResourcePolicy?.Content ?? null
  } catch (error) {
    if (isCalled(error, 'ResourcePolicyNotFoundException')) return null
    throw error
  }
}

/** Service principals with trusted access. */
export async function readTrustedServices(call: Caller): Promise<string[]> {
  const services: string[] = []
  let NextToken: string | undefined
  do {
    const page = await call('ListAWSServiceAccessForOrganization', (client) =>
      client.send(new ListAWSServiceAccessForOrganizationCommand({ NextToken })),
    )
    for (const { ServicePrincipal } of page.EnabledServicePrincipals ?? []) services.push(ServicePrincipal ?? '')
    NextToken = page.NextToken
  } while (NextToken)
  return services.sort()
}

/** Every SCP and RCP that holds in an account: on itself, on the OUs above it and on the root; AWS's own left out. */
export async function readPoliciesAbove(call: Caller, account: string): Promise<{ name: string; content: string }[]> {
  const reader = createReader(call)
  const [{ enabledTypes }, found] = await Promise.all([reader.root(), reader.account(account)])
  const placed = found && (await ancestorsOf(reader, found, new Map()))
  const types = (Object.keys(policyTypes) as PolicyType[]).filter((type) => enabledTypes.includes(type))
  const slots = [account, ...(placed?.ancestors ?? [])].flatMap((id) => types.map((type) => ({ id, type })))
  const names = new Map<string, string>()
  await inParallel(slots, async ({ id, type }) => {
    for (const { policy } of (await reader.policiesAt(id, type)) ?? []) {
      if (!policy.awsManaged) names.set(policy.id, policy.name)
    }
  })
  const policies: { name: string; content: string }[] = []
  await inParallel([...names].sort(), async ([id, name]) => {
    const one = await reader.policy(id)
    policies.push({ name, content: one?.policy.content ?? '' })
  })
  return policies.sort((one, other) => (one.name < other.name ? -1 : 1))
}
