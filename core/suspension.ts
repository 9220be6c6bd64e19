/** What of a policy is suspended: the id of a target, or `policy` for its content, tag and existence. */
export type PolicyPart = string

/** A suspension as it stands in SSM, unread: whoever wrote it may have written anything. */
export interface WrittenSuspension {
  /** Name of the parameter. */
  name: string
  value: string
  /** SSM's own time of the last write, in epoch milliseconds. */
  modified: number
}
