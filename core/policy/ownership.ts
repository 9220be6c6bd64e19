import { digest } from '../digest.ts'

/** Tag that holdfast puts on its policies; the value tells which policy of the manifest it is. */
export const ownerTagKey = 'holdfast'

/** Tag values allow letters, digits, spaces and `_.:/=+-@` (Organizations User Guide, "Tagging"); other names are hashed. */
export const ownerTagValue = (name: string): string =>
  /^[\p{L}\p{N} _.:/=+\-@]+$/u.test(name) ? name : `sha256-${digest(name).slice(0, 40)}`

export const ownerTags = (name: string): Record<string, string> => ({ [ownerTagKey]: ownerTagValue(name) })

export const isTaggedAs = (tags: Record<string, string>, name: string): boolean =>
  tags[ownerTagKey] === ownerTagValue(name)

/**
 * Policies that belong to AWS or to Control Tower. Control Tower names its own `aws-guardrails-…` (Control Tower User
 * Guide, "Detect and resolve drift"); they never enter a plan.
 */
export const isReserved = (policy: { name: string; awsManaged: boolean }): boolean =>
  policy.awsManaged || policy.name.startsWith('aws-guardrails-')
