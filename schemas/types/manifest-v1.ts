// Generated from schemas/manifest-v1.schema.json by scripts/types.mjs

/**
 * Findings that are meant, each with its reason. They are counted and no longer shown, and an entry that nothing answers to is a warning itself.
 *
 * @maxItems 1000
 */
export type Acknowledge = {
  /**
   * Code of the finding, as validate shows it. docs/problems.md explains each.
   */
  code:
    | 'attached-to-nothing'
    | 'locks-everybody-out'
    | 'locks-out-control-tower'
    | 'locks-out-stack-sets'
    | 'locks-out-holdfast'
    | 'locks-out-break-glass'
    | 'cuts-off-services'
    | 'other-organization-in-policy'
    | 'allow-list'
    | 'policy-doubtful'
    | 'policy-placeholder'
    | 'rcp-service-unsupported'
    | 'security-ou'
    | 'few-slots-left'
    | 'management-account'
    | 'ignored-key'
    | 'odd-region'
    | 'unquoted-account-id'
    | 'no-resources'
    | 'old-version'
    | 'not-vendored'
  /**
   * Why it is meant, for those who review it. Up to 512 characters.
   */
  reason: string
}[]
export type Name = string
export type Names = string[] | null
/**
 * Accepted and never read
 */
export type Names1 = string[] | null
/**
 * Outputs of a stack set that are stored in SSM parameters of the management account, for stack sets below and for others: those of its first account in its first region.
 */
export type ExportOutputs =
  | {
      /**
       * Name of the SSM parameter.
       */
      name: string
      /**
       * Output of the stack as $[output_LogicalId].
       */
      value: string
    }[]
  | null

/**
 * manifest.yaml of CfCT's first version, 2020-01-01, which AWS no longer supports; what holdfast adds stands under keys named `holdfast`.
 */
export interface ManifestV1Document {
  /**
   * Control Tower home region
   */
  region: string
  /**
   * CfCT manifest version
   */
  version: '2020-01-01'
  holdfast?: Settings
  organization_policies?: Policy[] | null
  cloudformation_resources?: StackSet[] | null
}
/**
 * Settings of holdfast for the whole manifest. CfCT does not know this key: remove it, and those of resources, to go back.
 */
export interface Settings {
  acknowledge?: Acknowledge
  /**
   * For resources that do not say otherwise.
   */
  defaults?: {
    /**
     * What happens when somebody takes the policy away or changes it. Default: enforce. apply carries the plan out with either.
     */
    mode?: 'enforce' | 'notify'
    /**
     * Whether apply detaches policies from targets that the manifest does not name. Default: false.
     */
    prune?: boolean
  }
  /**
   * Ids of the accounts that Control Tower itself made.
   */
  accounts?: {
    /**
     * The management account of the organization. It must be the one in the lock. No SCP or RCP has an effect on it.
     */
    management?: string
    /**
     * The log archive account of Control Tower.
     */
    log_archive?: string
    /**
     * The audit account of Control Tower, also called security account.
     */
    audit?: string
  }
  /**
   * Accounts that may change policies by the organization's resource policy. AWS logs what they do in their own accounts, so only events of accounts listed here are looked at. Default: none.
   *
   * Items: An AWS account id: twelve digits, in quotes. Without them YAML reads a number and may lose zeros.
   */
  delegated_administrators?: string[]
  /**
   * What holdfast puts into member accounts by a stack set of its own: a role with which the log archive account reads what is in force there, and rules that forward changes which an SCP or RCP denied, so that they are counted by policy. Default: nothing; {} is everything.
   */
  member_baseline?: {
    /**
     * OUs whose accounts get it, each as Root, a path like Workloads:Prod, or an id; accounts below and accounts that join too. Default: Root.
     *
     * @minItems 1
     */
    organizational_units?: [string, ...string[]]
    /**
     * Regions in which denials are looked for, beside the manifest's. Default: the one in which AWS Organizations and IAM log.
     */
    regions?: string[]
  }
  /**
   * Roles for emergencies, in the accounts: each SCP that can deny them anything is told. What follows role/ in the ARN, with its path; * and ? are wildcards. Default: none.
   *
   * @maxItems 50
   */
  break_glass_roles?: string[]
  /**
   * What happens when somebody detaches FullAWSAccess, after which nothing is allowed below. Default: report.
   */
  full_aws_access?: 'report' | 'restore'
  /**
   * What exemptions.yaml, beside the manifest, may say.
   */
  exemptions?: {
    /**
     * As many days an exemption lasts at most. Default: 14.
     */
    max_days?: number
  }
  /**
   * AWS's quotas, where AWS has changed them or grants you others than holdfast knows. Default: those of AWS's User Guide as of 2026-11-21.
   */
  quotas?: {
    /**
     * Quotas of SCPs.
     */
    scp?: {
      /**
       * Most SCPs that are attached to one root, OU or account, FullAWSAccess counted. Default: 10.
       */
      slots?: number
      /**
       * Longest SCP, in characters and in bytes of UTF-8, without white space. Default: 10240.
       */
      characters?: number
      /**
       * Slots of each OU that are left to Control Tower; validate warns where fewer are free. Default: 3.
       */
      reserved?: number
    }
    /**
     * Quotas of RCPs.
     */
    rcp?: {
      /**
       * Most RCPs that are attached to one root, OU or account, RCPFullAWSAccess counted. Default: 5.
       */
      slots?: number
      /**
       * Longest RCP, in characters and in bytes of UTF-8, without white space. Default: 5120.
       */
      characters?: number
    }
  }
  /**
   * Who is told of incidents: by e-mail, through the topic that the deployment makes.
   */
  notifications?: {
    /**
     * Addresses to send to. Default: none.
     */
    emails?: string[]
    /**
     * How account ids, principals, sessions and addresses stand in messages. Default: raw.
     */
    identifiers?: 'raw' | 'pseudonym'
  }
  /**
   * How the record of what was seen and done is kept.
   */
  audit?: {
    /**
     * How account ids, principals and addresses stand in records. Default: pseudonym.
     */
    identifiers?: 'raw' | 'pseudonym'
    /**
     * Days for which a record in S3 can be neither changed nor deleted, 1 to 36500; 30 days later it expires. Seven years are 2557. Default: 30, for trying it out.
     */
    retention_days?: number
    /**
     * Who may shorten the retention of records in S3. Default: governance.
     */
    object_lock?: 'governance' | 'compliance'
    /**
     * Needed with object_lock: compliance, in these words: cannot be undone for N days. N is retention_days.
     */
    compliance_confirmed?: string
    /**
     * Name of an S3 bucket of your own for records. Default: one that holdfast makes, in the log archive account or, where none is given, the management account.
     */
    bucket?: string
    /**
     * Days for which the account id, name or address behind a pseudonym is kept, encrypted, outside of what is locked, 1 to 3650. Default: 550.
     */
    identities_days?: number
    /**
     * Number of the key of pseudonyms, 1 to 99. Raise it by one to have new pseudonyms made under a new key; the older keys stay. Default: 1.
     */
    pseudonym_epoch?: number
  }
}
export interface Policy {
  name: Name
  description?: string | null
  /**
   * Path from the manifest's folder, or a URL
   */
  policy_file?: string
  /**
   * OUs that the policy is attached to: Root, a path like Workloads:Prod, or an id
   */
  apply_to_accounts_in_ou?: string[]
  holdfast?: Holdfast
}
/**
 * Settings of holdfast for this resource.
 */
