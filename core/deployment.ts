import type { Manifest } from './manifest.ts'

/** What a manifest says for the deployment, beside the compiled manifest that the functions carry. */
export interface Deployment {
  manifest: Manifest
  accounts: { management: string; logArchive: string | null; audit: string | null }
  notifications: { emails: string[] }
  audit: { retentionDays: number; objectLock: 'governance' | 'compliance'; bucket: string | null }
  /** What holdfast itself puts into member accounts: below these OUs, in these regions, the home region first. */
  memberBaseline: { units: string[]; regions: string[] } | null
  /** In the manifest's order: each is deployed after the one before it. */
  stackSets: StackSet[]
  /** Whether a stack set that the manifest no longer names is deleted with its stacks, or left alone. */
  deletesStackSets: boolean
}

/** One resource of the manifest with deploy_method stack_set. */
export interface StackSet {
  name: string
  description: string
  /** The template as it is, byte for byte, and the file that it came from. */
  template: { file: string; text: string }
  parameters: StackSetParameter[]
  regions: string[]
  /** OUs, and the root: accounts that join below get a stack by themselves. */
  units: string[]
  /** Member accounts that are named one by one. */
  accounts: string[]
  /** Whether the management account is a target: stack sets never reach it, so that it gets a stack of its own. */
  inManagementAccount: boolean
  exports: { parameter: string; output: string }[]
}

/** A value, or the SSM parameter whose value it has when it is deployed. */
export type StackSetParameter = { key: string } & ({ value: string } | { ssm: string })
