// Generated from schemas/organization.schema.json by scripts/types.mjs

/**
 * Twelve digits; quote them, YAML would read a number
 */
export type AccountId = string
export type Name = string
export type PolicyId = string
/**
 * Ids of the policies attached here, complete. Absent: AWS's full-access policy of each enabled type.
 */
export type Attached = PolicyId[]
export type Accounts = {
  id: AccountId
  name: Name
  email?: string
  state?: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED'
  /**
   * ISO 8601 time at which the account joined
   */
  joined?: string
  policies?: Attached
}[]
export type OrganizationalUnits = OrganizationalUnit[]

/**
 * An AWS organization as a tree: what `holdfast snapshot` writes and what `up`, `emulate`, `plan` and `lock` read with --organization.
 */
export interface OrganizationDocument {
  kind: 'holdfast.organization'
  version: 1
  organization: {
    /**
     * Organization id, o-…
     */
    id: string
    management_account: AccountId
  }
  root: {
    id: string
    name?: Name
    /**
     * Policy types that are enabled. Absent: service control policies.
     */
    policy_types?: string[]
    policies?: Attached
    accounts?: Accounts
    organizational_units?: OrganizationalUnits
  }
  /**
   * Policies of the organization. AWS's own full-access policies need not be named.
   */
  policies?: {
    id: PolicyId
    name: Name
    type: string
    description?: string
    aws_managed?: boolean
    /**
     * The policy document. Absent: it was not read.
     */
    content?: {} | string
    tags?: {
      [k: string]: string
    }
  }[]
  /**
   * What could not be read when the snapshot was taken. Nothing is concluded about it.
   */
  unread?: string[]
}
export interface OrganizationalUnit {
  id: string
  name: Name
  policies?: Attached
  accounts?: Accounts
  organizational_units?: OrganizationalUnits
}
