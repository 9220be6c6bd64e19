// Generated from schemas/manifest.schema.json by scripts/types.mjs

/**
 * Findings that are meant: they are counted, and no longer shown
 */
export type Acknowledge = {
  /**
   * Code of the finding, as validate shows it
   */
  code:
    | 'attached-to-nothing'
    | 'locks-everybody-out'
    | 'locks-out-control-tower'
    | 'rcp-service-unsupported'
    | 'security-ou'
    | 'few-slots-left'
    | 'management-account'
    | 'not-deployed'
    | 'ignored-key'
    | 'odd-region'
    | 'unquoted-account-id'
    | 'no-resources'
  /**
   * Why it is meant, for those who review it
   */
  reason: string
}[]
/**
 * enforce restores; with notify, events and sweeps only report
 */
export type Mode = 'enforce' | 'notify'
/**
 * Twelve digits in quotes
 */
export type AccountId = string

/**
 * manifest.yaml: a CfCT 2021-03-15 manifest; everything that holdfast adds stands under keys named `holdfast`.
 */
export interface ManifestDocument {
  /**
   * Control Tower home region
   */
  region: string
  /**
   * CfCT manifest version
   */
  version: '2021-03-15'
  /**
   * Delete stack sets that the manifest no longer names
   */
  enable_stack_set_deletion?: boolean | null
  holdfast?: Settings
  resources?: Resource[] | null
}
export interface Settings {
  acknowledge?: Acknowledge
  /**
   * For resources that do not say otherwise
   */
  defaults?: {
    mode?: Mode
    prune?: boolean
  }
  accounts?: {
    management?: AccountId
    log_archive?: AccountId
    audit?: AccountId
  }
  /**
   * Accounts that may change policies; their events are logged there
   */
  delegated_administrators?: AccountId[]
  /**
   * What happens when somebody detaches FullAWSAccess
   */
  full_aws_access?: 'report' | 'restore'
  notifications?: {
    emails?: string[]
    identifiers?: 'raw' | 'pseudonym'
  }
  audit?: {
    identifiers?: 'raw' | 'pseudonym'
    retention_days?: number
    object_lock?: 'governance' | 'compliance'
    /**
     * Needed with object_lock: compliance, in these words: cannot be undone for N days
     */
    compliance_confirmed?: string
    bucket?: string
  }
}
export interface Resource {
  name: string
  description?: string | null
  /**
   * Path from the manifest's folder
   */
  resource_file?: string
  deploy_method: 'scp' | 'rcp' | 'stack_set'
  deployment_targets?: {
    /**
     * Root, a path like Workloads:Prod, or an id
     */
    organizational_units?: string[] | null
    /**
     * Account ids in quotes, or account names
     */
    accounts?: string[] | null
  }
  parameter_file?: string | null
  parameters?:
    | {
        parameter_key: string
        parameter_value: unknown
      }[]
    | null
  regions?: string[] | null
  export_outputs?:
    | {
        name: string
        value: string
      }[]
    | null
  holdfast?: {
    acknowledge?: Acknowledge
    mode?: Mode
    /**
     * absent: detach everywhere and delete, with apply and deploy
     */
    state?: 'present' | 'absent'
    /**
     * apply and deploy detach it from targets that the manifest does not name
     */
    prune?: boolean
    /**
     * Take over a policy of this name that somebody else made
     */
    adopt?: boolean
    /**
     * Where all slots of a named target were taken since it lay there, one of those policies makes room
     */
    evict?: boolean
    /**
     * Attached to every active account below, one by one, and to each account that joins
     */
    each_account_in?: {
      organizational_unit: string
      /**
       * Midnight UTC, inclusive
       */
      joined_after?: string
      except?: AccountId[]
    }[]
  }
}
