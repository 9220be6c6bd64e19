import { stringify } from 'yaml'
import type { Organization } from '../core/organization/organization.ts'
import type { OrganizationalUnit, OrganizationDocument } from '../schemas/types/organization.ts'

/** The organization file of what was read of an organization: a snapshot. */
export function organizationDocument(organization: Organization): OrganizationDocument {
  const attached = new Map<string, string[]>()
  for (const { policyId, targetId } of organization.attachments) {
    attached.set(targetId, [...(attached.get(targetId) ?? []), policyId])
  }
  const policiesAt = (id: string) => ({ policies: (attached.get(id) ?? []).sort() })
  const accountsIn = (parentId: string) => ({
    accounts: organization.accounts
      .filter((account) => account.parentId === parentId)
      .map(({ id, name, state, joined }) => ({
        id,
        name,
        ...(state !== null && { state: state as 'ACTIVE' }),
        ...(joined !== null && { joined: new Date(joined).toISOString() }),
        ...policiesAt(id),
      })),
  })
  const unitsIn = (parentId: string): { organizational_units: OrganizationalUnit[] } => ({
    organizational_units: organization.organizationalUnits
      .filter((unit) => unit.parentId === parentId)
      .map(({ id, name }) => ({ id, name, ...policiesAt(id), ...accountsIn(id), ...unitsIn(id) })),
  })
  const root = organization.root ?? { id: '', name: '' }
  return {
    kind: 'holdfast.organization',
    version: 1,
    organization: { id: organization.id, management_account: organization.managementAccount },
    root: {
      ...root,
      policy_types: organization.enabledTypes ?? [],
      ...policiesAt(root.id),
      ...accountsIn(root.id),
      ...unitsIn(root.id),
    },
    policies: organization.policies.map(({ id, name, type, description, awsManaged, content, tags }) => ({
      id,
      name,
      type,
      description,
      aws_managed: awsManaged,
      ...(content !== undefined && { content: contentOf(content) }),
      ...(tags && { tags }),
    })),
    ...(organization.unread.length > 0 && { unread: organization.unread }),
  }
}

/** A document as YAML, strings as they are. */
export const organizationYaml = (document: OrganizationDocument): string => stringify(document, { lineWidth: 0 })

/** A policy document is easier to read as members; what is no JSON object stays the text that it is. */
function contentOf(content: string): string | Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : content
  } catch {
    return content
  }
}
