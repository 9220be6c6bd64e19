import { join } from 'node:path'
import { ulid } from 'ulid'
import type { Notice } from '../core/event/incident.ts'
import type { Manifest } from '../core/manifest.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Organizations } from '../core/ports.ts'
import { directorySink } from '../local/directory.ts'
import { fileKeys } from '../local/keys.ts'
import { carryOut } from '../loop/carry-out.ts'
import { noticesText } from '../render/timeline.ts'
import type { Context } from './context.ts'

/** Carries out a plan from this machine and records it in .holdfast/audit. Ctrl-C ends it between two changes. */
export const carryOutPlan = (
  context: Context,
  manifest: Manifest,
  organizations: Organizations,
  plan: Plan,
  each?: (change: ChangeWithOutcome) => void,
): Promise<ChangeWithOutcome[]> =>
  carryOut(
    {
      organizations,
      audit: directorySink(join(context.folder, '.holdfast', 'audit')),
      keys: fileKeys(join(context.folder, '.holdfast', 'key'), manifest.organization.id),
      notify: async (notice: Notice) => context.say(noticesText([notice], '', 0, context.paint)),
      clock: context.clock,
      id: ulid,
    },
    manifest,
    plan.changes,
    { ...(each && { each }), isStopped: () => context.signal.aborted },
  )
