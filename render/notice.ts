import type { Incident, IncidentState, Notice } from '../core/event/incident.ts'
import { safe } from './safe.ts'
import { textOf, verdicts } from './timeline.ts'
import { duration } from './words.ts'

/** SNS takes less than 100 characters of printable ASCII. */
const longestSubject = 99

/**
 * A notice as a mail: verdict first, then what is to be done, then what is known. Texts of others cannot forge a line, hide a
 * character or be a link; subject and text keep to the limits of SNS.
 */
export function mailOf(notice: Notice): { subject: string; text: string } {
  const { incident, detail, time } = notice
  const [verdict] = verdicts[incident.state]
  const isUrgent = incident.severity === 'critical' && !settled.has(incident.state)
  const head = `${isUrgent ? 'CRITICAL: ' : ''}${verdict}`
  const facts: [string, string | null][] = [
    ['What', policyOf(incident)],
    ['Where', incident.target && `${foreign(incident.target.path)} (${foreign(incident.target.id)})`],
    ['Who', whoOf(incident)],
    ['When', whenOf(notice)],
    ['Severity', incident.severity],
    ['Attempts', incident.attempts > 0 ? String(incident.attempts) : null],
    ['Detail', detail && foreign(detail, 1_000)],
  ]
  const known = facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
  return {
    subject: subjectOf(`${head}: ${shortly(incident)}`),
    text: [
      `${head}: ${foreign(textOf(incident), 400)}.`,
      `To do: ${toDo[incident.state]}`,
      '',
      ...known.map(([label, value]) => `${`${label}:`.padEnd(10)}${value}`),
      '',
      `Told by holdfast at ${stamp(time)}. "npx holdfast plan" shows what differs from the manifest now.`,
      '',
    ].join('\n'),
  }
}

const settled = new Set<IncidentState>(['restored', 'over', 'covered'])

const toDo: Readonly<Record<IncidentState, string>> = {
  restored: 'nothing, if it was a mistake. Who wants it otherwise changes the manifest: here it is undone each time.',
  over: 'nothing; it is as the manifest says again, and not by holdfast.',
  open: 'nothing yet; holdfast tries again by itself, and tells when it is restored or a person is needed.',
  refused: 'AWS refuses, or something stands in the way: remove it. Each sweep tries again, every 15 minutes.',
  reported: 'decide. The manifest says to report this and not to restore it; "npx holdfast apply" restores it.',
  covered: 'nothing; the account has now what the manifest wants of it.',
}

/** What is wrong where, as short as a subject has to be. */
function shortly({ policy, target, action, cause, text }: Incident): string {
  const what = action === null ? text : `${policy ?? 'policy type'}${target ? ` at ${target.path}` : ''}`
  return cause ? `${what} (${cause.event} by ${cause.actor.principal.replace(/^.*\//, '')})` : what
}

function subjectOf(text: string): string {
  const ascii = safe(text, 1_000).replace(/[^\x20-\x7e]/g, '?')
  return ascii.length > longestSubject ? `${ascii.slice(0, longestSubject - 3)}...` : ascii
}

function policyOf({ policy, policyId, action }: Incident): string | null {
  const name = policy && `${foreign(policy)}${policyId ? ` (${foreign(policyId)})` : ''}`
  return [name, action && `restored by ${action}`].filter(Boolean).join(', ') || null
}

function whoOf({ cause }: Incident): string | null {
  if (!cause) return null
  const { type, principal, session, sourceIp, userAgent } = cause.actor
  const facts: [string, string][] = [
    ['type', type],
    ['session', session === principal ? '' : session],
    ['from', sourceIp],
    ['with', userAgent],
  ]
  const known = facts.filter(([, value]) => value).map(([label, value]) => `${label} ${foreign(value)}`)
  return [foreign(principal) || 'unknown', ...known].join(', ')
}

function whenOf({ incident, time }: Notice): string {
  const { cause, opened, state } = incident
  const what = cause ? `${foreign(cause.event)}, CloudTrail event ${foreign(cause.id)}` : 'found, no event told of it'
  const until = settled.has(state) ? `, ${duration(time - opened)} until ${verdicts[state][0]}` : ''
  return `${stamp(opened)}: ${what}${until}`
}

const stamp = (time: number): string => new Date(time).toISOString().replace('T', ' ').replace('.000', '')

/** Mail programs make links of addresses: of what others wrote nobody is to follow one. */
const foreign = (text: string, longest = 200): string => safe(text, longest).replaceAll('://', ': //')
