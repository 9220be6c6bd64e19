import { contendedIn, type Incident, isSettled, type Notice, policyTypeOf } from '../core/event/incident.ts'
import { isUrgent } from '../core/notice/message.ts'
import type { Style } from './paint.ts'
import { safe } from './safe.ts'

// The words for states, the same in mails, documents and the timeline.

export type Verdict = [word: string, style: Style]

const states: Readonly<Record<Incident['state'], Verdict>> = {
  restored: ['RESTORED', 'green'],
  over: ['OVER', 'green'],
  open: ['NOT RESTORED YET', 'red'],
  refused: ['NOT RESTORED', 'red'],
  reported: ['REPORTED', 'yellow'],
  covered: ['COVERED', 'green'],
  suspended: ['SUSPENDED', 'yellow'],
  exempt: ['EXEMPT', 'yellow'],
}

/** Somebody undoes again and again what is restored. */
export const isContention = (incident: Incident): boolean => contendedIn(incident) !== undefined && !isSettled(incident)

/** Something beside the organization: there is nothing to restore. */
export const isBeside = (incident: Incident): boolean =>
  incident.action === null && (incident.state === 'open' || incident.state === 'reported') && !isContention(incident)

/** What is so now, in a word or two. */
export function verdictOf({ incident, news }: Pick<Notice, 'incident' | 'news'>): Verdict {
  if (news === 'amended') return ['NOW KNOWN WHO', 'yellow']
  if (isContention(incident)) return [news === 'failing' ? 'CONTENTION GOES ON' : 'CONTENTION', 'red']
  if (isBeside(incident)) return incident.severity === 'low' ? ['NOTED', 'yellow'] : ['ATTENTION', 'red']
  if (news === 'failing') return ['STILL NOT RESTORED', 'red']
  return states[incident.state]
}

/** The same, with how much it matters where it is urgent. */
export const loudVerdict = (notice: Notice): string => {
  const [verdict] = verdictOf(notice)
  return isUrgent(notice) ? `CRITICAL, ${verdict}` : verdict
}

/** Whether a person has to do something. What people decide to do without being asked is no answer to a message. */
export function needsAction({ incident, news }: Pick<Notice, 'incident' | 'news'>): boolean {
  if (isSettled(incident)) return false
  if (isContention(incident)) return true
  if (isBeside(incident)) return incident.severity !== 'low'
  return news === 'failing' || incident.state === 'refused' || incident.state === 'reported'
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
