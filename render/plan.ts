import type { Change } from '../core/plan/change.ts'
import type { Plan } from '../core/plan/plan.ts'
import { exemptLines } from './exemptions.ts'
import { type Difference, type Group, groupsOf, type Row, type Telling, verbs } from './groups.ts'
import type { Paint, Style } from './paint.ts'
import { problemsText } from './problems.ts'
import { head } from './safe.ts'
import { stackSetLines } from './stack-sets.ts'
import { count, wrap } from './words.ts'

/** Lines of a difference that are read at a terminal. */
const mostLines = 60

/** A plan for a terminal: changes grouped by policy, then what is blocked, then one line that sums it up. */
export function planText(plan: Plan, paint: Paint): string {
  const { id, managementAccount } = plan.organization
  const remarks = [...plan.blocked, ...plan.findings]
  return [
    `Organization ${id}, management account ${managementAccount}\n`,
    plannedText(plan, paint),
    exemptText(plan, paint),
    stackSetsText(plan, paint),
    ...(remarks.length > 0 ? ['\n', problemsText(remarks, paint)] : []),
    `\n${paint('bold', wrap(planSummary(plan), 80, ''))}\n`,
    ...extent(plan).map((line) => `${wrap(line, 80, '')}\n`),
    paint('dim', `${count(total(plan.stats.calls), 'call')} to AWS Organizations.\nPlan digest ${plan.digest}\n`),
  ].join('')
}

/** What nobody attaches before the end of an exemption. */
function exemptText(plan: Plan, paint: Paint): string {
  const lines = exemptLines(plan).map((line) => `  ${wrap(line, 78, '    ')}\n`)
  return lines.length === 0 ? '' : `\n${paint('bold', exemptTitle)}\n${lines.join('')}`
}

export const exemptTitle = 'Exempt: missing, and left so'

/** What the deployment carries out, and apply does not. */
function stackSetsText(plan: Plan, paint: Paint): string {
  const lines = stackSetLines(plan).flatMap(({ text, details }) => [
    `  ${wrap(text, 78, '    ')}\n`,
    ...details.map((one) => `    ${painted(paint, one[0] ?? '', wrap(one, 76, '      '))}\n`),
  ])
  return lines.length === 0 ? '' : `\n${paint('bold', 'Stack sets, which "cdk deploy" deploys')}\n${lines.join('')}`
}

/** The changes of a plan as a reviewer needs them: with slots, and with what is replaced or goes. */
export const plannedText = ({ changes, slots }: Plan, paint: Paint): string =>
  changesText(changes, paint, { slots, lines: mostLines })

/** Changes in groups by policy and mode, each below an empty line. */
export const changesText = (changes: Change[], paint: Paint, telling: Telling = { lines: 0 }): string =>
  groupsOf(changes, telling)
    .map((group) => groupText(group, paint))
    .join('')

const groupText = ({ title, mode, rows }: Group, paint: Paint): string =>
  `\n${paint('bold', wrap(title, 66, '  '))}  ${paint('dim', `mode ${mode}`)}\n${rows.map((row) => rowText(row, paint)).join('')}`

const styles: Readonly<Record<string, Style>> = { '+': 'green', '~': 'yellow', '-': 'red', '@': 'cyan' }

const painted = (paint: Paint, sign: string, text: string): string => {
  const style = styles[sign]
  return style ? paint(style, text) : text
}

const rowText = ({ sign, text, reason, differences }: Row, paint: Paint): string =>
  [
    `  ${painted(paint, sign, sign)} ${wrap(text, 76, ' '.repeat(11))}\n`,
    ...(reason === null ? [] : [`    ${paint('dim', wrap(`> ${reason}`, 76, ' '.repeat(6)))}\n`]),
    ...differences.map((one) => differenceText(one, paint)),
  ].join('')

function differenceText({ what, lines, left }: Difference, paint: Paint): string {
  const shown = lines.flatMap((line) => {
    const [sign = '', text] = [line[0], line.slice(1)]
    return folded(text, 80 - 7).map((part) => `      ${painted(paint, sign, `${sign}${part}`)}\n`)
  })
  const more = left > 0 ? `      ${paint('dim', `${count(left, 'more line')}: plan --format json has all`)}\n` : ''
  return `      ${paint('dim', `${what}:`)}\n${shown.join('')}${more}`
}

/** A line in parts of at most `width` characters; each but the first stands two further in than the line did. */
function folded(line: string, width: number): string[] {
  const indent = ' '.repeat(Math.min(line.length - line.trimStart().length, width / 2) + 2)
  const parts: string[] = []
  let rest = line
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width)
    const part = blank > indent.length ? rest.slice(0, blank) : head(rest, width)
    parts.push(part)
    rest = indent + rest.slice(part.length).trimStart()
  }
  return [...parts, rest]
}

/** Plan: 2 to create, 14 to attach. */
export function planSummary(plan: Plan): string {
  const blocked = plan.blocked.length > 0 ? ` ${count(plan.blocked.length, 'problem')} in the way.` : ''
  if (plan.changes.length === 0) {
    const but = plan.exempt.length > 0 ? `, but for ${count(plan.exempt.length, 'exempt place')}` : ''
    return blocked ? `No changes.${blocked}` : `No changes. The organization is as the manifest says${but}.`
  }
  const exempt = plan.exempt.length > 0 ? ` ${count(plan.exempt.length, 'exempt place')} left alone.` : ''
  const parts = Object.entries(plan.summary).map(
    ([action, number]) => `${number} to ${verbs[action as Change['action']]}`,
  )
  return `Plan: ${parts.join(', ')}.${blocked}${exempt}`
}

/** Whom the changes reach; nothing where nothing changes. */
export function extent({ changes, accounts }: Plan): string[] {
  if (changes.length === 0 || accounts === undefined) return []
  return [
    accounts === null ? 'The accounts that it reaches were not counted.' : `It reaches ${count(accounts, 'account')}.`,
  ]
}

export const total = (calls: Record<string, number>): number => Object.values(calls).reduce((sum, n) => sum + n, 0)
