import { type Incident, isSettled, type Notice } from '../core/event/incident.ts'
import { foreign, span, stamp } from './foreign.ts'
import { duration } from './words.ts'

/** What a guardrail was as long as a change was missing; null: nothing was away. */
const meanwhile: Readonly<Record<NonNullable<Incident['action']>, string | null>> = {
  'enable-policy-type': 'Not in force',
  'create-policy': 'Not in force',
  attach: 'Not in force',
  'update-policy': 'In force with other words than those of the manifest',
  'rename-policy': 'In force all the time, under another name',
  'tag-policy': 'In force all the time, without its tag',
  detach: null,
  'delete-policy': null,
}

/** How long a guardrail was not, or has not been, in force, in a sentence; undefined: that is no question. */
export function exposureOf({ incident, time }: Notice): string | undefined {
  const { action, state, opened, cause } = incident
  const lasted = duration(time - opened)
  if (action === null) return isSettled(incident) ? `It lasted ${lasted}.` : undefined
  if (state === 'covered') return `In force there from the beginning, ${lasted} after the account came.`
  const was = meanwhile[action]
  if (was === null) return undefined
  const known = cause ? '' : ' at least'
  const found = cause ? '' : ', when it was found'
  return isSettled(incident)
    ? `${was} for ${lasted}${known}, ${span(opened, time)}.`
    : `${was} for ${lasted}${known} by now, since ${stamp(opened)}${found}.`
}

/** Who made an event, as short as a row has to be. */
export const shortActor = ({ cause }: Incident): string | undefined =>
  cause ? `${foreign(cause.event, 80)} by ${foreign(cause.actor.principal.replace(/^.*\//, ''), 80)}` : undefined
