import { createClient, endpointOf } from '../aws/client.ts'
import { createOrganizations } from '../aws/organizations.ts'
import type { Pace } from '../aws/pace.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { readTree } from '../aws/tree.ts'
import type { Unresolved } from '../compile/index.ts'
import type { Organization } from '../core/organization/organization.ts'
import type { Organizations, Suspensions } from '../core/ports.ts'
import { type Context, refuse } from './context.ts'
import { parameterConnection } from './parameters.ts'

/** The organization of a command: live over AWS's protocol, or a file. */
export interface Source {
  organizations: Organizations
  tree: (names: Unresolved[]) => Promise<Organization>
}

/** People wait less long than Lambdas: a call is sent four times at most. */
const attempts = 4

/** Address of Organizations where the environment names one. Throws Refusal where it is no URL. */
export function endpointOrRefuse({ env }: Context, endpoint = endpointOf(env)): string | undefined {
  if (endpoint && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw refuse(
      'no-url',
      `AWS_ENDPOINT_URL is no URL of a server: ${JSON.stringify(endpoint)}`,
      'Write it like http://127.0.0.1:4566, or unset it to reach AWS',
    )
  }
  return endpoint
}

/** The live organization behind the user's credentials, or behind `endpoint`. */
export function liveOrganization(context: Context, region: string, given?: string): Live {
  const endpoint = endpointOrRefuse(context, given)
  const env = { ...context.env, ...(endpoint && { AWS_ENDPOINT_URL_ORGANIZATIONS: endpoint }) }
  const client = createClient({ region, env })
  const connect = (pace?: Pace) =>
    createOrganizations({ client, clock: context.clock, random: Math.random, attempts, ...(pace && { pace }) })
  const organizations = connect()
  return {
    organizations,
    connect,
    reader: organizations.reader,
    suspensions: suspensionsIn(parameterConnection(context, region, given)),
    tree: (names) =>
      readTree(organizations.reader, {
        paths: names.flatMap(({ kind, name }) => (kind === 'organizational_unit' ? name : [])),
        accounts: names.some(({ kind }) => kind === 'account'),
      }),
  }
}

export interface Live extends Source {
  /** One more look at it, with a memory of its own: each function of enforcement is a process. */
  connect: (pace?: Pace) => Organizations
  reader: ReturnType<typeof createOrganizations>['reader']
  suspensions: Suspensions
}
