// Generated from schemas/outcome.schema.json by scripts/types.mjs

/**
 * A plan that was carried out: each change with what came of it.
 */
export interface OutcomeDocument {
  kind: 'holdfast.outcome'
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
   * Digest of the plan
   */
  digest: string
  /**
   * Number of changes by result
   */
  summary: {
    [k: string]: number
  }
  blocked: Problem[]
  stats: {
    calls: {
      [k: string]: number
    }
  }
  /**
   * What the plan left alone, because exemptions.yaml says so
   */
  exempt: ExemptPlace[]
  changes: (Change & {
    outcome: Outcome
  })[]
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
export interface Outcome {
  /**
   * already: AWS says that it was so; refused: a person is needed; failed: it may work later; skipped: not tried
   */
  result: 'done' | 'already' | 'refused' | 'failed' | 'skipped'
  /**
   * Of AWS's answer to the write; absent: none was sent
   */
  requestId?: string | null
  error: null | {
    name: string
    reason: string | null
    /**
     * What it means and what to do
     */
    message: string
    requestId: string | null
  }
}
