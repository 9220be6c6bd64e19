// Generated from schemas/exemption.schema.json by scripts/types.mjs

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
