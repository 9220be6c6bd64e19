import type { Change } from '../plan/change.ts'
import { allPolicyTypes, type PolicyType, policyTypes } from '../policy/type.ts'
import type { Actor } from './read.ts'
import type { Severity } from './severity.ts'

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

const contentions = 'contention/'

export const contentionKey = (key: string): string => contentions + key

/** Key of the change that an incident of contention is about; undefined where it is none. */
export const contendedIn = ({ key }: Incident): string | undefined =>
  key.startsWith(contentions) ? key.slice(contentions.length) : undefined

/** What nothing has to be done about any more. */
export const isSettled = ({ state }: Pick<Incident, 'state'>): boolean =>
  state === 'restored' || state === 'over' || state === 'covered'

/** The type of the policy that an incident is about; undefined where no change stands for it. */
export const policyTypeOf = ({ key, action }: Incident): PolicyType | undefined =>
  action === null ? undefined : allPolicyTypes.find((type) => key.startsWith(`${action}/${policyTypes[type].short}`))
