// Generated from schemas/plan.schema.json by scripts/types.mjs

/**
 * The difference between the manifest and one organization, in the order in which it would be carried out.
 */
export interface Plan {
  kind: 'holdfast.plan'
  version: 1
  organization: {
    id: string
    managementAccount: string
  }
  manifest: {
    digest: string
    commit: string | null
  }
  /**
   * SHA-256 of organization, manifest digest, changes, and which places are exempt: what --expect takes
   */
  digest: string
  /**
   * Number of changes by action, and of what is blocked
   */
  summary: {
    [k: string]: number
  }
  /**
   * What keeps the manifest from being fully carried out
   */
  blocked: Problem[]
  /**
   * What a reader should know and nothing changes
   */
  findings: Problem[]
  stats: {
    calls: {
      [k: string]: number
    }
  }
  /**
   * Active accounts that feel the changes, each counted once, the management account never; null: not read
   */
  accounts?: number | null
  /**
   * What is attached to the targets that change once the plan is carried out; a target whose slots were not read is missing
   */
  slots?: {
    type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'
    target: {
      id: string
      path: string
    }
    /**
     * Policies of the type attached there, AWS's own counted
     */
    taken: number
    /**
     * As many as AWS allows
     */
    most: number
  }[]
  /**
   * Stack sets of the manifest, which the deployment carries out and apply does not; missing where there is none
   */
  stackSets?: {
    name: string
    regions: string[]
    /**
     * Active accounts that have a stack of it in each region; null: not read
     */
    accounts: number | null
    /**
     * Of these, accounts to which CfCT deployed nothing: below child OUs, and in OUs that are given by their id
     */
    gains: Account[]
    /**
     * Accounts to which CfCT deployed it and holdfast does not: the management account in an OU
     */
    loses: Account[]
  }[]
  changes: Change[]
  /**
   * Attachments that are missing and stay so, because exemptions.yaml says so: no part of changes
   */
  exempt: ExemptPlace[]
}
/**
 * One thing that is wrong or worth knowing, and the way out.
 */
export interface Problem {
  /**
   * Stable, kebab-case
   */
  code: string
  severity: 'error' | 'warning' | 'info'
  /**
   * What is wrong, in one sentence
   */
  message: string
  file?: string
  line?: number
  column?: number
  /**
   * Where in the document, like resources[2].deploy_method
   */
  path?: string
  /**
   * Key of the change that it keeps from being made
   */
  change?: string
  /**
   * Name of the policy that it concerns
   */
  policy?: string
  /**
   * Root, OU or account that it concerns
   */
  target?: {
    id: string
    path: string
  }
  /**
   * What to do
   */
  hint?: string
  /**
   * Why it is meant, as the manifest says; it counts as neither error nor warning then
   */
  acknowledged?: string
}
export interface Account {
  id: string
  name: string
}
/**
 * One step of a plan.
 */
export interface Change {
  /**
   * Stable name of the change, the same in every plan that contains it
   */
  key: string
  action:
    | 'enable-policy-type'
    | 'rename-policy'
    | 'create-policy'
    | 'update-policy'
    | 'tag-policy'
    | 'attach'
    | 'detach'
    | 'delete-policy'
  policy: {
    /**
     * Empty where the change concerns a policy type
     */
    name: string
    type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'
    /**
     * null: not yet created
     */
    id: string | null
  }
  target: null | {
    id: string
    /**
     * As the manifest names it, Workloads:Prod
     */
    path: string
  }
  before: null | {
    name?: string
    description?: string
    /**
     * The policy document, minified
     */
    content?: string
    tags?: {
      [k: string]: string
    }
  }
  after: null | {
    name?: string
    description?: string
    /**
     * The policy document, minified
     */
    content?: string
    tags?: {
      [k: string]: string
    }
  }
  reason: {
    code: string
    text: string
  }
  mode: 'enforce' | 'notify'
  /**
   * Active accounts at or below the target, which inherit what is attached there, without the management account; null: not read, or no target
   */
  accounts: number | null
}
export interface ExemptPlace {
  /**
   * Its id
   */
  exemption: string
  ticket: string
  reason: string
  /**
   * ISO 8601
   */
  from: string
  /**
   * ISO 8601; from then on it is attached again
   */
  until: string
  change: Change
}
