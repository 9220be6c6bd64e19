// Generated from schemas/lock.schema.json by scripts/types.mjs

export type Names = string[]

/**
 * manifest.lock.yaml: the ids behind the names of the manifest, written by `holdfast lock`, committed and reviewed.
 */
export interface LockDocument {
  version: 1
  organization: {
    id: string
    management_account: string
    root: string
  }
  /**
   * Path as the manifest writes it, segments joined by a colon, to id
   */
  organizational_units?: {
    [k: string]: string
  }
  /**
   * Account name as the manifest writes it, to id
   */
  accounts?: {
    [k: string]: string
  }
  /**
   * Names of the policies that the manifest named when it was locked, sorted. Absent: what the manifest loses is not noticed
   */
  policies?: {
    scp: Names
    rcp: Names
  }
  /**
   * Remote files that the manifest names: URL as it writes it, to the copy that is read in its place
   */
  vendor?: {
    [k: string]: {
      /**
       * The copy, from the folder of the lock
       */
      file: string
      /**
       * Digest of the copy
       */
      sha256: string
    }
  }
}
