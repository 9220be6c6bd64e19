// Generated from schemas/lock.schema.json by scripts/types.mjs

/**
 * The ids behind the names of the manifest, and the names of its policies. Written by holdfast lock; commit it with the manifest and review it. Ids decide, names explain: whoever renames an OU or an account moves no guardrail.
 */
export interface LockDocument {
  /**
   * Version of the form of this file.
   */
  version: 1
  /**
   * The one organization that the manifest is for. Another one is never touched.
   */
  organization: {
    /**
     * Organization id.
     */
    id: string
    /**
     * Id of the management account, twelve digits in quotes.
     */
    management_account: string
    /**
     * Id of the root, which the manifest calls Root.
     */
    root: string
  }
  /**
   * Path of each OU as the manifest writes it, segments joined by a colon, to its id.
   */
  organizational_units?: {
    [k: string]: string
  }
  /**
   * Name of each account as the manifest writes it, to its id.
   */
  accounts?: {
    [k: string]: string
  }
  /**
   * Names of the policies that the manifest named when it was locked, sorted. A name that the manifest has lost since is noticed: its policy is released and stays where it is. Absent: what the manifest loses is not noticed.
   */
  policies?: {
    /**
     * Names of service control policies.
     */
    scp: string[]
    /**
     * Names of resource control policies.
     */
    rcp: string[]
  }
  /**
   * Remote files that the manifest names: address as the manifest writes it, to the copy that is read in its place. Nothing is fetched but by holdfast lock.
   */
  vendor?: {
    [k: string]: {
      /**
       * The copy, as a path from the folder of the lock.
       */
      file: string
      /**
       * SHA-256 of the copy, in hex. A copy that has another one is an error.
       */
      sha256: string
    }
  }
}
