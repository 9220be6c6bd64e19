import type { RecordData } from './audit/data.ts'
import type { PolicyName, PolicyType, Quotas } from './policy/type.ts'

/** A root, OU or account as the manifest names it. */
export interface Target {
  id: string
  /** As the manifest names it: Root, Workloads:Prod, payments-prod; the id where it was given by id. */
  path: string
}

/** Whether the id of a target is that of an account. */
export const isAccountId = (id: string): boolean => /^\d{12}$/.test(id)

export type Mode = 'enforce' | 'notify'

/** Every active account below a root or OU, except the management account. */
export interface EachAccountIn extends Target {
  /** Epoch milliseconds, inclusive; null: all accounts. */
  joinedAfter: number | null
  except: string[]
}

/** One resource of the manifest with deploy_method scp or rcp. */
export interface ManifestPolicy {
  name: string
  type: PolicyType
  description: string
  /** Minified policy document; empty where the state is absent and no file was given. */
  content: string
  state: 'present' | 'absent'
  mode: Mode
  prune: boolean
  adopt: boolean
  /** Where strangers took all slots of a named target since it lay there, one of them makes room. */
  evict: boolean
  targets: Target[]
  eachAccountIn: EachAccountIn[]
}

/** What the lock pins: the one organization that the manifest is for. */
export interface LockedOrganization {
  id: string
  managementAccount: string
  root: string
}

/** A reviewed hole: a policy that is detached from a target is not attached there again before its end. It detaches nothing. */
export interface Exemption {
  id: string
  policy: PolicyName
  target: Target
  reason: string
  ticket: string
  approvers: string[]
  /** Epoch milliseconds: exempt is from `from` on, and at `until` no longer. */
  from: number
  until: number
}

/** What people say afterwards, reviewed, to a suspension. */
export interface Ratification {
  /** Name of the parameter. */
  parameter: string
  /** SSM's time of the write, in epoch milliseconds. */
  written: number
  reason: string
  ticket: string
  approvers: string[]
}
/** What the pipeline knows of a commit. */
export type Review = NonNullable<RecordData['deployment']['review']>

/** A compiled manifest: checked, ids resolved, plain JSON. It decides; nothing is read from files at run time. */
export interface Manifest {
  /** SHA-256 of everything else in here. */
  digest: string
  /** Commit that it was compiled from, where that is known; not a part of the digest. */
  commit: string | null
  organization: LockedOrganization
  /** Control Tower home region. */
  region: string
  delegatedAdministrators: string[]
  fullAwsAccess: 'report' | 'restore'
  quotas: Quotas
  audit: { identifiers: 'raw' | 'pseudonym' }
  /** Who wrote and who reviewed that commit; absent: nobody stored it. Not a part of the digest. */
  review?: Review
  /** How people and accounts are named in what people are told. */
  notifications: { identifiers: 'raw' | 'pseudonym' }
  /** Sorted by type and name. */
  policies: ManifestPolicy[]
  /** Those that have ended too, sorted by beginning and id. */
  exemptions: Exemption[]
  /** Sorted by time and parameter. */
  ratified: Ratification[]
}
