import { type Incident, incidentWithoutChange, type Notice } from '../event/incident.ts'
import type { WatchedEvent } from '../event/read.ts'
import { everywhere } from '../event/sweep.ts'
import type { Manifest, Target } from '../manifest.ts'
import type { Policy } from '../organization/organization.ts'
import type { Suspension, SuspensionState } from './judge.ts'
import { type Place, policyItself } from './written.ts'

/** What people know the ids in a suspension by. */
export interface Names {
  /** Those of the organization that were read. */
  policies: Pick<Policy, 'id' | 'name'>[]
  manifest: Manifest
}

/** A target by its path in the manifest; undefined where the place is the policy itself. */
export function targetOf({ part }: Place, { manifest }: Names): Target | undefined {
  if (part === policyItself) return undefined
  const named = manifest.policies.flatMap(({ targets, eachAccountIn }) => [...targets, ...eachAccountIn])
  return { id: part, path: named.find(({ id }) => id === part)?.path ?? part }
}

export const policyNameOf = ({ policyId }: Place, { policies }: Names): string =>
  policies.find(({ id }) => id === policyId)?.name ?? policyId

/** What a suspension is about, for people. */
export function placeText(place: Place, names: Names): string {
  const target = targetOf(place, names)
  const policy = policyNameOf(place, names)
  return target
    ? `${policy} at ${target.path}${target.path === target.id ? '' : ` (${target.id})`}`
    : `${policy} itself (content and tag)`
}

export const iso = (time: number): string => new Date(time).toISOString()

/** What people are told of a suspension that is not as it was. It is critical, whoever wrote it. */
export function suspensionNotice(suspension: Suspension, names: Names, events: WatchedEvent[], now: number): Notice {
  const { name, place, state, from } = suspension
  const what = place ? placeText(place, names) : 'Everything'
  const { told, text, detail } = says[state](what, suspension)
  const event = events.find(({ scope }) => scope.suspensions?.includes(name))
  const incident: Incident = {
    ...incidentWithoutChange(`suspension/${name}`, told, text, everywhere, now),
    told,
    policy: place && policyNameOf(place, names),
    policyId: place?.policyId ?? null,
    target: (place && targetOf(place, names)) ?? null,
    opened: from,
    cause: event ? { event: event.name, id: event.id, actor: event.actor } : null,
  }
  return { incident, time: now, detail }
}

const usedUp = 'four hours in any 24 are the most'
const wayOut =
  'What has to stay away longer belongs into the manifest, reviewed; docs/runbook.md says how all enforcement is stopped'

const says: Readonly<
  Record<SuspensionState, (what: string, one: Suspension) => { told: Incident['state']; text: string; detail: string }>
> = {
  active: (what, { until, isCut, reason, ticket }) => ({
    told: 'suspended',
    text: `${what} is not enforced until ${iso(until)}${isCut ? `, and no longer: ${usedUp}` : ''}`,
    detail: `${ticket}: ${reason}`,
  }),
  ended: (what, { until }) => ({
    told: 'over',
    text: `${what} is not enforced`,
    detail: `The suspension ended at ${iso(until)}: it is enforced again`,
  }),
  gone: (what) => ({
    told: 'over',
    text: `${what} is not enforced`,
    detail: 'The suspension was removed: it is enforced again',
  }),
  exhausted: (what) => ({
    told: 'reported',
    text: `${what} is enforced: its suspension was written again and has no effect, ${usedUp}`,
    detail: wayOut,
  }),
  broken: (what, { name, why }) => ({
    told: 'reported',
    text: `${what} is enforced: a suspension was written that cannot be read, ${why}`,
    detail: `Parameter ${name}`,
  }),
}
