import type { Manifest } from '../core/manifest.ts'
import { noticesOf } from '../core/notice/message.ts'
import type { Change } from '../core/plan/change.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import { permitted, type ReviewedRemoval } from '../core/plan/review.ts'
import type { Notifier, Organizations, Suspensions } from '../core/ports.ts'
import { carryOut } from '../loop/carry-out.ts'
import { observation } from '../loop/record.ts'
import { recorderFor } from '../loop/recorder.ts'
import { suspendedFor } from '../loop/suspensions.ts'
import { noticesText } from '../render/timeline.ts'
import type { Context } from './context.ts'
import type { Folder } from './folder.ts'

/**
 * Carries out of a plan what its review permits and nobody suspended, from this machine, and records it in the folder. The
 * rest is skipped. Ctrl-C ends it between two changes.
 */
export async function applyPlan(
  context: Context,
  manifest: Manifest,
  { organizations, suspensions }: { organizations: Organizations; suspensions: Suspensions },
  plan: Plan,
  reviewed: ReviewedRemoval[],
  folder: Folder,
  each: (change: ChangeWithOutcome) => void = () => {},
): Promise<ChangeWithOutcome[]> {
  const steps = permitted(plan.changes, reviewed)
  if (steps.length > 0) folder.begin()
  const notify: Notifier = async (message) => context.say(noticesText(noticesOf(message), '', 0, context.paint))
  const ports = { ...folder, organizations, suspensions, notify, clock: context.clock }
  // Whoever sits here is told each time.
  const state = { ...folder.state, claim: async () => true }
  const recorder = recorderFor(ports, manifest)
  const known = { manifest, incidents: [], events: [], found: context.clock.now() }
  const suspended = suspendedFor({ ...ports, state }, manifest, recorder)
  if (steps.length > 0) {
    await recorder.write(observation(recorder, known, 'command', { ...plan, changes: steps }, () => null))
    await suspended.look(policiesOf(steps))
  }
  const results = await carryOut(ports, manifest, steps, {
    each,
    held: suspended.holds,
    isStopped: () => context.signal.aborted,
    run: { recorder, known },
  }).finally(() => recorder.end())
  const tried = new Map(results.map((result) => [result.key, result]))
  return plan.changes.map((change) => {
    const result = tried.get(change.key)
    if (result) return result
    const left: ChangeWithOutcome = { ...change, outcome: { result: 'skipped', error: null } }
    each(left)
    return left
  })
}

const policiesOf = (changes: Change[]) => changes.flatMap(({ policy: { id, name } }) => (id ? [{ id, name }] : []))
