import { type Incident, type Notice, policyTypeOf } from '../core/event/incident.ts'
import type { Paint, Style } from './paint.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

export const verdicts: Readonly<Record<Incident['state'], [string, Style]>> = {
  restored: ['RESTORED', 'green'],
  over: ['OVER', 'green'],
  open: ['NOT RESTORED YET', 'red'],
  refused: ['NOT RESTORED', 'red'],
  reported: ['REPORTED', 'yellow'],
  covered: ['COVERED', 'green'],
  suspended: ['SUSPENDED', 'yellow'],
  exempt: ['EXEMPT', 'yellow'],
}

/** What one run restored or could not, verdict first; many alike become a count, but what is critical is always named. */
export function noticesText(notices: Notice[], took: string, calls: number, paint: Paint, indent = ''): string {
  const states = [...new Set(notices.map(({ incident }) => incident.state))]
  return states
    .map((state) => {
      const [verdict, style] = verdicts[state]
      const alike = notices.filter(({ incident }) => incident.state === state)
      const cost = byUs.has(state) ? ` after ${took}, ${count(calls, 'call')}` : ''
      const body = lines(alike, indent).join('')
      const isEnabled =
        state === 'restored' && alike.some(({ incident }) => incident.cause?.event === 'DisablePolicyType')
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

/** What is again as the manifest says. */
const again: Readonly<Record<NonNullable<Incident['action']>, (policy: string, target: string) => string>> = {
  'enable-policy-type': (_, target) => `policy type ${target} enabled`,
  'rename-policy': (policy) => `${policy} has its name again`,
  'create-policy': (policy) => `${policy} created again`,
  'update-policy': (policy) => `${policy} says again what the manifest says`,
  'tag-policy': (policy) => `${policy} carries its tag again`,
  attach: (policy, target) => `${policy} attached to ${target} again`,
  detach: (policy, target) => `${policy} detached from ${target}`,
  'delete-policy': (policy) => `${policy} deleted`,
}

/** What an incident is about as it is now, in one sentence without a full stop. */
export function textOf(incident: Incident): string {
  const { state, action, policy, target, cause } = incident
  if (state === 'covered' && target) return `${safe(policy ?? '')} attached to ${safe(target.path)} (${target.id})`
  if (state === 'over') return `no longer so: ${safe(incident.text, 300)}`
  if (state !== 'restored' || !action) return safe(incident.text, 300)
  const what = target ? safe(target.path) : String(policyTypeOf(incident))
  const text = again[action](safe(policy ?? ''), what)
  // What no event told of may never have been there.
  return cause ? text : text.replace(/ again$/, '')
}

function noticeLine({ incident, detail }: Notice, indent: string): string {
  const critical =
    incident.severity === 'critical' && !['restored', 'over'].includes(incident.state) ? 'CRITICAL: ' : ''
  const cause = incident.cause ? ` [${incident.cause.event} by ${safe(incident.cause.actor.principal, 80)}]` : ''
  const after = detail ? `. ${safe(detail, 300)}` : ''
  return `${indent}  ${wrap(`${critical}${textOf(incident)}${after}${cause}`, 78 - indent.length, `${indent}  `)}\n`
}
