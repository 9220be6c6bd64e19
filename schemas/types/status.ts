// Generated from schemas/status.schema.json by scripts/types.mjs

/**
 * What `holdfast status --format json` prints.
 */
export interface StatusDocument {
  kind: 'holdfast.status'
  version: 1
  summary: {
    inSync: boolean
    changes: number
    blocked: number
    incidents: number
  }
  organization: {
    id: string
    managementAccount: string
  }
  manifest: {
    digest: string
    commit: string | null
  }
  /**
   * Changes that would make it as the manifest says
   */
  drift: Change[]
  blocked: Problem[]
  /**
   * Incidents that are not over, as the enforcer in this folder knows them
   */
  incidents: {
    key: string
    state: 'open' | 'refused' | 'reported' | 'suspended' | 'exempt'
    severity: 'low' | 'medium' | 'high' | 'critical'
    text: string
    /**
     * ISO 8601
     */
    opened: string
  }[]
  /**
   * What is written down below /holdfast/suspend/ in SSM; null: it was not or could not be read
   */
  suspensions:
    | null
    | {
        /**
         * Name of the SSM parameter
         */
        parameter: string
        /**
         * exhausted: four hours of the last 24 are used up, it never began; broken: it cannot be read and means nothing
         */
        state: 'active' | 'ended' | 'exhausted' | 'broken'
        /**
         * What it is about, for people
         */
        what: string
        policy: null | {
          id: string
          name: string
        }
        /**
         * null: it is about the policy itself, or broken
         */
        target: null | {
          id: string
          path: string
        }
        reason: string | null
        ticket: string | null
        /**
         * ISO 8601
         */
        from: string | null
        /**
         * ISO 8601; at the latest
         */
        until: string | null
        /**
         * What is wrong with a broken one
         */
        why: string | null
      }[]
  /**
   * What exemptions.yaml says, by the time of the command
   */
  exemptions: ShownExemption[]
  /**
   * The last sweep of the enforcer in this folder; null: none is known
   */
  sweep: null | {
    /**
     * ISO 8601
     */
    time: string
  }
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
/**
 * One exemption of the manifest, as commands show it.
 */
export interface ShownExemption {
  id: string
  /**
   * By the clock of whoever asks
   */
  state: 'coming' | 'active' | 'ended'
  policy: {
    name: string
    type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'
  }
  target: {
    id: string
    path: string
  }
  reason: string
  ticket: string
  approvers: string[]
  /**
   * ISO 8601
   */
  from: string
  /**
   * ISO 8601; from then on it is attached again
   */
  until: string
  /**
   * Whether it makes a difference now: the policy is not attached there; null: nobody looked
   */
  isMissing: boolean | null
}
