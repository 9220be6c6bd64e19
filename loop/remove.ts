import { type Deploy, unpackReview } from '../core/event/deploy.ts'
import { nowhere, type Scope } from '../core/event/scope.ts'
import type { SweepMessage } from '../core/event/sweep.ts'
import { sweepOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { keyOf, targetName } from '../core/plan/change.ts'
import { type Hindrance, hindranceOf } from '../core/plan/hindrance.ts'
import { removes } from '../core/plan/hold.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import { permitted, type ReviewedRemoval } from '../core/plan/review.ts'
import { isSamePolicy, type PolicyName, policyTypes } from '../core/policy/type.ts'
import { report } from './alarm.ts'
import { carryOut } from './carry-out.ts'
import { deployFor, isTrusted, withheld } from './deploying.ts'
import { rememberIncidents } from './incidents.ts'
import { planFor } from './plan.ts'
import { observation } from './record.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { rememberRestored } from './restored.ts'
import { grace, stoppingOf } from './stopping.ts'
import { suspendedBy, suspendedFor } from './suspensions.ts'
import type { Sweep, SweepPorts } from './sweep.ts'
import type { Trigger } from './trigger.ts'
import { ofAnother } from './view.ts'

/** Of so many targets the slots are read: where something comes and something goes, the order matters. */
const mostSlots = 100

interface Removal {
  results: ChangeWithOutcome[]
  hindrance: Hindrance
  /** Whether the time was over before all was done. */
  isLate: boolean
}

/**
 * Carries out the removals of a deployment that were reviewed and still stand, policy by policy, with a plan of this moment.
 * Nothing is removed where the plan is blocked, or once another manifest is deployed. False: it goes on by a message.
 */
export async function removeReviewed(ports: SweepPorts, asked: Sweep): Promise<boolean> {
  const { manifest, clock, send } = ports
  const { message, holder, deadline } = asked
  const deploy = deployFor(ports, manifest, message)
  if (!deploy || !(await isTrusted(ports, deploy))) return true
  const began = message.continues?.began ?? clock.now()
  const parts = partsOf(message, manifest)
  let { isFreeing } = deploy
  for (const [at, coverage] of parts.entries()) {
    const goOn = async () => {
      const rest = { coverage: parts.slice(at).flat(), continues: { holder, began } }
      await send('sweep', { ...message, ...rest, deploy: { ...deploy, isFreeing } })
      return false
    }
    if (at > 0 && clock.now() >= deadline) return goOn()
    const scope: Scope = { ...nowhere, types: message.types, coverage, accountsSince: began }
    const trigger: Trigger = { kind: 'deploy', scope, events: [], deadline, began, isDue: false }
    const { results, hindrance, isLate } = await removal(ports, trigger, unpackReview(deploy.review))
    isFreeing ||= hindrance.isFreeing
    await tell(ports, results)
    if (hindrance.why !== null) {
      await withheld(ports, deploy, hindrance.why)
      return true
    }
    const failed = results.find(({ outcome }) => outcome.result === 'failed')
    if (failed) throw new Error(`${failed.key} failed: ${failed.outcome.error?.message ?? ''}`)
    if (isLate) return goOn()
  }
  // What waited for a slot finds it free now.
  const rest: Deploy = { ...deploy, phase: 'add', review: [], isFreeing: false }
  if (isFreeing) await send('sweep', { ...sweepOf(manifest, 'all'), deploy: rest })
  return true
}

/** What lies on every account is read one policy after the other, and all that is named by targets with each of them. */
function partsOf({ coverage }: SweepMessage, { policies }: Manifest): PolicyName[][] {
  const isAsked = (policy: PolicyName) => coverage !== 'all' && coverage.some((one) => isSamePolicy(one, policy))
  const each = policies.filter((policy) => policy.eachAccountIn.length > 0 && isAsked(policy))
  return each.length > 0 ? each.map(({ type, name }) => [{ type, name }]) : [[]]
}

async function removal(ports: SweepPorts, trigger: Trigger, review: ReviewedRemoval[]): Promise<Removal> {
  const recorder = recorderFor(ports, ports.manifest)
  try {
    return await recordedRemoval(ports, trigger, review, recorder)
  } finally {
    await recorder.end()
  }
}

async function recordedRemoval(
  ports: SweepPorts,
  trigger: Trigger,
  review: ReviewedRemoval[],
  recorder: Recorder,
): Promise<Removal> {
  const { manifest, clock } = ports
  const { scope, deadline } = trigger
  const options = { scope, mostSlots, until: deadline }
  const seen = await planFor(manifest, ports, options).catch((error) => ofAnother(error, manifest, scope, clock.now()))
  const { plan, organization } = seen
  const steps = permitted(plan.changes, review)
  const known = { manifest, incidents: [], events: [], found: clock.now() }
  if (steps.length > 0)
    await recorder.write(observation(recorder, known, 'deploy', { ...plan, changes: steps }, () => null))
  const before = hindranceOf(plan.blocked, [], review)
  if (before.why !== null) return { results: [], hindrance: before, isLate: false }
  const suspensions = suspendedFor(ports, manifest, recorder)
  if (steps.length > 0) await suspensions.look(organization.policies)
  const stopping = await stoppingOf(ports, trigger)
  const attention = { held: suspensions.holds, isStopped: stopping.counting(), until: deadline + grace }
  const run = { recorder, known }
  const results = await carryOut(ports, manifest, steps, { ...attention, run })
  await remember(ports, results)
  // What waits for the time, or for something that failed, is tried again.
  const isAnswered = ({ outcome }: ChangeWithOutcome) =>
    outcome.result === 'refused' || outcome.error?.name === suspendedBy
  const after = hindranceOf([], results.filter(isAnswered), review)
  const isLate = stopping.reason() === 'time'
  const why = stopping.reason() === 'manifest' ? 'another manifest was deployed meanwhile' : after.why
  return { results, hindrance: { why, isFreeing: before.isFreeing }, isLate }
}

async function remember({ state, clock }: SweepPorts, results: ChangeWithOutcome[]): Promise<void> {
  const added = results.filter(({ action }) => !removes(action))
  await rememberRestored(state, added, new Map(), clock.now())
  // Nobody is to take the event of our own detach for one that hid behind the deployment which attached it.
  const detached = results.filter(({ action }) => action === 'detach')
  const closed = detached.map(({ policy, target }) => keyOf('attach', policy, target?.id))
  await rememberIncidents(state, { open: [], closed })
}

/** A guardrail that goes is told of, though it was meant to. */
async function tell(ports: SweepPorts, results: ChangeWithOutcome[]): Promise<void> {
  const gone = results.filter(({ action, outcome }) => removes(action) && outcome.result === 'done')
  if (gone.length === 0) return
  const some = gone.slice(0, 3).map(({ action, policy, target }) => {
    const name = `${policyTypes[policy.type].short} ${policy.name}`
    return action === 'detach' ? `${name} detached from ${target && targetName(target)}` : `${name} deleted`
  })
  const more = gone.length - some.length
  const text = `A deployment carried out ${gone.length} reviewed removals: ${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  await report(ports, 'low', text, 'Each was reviewed as a step of its plan')
}
