import { type Incident, type Notice, policyTypeOf } from '../core/event/incident.ts'
import { threadOf } from '../core/notice/thread.ts'
import { policyTypes } from '../core/policy/type.ts'
import { exposureOf, shortActor } from './exposure.ts'
import { foreign, stamp, subjectOf } from './foreign.ts'
import { facts, nextSteps, paragraph } from './paragraphs.ts'
import { answerOf, stepsAfter } from './steps.ts'
import { loudVerdict, needsAction, textOf } from './verdict.ts'
import { count, ordinal } from './words.ts'

/**
 * A notice as a mail: what is so now, how long a guardrail was away and whether somebody has to act; then what is known. Texts of
 * others cannot forge a line, hide a character or be a link. The commands are for the Organizations region.
 */
export function noticeMail(notice: Notice, region: string): { subject: string; text: string } {
  const { incident, detail, time, times } = notice
  const { target, cause, attempts, severity } = incident
  const verdict = loudVerdict(notice)
  const thread = threadOf(incident)
  return {
    subject: subjectOf(`${verdict}: ${shortly(incident)}`, ` [${thread.slice(0, 8)}]`),
    text: [
      paragraph(`${verdict}: ${foreign(textOf(incident), 400)}.`),
      ...[
        exposureOf(notice),
        times && `It is the ${ordinal(times)} time there within 24 hours.`,
        goingOn(notice),
      ].flatMap((line) => (line ? [paragraph(line)] : [])),
      paragraph(`Action needed: ${needsAction(notice) ? 'YES' : 'no'}. ${answerOf(notice)}`),
      '',
      ...facts([
        ['What', whatOf(incident)],
        ['Where', target && `${foreign(target.path)} (${foreign(target.id)})`],
        ['Who', whoOf(incident)],
        [
          'When',
          `${cause ? `${foreign(cause.event)} at` : 'found at'} ${stamp(incident.opened)}, told at ${stamp(time)}`,
        ],
        ['Severity', severity],
        ['Attempts', attempts > 1 ? String(attempts) : null],
        ['Detail', detail && foreign(detail, 1_000)],
        ['Evidence', evidenceOf(notice)],
      ]),
      ...nextSteps(stepsAfter(notice, region)),
      '',
    ].join('\n'),
  }
}

function evidenceOf({ incident: { cause }, record }: Notice): string {
  const known = [cause && `CloudTrail event ${foreign(cause.id)}`, record && `${foreign(record)} in the audit trail`]
  return known.filter(Boolean).join('; ')
}

const goingOn = ({ news, incident }: Notice): string | undefined =>
  news === 'failing'
    ? `It has been failing since ${stamp(incident.opened)}${incident.attempts > 0 ? `, ${count(incident.attempts, 'attempt')}` : ''}.`
    : undefined

/** What it is about, as short as a subject has to be: the same words as long as it is the same incident. */
export function shortly(incident: Incident): string {
  const { policy, target, action } = incident
  const isPlace = action !== null || (policy !== null && target !== null)
  if (!isPlace) return textOf({ ...incident, state: 'open' })
  const what = [policy ?? 'policy type', target?.path].filter(Boolean).join(' at ')
  const actor = shortActor(incident)
  return actor ? `${what} (${actor})` : what
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
  const known: [string, string][] = [
    ['', principal || 'unknown'],
    ['type ', type],
    ['session ', session === principal ? '' : session],
    ['from ', sourceIp],
    ['with ', userAgent],
  ]
  return known.flatMap(([label, value]) => (value ? [`${label}${foreign(value, 256)}`] : [])).join(', ')
}
