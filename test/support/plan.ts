import { everything, type Scope } from '../../core/event/scope.ts'
import type { EachAccountIn, Manifest, ManifestPolicy } from '../../core/manifest.ts'
import type { Account, Organization, Policy } from '../../core/organization/organization.ts'
import type { Purpose } from '../../core/plan/diff.ts'
import { makePlan, type Plan } from '../../core/plan/plan.ts'
import { content, manifestOf } from './manifest.ts'
import { fullyRead } from './model.ts'

export const scp = 'SERVICE_CONTROL_POLICY'
export const rcp = 'RESOURCE_CONTROL_POLICY'
export const root = 'r-ab12'
export const prod = 'ou-ab12-22222222'
export const active = '222222222222'
export const suspended = '333333333333'

/** A policy of the organization as the manifest wants it, with our tag. */
export const existing = (name: string, rest: Partial<Policy> = {}): Policy => ({
  id: `p-${name}000000`,
  name,
  type: scp,
  description: `About ${name}`,
  awsManaged: false,
  content: content(`${name}:*`, rest.type),
  tags: { holdfast: name },
  ...rest,
})

export const fullAccess = existing('FullAWSAccess', { id: 'p-FullAWSAccess', awsManaged: true, tags: {} })

/** Root, Prod with two accounts; FullAWSAccess everywhere and what else is attached. */
export function organizationOf(policies: Policy[], attached: [string, string][] = []): Organization {
  const targets = [root, prod, active, suspended]
  return fullyRead({
    id: 'o-exampleorg',
    managementAccount: '111111111111',
    root: { id: root, name: 'Root' },
    enabledTypes: [scp],
    policies: [fullAccess, ...policies],
    organizationalUnits: [{ id: prod, name: 'Prod', parentId: root }],
    accounts: [
      { id: active, name: 'payments-prod', parentId: prod, state: 'ACTIVE', joined: null },
      { id: suspended, name: 'closed', parentId: prod, state: 'SUSPENDED', joined: null },
    ],
    attachments: [
      ...targets.map((targetId) => ({ policyId: fullAccess.id, targetId })),
      ...attached.map(([name, targetId]) => ({ policyId: `p-${name}000000`, targetId })),
    ],
    gone: [],
    unread: [],
  })
}

export const account = (id: string, parentId: string, rest: Partial<Account> = {}): Account => ({
  ...{ id, name: `account-${id.slice(0, 1)}`, parentId, state: 'ACTIVE', joined: null },
  ...rest,
})

export const foreign = (count: number): Policy[] =>
  Array.from({ length: count }, (_, at) => existing(`foreign${at}`, { tags: {} }))

/** The organization with less of it read. */
export const without = (organization: Organization, read: Partial<Organization['read']>): Organization => ({
  ...organization,
  read: { ...organization.read, ...read },
})

export const eachIn = (id: string, rest: Partial<EachAccountIn> = {}): EachAccountIn[] => [
  { id, path: id, joinedAfter: null, except: [], ...rest },
]

/** What a plan is made of. */
export interface PlanInput {
  organization: Organization
  wanted: ManifestPolicy[]
  settings?: Partial<Manifest>
  scope?: Scope
  /** apply, where it says nothing else. */
  purpose?: Purpose
  /** Epoch milliseconds. */
  now?: number
}

/** And what stands in it. */
export interface PlanCase extends PlanInput {
  what: string
  /** Keys. */
  changes: string[]
  /** Codes; none, where it says nothing else. */
  blocked?: string[]
  findings?: string[]
}

export const planOf = ({
  organization,
  wanted,
  settings,
  scope = everything,
  purpose = 'apply',
  now = 0,
}: PlanInput): Plan => makePlan(manifestOf(wanted, settings), organization, scope, purpose, now)

export const isPlanned = ({ changes, blocked = [], findings = [], ...input }: Omit<PlanCase, 'what'>): void => {
  const plan = planOf(input)
  // toEqual would overlook an undefined at the end.
  expect(plan.changes.map(({ key }) => key)).toStrictEqual(changes)
  expect(plan.blocked.map(({ code }) => code)).toStrictEqual(blocked)
  expect(plan.findings.map(({ code }) => code)).toStrictEqual(findings)
}
