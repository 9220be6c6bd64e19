import { packReview, type RemovalGroup, unpackReview } from '../core/event/deploy.ts'
import { type Send, sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { reviewOf } from '../core/plan/review.ts'
import { report } from './alarm.ts'
import { reviewAnew } from './deploying.ts'
import { advance } from './generation.ts'
import { inTime } from './in-time.ts'
import { planFor } from './plan.ts'
import type { EnforcementPorts } from './ports.ts'
import { mostSlots } from './preflight.ts'
import { lenient } from './state.ts'

export type ActivationPorts = Pick<EnforcementPorts, 'organizations' | 'state' | 'notify' | 'clock'> & { send: Send }

/** What is deployed now. */
export interface Deployed {
  /** Digest of the manifest. */
  manifest: string
  generation: number
  /** Digest of the plan that somebody reviewed; empty: nobody did. */
  expect: string
}

/**
 * Begins what comes after a deployment: older workers stop, and a sweep of everything is asked for, with the removals of the plan
 * where it still is the one that was reviewed. Planning ends at `until`, in epoch milliseconds.
 */
export async function activate(
  ports: ActivationPorts,
  manifest: Manifest,
  { manifest: digest, generation, expect }: Deployed,
  until: number,
): Promise<void> {
  const { clock, send } = ports
  await advance(lenient(ports), generation)
  // While a deployment is rolled back this function may still be the one of the other manifest: it adds nothing to the sweep.
  const review = digest === manifest.digest ? await reviewed(ports, manifest, expect, until) : []
  const deploy = { manifest: digest, generation, began: clock.now(), phase: 'add' as const, review, isFreeing: false }
  await send('sweep', { ...sweepOf(manifest, 'all'), deploy })
}

/** What of the plan was reviewed and removes something. Of what stays, people hear. */
async function reviewed(
  ports: ActivationPorts,
  manifest: Manifest,
  expect: string,
  until: number,
): Promise<RemovalGroup[]> {
  const { clock } = ports
  if (!manifest.policies.some(({ prune, state }) => prune || state === 'absent')) return []
  const planning = planFor(manifest, ports, { mostSlots, until })
  const seen = await inTime(clock, until - clock.now(), planning, () => undefined).catch((error: unknown) => ({
    error,
  }))
  if (!seen || 'error' in seen) {
    const why = seen?.error instanceof Error ? seen.error.message : 'it took too long'
    if (expect) await report(ports, 'high', 'Reviewed removals are not carried out: nothing could be planned', why)
    return []
  }
  const { plan } = seen
  const removals = reviewOf(plan.changes)
  const keep = (why: string) => report(ports, 'high', `${removals.length} removals wait: ${why}`, reviewAnew)
  if (removals.length === 0) return []
  if (!expect) await keep('nobody reviewed them')
  else if (plan.digest !== expect) await keep('the plan is another one than the one that was reviewed')
  else if (plan.blocked.length > 0) await keep('the plan is blocked')
  else {
    const review = packReview(removals)
    const left = removals.length - unpackReview(review).length
    if (left > 0) await report(ports, 'high', `${left} removals wait: they are too many for one deployment`, reviewAnew)
    return review
  }
  return []
}
