import { compileOrganization, toOrganization } from '../compile/index.ts'
import { missingTargets } from '../core/organization/missing.ts'
import { OrganizationMismatch } from '../core/ports.ts'
import { problemsText } from '../render/problems.ts'
import type { OrganizationDocument } from '../schemas/types/organization.ts'
import { type Context, Refusal } from './context.ts'
import { readFlagFile } from './manifest.ts'
import type { Source } from './organization.ts'

/** An organization file. Throws Refusal where it cannot be read or is wrong. */
export function readOrganizationFile(context: Context, path: string): OrganizationDocument {
  const { document, problems } = compileOrganization({ bytes: readFlagFile(context, path), file: path })
  if (!document) throw new Refusal(problems)
  context.say(problemsText(problems, context.paint))
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
      tree: async () => organization,
      apply: async () => ({ result: 'skipped', error: null }),
      calls: () => ({}),
    },
  }
}
