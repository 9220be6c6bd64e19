// Generated from schemas/doctor.schema.json by scripts/types.mjs

/**
 * What `holdfast doctor --format json` prints.
 */
export interface DoctorDocument {
  kind: 'holdfast.doctor'
  version: 1
  summary: {
    ok: number
    warning: number
    error: number
    unknown: number
  }
  /**
   * The one that the lock names
   */
  organization: {
    id: string
    managementAccount: string
  }
  manifest: {
    digest: string
    commit: string | null
  }
  checks: {
    /**
     * Stable; docs/doctor.md explains it
     */
    check: string
    /**
     * error: holdfast will not work; unknown: it could not be read
     */
    state: 'ok' | 'warning' | 'error' | 'unknown'
    line: string
    /**
     * null where all is well
     */
    fix: string | null
  }[]
}
