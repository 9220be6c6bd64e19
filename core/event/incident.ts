import type { Action, Change } from '../plan/change.ts'
import { type ChangeWithOutcome, isDone, type Outcome } from '../plan/outcome.ts'
import type { Plan } from '../plan/plan.ts'
import { allPolicyTypes, type PolicyType, policyTypes } from '../policy/type.ts'
import type { Problem } from '../problem.ts'
import { atLeast, escalated, remindersAfter } from './lasting.ts'
import { arrivals } from './membership-events.ts'
import type { Actor, WatchedEvent } from './read.ts'
import { longestPutOff } from './reversal.ts'
import type { Severity } from './severity.ts'
import { everywhere } from './sweep.ts'

export type { Severity } from './severity.ts'

/**
 * restored: as before; over: it is not so any more, without our doing; open: not restored yet, tried again; refused: a
 * person is needed, tried again with every sweep; reported: known, and by the manifest's will not restored. covered: it
 * never was an incident: an account joined, and has what the manifest wants there. suspended: not restored until somebody's
 * suspension ends; exempt: not before the end of a reviewed exemption.
 */
export type IncidentState = 'restored' | 'over' | 'open' | 'refused' | 'reported' | 'covered' | 'suspended' | 'exempt'

/** A difference that nobody planned, from opened to restored. Plain JSON. */
export interface Incident {
  /** Key of the change that restores it, or code and text of what keeps it from being restored. */
  key: string
  state: IncidentState
  /** The state of which people were told last; null: nobody was told yet. */
  told: IncidentState | null
  severity: Severity
  /** What is wrong, in one sentence. */
  text: string
  action: Change['action'] | null
  policy: string | null
  /** Id of the policy when it was found; null: there was none. */
  policyId: string | null
  target: Change['target']
  /** Epoch milliseconds: of the event that told of it, else of when it was found. */
  opened: number
  cause: { event: string; id: string; actor: Actor } | null
  /** Runs that tried to restore it. */
  attempts: number
  /** How often people were told again that it lasts. */
  reminded: number
  /** The part of a sweep that finds it; it alone can say that what no change stands for is over. */
  part: string
  /** When the run that tried last has ended, whatever became of it, in epoch milliseconds. */
  until: number
  /** Of what was refused: before then only sweeps try again, in epoch milliseconds. */
  nextTry: number | null
}

/** What people are told: an incident entered a state, or what is new where it is in the same. */
export interface Notice {
  incident: Incident
  /** Epoch milliseconds. */
  time: number
  /** What AWS answered, or what to do. */
  detail: string | null
  /** failing: it still is in its state; amended: who made it is known now. Without it the state is new. */
  news?: 'failing' | 'amended'
  /** Which incident of its place this is within 24 hours, from 2 on. */
  times?: number
  /** What names the incident in the audit trail, where it is known. */
  record?: string
  /** Nobody tells it another time where it cannot be told now. */
  isOnce?: true
}

export interface Findings {
  /** Changes of the run's plan, what keeps it from being carried out, and what is exempt. */
  plan: Pick<Plan, 'changes' | 'blocked'> & Partial<Pick<Plan, 'exempt'>>
  /** Changes that somebody undoes again and again. */
  contended?: Change[]
  /** Keys of changes that nobody carries out because they are suspended, and until when, in epoch milliseconds. */
  suspended?: ReadonlyMap<string, number>
  outcomes: ChangeWithOutcome[]
  /** Whether somebody planned the changes: what is carried out was no incident, as far as the events tell. */
  isPlanned?: boolean
  events: WatchedEvent[]
  /** The part of a sweep that was looked at. */
  part: string
  /** Incidents that were open before. */
  known: Incident[]
  /** Keys of those that this run began itself. */
  begun?: Set<string>
  /** Whether everything was looked at, so that an incident which is not found again is over. */
  isComplete: boolean
  /** With isComplete: incidents that the look could not have found nevertheless. */
  isUnseen?: (incident: Incident) => boolean
  /** When the run had looked: what no event tells of was opened then. Absent: now. */
  found?: number
  now: number
}

/**
 * What a run is about to restore, as open incidents of which nobody was told yet: remembered before the first write, so
 * that a run which dies in between is told of by the next.
 */
export function beginnings(
  {
    plan,
    isPlanned,
    events,
    known,
    part,
    now,
    found = now,
  }: Omit<Findings, 'outcomes' | 'isComplete' | 'contended' | 'begun' | 'suspended'>,
  until: number,
): Incident[] {
  const before = byKey(begunBy(now, known))
  return plan.changes
    .filter((change) => before.has(change.key) || !(isPlanned || isEnrolment(change, events)))
    .map((change) => {
      const incident = before.get(change.key)
      const begun = incidentOf(change, undefined, false, events, incident, part, { found, now })
      return { ...begun, state: 'open', told: incident?.told ?? null, until }
    })
}

