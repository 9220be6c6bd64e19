// Generated from schemas/manifest.schema.json by scripts/types.mjs

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
/**
 * What happens when somebody takes the policy away or changes it. Default: enforce. apply carries the plan out with either.
 */
export type Mode = 'enforce' | 'notify'
/**
 * An AWS account id: twelve digits, in quotes. Without them YAML reads a number and may lose zeros.
 */
export type AccountId = string

/**
 * Which policies are attached where in an AWS organization. A manifest of AWS's Customizations for Control Tower (CfCT, version 2021-03-15) is accepted as it is; everything that holdfast adds stands under keys named holdfast.
 */
export interface ManifestDocument {
  /**
   * Control Tower home region. The partition (aws, aws-cn, aws-us-gov) follows from it.
   */
  region: string
  /**
   * CfCT manifest version. Written without quotes, which CfCT refuses. The older 2020-01-01 has other keys, and is read with a warning.
   */
  version: '2021-03-15'
  /**
   * Whether a stack set is deleted, with its stacks in the accounts, once the manifest no longer names it. Default: false: it stays, with its stacks, and nobody keeps it up to date.
   */
  enable_stack_set_deletion?: boolean | null
  holdfast?: Settings
  /**
   * The policies and where they belong, and the stack sets, one entry each. Stack sets are deployed one after the other, in this order; that of policies means nothing.
   */
  resources?: Resource[] | null
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
    mode?: Mode
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
   */
  delegated_administrators?: AccountId[]
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
/**
 * One policy and where it belongs, or one stack set.
 */
export interface Resource {
  /**
   * Name of the policy in AWS. 1 to 128 characters, once for each type; who changes it here renames nothing but makes a new policy. aws-guardrails-… belongs to Control Tower. Of a stack set: 1 to 110 letters, digits and hyphens.
   */
  name: string
  /**
   * Description of the policy in AWS, for whoever meets it there. Up to 512 characters. CfCT fails where no resource has one.
   */
  description?: string | null
  /**
   * Path from the manifest's folder to the policy, a JSON file, or to the template of a stack set. An s3:// or https:// address is fetched by holdfast lock alone, which keeps a copy in vendor/.
   */
  resource_file?: string
  /**
   * What it is.
   */
  deploy_method: 'scp' | 'rcp' | 'stack_set'
  /**
   * Where the policy is attached, or the template deployed. May be {} with holdfast.each_account_in.
   */
  deployment_targets?: {
    /**
     * OUs, each as Root, a path like Workloads:Prod, or an id. The policy applies to all accounts below; so does a stack set, while CfCT left out child OUs. Names are pinned to ids in manifest.lock.yaml.
     */
    organizational_units?: string[] | null
    /**
     * Accounts, each as an id in quotes or a name. CfCT ignores them for scp and rcp. A stack set reaches the management account only where it is named here.
     */
    accounts?: string[] | null
  }
  /**
   * Path to the parameters of a stack set, or a URL like that of resource_file. Give this or parameters: with both CfCT sends none.
   */
  parameter_file?: string | null
  /**
   * Parameters of a stack set. Give this or parameter_file: with both CfCT sends none.
   */
  parameters?:
    | {
        /**
         * Name of the parameter in the template.
         */
        parameter_key: string
        /**
         * Its value: text, or a list, which becomes text with commas. $[alfred_ssm_/path] is the value that the SSM parameter /path has when it is deployed.
         */
        parameter_value: string | number | boolean | unknown[] | {} | null
      }[]
    | null
  /**
   * Regions of a stack set. Default: the manifest's region.
   */
  regions?: string[] | null
  /**
   * Outputs of a stack set that are stored in SSM parameters of the management account, for stack sets below and for others: those of its first account in its first region.
   */
  export_outputs?:
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
   * Settings of holdfast for this resource.
   */
  holdfast?: {
    acknowledge?: Acknowledge
    mode?: Mode
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
       */
      except?: AccountId[]
    }[]
  }
}
