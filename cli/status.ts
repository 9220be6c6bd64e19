import { openIncidents } from '../loop/incidents.ts'
import { shownExemptions } from '../render/exemptions.ts'
import { jsonText } from '../render/json.ts'
import { planSummary } from '../render/plan.ts'
import { statusDocument, statusText } from '../render/status.ts'
import { duration } from '../render/words.ts'
import { type Context, exit, UsageError } from './context.ts'
import { type Flags, numberFlag } from './flags.ts'
import { openFolder } from './folder.ts'
import { isBlocked, isInSync, planOrRefuse, preparePlan } from './plan.ts'
import { writtenSuspensions } from './suspensions.ts'

const pause = 5_000

/** Whether the organization is as the manifest says, what is open, and when it was last looked at. */
export async function status(context: Context, flags: Flags): Promise<number> {
  if (flags.timeout !== undefined && !flags.wait) throw new UsageError('--timeout says how long --wait waits')
  const timeout = numberFlag(flags, 'timeout', 600, 86_400) * 1_000
  const started = context.clock.now()
  const first = await preparePlan(context, flags)
  let { plan } = first
  while (flags.wait && !isInSync(plan)) {
    const waited = context.clock.now() - started
    if (waited >= timeout) {
      context.say(`Waited ${duration(waited)}; --timeout is ${duration(timeout)}.\n`)
      break
    }
    context.say(`${planSummary(plan)} Waiting.\n`)
    await context.clock.sleep(Math.min(pause, timeout - waited))
    plan = await planOrRefuse(context, first.manifest, first.source)
  }
  const { state } = openFolder(context, first.manifest)
  const { manifest, source } = first
  const suspensions = 'reader' in source ? await writtenSuspensions(context, manifest, source, state) : null
  const now = context.clock.now()
  const exemptions = shownExemptions(manifest, plan.exempt, now)
  const last = await state.get('sweep/last')
  const document = statusDocument(plan, await openIncidents(state), suspensions, exemptions, last)
  context.out(flags.format === 'json' ? jsonText(document) : statusText(document, now, context.paint))
  if (isBlocked(plan, flags) || (flags.wait && !isInSync(plan))) return exit.failed
  const isCritical = document.incidents.some(({ severity }) => severity === 'critical')
  return flags['exit-code'] && (isCritical || !isInSync(plan)) ? exit.differs : exit.ok
}
