import type { Change } from '../plan/change.ts'
import type { Incident } from './incident.ts'
import { arrivals } from './membership-events.ts'
import type { WatchedEvent } from './read.ts'

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

export const causedBy = ({ name, id, actor }: WatchedEvent): NonNullable<Incident['cause']> => ({
  event: name,
  id,
  actor,
})

/** Whether an account joined and gets what it never had: nobody took anything away, as far as the events tell. */
export function isEnrolment(change: Change, events: WatchedEvent[]): boolean {
  const { target } = change
  const cause = causeOf(change, events)
  if (change.action !== 'attach' || !target || !cause || !arrivals.has(cause.name)) return false
  return cause.scope.accounts.includes(target.id)
}
