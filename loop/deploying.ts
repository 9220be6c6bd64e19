import { type Deploy, isDeployOf, isRecent, unpackReview } from '../core/event/deploy.ts'
import type { SweepMessage } from '../core/event/sweep.ts'
import { type Send, sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { keyOf } from '../core/plan/change.ts'
import { hindranceOf } from '../core/plan/hindrance.ts'
import { typesOf } from '../core/policy/type.ts'
import { report } from './alarm.ts'
import type { Run } from './enforce.ts'
import type { EnforcementPorts } from './ports.ts'

// A deployment's sweep: everything is added first, as every sweep does, and what only notifies with it. Where all of it is
// there, another message has removed what was reviewed. Whatever stands in the way keeps the removals back, and people hear of it.

type Ports = Pick<EnforcementPorts, 'notify' | 'clock' | 'generation'> & { send: Send }

/** What was asked for with a sweep, where it was asked of the deployment that this process is of. */
export const deployFor = (
  { generation }: Pick<Ports, 'generation'>,
  manifest: Manifest,
  { deploy }: SweepMessage,
): Deploy | undefined => (deploy && isDeployOf(deploy, manifest.digest, generation) ? deploy : undefined)

/** What is left of a deployment after one of its runs. */
export async function afterRun(
  ports: Ports,
  manifest: Manifest,
  deploy: Deploy | undefined,
  { blocked, changes, outcomes, putOffUntil }: Run,
): Promise<Deploy | undefined> {
  if (!deploy || deploy.review.length === 0) return deploy
  const results = new Map(outcomes.map((one) => [one.key, one]))
  const tried = changes.map((one) => results.get(one.key) ?? one)
  const { why, isFreeing } = hindranceOf(blocked, tried, unpackReview(deploy.review))
  if (why !== null) await withheld(ports, deploy, why)
  else if (putOffUntil === null) return { ...deploy, isFreeing: deploy.isFreeing || isFreeing }
  // What was restored a moment ago is certain in a moment: then all of it begins anew.
  else await ports.send('sweep', { ...sweepOf(manifest, 'all'), isDue: true, deploy }, putOffUntil - ports.clock.now())
  return { ...deploy, review: [] }
}

/** Everything was added: what was reviewed may go. The lease of what asks for it is free by then. */
export async function askRemoval({ send }: Ports, manifest: Manifest, deploy: Deploy): Promise<void> {
  const prefixes = new Set(deploy.review.map(({ prefix }) => prefix))
  const named = manifest.policies.filter(
    (policy) => policy.eachAccountIn.length > 0 && prefixes.has(keyOf('detach', policy)),
  )
  const message: SweepMessage = {
    ...{ types: typesOf(manifest.policies), contents: 'all', because: [] },
    coverage: named.map(({ type, name }) => ({ type, name })),
    deploy: { ...deploy, phase: 'remove' },
  }
  await send('sweep', message, 5_000)
}

/** Tells that reviewed removals were not carried out. */
export const withheld = (ports: Pick<Ports, 'notify' | 'clock'>, deploy: Deploy, why: string): Promise<void> =>
  report(
    ports,
    'high',
    `Not all of ${unpackReview(deploy.review).length} reviewed removals were carried out: ${why}`.slice(0, 1_500),
    reviewAnew,
  )

export const reviewAnew =
  'Review the plan as it is now ("holdfast plan"), then deploy again with its digest, or carry it out with "holdfast apply --expect DIGEST"'

/** Whether a review still counts; where it does not people hear of it. */
export async function isTrusted(ports: Ports, deploy: Deploy): Promise<boolean> {
  if (isRecent(deploy, ports.clock.now())) return true
  await withheld(ports, deploy, 'they were reviewed more than a day ago')
  return false
}