/** The incidents of one run. A notice is given for each new state of an incident, never twice for the same. */
export function incidents(findings: Findings): { notices: Notice[]; open: Incident[]; closed: string[] } {
  const { plan, contended = [], outcomes, isPlanned = false, events, part, begun = new Set() } = findings
  const { isComplete, isUnseen, now } = findings
  const known = begunBy(now, findings.known)
  const times = { found: findings.found ?? now, now }
  const { suspended = new Map<string, number>() } = findings
  const rows = new Set(known.map(({ key }) => key))
  const before = byKey(known)
  const results = new Map(outcomes.map((change) => [change.key, change.outcome]))
  const found = [
    ...plan.changes.map((change) => {
      const outcome = results.get(change.key)
      const incident = incidentOf(change, outcome, isPlanned, events, before.get(change.key), part, times)
      const until = outcome ? undefined : suspended.get(change.key)
      const wasExempt = before.get(change.key)?.told === 'exempt' && incident.state === 'restored'
      if (until === undefined)
        return { incident, detail: outcome?.error?.message ?? (wasExempt ? 'It is exempt no longer' : null) }
      const detail = `Suspended until ${new Date(until).toISOString()}; it is restored then`
      return { incident: { ...incident, state: 'suspended' as const }, detail }
    }),
    ...(plan.exempt ?? []).map(({ exemption, ticket, until, change }) => {
      const incident = incidentOf(change, undefined, isPlanned, events, before.get(change.key), part, times)
      const detail = `Exempt until ${until} (${exemption}, ${ticket}): it is not attached again before`
      return { incident: { ...incident, state: 'exempt' as const, severity: 'low' as const }, detail }
    }),
    ...plan.blocked.map((problem) => {
      const incident = obstacle(problem, part, now)
      const opened = before.get(incident.key)?.opened ?? times.found
      return { incident: { ...incident, opened }, detail: problem.hint ?? null }
    }),
    ...contended.map((change) => {
      const incident = contention(change, events, now)
      const known = before.get(incident.key)
      const { opened, cause } = known ?? incident
      return { incident: { ...incident, opened, cause }, detail: fightingGoesOn }
    }),
    ...known.filter(({ key }) => !results.has(key)).flatMap((incident) => unmasked(incident, events)),
  ]
  const keys = new Set(found.map(({ incident }) => incident.key))
  /** Nobody was told of it, and the run that began it is not at its end yet: that run tells. */
  const isUnderWay = ({ key, told, until }: Incident) => told === null && until > now && !begun.has(key)
  const over = known
    .filter((incident) => isComplete && incident.state !== 'covered' && !keys.has(incident.key))
    .filter((incident) => !isUnderWay(incident) && !isUnseen?.(incident))
    .map((incident) => ({
      incident: { ...incident, state: 'over' as const },
      detail: incident.told === null && incident.action !== null ? begunAndUntold : 'It is not so any more',
    }))
  const all = [...found, ...over].map(({ incident, detail }) =>
    noticeOf(incident, detail, before.get(incident.key), now),
  )
  const isEnded = ({ state }: Incident) => state === 'restored' || state === 'over'
  const stale = known.filter(
    ({ key, state, until }) =>
      state === 'covered' && now - until > detachesComeWithin && !keys.has(key) && !before.has(key),
  )
  // Two runs may restore one thing at once: the one that came second finds it done, and the other one tells.
  const theirs = new Set(
    [...results].flatMap(([key, { result }]) => {
      const incident = before.get(key)
      return result === 'already' && (!incident || begun.has(key) || isUnderWay(incident)) ? [key] : []
    }),
  )
  const isLeft = ({ key }: Incident) => theirs.has(key) && before.has(key) && !begun.has(key)
  const current = all.map(({ incident }) => incident)
  return {
    notices: all.filter(
      ({ incident: { key, state }, news }) =>
        (before.get(key)?.told !== state || news) && !theirs.has(key) && !(isPlanned && state === 'covered'),
    ),
    open: current.filter((incident) => !isEnded(incident)),
    closed: [
      ...current.filter((incident) => isEnded(incident) && rows.has(incident.key) && !isLeft(incident)),
      ...stale,
    ].map(({ key }) => key),
  }
}

/** What lasts though it should be restored. */
const isFailing = ({ state }: Incident): boolean => state === 'open' || state === 'refused'

function noticeOf(incident: Incident, detail: string | null, before: Incident | undefined, now: number): Notice {
  const same = { ...incident, told: incident.state, reminded: before?.reminded ?? 0 }
  if (!isFailing(incident)) return { incident: same, time: now, detail }
  const due = remindersAfter(now - incident.opened, incident.attempts)
  const { isLouder, ...lasting } = escalated(same, due, before?.told === incident.state)
  return { incident: { ...same, ...lasting }, time: now, detail, ...(isLouder && { news: 'failing' as const }) }
}

/** Those that are incidents: what was covered a moment ago is remembered, and is none. */
/** Clocks differ by less, in milliseconds. */
const ahead = 15 * 60_000

/** Whoever can write the state must not have an incident begin so late that nobody is ever told that it lasts. */
const begunBy = (now: number, known: Incident[]): Incident[] =>
  known.map((incident) => (incident.opened > now + ahead ? { ...incident, opened: now } : incident))

const byKey = (known: Incident[]): Map<string, Incident> =>
  new Map(known.filter(({ state }) => state !== 'covered').map((incident) => [incident.key, incident]))

