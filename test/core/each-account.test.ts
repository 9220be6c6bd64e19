import { policy } from '../support/manifest.ts'
import {
  account,
  active,
  eachIn,
  existing,
  isPlanned,
  organizationOf,
  type PlanCase,
  planOf,
  prod,
  root,
  without,
} from '../support/plan.ts'

// Policies that lie on every account below an OU: who gets them, and who keeps them.

const unit = 'ou-ab12-123456789012'
const member = '444444444444'
const attached = (...targets: string[]) =>
  organizationOf(
    [existing('deny')],
    targets.map((target): [string, string] => ['deny', target]),
  )
const pruned = (rest = {}) => [policy('deny', [], { prune: true, eachAccountIn: eachIn(prod), ...rest })]

const cases: PlanCase[] = [
  {
    what: 'an OU that is gone is said',
    organization: { ...attached(), gone: [unit] },
    wanted: [policy('deny', [], { eachAccountIn: eachIn(unit) })],
    changes: [],
    blocked: ['target-gone'],
  },
  {
    what: 'an account that is gone is not missed',
    organization: { ...attached(), gone: [active] },
    wanted: [policy('deny', [], { eachAccountIn: eachIn(prod) })],
    changes: [],
  },
  {
    what: 'an account that several entries mean gets the policy once',
    organization: attached(),
    wanted: [policy('deny', [active], { eachAccountIn: [...eachIn(prod), ...eachIn(root)] })],
    changes: [`attach/SCP/deny/${active}`],
  },
  {
    what: 'prune takes it from an account elsewhere',
    organization: { ...attached(active, member), accounts: [account(active, prod), account(member, root)] },
    wanted: pruned(),
    changes: [`detach/SCP/deny/${member}`],
  },
  {
    what: 'prune takes it from an account in another OU',
    organization: {
      ...attached(active, member),
      organizationalUnits: [prod, unit].map((id) => ({ id, name: id === prod ? 'Prod' : 'Other', parentId: root })),
      accounts: [account(active, prod), account(member, unit)],
    },
    wanted: pruned(),
    changes: [`detach/SCP/deny/${member}`],
  },
  {
    what: 'prune takes it from an OU of which nobody read where it lies',
    organization: without(attached(active, unit), { organizationalUnits: false }),
    wanted: pruned(),
    changes: [`detach/SCP/deny/${unit}`],
  },
  {
    what: 'prune leaves accounts alone where the root was not read',
    organization: { ...attached(active, member), root: null, accounts: [account(active, prod), account(member, root)] },
    wanted: pruned(),
    changes: [],
  },
  {
    what: 'prune takes it from any account where none is meant by where it lies',
    organization: { ...without(attached(member), { accounts: false }), accounts: [] },
    wanted: pruned({ eachAccountIn: [] }),
    changes: [`detach/SCP/deny/${member}`],
  },
]

test.each(cases)('$what', isPlanned)

const day = Date.parse('2026-11-01')
const members = (...ids: number[]) => ids.map((id) => account(String(id).repeat(12), prod))

/** Accounts of which AWS does not say when they joined, and what is said of them. */
const undated: { what: string; accounts: ReturnType<typeof account>[]; rest?: object; said?: string }[] = [
  { what: 'one', accounts: members(2), said: 'AWS does not say when 222222222222 joined: deny counts' },
  {
    what: 'three, in the order of their ids',
    accounts: members(4, 2, 3),
    said: 'when 222222222222, 333333333333, 444444444444 joined: deny',
  },
  {
    what: 'more',
    accounts: members(2, 3, 4, 5, 6),
    said: 'when 222222222222, 333333333333, 444444444444 and 2 more joined: deny',
  },
  { what: 'one that is closed', accounts: [account(member, prod, { state: 'SUSPENDED' })] },
  { what: 'one with its time', accounts: [account(member, prod, { joined: day })] },
  { what: 'one elsewhere', accounts: [account(member, root)] },
  { what: 'one of a policy for all', accounts: members(2), rest: { eachAccountIn: eachIn(prod) } },
  { what: 'one of a policy that is retired', accounts: members(2), rest: { state: 'absent' } },
]

test.each(undated)('without a joining time: $what', ({ accounts, rest, said }) => {
  const eachAccountIn = eachIn(prod, { joinedAfter: day })
  const organization = { ...attached(), accounts }
  const wanted = [policy('deny', [], { eachAccountIn, ...rest })]
  const { findings } = planOf({ organization, wanted })
  const finding = {
    code: 'joined-unknown',
    severity: 'warning',
    message: expect.stringContaining(said ?? ''),
    hint: expect.stringContaining('except'),
  }
  expect(findings).toStrictEqual(said ? [finding] : [])
})
