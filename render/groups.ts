import { isAccountId } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { removes } from '../core/plan/hold.ts'
import type { Plan } from '../core/plan/plan.ts'
import { slotKey } from '../core/plan/slots.ts'
import { readableLines } from '../core/policy/content.ts'
import { nameKey, policyTypes } from '../core/policy/type.ts'
import { unifiedDiff } from './diff.ts'
import { safe } from './safe.ts'
import { count } from './words.ts'

// What is printed of changes, whatever the format: in groups, in words, free of control characters.

/** The changes of one policy in one mode. */
export interface Group {
  /** SCP, its name and its id. */
  title: string
  mode: Change['mode']
  isRemoving: boolean
  rows: Row[]
}

/** One change, or attachments that are too many to be told one by one. */
export interface Row {
  sign: '+' | '~' | '-'
  text: string
  /** Why it is done, where that says more than the change itself; below the last one of several with the same reason. */
  reason: string | null
  differences: Difference[]
}

/** What of a policy becomes another, or goes: a unified diff, and how many of its lines are left out at the end. */
export interface Difference {
  what: string
  lines: string[]
  left: number
}

/** How much is told of changes. */
export interface Telling {
  /** What is attached to the targets after the plan. */
  slots?: Plan['slots']
  /** Lines of a difference; 0: differences are not told. */
  lines: number
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

const signs: Readonly<Record<Change['action'], Row['sign']>> = {
  'enable-policy-type': '+',
  'rename-policy': '~',
  'create-policy': '+',
  'update-policy': '~',
  'tag-policy': '~',
  attach: '+',
  detach: '-',
  'delete-policy': '-',
}

/** Reasons that say what the change says already. */
const plainReasons = [
  ...['policy-missing', 'policy-renamed', 'content-differs', 'description-differs', 'tag-missing', 'not-attached'],
]

/** A reason once for all targets of a group; of any other code the text of the last change stands. */
const sharedReasons: Readonly<Record<string, string>> = {
  'not-in-manifest': 'No target in the manifest, and prune is on',
  'dormant-under-cfct': 'Dormant under CfCT, which ignored accounts and ids of OUs: begins to act there',
}

/** Accounts to which one policy is attached that are told one by one. What is removed, or has a reason, always is. */
const mostAccounts = 10

/** Changes by policy. What enforces and what only notifies may both concern one policy of AWS. */
export function groupsOf(changes: Change[], { slots = [], lines }: Telling): Group[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const key = `${change.mode} ${change.policy.id} ${nameKey(change.policy)}`
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  const room = new Map(slots.map(({ type, target, taken, most }) => [slotKey(type, target.id), most - taken]))
  return [...groups.values()].map((group) => groupOf(group, room, lines))
}

const titleOf = ({ policy: { name, type, id } }: Change): string =>
  [policyTypes[type].short, safe(name), id && `(${id})`].filter(Boolean).join(' ')

function groupOf(changes: Change[], room: Room, lines: number): Group {
  const [first] = changes as [Change]
  const crowd = changes.filter(isOneOfMany).slice(mostAccounts)
  const untold = new Set(crowd.slice(1))
  const told = changes.filter((change) => !untold.has(change))
  const reasons = told.map(reasonOf)
  const rows = told.map((change, at): Row => {
    const isMany = untold.size > 0 && change === crowd[0]
    const about = (aboutOf(change) || descriptionOf(change)) + extentOf(change, room)
    return {
      sign: signs[change.action],
      text: `${verbs[change.action].padEnd(6)} ${isMany ? count(crowd.length, 'more account') : about}`.trimEnd(),
      reason: reasons[at] === reasons[at + 1] ? null : (reasons[at] ?? null),
      differences: lines === 0 ? [] : differencesOf(change, lines),
    }
  })
  const isRemoving = changes.some(({ action }) => removes(action))
  return { title: titleOf(first), mode: first.mode, isRemoving, rows }
}

const isAccount = (target: Change['target']): boolean => target !== null && isAccountId(target.id)

const isOneOfMany = (change: Change): boolean =>
  change.action === 'attach' && isAccount(change.target) && reasonOf(change) === null

const reasonOf = ({ reason: { code, text } }: Change): string | null =>
  plainReasons.includes(code) ? null : (sharedReasons[code] ?? safe(text, 300))

/** What a change is about, beside its policy; empty where that is all. */
export function aboutOf({ action, policy, target, before, after }: Change): string {
  if (target) return target.path === target.id ? target.id : `${safe(target.path)} (${target.id})`
  if (action === 'enable-policy-type') return `policy type ${policy.type}`
  if (action === 'rename-policy') return `from ${safe(before?.name ?? '')}`
  if (action === 'update-policy') return Object.keys(after ?? {}).join(' and ')
  if (action === 'tag-policy') return "with holdfast's tag"
  return ''
}

/** Of a policy that comes or goes. */
const descriptionOf = ({ before, after }: Change): string => safe((after ?? before)?.description ?? '', 600)

/** Slots that are left at targets after the plan. */
type Room = ReadonlyMap<string, number>

/** How many accounts are below a target, and how many of its slots are left after the plan. */
function extentOf({ policy, target, accounts }: Change, room: Room): string {
  if (!target) return ''
  const left = room.get(slotKey(policy.type, target.id))
  const extent = [
    ...(accounts === null || isAccount(target) ? [] : [count(accounts, 'account')]),
    ...(left === undefined ? [] : [`${count(left, `${policyTypes[policy.type].short} slot`)} left`]),
  ]
  return extent.length > 0 ? `  ${extent.join(', ')}` : ''
}

function differencesOf({ action, before, after }: Change, most: number): Difference[] {
  const content = (text: string | undefined) => (text === undefined ? [] : readableLines(text))
  const told = (what: string, lines: string[]): Difference[] => {
    if (lines.length === 0) return []
    const shown = lines.slice(0, most).map((line) => safe(line.slice(0, longestLine + 1), longestLine))
    return [{ what, lines: shown, left: lines.length - shown.length }]
  }
  if (action === 'delete-policy')
    return told(
      'content',
      content(before?.content).map((line) => `-${line}`),
    )
  if (action !== 'update-policy' || !after) return []
  return [
    // A line each: where it stands says nothing.
    ...told('description', unifiedDiff([before?.description ?? ''], [after.description ?? '']).slice(1)),
    ...told('content', unifiedDiff(content(before?.content), content(after.content))),
  ]
}

/** No policy is longer. */
const longestLine = 20_000
