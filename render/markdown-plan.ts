import { removes } from '../core/plan/hold.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Problem } from '../core/problem.ts'
import { exemptLines } from './exemptions.ts'
import { type Difference, type Group, groupsOf, type Row, verbs } from './groups.ts'
import { code, details, fence, fitting } from './markdown.ts'
import { plain } from './paint.ts'
import { exemptTitle, extent } from './plan.ts'
import { problemsText } from './problems.ts'
import { stackSetLines } from './stack-sets.ts'
import { count } from './words.ts'

/**
 * Characters. GitHub takes 65,536 in a comment, of which whoever sends it may need some; the parts are so small that any one
 * policy fits in.
 */
const most = { comment: 60_000, problems: 8_000, rows: 8_000, difference: 10_000 }

/** Lines of a difference. */
const mostLines = 400

/**
 * A plan as one comment of a pull request: the verdict, what is in its way, then policy by policy, those that lose something
 * first. `command` carries it out. What is too long is left out, and counted.
 */
export function planMarkdown(plan: Plan, command: string): string {
  const { organization, blocked, findings, summary, changes, slots = [] } = plan
  const head = [
    `**${verdict(plan)}**\n`,
    `${[`Organization ${code(organization.id)}.`, ...extent(plan)].join(' ')}\n`,
    ...problemsMarkdown('In the way', blocked),
    ...problemsMarkdown('To know', findings),
    ...table(summary),
    ...exemptMarkdown(plan),
    ...stackSetsMarkdown(plan),
  ].join('\n')
  const foot = footMarkdown(plan, command)
  const groups = groupsOf(changes, { slots, lines: mostLines }).sort(
    (one, other) => Number(other.isRemoving) - Number(one.isRemoving),
  )
  const sections = fitting(groups.map(groupMarkdown), most.comment - head.length - foot.length)
  const left = groups.slice(sections.length)
  return [head, ...sections, ...leftOut(left.length, 'more policy', 'more policies', rowsOf(left)), foot].join('\n')
}

/** What keeps a plan from being made, as a comment. */
export const refusalMarkdown = (problems: Problem[]): string =>
  ['**There is no plan.**\n', ...problemsMarkdown('In the way', problems)].join('\n')

function verdict({ changes, blocked, exempt }: Plan): string {
  const removals = changes.filter(({ action }) => removes(action)).length
  const planned = [
    changes.length === 0 ? 'No changes' : count(changes.length, 'change'),
    ...(removals > 0 ? [count(removals, 'of them removes something', 'of them remove something')] : []),
  ].join(', ')
  if (blocked.length > 0) return `Nothing can be applied: ${count(blocked.length, 'problem')} in the way. ${planned}.`
  const but = exempt.length > 0 ? `, but for ${count(exempt.length, 'exempt place')}` : ''
  return changes.length === 0 ? `No changes. The organization is as the manifest says${but}.` : `${planned}.`
}

/** What nobody attaches before the end of an exemption. */
function exemptMarkdown(plan: Plan): string[] {
  const lines = exemptLines(plan)
  return lines.length === 0 ? [] : [`### ${exemptTitle}\n`, fence(lines, 'text')]
}

function problemsMarkdown(title: string, problems: Problem[]): string[] {
  if (problems.length === 0) return []
  const texts = problems.map((problem) => problemsText([problem], plain).trimEnd())
  const shown = fitting(texts, most.problems)
  return [
    `### ${title}\n`,
    fence(shown.join('\n').split('\n'), 'text'),
    ...leftOut(texts.length - shown.length, 'more problem', 'more problems'),
  ]
}

/** What the deployment carries out, and apply does not. */
function stackSetsMarkdown(plan: Plan): string[] {
  const texts = stackSetLines(plan).map(({ text, details }) => [`  ${text}`, ...details].join('\n'))
  if (texts.length === 0) return []
  const shown = fitting(texts, most.problems)
  return [
    '### Stack sets, which `cdk deploy` deploys\n',
    fence(shown.join('\n').split('\n'), 'diff'),
    ...leftOut(texts.length - shown.length, 'more stack set', 'more stack sets'),
  ]
}

/** Number of changes by action. */
function table(summary: Plan['summary']): string[] {
  const counts = Object.entries(verbs).filter(([action]) => summary[action])
  const row = (cell: (of: [string, string]) => unknown) => `| ${counts.map(cell).join(' | ')} |\n`
  return counts.length === 0 ? [] : [row(([, verb]) => verb) + row(() => '---:') + row(([action]) => summary[action])]
}

/** Signs that the highlighting of a diff knows. */
const signs: Readonly<Record<Row['sign'], string>> = { '+': '+', '~': '!', '-': '-' }

function groupMarkdown({ title, mode, rows }: Group): string {
  const texts = rows.map(({ sign, text, reason }) => `${signs[sign]} ${text}${reason === null ? '' : `\n# ${reason}`}`)
  const shown = fitting(texts, most.rows)
  const left = rows.slice(shown.length)
  return [
    `### ${code(title)}${mode === 'notify' ? ', which only notifies' : ''}\n`,
    fence(shown.join('\n').split('\n'), 'diff'),
    ...leftOut(left.length, 'more change', 'more changes', left),
    ...rows.flatMap(({ differences }) => differences.map(differenceMarkdown)),
  ].join('\n')
}

function differenceMarkdown({ what, lines, left }: Difference): string {
  const shown = fitting(lines, most.difference)
  const all = lines.length + left
  const size = shown.length < all ? `the first ${shown.length} of ${count(all, 'line')}` : count(all, 'line')
  return details(`Difference of the ${what}: ${size}`, fence(shown, 'diff'))
}

const rowsOf = (groups: Group[]): Row[] => groups.flatMap(({ rows }) => rows)

/** Of what is not shown it is said how much it is, and how much of it takes something away. */
function leftOut(number: number, one: string, many: string, rows: Row[] = []): string[] {
  if (number === 0) return []
  const removals = rows.filter(({ sign }) => sign === '-').length
  const removing = removals > 0 ? `, with ${count(removals, 'removal')}` : ''
  return [`**${count(number, one, many)} left out here${removing}.** \`holdfast plan\` shows all.\n`]
}

function footMarkdown({ changes, blocked, digest }: Plan, command: string): string {
  if (changes.length === 0 || blocked.length > 0) return `Plan digest ${code(digest)}\n`
  const what = 'As long as the organization stays as it is, this carries out the plan, and no other one:'
  return `${what}\n\n${fence([`${command} --expect ${digest}`], 'sh')}`
}
