// The organization document: the tree that `_holdfast/reset` and startEmulator take. Its schema is
// schemas/organization.schema.json; the type is written out here because the emulator imports nothing of ours.

export interface OrganizationDocument {
  kind: 'holdfast.organization'
  version: 1
  organization: { id: string; management_account: string }
  root: RootDocument
  policies?: PolicyDocument[]
  unread?: string[]
}

export interface ContainerDocument {
  id: string
  /** Ids of the attached policies, complete. Absent: AWS's full-access policy of each enabled type. */
  policies?: string[]
  accounts?: AccountDocument[]
  organizational_units?: UnitDocument[]
}

export interface RootDocument extends ContainerDocument {
  name?: string
  /** Absent: service control policies. */
  policy_types?: string[]
}

export interface UnitDocument extends ContainerDocument {
  name: string
}

export const ACCOUNT_STATES = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

export interface AccountDocument {
  id: string
  name: string
  email?: string
  state?: AccountState
  joined?: string
  policies?: string[]
}

export interface PolicyDocument {
  id: string
  name: string
  type: string
  description?: string
  aws_managed?: boolean
  content?: object | string
  tags?: Record<string, string>
}
