import type { Incident, Notice } from '../core/event/incident.ts'
import { isUrgent } from '../core/notice/message.ts'
import type { Paint } from './paint.ts'
import { safe } from './safe.ts'
import { textOf, verdictOf } from './verdict.ts'
import { count, wrap } from './words.ts'

/** What one run restored or could not, verdict first; many alike become a count, but what is critical is always named. */
export function noticesText(notices: Notice[], took: string, calls: number, paint: Paint, indent = ''): string {
  const verdicts = new Map(notices.map((notice) => verdictOf(notice)))
  return [...verdicts]
    .map(([verdict, style]) => {
      const alike = notices.filter((notice) => verdictOf(notice)[0] === verdict)
      const isByUs = alike.some(({ incident }) => byUs.has(incident.state))
      const cost = isByUs ? ` after ${took}, ${count(calls, 'call')}` : ''
      const body = lines(alike, indent).join('')
      const isEnabled = isByUs && alike.some(({ incident }) => incident.cause?.event === 'DisablePolicyType')
      return `${indent}${paint(style, verdict)}${cost}\n${body}${isEnabled ? `${indent}  ${wrap(lost, 78 - indent.length, `${indent}  `)}\n` : ''}`
    })
    .join('')
}

/** What is so by our doing. */
const byUs = new Set<Incident['state']>(['restored', 'covered'])

/** Disabling a policy type detaches what nobody told us to attach again, too. */
const lost =
  'Policies that the manifest does not name were detached too and stay so; re-register the OUs in Control Tower'

const named = 3

function lines(notices: Notice[], indent: string): string[] {
  const groups = new Map<string, Notice[]>()
  for (const notice of notices) {
    const action = notice.incident.action ?? ''
    groups.set(action, [...(groups.get(action) ?? []), notice])
  }
  return [...groups].flatMap(([action, alike]) =>
    alike.length <= named || alike.some(({ incident }) => incident.severity === 'critical')
      ? alike.map((notice) => noticeLine(notice, indent))
      : [`${indent}  ${wrap(`${many(action, alike)}${commonDetail(alike)}`, 78 - indent.length, `${indent}  `)}\n`],
  )
}

/** What AWS answered, where it answered the same to all. */
function commonDetail(notices: Notice[]): string {
  const [detail, ...others] = new Set(notices.map(({ detail }) => detail))
  return detail && others.length === 0 ? `. ${safe(detail, 300)}` : ''
}

function many(action: string, notices: Notice[]): string {
  const policies = [...new Set(notices.map(({ incident }) => incident.policy))]
  if (action === 'attach' && policies.length === 1) {
    const places = notices.slice(0, named).map(({ incident }) => safe(incident.target?.path ?? '', 60))
    const more = notices.length - places.length
    return `${safe(policies[0] ?? '')} at ${count(notices.length, 'target')}: ${places.join(', ')} and ${more} more`
  }
  if (action === 'attach')
    return `${count(notices.length, 'attachment')} of ${count(policies.length, 'policy', 'policies')}`
  return `${count(notices.length, 'change')} of kind ${action}`
}

function noticeLine(notice: Notice, indent: string): string {
  const { incident, detail } = notice
  const critical = isUrgent(notice) ? 'CRITICAL: ' : ''
  const cause = incident.cause ? ` [${incident.cause.event} by ${safe(incident.cause.actor.principal, 80)}]` : ''
  const after = detail ? `. ${safe(detail, 300)}` : ''
  return `${indent}  ${wrap(`${critical}${textOf(incident)}${after}${cause}`, 78 - indent.length, `${indent}  `)}\n`
}
