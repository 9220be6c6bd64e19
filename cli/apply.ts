import { suspensionsIn } from '../aws/suspensions.ts'
import { isDone } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import { permitted, reviewOf } from '../core/plan/review.ts'
import { jsonText } from '../render/json.ts'
import { leftText, outcomeDocument, outcomeLine, outcomeSummary, stakes } from '../render/outcome.ts'
import { planText } from '../render/plan.ts'
import { duration } from '../render/words.ts'
import { applyPlan } from './apply-plan.ts'
import { commandLine } from './command-line.ts'
import { type Context, exit, refuse, UsageError, unlessAborted } from './context.ts'
import { refuseBesideAnother } from './enforcer.ts'
import type { Flags } from './flags.ts'
import { openFolder } from './folder.ts'
import { parameterConnection } from './parameters.ts'
import { isBlocked, planOrRefuse, preparePlan } from './plan.ts'

/**
 * Carries out the plan. Where something is in its way, nothing is carried out. What removes something is carried out only
 * where a person saw the plan: its digest was given, or the answer to it was yes.
 */
export async function apply(context: Context, flags: Flags): Promise<number> {
  if (flags.expect !== undefined && !isDigest(flags.expect)) {
    throw new UsageError(`--expect takes the digest of a plan, 64 of 0-9 and a-f, not ${JSON.stringify(flags.expect)}`)
  }
  const isJson = flags.format === 'json'
  const isAgreed = Boolean(flags.yes || flags.expect)
  if (!isAgreed && (isJson || !context.ask)) {
    const what = isJson ? 'apply --format json' : 'apply without a terminal'
    throw new UsageError(`${what} needs --yes, which removes nothing, or --expect with the digest of a reviewed plan`)
  }
  const { manifest, deployment, source, plan } = await unlessAborted(context, preparePlan(context, flags))
  if (!isJson) context.out(planText(plan, context.paint))
  if (flags.expect) refuseOther(plan, flags.expect)
  if (isBlocked(plan, flags)) {
    if (isJson) context.out(jsonText(outcomeDocument(plan, [], plan.stats.calls)))
    context.say('Nothing was changed.\n')
    return exit.failed
  }
  if (plan.changes.length > 0) await refuseBesideAnother(context, manifest, flags)
  if (plan.changes.length > 0 && !isAgreed) {
    context.out(stakes(plan, context.paint))
    const answer = await context.ask?.('Apply this plan? Only "yes" does: ')
    if (context.signal.aborted || answer?.trim() !== 'yes') {
      context.say('Nothing was changed.\n')
      return context.signal.aborted ? exit.interrupted : exit.failed
    }
    // People take their time, and the organization may be another one than the one that they were asked about.
    refuseOther(await unlessAborted(context, planOrRefuse(context, manifest, source)), plan.digest)
  }
  const started = context.clock.now()
  const folder = openFolder(context, manifest, { deployment })
  const isReviewed = Boolean(flags.expect) || !isAgreed
  const reviewed = isReviewed ? reviewOf(plan.changes) : []
  const all = plan.changes.length
  const suspensions = suspensionsIn(parameterConnection(context, manifest.region))
  const live = { organizations: source.organizations, suspensions }
  let told = 0
  const results = await applyPlan(context, manifest, live, plan, reviewed, folder, (change) => {
    told += 1
    // After Ctrl-C it counts how much is left, not what.
    if (isJson || (context.signal.aborted && change.outcome.result === 'skipped')) return
    const progress = context.isTerminal ? `[${String(told).padStart(String(all).length)}/${all}]` : ''
    context.out(outcomeLine(change, context.paint, progress))
  })
  const document = outcomeDocument(plan, results, source.organizations.calls())
  if (isJson) context.out(jsonText(document))
  else context.out(`\n${outcomeSummary(document, duration(context.clock.now() - started))}`)
  const steps = new Set(permitted(plan.changes, reviewed))
  if (steps.size > 0) {
    await folder.seal()
    context.say(`Recorded in ${folder.records}.\n`)
  }
  if (context.signal.aborted) {
    context.say(`Interrupted. What is left: ${commandLine('plan', flags)}\n`)
    return exit.interrupted
  }
  const left = plan.changes.filter((change) => !steps.has(change))
  if (left.length > 0) {
    // What was done is told already: an organization that cannot be read any more does not change that.
    const rest = steps.size === 0 ? plan : await planOrRefuse(context, manifest, source).catch(() => null)
    const isReviewable = rest !== null && rest.changes.length > 0 && !isBlocked(rest, flags)
    context.say(leftText(left, isReviewable ? rest : null, (name) => commandLine(name, flags), context.paint))
  }
  return results.every(({ outcome }) => isDone(outcome)) ? exit.ok : exit.failed
}

const isDigest = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

function refuseOther(plan: Plan, digest: string): void {
  if (plan.digest === digest) return
  throw refuse(
    'plan-changed',
    `The plan's digest is ${plan.digest}, not ${digest}; nothing was changed`,
    'Review the plan as it is now, then apply it',
  )
}
