import type { PolicyType } from '../policy/type.ts'

export interface Policy {
  id: string
  name: string
  type: PolicyType
  description: string
  awsManaged: boolean
  /** Absent: not read. */
  content?: string
  /** Absent: not read. */
  tags?: Record<string, string>
  /** Name under which this process read it before; absent where that is unknown or the same. */
  formerName?: string
}

export interface OrganizationalUnit {
  id: string
  /** Empty: not read. */
  name: string
  /** Root or OU; null: not read. */
  parentId: string | null
}

export interface Account {
  id: string
  name: string
  /** Root or OU; null: not read. */
  parentId: string | null
  /** AWS's State: ACTIVE, SUSPENDED, PENDING_CLOSURE, …; all but ACTIVE are neither attached to nor missed. null: not read. */
  state: string | null
  /** Epoch milliseconds; null: AWS did not say. */
  joined: number | null
}

export interface Attachment {
  policyId: string
  targetId: string
}

/** Which facts are complete. What is not in here is unknown, and nothing is concluded from unknown. */
export interface Read {
  /** Types of which every policy is in `policies`. */
  policyLists: PolicyType[]
  /** Ids of policies whose every target is in `attachments`. */
  policyTargets: string[]
  /** Targets whose every attached policy of the type is in `policies` and `attachments`. */
  targetPolicies: { type: PolicyType; targetId: string }[]
  /** Whether every account is in `accounts`. */
  accounts: boolean
  /** Whether every OU is in `organizationalUnits`. */
  organizationalUnits: boolean
}

/** What was read of one AWS organization, in plain sorted JSON, and what was not. */
export interface Organization {
  id: string
  managementAccount: string
  root: { id: string; name: string } | null
  /** Policy types enabled at the root; null: not read. */
  enabledTypes: string[] | null
  policies: Policy[]
  organizationalUnits: OrganizationalUnit[]
  accounts: Account[]
  attachments: Attachment[]
  /** Ids of targets of which AWS says that they do not exist. */
  gone: string[]
  read: Read
  /** What was asked for and could not be read, one sentence each. */
  unread: string[]
}

/** An organization of which nothing was read yet. */
export const nothingRead = (id: string, managementAccount: string): Organization => ({
  id,
  managementAccount,
  root: null,
  enabledTypes: null,
  policies: [],
  organizationalUnits: [],
  accounts: [],
  attachments: [],
  gone: [],
  read: { policyLists: [], policyTargets: [], targetPolicies: [], accounts: false, organizationalUnits: false },
  unread: [],
})