export interface Holdfast {
  acknowledge?: Acknowledge
  /**
   * What happens when somebody takes the policy away or changes it. Default: enforce. apply carries the plan out with either.
   */
  mode?: 'enforce' | 'notify'
  /**
   * Whether the policy shall be there. Default: present.
   */
  state?: 'present' | 'absent'
  /**
   * Whether apply detaches the policy from targets that the manifest does not name. Default: false, or what holdfast.defaults says. Events and sweeps never detach.
   */
  prune?: boolean
  /**
   * Whether to take over, and tag, a policy of this name that somebody else made, like those of CfCT. Default: false: apply refuses where such a policy has other content.
   */
  adopt?: boolean
  /**
   * Whether one of the policies that took all slots of a named target, since this one lay there, is detached to make room; never one of AWS or Control Tower. Default: false: a critical incident names them.
   */
  evict?: boolean
  /**
   * How a stack set is rolled out. Default: as CfCT does it.
   */
  operations?: {
    /**
     * Share of the accounts of a region that may fail before the rest is left alone and the deployment fails. Default: 10.
     */
    failure_tolerance_percentage?: number
    /**
     * Share of the accounts that are worked on at a time. Default: 100.
     */
    max_concurrent_percentage?: number
    /**
     * Whether regions are worked on together. Default: parallel.
     */
    region_concurrency?: 'parallel' | 'sequential'
    /**
     * What keeps failures few. Default: strict.
     */
    concurrency_mode?: 'strict' | 'soft'
  }
  /**
   * Whether the stacks of a stack set stay in an account that leaves its OUs. Default: false: they are deleted, as by CfCT.
   */
  retain_stacks?: boolean
  /**
   * Attaches the policy to every active account below, one by one, and to each account that is created, invited, moved in or taken under Control Tower. Never to the management account. An account that leaves keeps it.
   */
  each_account_in?: {
    /**
     * Root, a path like Workloads:Prod, or an id. Accounts of OUs below count too.
     */
    organizational_unit: string
    /**
     * Only accounts that joined the organization on this day or later, from midnight UTC on. Default: all accounts.
     */
    joined_after?: string
    /**
     * Ids of accounts that are left out. Default: none.
     *
     * Items: An AWS account id: twelve digits, in quotes. Without them YAML reads a number and may lose zeros.
     */
    except?: string[]
  }[]
}
export interface StackSet {
  name: Name
  /**
   * Path from the manifest's folder, or a URL
   */
  template_file: string
  parameter_file?: string | null
  /**
   * stack_set; CfCT's validation passes without it, and its StackSet stage then stops
   */
  deploy_method: string
  /**
   * Account ids in quotes, or account names
   */
  deploy_to_account?: string[] | null
  deploy_to_ou?: Names
  depends_on?: Names1
  regions?: string[] | null
  ssm_parameters?: ExportOutputs
  holdfast?: Holdfast
}
