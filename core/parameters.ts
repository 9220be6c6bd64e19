/** SSM parameters in the management account's Organizations region. */
export const parameterNames = {
  /** JSON, written by the deployment: what `apply` must not work against. */
  enforcer: '/holdfast/enforcer',
  /** Followed by a policy's id and what of it is suspended; written by a break-glass role alone. */
  suspensions: '/holdfast/suspend/',
} as const
