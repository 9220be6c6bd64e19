// Generated from schemas/review.schema.json by scripts/types.mjs

/**
 * What the pipeline knows of a commit: who wrote it, who approved it, and what was checked. Written beside the manifest before it is compiled, by the pipeline alone; never commit it.
 */
export interface ReviewDocument {
  /**
   * Version of the form of this file.
   */
  version: 1
  /**
   * The commit that all of it is about; for another one it counts for nothing.
   */
  commit: string
  /**
   * Who wrote the change.
   */
  author: string
  /**
   * Address of the pull request.
   */
  pull_request?: string
  /**
   * Who approved it.
   *
   * @maxItems 100
   */
  approvers: string[]
  /**
   * What ran on it.
   *
   * @maxItems 100
   */
  checks: {
    /**
     * Name of the check.
     */
    name: string
    /**
     * What came of it, like success.
     */
    result: string
  }[]
}
