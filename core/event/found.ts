import type { Action, Change } from '../plan/change.ts'
import { isDone, type Outcome } from '../plan/outcome.ts'
import { policyTypes } from '../policy/type.ts'
import type { Problem } from '../problem.ts'
import { causedBy, causeOf, isEnrolment } from './cause.ts'
import { contentionKey, type Incident, type IncidentState, incidentWithoutChange, type Severity } from './incident.ts'
import { atLeast } from './lasting.ts'
import type { WatchedEvent } from './read.ts'
import { longestPutOff } from './reversal.ts'
import { everywhere } from './sweep.ts'

// What a run found, as incidents.

const states: Readonly<Record<Outcome['result'], IncidentState>> = {
  done: 'restored',
  already: 'restored',
  failed: 'open',
  skipped: 'open',
  refused: 'refused',
}

/** The incident of a change; `before` is how it was known. */
export function incidentOf(
  change: Change,
  outcome: Outcome | undefined,
  isPlanned: boolean,
  events: WatchedEvent[],
  before: Incident | undefined,
  part: string,
  { found, now }: { found: number; now: number },
): Incident {
  const cause = causeOf(change, events)
  const isCovered = !before && outcome !== undefined && isDone(outcome) && (isPlanned || isEnrolment(change, events))
  return {
    key: change.key,
    // What was to be restored and could not stays so, though our memory alone may not ask for it again.
    state: isCovered
      ? 'covered'
      : outcome
        ? states[outcome.result]
        : before?.state === 'refused' || before?.told === 'refused'
          ? 'refused'
          : 'reported',
    told: null,
    severity: isCovered ? 'low' : atLeast(severityOf(change), before?.severity),
    text: change.reason.text,
    action: change.action,
    policy: change.policy.name || null,
    policyId: change.policy.id,
    target: change.target,
    opened: before?.opened ?? cause?.time ?? found,
    cause: before?.cause ?? (cause ? causedBy(cause) : null),
    attempts: (before?.attempts ?? 0) + (outcome ? 1 : 0),
    reminded: before?.reminded ?? 0,
    part,
    until: before?.until ?? now,
    nextTry: outcome?.result === 'refused' ? now + longestPutOff : null,
  }
}

function severityOf({ action, policy }: Change): Severity {
  const isFullAccess = policy.id === policyTypes[policy.type].fullAccess.id
  if (isFullAccess || action === 'enable-policy-type') return 'critical'
  return action === 'attach' ? 'medium' : action === 'tag-policy' ? 'low' : 'high'
}

/** What keeps a change from being made; where it is one change, it is the incident of that change. */
export function obstacle(problem: Problem, part: string, now: number): Incident {
  const { code, message, change, policy = null, target = null } = problem
  const incident = incidentWithoutChange(change ?? `${code}/${message}`, 'refused', message.slice(0, 2_000), part, now)
  return { ...incident, action: change ? actionOf(change) : null, policy, target }
}

const actionOf = (key: string): Action => key.slice(0, key.indexOf('/')) as Action

export const fightingGoesOn =
  'It is restored each time, after pauses that grow to five minutes. Find out who undoes it, and stop them; where it is another tool, only one of the two can own the policy'

/** The incident of a change that somebody undoes again and again. */
export function contention(change: Change, events: WatchedEvent[], now: number): Incident {
  const { key, reason, policy, target } = change
  const cause = causeOf(change, events)
  return {
    ...incidentWithoutChange(
      contentionKey(key),
      'open',
      `${reason.text}, for the third time within ten minutes`,
      everywhere,
      now,
    ),
    policy: policy.name || null,
    policyId: policy.id,
    target,
    cause: cause ? causedBy(cause) : null,
  }
}

/** What was taken for an account that joined, and had been detached there, as an event says that came later. */
export function unmasked(incident: Incident, events: WatchedEvent[]): { incident: Incident; detail: null }[] {
  const { state, policyId, target } = incident
  if (state !== 'covered') return []
  const cause = events.find(({ scope }) =>
    scope.pairs.some((pair) => pair.policyId === policyId && pair.targetId === target?.id),
  )
  if (!cause) return []
  return [{ incident: { ...incident, state: 'restored', severity: 'medium', cause: causedBy(cause) }, detail: null }]
}
