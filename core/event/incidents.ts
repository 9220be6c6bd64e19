import type { Change } from '../plan/change.ts'
import type { ChangeWithOutcome } from '../plan/outcome.ts'
import type { Plan } from '../plan/plan.ts'
import { isEnrolment } from './cause.ts'
import { contention, fightingGoesOn, incidentOf, obstacle, unmasked } from './found.ts'
import type { Incident, Notice } from './incident.ts'
import { escalated, remindersAfter } from './lasting.ts'
import type { WatchedEvent } from './read.ts'

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

/** Clocks differ by less, in milliseconds. */
const ahead = 15 * 60_000

/** Whoever can write the state must not have an incident begin so late that nobody is ever told that it lasts. */
const begunBy = (now: number, known: Incident[]): Incident[] =>
  known.map((incident) => (incident.opened > now + ahead ? { ...incident, opened: now } : incident))

const begunAndUntold =
  'It is not so any more. holdfast began to restore it, and could not tell what came of that: the audit trail knows'

/** Those that are incidents: what was covered a moment ago is remembered, and is none. */
const byKey = (known: Incident[]): Map<string, Incident> =>
  new Map(known.filter(({ state }) => state !== 'covered').map((incident) => [incident.key, incident]))

/** The event of a detach comes within this time after the one of a membership that it hid behind, in milliseconds. */
const detachesComeWithin = 60 * 60_000
