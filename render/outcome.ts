import type { Change } from '../core/plan/change.ts'
import { removes } from '../core/plan/hold.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import { policyTypes } from '../core/policy/type.ts'
import type { Calls } from '../core/ports.ts'
import type { OutcomeDocument } from '../schemas/types/outcome.ts'
import { aboutOf, verbs } from './groups.ts'
import type { Paint, Style } from './paint.ts'
import { plannedText, total } from './plan.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

export function outcomeDocument(plan: Plan, changes: ChangeWithOutcome[], calls: Calls): OutcomeDocument {
  const summary: Record<string, number> = {}
  for (const { outcome } of changes) summary[outcome.result] = (summary[outcome.result] ?? 0) + 1
  return {
    kind: 'holdfast.outcome',
    version: 1,
    organization: plan.organization,
    manifest: plan.manifest,
    digest: plan.digest,
    summary,
    blocked: plan.blocked,
    stats: { calls },
    changes,
  }
}

const styles: Readonly<Record<ChangeWithOutcome['outcome']['result'], Style>> = {
  done: 'green',
  already: 'green',
  refused: 'red',
  failed: 'red',
  skipped: 'yellow',
}

/** One line for a change that was carried out, and what to do where it was not. */
export function outcomeLine(change: ChangeWithOutcome, paint: Paint): string {
  const { result, error } = change.outcome
  const what = [
    verbs[change.action],
    policyTypes[change.policy.type].short,
    safe(change.policy.name),
    aboutOf(change, 60),
  ]
  const line = `  ${paint(styles[result], result.padEnd(7))} ${what.filter(Boolean).join(' ')}\n`
  return error ? `${line}          ${wrap(safe(error.message, 600), 70, '          ')}\n` : line
}

/** Applied: 22 done. 45 calls. */
export function outcomeSummary({ summary, stats }: OutcomeDocument, took: string): string {
  const parts = Object.entries(summary).map(([result, number]) => `${number} ${result}`)
  const what = parts.length > 0 ? `Applied: ${parts.join(', ')}` : 'Nothing to apply'
  return `${what}. ${count(total(stats.calls), 'call')} in ${took}.\n`
}

/** What --yes left, with the command that carries it out; without a plan, as it is now, the command that shows it. */
export function leftText(left: Change[], rest: Plan | null, command: (name: string) => string, paint: Paint): string {
  const removals = left.filter(({ action }) => removes(action)).length
  const others = left.length - removals
  const waiting = others > 0 ? ` ${count(others, 'attachment waits', 'attachments wait')} for the room.` : ''
  const why = `${count(removals, 'removal was', 'removals were')} left: --yes is no review.${waiting}`
  const head = `\n${paint('yellow', wrap(why, 80, ''))}\n`
  if (rest === null) return `${head}Review what is left:\n  ${command('plan')}\n`
  const what = 'Review this plan. As long as the organization stays as it is, this carries it out:'
  return `${head}${plannedText(rest, paint)}\n${wrap(what, 80, '')}\n  ${command('apply')} --expect ${rest.digest}\n`
}
