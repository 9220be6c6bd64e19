import { createClient, endpointOf } from '../aws/client.ts'
import { createOrganizations } from '../aws/organizations.ts'
import type { Pace } from '../aws/pace.ts'
import { readTree } from '../aws/tree.ts'
import { compileOrganization, toOrganization, type Unresolved } from '../compile/index.ts'
import { missingTargets } from '../core/organization/missing.ts'
import type { Organization } from '../core/organization/organization.ts'
import { OrganizationMismatch, type Organizations } from '../core/ports.ts'
import type { OrganizationDocument } from '../schemas/types/organization.ts'
import { type Context, Refusal, refuse } from './context.ts'
import { readFlagFile } from './manifest.ts'

/** The organization of a command: live over AWS's protocol, or a file. */
export interface Source {
  organizations: Organizations
  tree: (names: Unresolved[]) => Promise<Organization>
}

/** People wait less long than Lambdas: a call is sent four times at most. */
const attempts = 4

/** The live organization behind the user's credentials, or behind `endpoint`. */
export function liveOrganization(context: Context, region: string, endpoint = endpointOf(context.env)): Live {
  if (endpoint && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw refuse(
      'no-url',
      `AWS_ENDPOINT_URL is no URL of a server: ${JSON.stringify(endpoint)}`,
      'Write it like http://127.0.0.1:4566, or unset it to reach AWS',
    )
  }
  const env = { ...context.env, ...(endpoint && { AWS_ENDPOINT_URL_ORGANIZATIONS: endpoint }) }
  const client = createClient({ region, env })
  const connect = (pace?: Pace) =>
    createOrganizations({ client, clock: context.clock, random: Math.random, attempts, ...(pace && { pace }) })
  const organizations = connect()
  return {
    organizations,
    connect,
    reader: organizations.reader,
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
}

/** An organization file. Throws Refusal where it cannot be read or is wrong. */
export function readOrganizationFile(context: Context, path: string): OrganizationDocument {
  const { document, problems } = compileOrganization({ bytes: readFlagFile(context, path), file: path })
  if (!document) throw new Refusal(problems)
  return document
}

/** A file in place of the live organization: it can be planned for, and nothing can be carried out. */
export function fileOrganization(document: OrganizationDocument): Source {
  const organization = toOrganization(document)
  return {
    tree: async () => organization,
    organizations: {
      async observe(manifest) {
        const { id, root } = manifest.organization
        if (id !== organization.id || root !== organization.root?.id) {
          throw new OrganizationMismatch(`The file describes organization ${organization.id}; the lock is for ${id}`)
        }
        const ids = manifest.policies.flatMap((policy) =>
          [...policy.targets, ...policy.eachAccountIn].map(({ id }) => id),
        )
        return { ...organization, gone: missingTargets(ids, organization) }
      },
      apply: async () => ({ result: 'skipped', error: null }),
      calls: () => ({}),
    },
  }
}
