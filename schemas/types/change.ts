// Generated from schemas/change.schema.json by scripts/types.mjs

export type Shape = null | {
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
  before: Shape
  after: Shape
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
