import { ownerTagKey } from '../policy/ownership.ts'
import { isPolicyType } from '../policy/type.ts'
import { member, text } from './member.ts'
import { nowhere, type PolicyPlace, type Scope } from './scope.ts'

/** Where an event says to look; undefined where it is not of the shape that AWS sends. */
export type Look = (detail: unknown, event: unknown) => Scope | undefined

/** Looks of calls about policies. Attaching cannot take a guardrail away, so AttachPolicy is not in here. */
export const policyLooks: Readonly<Record<string, Look>> = {
  DetachPolicy: (detail) => {
    const policyId = policyIdOf(sent(detail, 'policyId'))
    const targetId = targetIdOf(sent(detail, 'targetId'))
    return policyId && targetId ? { ...nowhere, pairs: [{ policyId, targetId }] } : undefined
  },
  UpdatePolicy: (detail) => atPolicy(sent(detail, 'policyId'), 'changed', sent(detail, 'name')),
  DeletePolicy: (detail) => atPolicy(sent(detail, 'policyId'), 'deleted'),
  CreatePolicy: (detail) =>
    atPolicy(member(detail, 'responseElements', 'policy', 'policySummary', 'id'), 'created', sent(detail, 'name')),
  TagResource: (detail) => atTagged(sent(detail, 'resourceId'), listOf(sent(detail, 'tags')).map(keyOf)),
  UntagResource: (detail) => atTagged(sent(detail, 'resourceId'), listOf(sent(detail, 'tagKeys'))),
  EnablePolicyType: (detail) => atType(sent(detail, 'policyType')),
  DisablePolicyType: (detail) => atType(sent(detail, 'policyType')),
}

export const sent = (detail: unknown, key: string): unknown => member(detail, 'requestParameters', key)

const atPolicy = (id: unknown, how: PolicyPlace['how'], newName?: unknown): Scope | undefined => {
  const policyId = policyIdOf(id)
  const name = typeof newName === 'string' ? newName.slice(0, 128) : null
  return policyId ? { ...nowhere, policies: [{ policyId, how, name }] } : undefined
}

/** Tags of roots, OUs and accounts are nobody's concern here, nor are other tags than ours. */
const atTagged = (id: unknown, keys: unknown[]): Scope | undefined => {
  if (!text(id, 130)) return undefined
  return (keys.includes(ownerTagKey) && atPolicy(id, 'tagged')) || nowhere
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : [])

const keyOf = (tag: unknown): unknown => member(tag, 'key')

const atType = (type: unknown): Scope | undefined => {
  const name = text(type, 64)
  if (!name) return undefined
  return isPolicyType(name) ? { ...nowhere, types: [name] } : nowhere
}

/** The id of a policy; undefined where it is none. */
export const policyIdOf = (id: unknown): string | undefined =>
  typeof id === 'string' && /^p-[0-9a-zA-Z_]{8,128}$/.test(id) ? id : undefined

/** The id of a root, an OU or an account; undefined where it is none. */
export const targetIdOf = (id: unknown): string | undefined =>
  typeof id === 'string' && /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/.test(id) ? id : undefined
