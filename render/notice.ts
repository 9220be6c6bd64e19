import { type Incident, type IncidentState, type Notice, policyTypeOf } from '../core/event/incident.ts'
import { policyTypes } from '../core/policy/type.ts'
import { safe } from './safe.ts'
import { textOf, verdicts } from './timeline.ts'
import { duration } from './words.ts'

/** SNS takes less than 100 characters of printable ASCII. */
const longestSubject = 99

/**
 * A notice as a mail: the verdict first, then what is to be done, then what is known. Texts of others cannot forge a line, hide
 * a character or be a link; subject and text keep to the limits of SNS.
 */
export function mailOf(notice: Notice): { subject: string; text: string } {
  const { incident, detail, time } = notice
  const verdict = verdictOf(incident)
  const facts: [string, string | null][] = [
    ['What', whatOf(incident)],
    ['Where', incident.target && `${foreign(incident.target.path)} (${foreign(incident.target.id)})`],
    ['Who', whoOf(incident)],
    ['When', whenOf(incident)],
    ['Lasted', settled.has(incident.state) ? duration(time - incident.opened) : null],
    ['Severity', incident.severity],
    ['Attempts', incident.attempts > 1 ? String(incident.attempts) : null],
    ['Detail', detail && foreign(detail, 1_000)],
  ]
  return {
    subject: subjectOf(`${verdict}: ${shortly(incident)}`),
    text: [
      `${verdict}: ${foreign(textOf(incident), 400)}.`,
      `To do: ${toDo(incident)}`,
      '',
      ...facts.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(10)}${value}`] : [])),
      '',
      `Told by holdfast at ${stamp(time)}. "npx holdfast plan" shows what differs from the manifest now.`,
      '',
    ].join('\n'),
  }
}

const settled = new Set<IncidentState>(['restored', 'over', 'covered'])

/** Something that goes on beside the organization: there is nothing to restore. */
const isBeside = ({ action, state }: Incident): boolean => action === null && (state === 'open' || state === 'reported')

function verdictOf(incident: Incident): string {
  const verdict = isBeside(incident) ? 'ATTENTION' : verdicts[incident.state][0]
  return incident.severity === 'critical' && !settled.has(incident.state) ? `CRITICAL, ${verdict}` : verdict
}

const toDo = (incident: Incident): string =>
  isBeside(incident) ? 'look into it; what is known stands below.' : deeds[incident.state]

const deeds: Readonly<Record<IncidentState, string>> = {
  restored: 'nothing, if it was a mistake. Who wants it otherwise changes the manifest: here it is undone each time.',
  over: 'nothing; it has ended without holdfast.',
  open: 'nothing yet; holdfast tries again by itself, and tells when it is restored or a person is needed.',
  refused: 'AWS refuses, or something stands in the way: remove it. Each sweep tries again, every 15 minutes.',
  reported: 'decide. The manifest says to report this and not to restore it; "npx holdfast apply" restores it.',
  suspended:
    'nothing, if it is meant to be: it is restored when the suspension ends. To end it now, remove the parameter.',
  exempt: 'nothing, if it is meant to be: exemptions.yaml says so, reviewed, and it is enforced again at its end.',
  covered: 'nothing; the account has now what the manifest wants of it.',
}

/** What it is about, as short as a subject has to be. */
function shortly(incident: Incident): string {
  const { policy, target, action, cause } = incident
  const what = action === null ? textOf(incident) : [policy ?? 'policy type', target?.path].filter(Boolean).join(' at ')
  return cause ? `${what} (${cause.event} by ${cause.actor.principal.replace(/^.*\//, '')})` : what
}

function subjectOf(text: string): string {
  const ascii = safe(text, 1_000).replace(/[^\x20-\x7e]/g, '?')
  return ascii.length > longestSubject ? `${ascii.slice(0, longestSubject - 3)}...` : ascii
}

function whatOf(incident: Incident): string | null {
  const { policy, policyId } = incident
  const type = policyTypeOf(incident)
  const words = [type && policyTypes[type].short, policy && foreign(policy), policyId && `(${foreign(policyId)})`]
  return words.filter(Boolean).join(' ') || null
}

function whoOf({ cause }: Incident): string | null {
  if (!cause) return null
  const { type, principal, session, sourceIp, userAgent } = cause.actor
  const facts: [string, string][] = [
    ['', principal || 'unknown'],
    ['type ', type],
    ['session ', session === principal ? '' : session],
    ['from ', sourceIp],
    ['with ', userAgent],
  ]
  return facts.flatMap(([label, value]) => (value ? [`${label}${foreign(value, 256)}`] : [])).join(', ')
}

const whenOf = ({ cause, opened }: Incident): string =>
  `${stamp(opened)}, ${cause ? `${foreign(cause.event)}, CloudTrail event ${foreign(cause.id)}` : 'when it was found'}`

const stamp = (time: number): string => new Date(time).toISOString().replace('T', ' ').replace('.000', '')

/** Mail programs make links of addresses: nobody is to follow one that others wrote. */
const foreign = (text: string, longest = 200): string => safe(text, longest).replaceAll('://', ': //')
