import type { Problem } from '../problem.ts'

/** Another organization than the locked one is never touched. */
export const mismatch = (error: Error): Problem => ({
  code: 'organization-mismatch',
  severity: 'error',
  message: error.message,
  hint: 'Check credentials and AWS_ENDPOINT_URL; run "holdfast lock" only if the manifest is meant for this organization',
})
