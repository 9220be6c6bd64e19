import { type Incident, incidentWithoutChange, type Notice } from '../event/incident.ts'
import { everywhere } from '../event/sweep.ts'
import type { Exemption, Manifest } from '../manifest.ts'
import { targetName } from '../plan/change.ts'
import { policyTypes } from '../policy/type.ts'
import type { Remembered } from '../suspend/judge.ts'
import { iso } from '../suspend/tell.ts'
import { placeOf } from '../suspend/written.ts'
import { activeExemptions } from './exempt.ts'
import { ratificationOf, ratifiedWithin } from './ratify.ts'

const hour = 60 * 60_000
const day = 24 * hour

/** What people are told of an exemption, and when. */
export type Due = 'begun' | 'reminded' | 'ended'

/** Of what ended longer ago nobody is told any more: a register keeps entries, and a state may be lost. */
const stale = 7 * day

/** What is due to be told now, in order; whether it was told already is for others to know. */
export function duesOf({ from, until }: Exemption, now: number): Due[] {
  if (now < from || now >= until + stale) return []
  if (now >= until) return ['ended']
  // Who asked for less than a day needs no reminder when it begins.
  return until - from > day && now >= until - day ? ['begun', 'reminded'] : ['begun']
}

/** 3 days 4 h, 4 h 10 min, 10 min. */
export function timeLeft(milliseconds: number): string {
  const minutes = Math.max(0, Math.ceil(milliseconds / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'}${hours > 0 ? ` ${hours} h` : ''}`
  return hours > 0 ? `${hours} h${rest > 0 ? ` ${rest} min` : ''}` : `${rest} min`
}

/** What an exemption is about, for people. */
export const exemptPlace = ({ policy, target }: Exemption): string =>
  `${policyTypes[policy.type].short} ${policy.name} at ${targetName(target)}`

/** That an exemption begins, ends soon, or has ended. One thread each. */
export function exemptionNotice(one: Exemption, due: Due, manifest: Manifest, now: number): Notice {
  const { state, severity, text, detail } = says[due](one, now)
  const incident: Incident = {
    ...incidentWithoutChange(`exemption/${one.id}`, state, text, everywhere, now),
    ...{ told: state, severity, policy: one.policy.name, target: one.target, opened: one.from },
  }
  return { incident, time: now, detail: `${detail} ${listed(manifest, now)}` }
}

interface Says extends Pick<Incident, 'state' | 'severity' | 'text'> {
  detail: string
}

const says: Readonly<Record<Due, (one: Exemption, now: number) => Says>> = {
  begun: (one) => ({
    ...{ state: 'exempt', severity: 'low' },
    text: `${exemptPlace(one)} is exempt until ${iso(one.until)}`,
    detail: `${why(one)} Who detaches it there is let alone until then; nothing is detached because of it.`,
  }),
  reminded: (one, now) => ({
    ...{ state: 'reported', severity: 'medium' },
    text: `The exemption ${one.id} of ${exemptPlace(one)} ends in ${timeLeft(one.until - now)}`,
    detail: `${why(one)} At ${iso(one.until)} it is attached again where it is missing. Who needs it longer has a new entry of exemptions.yaml reviewed and deployed before.`,
  }),
  ended: (one) => ({
    ...{ state: 'over', severity: 'low' },
    text: `${exemptPlace(one)} is exempt`,
    detail: `The exemption ended at ${iso(one.until)}: it is enforced again. Remove its entry from exemptions.yaml.`,
  }),
}

const why = ({ id, ticket, reason }: Exemption): string => `${id}, ${ticket}: ${reason}.`

/** More are not named in a message. */
const most = 10

function listed(manifest: Manifest, now: number): string {
  const active = activeExemptions(manifest, now)
  if (active.length === 0) return 'No exemption is active.'
  const some = active.slice(0, most).map(({ id, until }) => `${id} until ${iso(until)}`)
  const more = active.length - some.length
  return `Active now: ${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}

/** A suspension that nobody ratified yet. */
export interface Unratified {
  /** Name of the parameter. */
  name: string
  /** Epoch milliseconds, by SSM's time. */
  written: number
}

/** More are not told of in one run: rows of the state may be anybody's. */
const mostUnratified = 20

/** Suspensions of which half of the time to ratify them is over. `rows` are what is remembered of the last day, by parameter. */
export const unratified = (rows: ReadonlyMap<string, Remembered>, manifest: Manifest, now: number): Unratified[] =>
  [...rows]
    .map(([name, { modified }]) => ({ name, written: modified }))
    .filter(
      ({ name, written }) => placeOf(name) && now >= written + ratifiedWithin / 2 && now < written + ratifiedWithin,
    )
    .filter((one) => ratificationOf(manifest, one) === undefined)
    .slice(0, mostUnratified)

export function ratificationNotice({ name, written }: Unratified, now: number): Notice {
  const text = `The suspension ${name}, written at ${iso(written)}, is not ratified`
  const incident: Incident = {
    ...incidentWithoutChange(`ratify${name}`, 'reported', text, everywhere, now),
    ...{ told: 'reported', severity: 'medium', opened: written },
  }
  const detail = `Who finds it right adds it below "ratified" to exemptions.yaml, reviewed and deployed by ${iso(written + ratifiedWithin)}; else auditors get it as an exception.`
  return { incident, time: now, detail }
}
