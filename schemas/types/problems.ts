// Generated from schemas/problems.schema.json by scripts/types.mjs

/**
 * What `holdfast validate --format json` prints, and every command that could not begin.
 */
export interface ProblemsDocument {
  kind: 'holdfast.problems'
  version: 1
  summary: {
    errors: number
    warnings: number
    infos: number
    /**
     * Findings that the manifest acknowledges, counted here alone
     */
    acknowledged: number
    /**
     * Resources of the manifest that were read
     */
    resources: number
  }
  /**
   * What exemptions.yaml says, by the time of the command; missing where there is none, or where there are errors
   */
  exemptions?: ShownExemption[]
  problems: Problem[]
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
