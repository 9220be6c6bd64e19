import { join } from 'node:path'
import { fileState } from '../local/state.ts'
import { openIncidents } from '../loop/incidents.ts'
import { planSummary } from '../render/plan.ts'
import { statusDocument, statusText } from '../render/status.ts'
import { type Context, exit } from './context.ts'
import { type Flags, numberFlag } from './flags.ts'
import { isBlocked, planOrRefuse, preparePlan } from './plan.ts'

const pause = 5_000

/** Whether the organization is as the manifest says, what is open, and when it was last looked at. */
export async function status(context: Context, flags: Flags): Promise<number> {
  const deadline = context.clock.now() + numberFlag(flags, 'timeout', 600, 86_400) * 1_000
  const first = await preparePlan(context, flags)
  let { plan } = first
  while (flags.wait && (plan.changes.length > 0 || plan.blocked.length > 0)) {
    if (context.signal.aborted) return exit.interrupted
    if (context.clock.now() + pause > deadline) {
      context.say('Waited as long as --timeout says.\n')
      break
    }
    context.say(`${planSummary(plan)} Waiting.\n`)
    await context.clock.sleep(pause)
    plan = await planOrRefuse(first.manifest, first.source)
  }
  const state = fileState(join(context.folder, '.holdfast', 'state.json'), context.clock)
  const document = statusDocument(plan, await openIncidents(state), await state.get('sweep/last'))
  context.out(flags.format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : statusText(document, context.paint))
  const isInSync = plan.changes.length === 0 && plan.blocked.length === 0
  if (isBlocked(plan, flags) || (flags.wait && !isInSync)) return exit.failed
  return flags['exit-code'] && !isInSync ? exit.differs : exit.ok
}
