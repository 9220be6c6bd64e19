import type { Attachment } from '../organization/organization.ts'
import { allPolicyTypes, nameKey, type PolicyName, type PolicyType } from '../policy/type.ts'

/** A policy that an event named, and how the event says that it was touched. */
export interface PolicyPlace {
  policyId: string
  how: 'created' | 'changed' | 'deleted' | 'tagged'
  /** Its name after the event, where the event tells one. */
  name: string | null
}

/** How much of the organization is looked at. */
export interface Scope {
  /** Types of which everything that the manifest names by its targets is looked at. */
  types: PolicyType[]
  /** With types: only this share of the policies has its content read. Absent: all. */
  contents?: { part: number; of: number }
  /** Policies of which each_account_in is looked at, on every account. */
  coverage: PolicyName[] | 'all'
  /** With coverage: a list of the accounts that was read since then, in epoch milliseconds, serves. Absent: it is read. */
  accountsSince?: number
  /** Accounts that joined or moved: what the manifest wants of each of them is looked at, there. */
  accounts: string[]
  /** Policies that events named. */
  policies: PolicyPlace[]
  /** Attachments that events named. */
  pairs: Attachment[]
  /** Attachments of FullAWSAccess that were missing before: looked at to tell, never restored on our memory's word. */
  reports: Attachment[]
  /** Targets of which every policy of the type is read, and the name: before a plan changes something there. */
  slots: { type: PolicyType; targetId: string }[]
  /** Parameters of suspensions that events named: what they suspend is looked at, and told. */
  suspensions?: string[]
  /** Every account is read: to tell how many a plan reaches. */
  reach?: boolean
}

export const nowhere: Scope = {
  types: [],
  coverage: [],
  accounts: [],
  policies: [],
  pairs: [],
  reports: [],
  slots: [],
}

/** Whether nothing is to be looked at. */
export const isNowhere = (scope: Scope): boolean =>
  places.every((key) => scope[key].length === 0) && scope.suspensions === undefined

const places = ['types', 'coverage', 'accounts', 'policies', 'pairs', 'reports', 'slots'] as const

/** Whether it is more than an event's run can look at: a sweep's work. */
export const isWide = ({ types, coverage }: Scope): boolean => types.length > 0 || coverage.length > 0

/** The union of scopes, each place once: a storm of events about one place is one look at it. */
export function unite(scopes: Scope[]): Scope {
  const unique = <T>(items: T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
  const suspensions = unique(scopes.flatMap((scope) => scope.suspensions ?? []))
  return {
    types: unique(scopes.flatMap((scope) => scope.types)),
    coverage: uniteCoverage(scopes.map((scope) => scope.coverage)),
    accounts: unique(scopes.flatMap((scope) => scope.accounts)),
    policies: unique(scopes.flatMap((scope) => scope.policies)),
    pairs: unique(scopes.flatMap(({ pairs }) => pairs.map(({ policyId, targetId }) => ({ policyId, targetId })))),
    reports: unique(scopes.flatMap((scope) => scope.reports)),
    slots: unique(scopes.flatMap((scope) => scope.slots)),
    ...(suspensions.length > 0 && { suspensions }),
  }
}

function uniteCoverage(all: Scope['coverage'][]): Scope['coverage'] {
  const names = new Map<string, PolicyName>()
  for (const coverage of all) {
    if (coverage === 'all') return 'all'
    for (const name of coverage) names.set(nameKey(name), name)
  }
  return [...names.values()]
}

/** All that the manifest names. */
export const everything: Scope = { ...nowhere, types: allPolicyTypes, coverage: 'all' }
