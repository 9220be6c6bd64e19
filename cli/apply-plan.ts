import type { Notice } from '../core/event/incident.ts'
import type { Manifest } from '../core/manifest.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import { permitted, type ReviewedRemoval } from '../core/plan/review.ts'
import type { Organizations } from '../core/ports.ts'
import { carryOut } from '../loop/carry-out.ts'
import { noticesText } from '../render/timeline.ts'
import type { Context } from './context.ts'
import type { Folder } from './folder.ts'

/**
 * Carries out of a plan what its review permits, from this machine, and records it in the folder. The rest is skipped.
 * Ctrl-C ends it between two changes.
 */
export async function applyPlan(
  context: Context,
  manifest: Manifest,
  organizations: Organizations,
  plan: Plan,
  reviewed: ReviewedRemoval[],
  folder: Folder,
  each: (change: ChangeWithOutcome) => void = () => {},
): Promise<ChangeWithOutcome[]> {
  const steps = permitted(plan.changes, reviewed)
  if (steps.length > 0) folder.begin()
  const notify = async (notice: Notice) => context.say(noticesText([notice], '', 0, context.paint))
  const results = await carryOut({ ...folder, organizations, notify, clock: context.clock }, manifest, steps, {
    each,
    isStopped: () => context.signal.aborted,
  })
  const tried = new Map(results.map((result) => [result.key, result]))
  return plan.changes.map((change) => {
    const result = tried.get(change.key)
    if (result) return result
    const left: ChangeWithOutcome = { ...change, outcome: { result: 'skipped', error: null } }
    each(left)
    return left
  })
}
