import { member } from '../event/member.ts'
import { policyIdOf, targetIdOf } from '../event/policy-events.ts'
import { parseJson } from '../json.ts'
import { parameterNames } from '../parameters.ts'
import { most } from './allowance.ts'

/** What of a policy is suspended: the id of a target, or `policy` for its content and tag. */
export type PolicyPart = string

/** A suspension as it stands in SSM, unread: whoever wrote it may have written anything. */
export interface WrittenSuspension {
  /** Name of the parameter. */
  name: string
  value: string
  /** SSM's own time of the last write, in epoch milliseconds. */
  modified: number
}

/** What one parameter suspends. */
export interface Place {
  policyId: string
  part: PolicyPart
}

/** What whoever wrote it wants. */
export interface Wish {
  reason: string
  ticket: string
  /** How long, in milliseconds. */
  lasts: number
}

/** The part of a policy that is no target: its content and tag. */
export const policyItself: PolicyPart = 'policy'

const minute = 60_000
export const mostMinutes = most / minute

/** The place that a parameter's name stands for; undefined where it stands for none. There are no wildcards. */
export function placeOf(name: unknown): Place | undefined {
  if (typeof name !== 'string' || !name.startsWith(parameterNames.suspensions)) return undefined
  const [policy, part, ...rest] = name.slice(parameterNames.suspensions.length).split('/')
  const policyId = policyIdOf(policy)
  const place = part === policyItself ? part : targetIdOf(part)
  return policyId && place && rest.length === 0 ? { policyId, part: place } : undefined
}

/** The parameter that suspends a place. */
export const suspensionParameter = (policyId: string, part: PolicyPart): string =>
  `${parameterNames.suspensions}${policyId}/${part}`

const members = ['reason', 'ticket', 'minutes']

/** Reads a parameter's value; a text says what is wrong with it. A member too many may be a limit that was misspelt. */
export function wishOf(value: string): Wish | string {
  const json = parseJson(value)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return 'its value is no JSON object like {"reason": "…", "ticket": "…", "minutes": 60}, or its type is not String'
  const strange = Object.keys(json).find((name) => !members.includes(name))
  if (strange !== undefined)
    return `its value has a member ${JSON.stringify(strange.slice(0, 40))}; known are ${members.join(', ')}`
  const [reason, ticket, minutes = mostMinutes] = members.map((name) => member(json, name))
  if (typeof reason !== 'string' || reason.trim().length < 10) return 'its reason has less than ten characters'
  if (typeof ticket !== 'string' || ticket.trim() === '') return 'it has no ticket'
  if (!Number.isInteger(minutes) || Number(minutes) < 1 || Number(minutes) > mostMinutes)
    return `its minutes are not a whole number from 1 to ${mostMinutes}`
  return { reason: reason.trim().slice(0, 500), ticket: ticket.trim().slice(0, 100), lasts: Number(minutes) * minute }
}
