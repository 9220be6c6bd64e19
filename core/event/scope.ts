import type { Attachment } from '../organization/organization.ts'
import { allPolicyTypes, type PolicyType } from '../policy/type.ts'

/** A policy that an event named, and how the event says that it was touched. */
export interface PolicyPlace {
  policyId: string
  how: 'created' | 'changed' | 'deleted' | 'tagged'
  /** Its name after the event, where the event tells one. */
  name: string | null
}

/** How much of the organization is looked at. */
export interface Scope {
  /** Types of which everything that the manifest names is looked at. */
  types: PolicyType[]
  /** With types: only this share of the policies has its content read. Absent: all. */
  contents?: { part: number; of: number }
  /** Policies that events named. */
  policies: PolicyPlace[]
  /** Attachments that events named. */
  pairs: Attachment[]
  /** Attachments of FullAWSAccess that were missing before: looked at to tell, never restored on our memory's word. */
  reports: Attachment[]
  /** Targets of which every policy of the type is read, and the name: before a plan changes something there. */
  slots: { type: PolicyType; targetId: string }[]
}

export const nowhere: Scope = { types: [], policies: [], pairs: [], reports: [], slots: [] }

export const isNowhere = ({ types, policies, pairs, reports, slots }: Scope): boolean =>
  types.length + policies.length + pairs.length + reports.length + slots.length === 0

/** The union of scopes, each place once: a storm of events about one place is one look at it. */
export function unite(scopes: Scope[]): Scope {
  const unique = <T>(items: T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
  return {
    types: unique(scopes.flatMap((scope) => scope.types)),
    policies: unique(scopes.flatMap((scope) => scope.policies)),
    pairs: unique(scopes.flatMap(({ pairs }) => pairs.map(({ policyId, targetId }) => ({ policyId, targetId })))),
    reports: unique(scopes.flatMap((scope) => scope.reports)),
    slots: unique(scopes.flatMap((scope) => scope.slots)),
  }
}

/** All that the manifest names. */
export const everything: Scope = { ...nowhere, types: allPolicyTypes }
