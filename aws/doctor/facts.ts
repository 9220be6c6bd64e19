import { ListStackSetsCommand } from '@aws-sdk/client-cloudformation'
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { Deployment } from '../../core/deployment.ts'
import { type Fact, mapped, type OrganizationFact, type Place, type ReadFacts } from '../../core/doctor/facts.ts'
import { createReader } from '../read.ts'
import { ask, factOf } from './ask.ts'
import {
  readOrganization,
  readPolicies,
  readPoliciesAbove,
  readResourcePolicy,
  readTags,
  readTrustedServices,
} from './organization.ts'
import { readAcceleratorParameters, readBootstrap, readEnforcer } from './parameters.ts'
import type { Regional, Services } from './services.ts'
import { readTrails } from './trails.ts'

/** Which organization answers: asked before everything else. */
export const askOrganization = ({ organizations }: Services): Promise<OrganizationFact> =>
  factOf(() => readOrganization(organizations))

/** Everything that `doctor` wants to know, read side by side. What is not answered is a fact too; nothing is thrown for it. */
export async function readFacts(services: Services, { manifest, accounts }: Deployment): Promise<ReadFacts> {
  const { organizations: call, in: regions } = services
  const policies = factOf(() => readPolicies(call, manifest))
  const facts = {
    account: factOf(() => readAccount(services)),
    enabledTypes: factOf(async () => (await createReader(call).root()).enabledTypes),
    policies: policies.then((fact) =>
      mapped(fact, (found) =>
        found.flatMap(({ policy: { type, name, awsManaged } }) => (awsManaged ? [] : { type, name })),
      ),
    ),
    tags: policies.then((fact) => ('value' in fact ? factOf(() => readTags(call, manifest, fact.value)) : fact)),
    trustedServices: factOf(() => readTrustedServices(call)),
    trails: inBoth(services, readTrails),
    bootstrap: inBoth(services, readBootstrap),
    concurrency: factOf(() => readConcurrency(regions.organizations)),
    enforcer: factOf(() => readEnforcer(regions.organizations)),
    stackSets: factOf(() => readStackSets(regions.home)),
    acceleratorParameters: factOf(() => readAcceleratorParameters(regions.home)),
    resourcePolicy: factOf(() => readResourcePolicy(call)),
    logArchivePolicies: factOf(async () =>
      accounts.logArchive === null ? [] : readPoliciesAbove(call, accounts.logArchive),
    ),
  }
  return settled(facts)
}

/** Reads in the region of Organizations and in the home region, or once where they are the same. */
async function inBoth<Value>(
  { in: { organizations, home } }: Services,
  read: (regional: Regional) => Promise<Value>,
): Promise<Record<Place, Fact<Value>>> {
  const there = factOf(() => read(organizations))
  const [one, other] = await Promise.all([there, home === organizations ? there : factOf(() => read(home))])
  return { organizations: one, home: other }
}

type Settled<Promises> = { [Name in keyof Promises]: Awaited<Promises[Name]> }

const settled = async <Promises extends object>(promises: Promises): Promise<Settled<Promises>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(promises).map(async ([name, promise]) => [name, await promise])),
  ) as Settled<Promises>

const readAccount = async ({ sts }: Services): Promise<string> =>
  (await ask('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})))).Account ?? ''

const readConcurrency = async ({ lambda }: Regional) => {
  const { AccountLimit } = await ask('lambda:GetAccountSettings', () => lambda.send(new GetAccountSettingsCommand({})))
  const limit = AccountLimit?.ConcurrentExecutions ?? 0
  return { limit, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? limit }
}

/** AWS allows a thousand. */
const mostPages = 20

async function readStackSets({ cloudformation }: Regional): Promise<string[]> {
  const names: string[] = []
  let NextToken: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const found = await ask('cloudformation:ListStackSets', () =>
      cloudformation.send(new ListStackSetsCommand({ Status: 'ACTIVE', NextToken })),
    )
    names.push(...(found.Summaries ?? []).flatMap(({ StackSetName }) => StackSetName ?? []))
    NextToken = found.NextToken
    if (!NextToken) break
  }
  return names.sort()
}
