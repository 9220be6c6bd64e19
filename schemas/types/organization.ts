// Generated from schemas/organization.schema.json by scripts/types.mjs

/**
 * Id of a policy.
 */
export type PolicyId = string
/**
 * Ids of the policies attached here, complete. Absent: AWS's full-access policy of each enabled type.
 */
export type Attached = PolicyId[]
/**
 * Accounts directly in here.
 */
export type Accounts = {
  /**
   * Account id: twelve digits, in quotes.
   */
  id: string
  /**
   * Account name.
   */
  name: string
  /**
   * Address of the account's root user.
   */
  email?: string
  /**
   * State of the account. Default: ACTIVE. Only active accounts are covered by each_account_in.
   */
  state?: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED'
  /**
   * When the account joined the organization, as an ISO 8601 time. Absent: not known, and it counts as covered by joined_after.
   */
  joined?: string
  policies?: Attached
}[]
/**
 * OUs directly in here.
 */
export type OrganizationalUnits = OrganizationalUnit[]

/**
 * An AWS organization as a tree: what holdfast snapshot writes, and what up, emulate, plan and lock read with --organization.
 */
export interface OrganizationDocument {
  /**
   * What this file is.
   */
  kind: 'holdfast.organization'
  /**
   * Version of the form of this file.
   */
  version: 1
  /**
   * The organization itself.
   */
  organization: {
    /**
     * Organization id.
     */
    id: string
    /**
     * Id of the management account. It must stand in the tree too.
     */
    management_account: string
  }
  /**
   * The root of the tree, with everything below it.
   */
  root: {
    /**
     * Id of the root.
     */
    id: string
    /**
     * Name of the root. Default: Root.
     */
    name?: string
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
    /**
     * Id of a policy.
     */
    id: string
    /**
     * Name of the policy, once for each type.
     */
    name: string
    /**
     * Type of the policy in AWS's words.
     */
    type: string
    /**
     * Description of the policy, up to 512 characters.
     */
    description?: string
    /**
     * Whether AWS owns it, so that nobody can change it. Default: false.
     */
    aws_managed?: boolean
    /**
     * The policy document, as JSON or as text of JSON. Absent: it was not read.
     */
    content?: {} | string
    /**
     * Tags of the policy, name to value.
     */
    tags?: {
      [k: string]: string
    }
  }[]
  /**
   * What could not be read when the snapshot was taken. Nothing is concluded about it.
   */
  unread?: string[]
}
/**
 * An OU.
 */
export interface OrganizationalUnit {
  /**
   * Id of the OU.
   */
  id: string
  /**
   * Name of the OU. Once among those beside it.
   */
  name: string
  policies?: Attached
  accounts?: Accounts
  organizational_units?: OrganizationalUnits
}
