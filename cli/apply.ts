import { outcomeDocument, outcomeLine, outcomeSummary } from '../render/outcome.ts'
import { planText } from '../render/plan.ts'
import { duration } from '../render/words.ts'
import { carryOutPlan } from './carry-out.ts'
import { type Context, exit, refuse, UsageError } from './context.ts'
import type { Flags } from './flags.ts'
import { isBlocked, preparePlan } from './plan.ts'

/** Carries out the plan. Where something is in its way, nothing is carried out. */
export async function apply(context: Context, flags: Flags): Promise<number> {
  if (!context.ask && !flags.yes && !flags.expect) {
    throw new UsageError('apply without a terminal needs --yes, or --expect with the digest of a reviewed plan')
  }
  const { manifest, source, plan } = await preparePlan(context, flags)
  const isJson = flags.format === 'json'
  if (!isJson) context.out(planText(plan, context.paint))
  if (flags.expect && flags.expect !== plan.digest) {
    throw refuse(
      'plan-changed',
      `The plan's digest is ${plan.digest}, not ${flags.expect}`,
      'Review the plan as it is now, then apply with its digest',
    )
  }
  if (isBlocked(plan, flags)) {
    if (isJson) context.out(`${JSON.stringify(outcomeDocument(plan, [], plan.stats.calls), null, 2)}\n`)
    context.say('Nothing was changed.\n')
    return exit.failed
  }
  if (plan.changes.length > 0 && !flags.yes && !flags.expect) {
    const answer = await context.ask?.('Apply this plan? Only "yes" does: ')
    if (answer?.trim() !== 'yes') {
      context.say('Nothing was changed.\n')
      return exit.failed
    }
  }
  const started = context.clock.now()
  const results = await carryOutPlan(context, manifest, source.organizations, plan, (change) => {
    if (!isJson) context.out(outcomeLine(change, context.paint))
  })
  const document = outcomeDocument(plan, results, source.organizations.calls())
  if (isJson) context.out(`${JSON.stringify(document, null, 2)}\n`)
  else context.out(`\n${outcomeSummary(document, duration(context.clock.now() - started))}`)
  if (results.length > 0) context.say('Recorded in .holdfast/audit.\n')
  if (context.signal.aborted) return exit.interrupted
  return results.every(({ outcome }) => ['done', 'already'].includes(outcome.result)) ? exit.ok : exit.failed
}
