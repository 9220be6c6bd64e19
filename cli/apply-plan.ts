import type { Notice } from '../core/event/incident.ts'
import type { Manifest } from '../core/manifest.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Organizations } from '../core/ports.ts'
import { carryOut } from '../loop/carry-out.ts'
import { noticesText } from '../render/timeline.ts'
import type { Context } from './context.ts'
import type { Folder } from './folder.ts'

/** Carries out a plan from this machine and records it in the folder. Ctrl-C ends it between two changes. */
export async function applyPlan(
  context: Context,
  manifest: Manifest,
  organizations: Organizations,
  plan: Plan,
  folder: Folder,
  each?: (change: ChangeWithOutcome) => void,
): Promise<ChangeWithOutcome[]> {
  if (plan.changes.length > 0) folder.begin()
  const notify = async (notice: Notice) => context.say(noticesText([notice], '', 0, context.paint))
  return carryOut({ ...folder, organizations, notify, clock: context.clock }, manifest, plan.changes, {
    ...(each && { each }),
    isStopped: () => context.signal.aborted,
  })
}
