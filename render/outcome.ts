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
    exempt: plan.exempt,
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

/** A change that was carried out, and what to do where it was not; behind `progress`, where that is told. */
export function outcomeLine(change: ChangeWithOutcome, paint: Paint, progress = ''): string {
  const { action, policy, outcome } = change
  const what = [verbs[action], policyTypes[policy.type].short, safe(policy.name), aboutOf(change)].filter(Boolean)
  const lead = progress && `${progress} `
  const indent = ' '.repeat(lead.length + 10)
  const inside = (text: string) => wrap(text, 80 - indent.length, '').replaceAll('\n', `\n${indent}`)
  const line = `  ${paint('dim', lead)}${paint(styles[outcome.result], outcome.result.padEnd(7))} ${inside(what.join(' '))}\n`
  return outcome.error ? `${line}${indent}${inside(safe(outcome.error.message, 600))}\n` : line
}

/** What a person is told before the question whether to carry out a plan. */
export function stakes({ accounts, summary }: Plan, paint: Paint): string {
  const whom = typeof accounts === 'number' ? count(accounts, 'account') : 'accounts that were not counted'
  const { detach = 0, 'delete-policy': deleted = 0 } = summary
  const removed = [
    ...(detach > 0 ? [count(detach, 'attachment')] : []),
    ...(deleted > 0 ? [count(deleted, 'policy', 'policies')] : []),
  ]
  const are = detach + deleted === 1 ? 'is' : 'are'
  const what = removed.length > 0 ? paint('red', `${removed.join(' and ')} ${are} removed`) : 'nothing is removed'
  return `\nThis reaches ${whom}, and ${what}.\n`
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