/** The event of a detach comes within this time after the one of a membership that it hid behind, in milliseconds. */
const detachesComeWithin = 60 * 60_000

/** What was taken for an account that joined, and had been detached there, as an event says that came later. */
function unmasked(incident: Incident, events: WatchedEvent[]): { incident: Incident; detail: null }[] {
  const { state, policyId, target } = incident
  if (state !== 'covered') return []
  const cause = events.find(({ scope }) =>
    scope.pairs.some((pair) => pair.policyId === policyId && pair.targetId === target?.id),
  )
  if (!cause) return []
  return [{ incident: { ...incident, state: 'restored', severity: 'medium', cause: causedBy(cause) }, detail: null }]
}

const causedBy = ({ name, id, actor }: WatchedEvent): NonNullable<Incident['cause']> => ({ event: name, id, actor })

const states: Readonly<Record<Outcome['result'], IncidentState>> = {
  done: 'restored',
  already: 'restored',
  failed: 'open',
  skipped: 'open',
  refused: 'refused',
}

function incidentOf(
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

/** An incident that no change stands for: something keeps one from being made, or does not work beside them. */
export const incidentWithoutChange = (
  key: string,
  state: IncidentState,
  text: string,
  part: string,
  now: number,
): Incident => ({
  key,
  state,
  told: null,
  severity: 'critical',
  text,
  action: null,
  policy: null,
  policyId: null,
  target: null,
  opened: now,
  cause: null,
  attempts: 0,
  reminded: 0,
  part,
  until: now,
  nextTry: null,
})

/** What keeps a change from being made; where it is one change, it is the incident of that change. */
function obstacle(problem: Problem, part: string, now: number): Incident {
  const { code, message, change, policy = null, target = null } = problem
  const incident = incidentWithoutChange(change ?? `${code}/${message}`, 'refused', message.slice(0, 2_000), part, now)
  return { ...incident, action: change ? actionOf(change) : null, policy, target }
}

const contentions = 'contention/'

export const contentionKey = (key: string): string => contentions + key

/** Key of the change that an incident of contention is about; undefined where it is none. */
export const contendedIn = ({ key }: Incident): string | undefined =>
  key.startsWith(contentions) ? key.slice(contentions.length) : undefined

const begunAndUntold =
  'It is not so any more. holdfast began to restore it, and could not tell what came of that: the audit trail knows'

const fightingGoesOn =
  'It is restored each time, after pauses that grow to five minutes. Find out who undoes it, and stop them; where it is another tool, only one of the two can own the policy'

function contention(change: Change, events: WatchedEvent[], now: number): Incident {
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

/** What nothing has to be done about any more. */
export const isSettled = ({ state }: Pick<Incident, 'state'>): boolean =>
  state === 'restored' || state === 'over' || state === 'covered'

const actionOf = (key: string): Action => key.slice(0, key.indexOf('/')) as Action

/** The type of the policy that an incident is about; undefined where no change stands for it. */
export const policyTypeOf = ({ key, action }: Incident): PolicyType | undefined =>
  action === null ? undefined : allPolicyTypes.find((type) => key.startsWith(`${action}/${policyTypes[type].short}`))

/** Whether an account joined and gets what it never had: nobody took anything away, as far as the events tell. */
function isEnrolment(change: Change, events: WatchedEvent[]): boolean {
  const { target } = change
  const cause = causeOf(change, events)
  if (change.action !== 'attach' || !target || !cause || !arrivals.has(cause.name)) return false
  return cause.scope.accounts.includes(target.id)
}

/** The event that points most exactly at the change; of equals the last one. */
export function causeOf(change: Pick<Change, 'policy' | 'target'>, events: WatchedEvent[]): WatchedEvent | undefined {
  const fits = events.map((event) => ({ event, fit: fitOf(event, change) })).filter(({ fit }) => fit > 0)
  return fits.reduce<(typeof fits)[number] | undefined>(
    (best, one) => (best && best.fit > one.fit ? best : one),
    undefined,
  )?.event
}

/** How exactly an event points at a change. A policy that is to be made anew has no id to compare. */
function fitOf({ scope }: WatchedEvent, { policy, target }: Pick<Change, 'policy' | 'target'>): number {
  // Who suspends has not taken anything away.
  if (scope.suspensions) return 0
  const isPolicy = (id: string) => policy.id === null || policy.id === id
  if (scope.pairs.some((pair) => isPolicy(pair.policyId) && pair.targetId === target?.id)) return 5
  if (target && scope.accounts.includes(target.id)) return 4
  if (scope.policies.some(({ policyId }) => isPolicy(policyId))) return 3
  if (scope.types.includes(policy.type)) return 2
  return policy.id === null && scope.pairs.length > 0 ? 1 : 0
}

function severityOf({ action, policy }: Change): Severity {
  const isFullAccess = policy.id === policyTypes[policy.type].fullAccess.id
  if (isFullAccess || action === 'enable-policy-type') return 'critical'
  return action === 'attach' ? 'medium' : action === 'tag-policy' ? 'low' : 'high'
}
