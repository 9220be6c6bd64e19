import type { Exemption, Manifest } from '../manifest.ts'
import { isSamePolicy, type PolicyName } from '../policy/type.ts'

type Exempting = Pick<Manifest, 'exemptions'>

/** Whether an exemption holds: from its beginning on, and at its end no longer. `now` in epoch milliseconds. */
const isActive = ({ from, until }: Exemption, now: number): boolean => from <= now && now < until

/**
 * The one answer to the question whether a policy that is missing at a target stays away: by the manifest and the time alone,
 * whoever asks. Nothing that is read of the organization or the state, no tag and no actor, has a part in it.
 */
export const exemptionOf = (
  { exemptions }: Exempting,
  policy: PolicyName,
  targetId: string,
  now: number,
): Exemption | undefined =>
  exemptions.find((one) => one.target.id === targetId && isSamePolicy(one.policy, policy) && isActive(one, now))

/** Exemptions that hold now. */
export const activeExemptions = ({ exemptions }: Exempting, now: number): Exemption[] =>
  exemptions.filter((one) => isActive(one, now))

export type ExemptionState = 'coming' | 'active' | 'ended'

export const exemptionState = (one: Exemption, now: number): ExemptionState =>
  isActive(one, now) ? 'active' : now < one.from ? 'coming' : 'ended'
