import { nowhere, type Scope } from '../../core/event/scope.ts'
import type { Manifest } from '../../core/manifest.ts'
import { active, organizationOf, planOf, prod, root } from '../support/plan.ts'

// AWS's own FullAWSAccess: an event says where to look for it.

const policyId = 'p-FullAWSAccess'
const at = (...targets: string[]): Scope['pairs'] => targets.map((targetId) => ({ policyId, targetId }))

interface Case {
  what: string
  pairs?: Scope['pairs']
  reports?: Scope['reports']
  says?: Manifest['fullAwsAccess']
  gone?: string[]
  /** Modes and keys. */
  changes: string[]
}

const attach = (targetId: string, mode: string) => `${mode} attach/SCP/FullAWSAccess/${targetId}`

const cases: Case[] = [
  { what: 'nobody asks for it', changes: [] },
  { what: 'it was detached', pairs: at(prod), changes: [attach(prod, 'notify')] },
  {
    what: 'it was detached, and the manifest wants it back',
    pairs: at(prod),
    says: 'restore',
    changes: [attach(prod, 'enforce')],
  },
  { what: 'it is there', pairs: at(root), says: 'restore', changes: [] },
  { what: 'the target is gone', pairs: at(prod), gone: [prod], says: 'restore', changes: [] },
  {
    what: 'another policy was detached',
    pairs: [{ policyId: 'p-examp123', targetId: prod }],
    says: 'restore',
    changes: [],
  },
  {
    what: 'it was missing before: our memory alone restores nothing',
    reports: at(prod),
    says: 'restore',
    changes: [attach(prod, 'notify')],
  },
  {
    what: 'it was missing before, and an event says so again',
    pairs: [...at(prod), { policyId: 'p-examp123', targetId: active }],
    reports: at(prod, active),
    says: 'restore',
    changes: [attach(prod, 'enforce'), attach(active, 'notify')],
  },
]

test.each(cases)('$what', ({ pairs = [], reports = [], says = 'report', gone = [], changes }) => {
  const organization = { ...organizationOf([]), gone, attachments: at(root) }
  const scope = { ...nowhere, pairs, reports }
  const plan = planOf({
    ...{ organization, wanted: [], scope },
    purpose: 'enforce',
    settings: { fullAwsAccess: says },
  })
  expect(plan.changes.map(({ mode, key }) => `${mode} ${key}`)).toStrictEqual(changes)
  for (const { policy, target } of plan.changes) {
    expect(policy).toStrictEqual({ name: 'FullAWSAccess', type: 'SERVICE_CONTROL_POLICY', id: policyId })
    expect(target?.path).toBe(target?.id === prod ? 'Prod' : 'payments-prod')
  }
  expect([plan.blocked, plan.findings]).toStrictEqual([[], []])
})
