import { evidenceBucket } from './deployed.ts'
import type { Manifest, Target } from './manifest.ts'

/** What a manifest says for the deployment, beside the compiled manifest that the functions carry. */
export interface Deployment {
  manifest: Manifest
  accounts: { management: string; logArchive: string | null; audit: string | null }
  notifications: { emails: string[] }
  audit: AuditSettings
  /** What holdfast itself puts into member accounts: below these OUs, in these regions, the home region first. */
  memberBaseline: { units: string[]; regions: string[] } | null
  /** In the manifest's order: each is deployed after the one before it. */
  stackSets: StackSet[]
  /** Whether a stack set that the manifest no longer names is deleted with its stacks, or left alone. */
  deletesStackSets: boolean
}

/** Days for which raw values are kept: an audit of a year is over some months after it. */
export const defaultIdentitiesDays = 550

export interface AuditSettings {
  retentionDays: number
  objectLock: 'governance' | 'compliance'
  /** A bucket of the user's own for records; null: holdfast makes one. */
  bucket: string | null
  /** Days for which raw values are kept beside their pseudonyms. */
  identitiesDays: number
  /** Number of the key that makes pseudonyms now; there is one for each number up to it. */
  pseudonymEpoch: number
}

/** Where evidence lies: in the log archive account or, self-attested, the management account. */
export const evidenceAccount = ({ accounts }: Pick<Deployment, 'accounts'>): string =>
  accounts.logArchive ?? accounts.management

/** One resource of the manifest with deploy_method stack_set. */
export interface StackSet {
  name: string
  description: string
  /** The template as it is, byte for byte, and the file that it came from. */
  template: { file: string; text: string }
  parameters: StackSetParameter[]
  regions: string[]
  /** OUs, or the root, which holds them all: accounts that join below get a stack by themselves. */
  units: Target[]
  /** Member accounts that are named one by one, in the manifest's order. */
  accounts: string[]
  /** Whether the management account is a target: stack sets never reach it, so that it gets a stack of its own. */
  inManagementAccount: boolean
  exports: { parameter: string; output: string }[]
  /** The account whose outputs in the first region are exported: the first that is named; null: any one below the OUs. */
  exportsFrom: string | null
  operations: StackSetOperations
  /** Whether the stacks stay in an account that leaves the OUs. */
  retainsStacks: boolean
}

/** A value in parts, which stand in it with commas between them. */
export interface StackSetParameter {
  key: string
  parts: ParameterPart[]
}

/** Text, or the SSM parameter whose value it has when it is deployed. */
export type ParameterPart = { text: string } | { ssm: string }

/** How an operation on a stack set goes through accounts and regions. */
export interface StackSetOperations {
  failureTolerancePercentage: number
  maxConcurrentPercentage: number
  regionConcurrency: 'parallel' | 'sequential'
  concurrencyMode: 'strict' | 'soft'
}

/** The bucket that records lie in. */
export const recordsBucket = (deployment: Deployment): string =>
  deployment.audit.bucket ?? evidenceBucket(evidenceAccount(deployment), deployment.manifest.region)
