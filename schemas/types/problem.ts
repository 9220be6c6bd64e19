// Generated from schemas/problem.schema.json by scripts/types.mjs

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
