import type { Change } from '../core/plan/change.ts'
import type { Plan } from '../core/plan/plan.ts'
import { policyTypes } from '../core/policy/type.ts'
import type { Paint, Style } from './paint.ts'
import { problemsText } from './problems.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

/** A plan for a terminal: changes grouped by policy, then what is blocked, then one line that sums it up. */
export function planText(plan: Plan, paint: Paint): string {
  const head = `Organization ${plan.organization.id}, management account ${plan.organization.managementAccount}\n`
  const remarks = [...plan.blocked, ...plan.findings]
  return [
    head,
    changesText(plan.changes, paint),
    ...(remarks.length > 0 ? ['\n', problemsText(remarks, paint)] : []),
    `\n${paint('bold', wrap(planSummary(plan), 80, ''))}\n`,
    paint('dim', `${count(total(plan.stats.calls), 'call')} to AWS Organizations. Plan digest ${plan.digest}\n`),
  ].join('')
}

/** Changes in groups by policy and mode, each below an empty line. */
export const changesText = (changes: Change[], paint: Paint): string =>
  groupByPolicy(changes)
    .map(([title, group]) => {
      const mode = paint('dim', `mode ${group[0]?.mode}`)
      return `\n${paint('bold', title)}  ${mode}\n${group.map((one) => changeLine(one, paint)).join('')}`
    })
    .join('')

/** Plan: 2 to create, 14 to attach. */
export function planSummary(plan: Plan): string {
  const blocked = plan.blocked.length > 0 ? ` ${count(plan.blocked.length, 'problem')} in the way.` : ''
  if (plan.changes.length === 0) {
    return blocked ? `No changes.${blocked}` : 'No changes. The organization is as the manifest says.'
  }
  const parts = Object.entries(plan.summary).map(
    ([action, number]) => `${number} to ${verbs[action as Change['action']]}`,
  )
  return `Plan: ${parts.join(', ')}.${blocked}`
}

export const verbs: Readonly<Record<Change['action'], string>> = {
  'enable-policy-type': 'enable',
  'rename-policy': 'rename',
  'create-policy': 'create',
  'update-policy': 'update',
  'tag-policy': 'tag',
  attach: 'attach',
  detach: 'detach',
  'delete-policy': 'delete',
}

const looks: Readonly<Record<Change['action'], [string, Style]>> = {
  'enable-policy-type': ['+', 'green'],
  'rename-policy': ['~', 'yellow'],
  'create-policy': ['+', 'green'],
  'update-policy': ['~', 'yellow'],
  'tag-policy': ['~', 'yellow'],
  attach: ['+', 'green'],
  detach: ['-', 'red'],
  'delete-policy': ['-', 'red'],
}

function changeLine(change: Change, paint: Paint): string {
  const [sign, style] = looks[change.action]
  const accounts = change.accounts !== null && change.target && !/^\d/.test(change.target.id) ? change.accounts : null
  const extra = accounts === null ? '' : `  (${count(accounts, 'account')})`
  const text = `${verbs[change.action].padEnd(6)} ${describe(change)}${extra}`
  return `  ${paint(style, sign)} ${wrap(text, 76, ' '.repeat(11))}\n`
}

/** What a change is about, beside its policy. */
export function describe({ action, policy, target, before, after }: Change): string {
  if (target) return target.path === target.id ? target.id : `${safe(target.path)} (${target.id})`
  if (action === 'enable-policy-type') return `policy type ${policy.type}`
  if (action === 'rename-policy') return `from ${safe(before?.name ?? '')}`
  if (action === 'update-policy') return Object.keys(after ?? {}).join(' and ')
  if (action === 'tag-policy') return "with holdfast's tag"
  return safe(after?.description ?? '', 60)
}

/** Pairs of a title and its changes. What enforces and what only notifies may both concern one policy of AWS. */
function groupByPolicy(changes: Change[]): [string, Change[]][] {
  const groups = new Map<string, [string, Change[]]>()
  for (const change of changes) {
    const { name, type, id } = change.policy
    const title = [policyTypes[type].short, safe(name), id && `(${id})`].filter(Boolean).join(' ')
    const key = `${change.mode} ${title}`
    const group = groups.get(key)
    if (group) group[1].push(change)
    else groups.set(key, [title, [change]])
  }
  return [...groups.values()]
}

export const total = (calls: Record<string, number>): number => Object.values(calls).reduce((sum, n) => sum + n, 0)
