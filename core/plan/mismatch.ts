import { type Problem, problem } from '../problem.ts'

/** Another organization than the locked one is never touched. */
export const mismatch = (error: Error): Problem =>
  problem(
    'organization-mismatch',
    {},
    error.message,
    'Check credentials and AWS_ENDPOINT_URL; only if the manifest is meant for this organization, remove the lock and run "holdfast lock"',
  )
