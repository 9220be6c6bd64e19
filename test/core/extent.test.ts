import type { Plan } from '../../core/plan/plan.ts'
import { content, policy } from '../support/manifest.ts'
import {
  account,
  active,
  existing,
  organizationOf,
  type PlanInput,
  planOf,
  prod,
  rcp,
  root,
  scp,
  suspended,
  without,
} from '../support/plan.ts'

// What a plan says of its extent: slots of the targets that change, and accounts that feel it.

const management = '111111111111'
type Slots = NonNullable<Plan['slots']>
const slot = (id: string, path: string, taken: number, rest: Partial<Slots[number]> = {}): Slots[number] => ({
  ...{ type: scp, target: { id, path }, taken, most: 10 },
  ...rest,
})
const twice = organizationOf(
  [existing('deny'), existing('old')],
  [
    ['old', prod],
    ['old', active],
  ],
)
const retired = policy('old', [], { state: 'absent' })

const slots: (PlanInput & { what: string; slots: Slots })[] = [
  {
    what: 'nothing to change',
    organization: organizationOf([existing('deny')]),
    wanted: [policy('deny', [])],
    slots: [],
  },
  {
    what: 'two that come to one target, one that goes from it, and one that goes from another',
    organization: twice,
    wanted: [policy('deny', [prod]), policy('new', [prod]), retired],
    slots: [slot(prod, 'Workloads:Prod', 3), slot(active, 'payments-prod', 1)],
  },
  {
    what: 'a type that is off: enabling it brings back the policy of AWS',
    organization: twice,
    wanted: [policy('limits', [prod], { type: rcp })],
    slots: [slot(prod, 'Workloads:Prod', 2, { type: rcp, most: 5 })],
  },
  {
    what: 'slots that were not read',
    organization: without(twice, { targetPolicies: [{ type: scp, targetId: prod }] }),
    wanted: [policy('deny', [prod, active])],
    slots: [slot(prod, 'Workloads:Prod', 3)],
  },
]

test.each(slots)('slots: $what', ({ slots, ...input }) => {
  expect(planOf(input).slots).toStrictEqual(slots)
})

const nested = {
  ...twice,
  accounts: [
    ...twice.accounts,
    account(management, root),
    account('444444444444', root),
    account('555555555555', root, { state: null }),
  ],
}
const other = content('s3:*')
const edited = (attached: [string, string][], rest: object = { content: other }) => ({
  ...nested,
  ...organizationOf([existing('deny', rest)], attached),
  accounts: nested.accounts,
})
const unread = { accounts: false }

const extents: (PlanInput & { what: string; accounts: number | null })[] = [
  { what: 'nothing to change', organization: nested, wanted: [], accounts: 0 },
  {
    what: 'an OU, without the account that is suspended',
    organization: nested,
    wanted: [policy('deny', [prod])],
    accounts: 1,
  },
  {
    what: 'the root and all below, each once, without the management account',
    organization: nested,
    wanted: [policy('deny', [root, prod, active, management])],
    accounts: 3,
  },
  { what: 'what loses a policy', organization: nested, wanted: [retired], accounts: 1 },
  {
    what: 'an account that is suspended',
    organization: organizationOf([existing('old')], [['old', suspended]]),
    wanted: [retired],
    accounts: 0,
  },
  {
    what: 'another content, wherever it is attached',
    organization: edited([['deny', prod]]),
    wanted: [policy('deny', [])],
    accounts: 1,
  },
  {
    what: 'another description alone',
    organization: edited([['deny', prod]], { description: 'x' }),
    wanted: [policy('deny', [])],
    accounts: 0,
  },
  {
    what: 'another content, of a policy whose targets were not read',
    organization: without(edited([['deny', prod]]), { policyTargets: [] }),
    wanted: [policy('deny', [])],
    accounts: null,
  },
  {
    what: 'an OU whose accounts were not read',
    organization: without(nested, unread),
    wanted: [policy('deny', [prod])],
    accounts: null,
  },
  {
    what: 'accounts alone, of which none was read',
    organization: without({ ...nested, accounts: [] }, unread),
    wanted: [policy('deny', [active, management])],
    accounts: 1,
  },
]

test.each(extents)('accounts: $what', ({ accounts, ...input }) => {
  expect(planOf(input).accounts).toBe(accounts)
})

test('enforcement tells neither', () => {
  const plan = planOf({ organization: nested, wanted: [policy('deny', [prod])], purpose: 'enforce' })
  expect(Object.keys(plan)).not.toEqual(expect.arrayContaining(['accounts']))
  expect(Object.keys(plan)).not.toEqual(expect.arrayContaining(['slots']))
})
