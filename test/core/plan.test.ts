import { everything } from '../../core/event/scope.ts'
import { type Action, change } from '../../core/plan/change.ts'
import { enforceable, makePlan } from '../../core/plan/plan.ts'
import { content, manifestOf, policy } from '../support/manifest.ts'
import {
  account,
  active,
  eachIn,
  existing,
  foreign,
  fullAccess,
  isPlanned,
  organizationOf,
  type PlanCase,
  prod,
  rcp,
  root,
  scp,
  suspended,
  without,
} from '../support/plan.ts'

const cases: PlanCase[] = [
  {
    what: 'a policy that is missing is made and attached, the widest target first',
    organization: organizationOf([]),
    wanted: [policy('deny', [active, prod, 'r-ab12'])],
    changes: [
      'create-policy/SCP/deny',
      `attach/SCP/deny/r-ab12`,
      `attach/SCP/deny/${prod}`,
      `attach/SCP/deny/${active}`,
    ],
  },
  {
    what: 'an account that is suspended is neither attached to nor missed',
    organization: organizationOf([existing('deny')], [['deny', active]]),
    wanted: [policy('deny', [active, suspended])],
    changes: [],
  },
  {
    what: 'prune leaves a suspended account alone that the manifest names',
    organization: organizationOf(
      [existing('deny')],
      [
        ['deny', active],
        ['deny', suspended],
        ['deny', prod],
      ],
    ),
    wanted: [policy('deny', [active, suspended], { prune: true })],
    changes: [`detach/SCP/deny/${prod}`],
  },
  {
    what: 'prune leaves a suspended account alone that lies where each account is meant',
    organization: organizationOf(
      [existing('deny')],
      [
        ['deny', active],
        ['deny', suspended],
      ],
    ),
    wanted: [policy('deny', [], { prune: true, eachAccountIn: eachIn(prod) })],
    changes: [],
  },
  {
    what: 'prune leaves accounts alone of which nobody read where they lie',
    organization: {
      ...without(
        organizationOf(
          [existing('deny')],
          [
            ['deny', active],
            ['deny', 'r-ab12'],
          ],
        ),
        { accounts: false },
      ),
      accounts: [],
    },
    wanted: [policy('deny', [], { prune: true, eachAccountIn: eachIn(prod) })],
    changes: [`detach/SCP/deny/r-ab12`],
  },
  {
    what: 'what only notifies does not take the last slot from what is enforced',
    organization: organizationOf(
      [existing('first'), existing('second'), ...foreign(8)],
      foreign(8).map(({ name }) => [name, prod]),
    ),
    wanted: [policy('first', [prod], { mode: 'notify' }), policy('second', [prod])],
    purpose: 'enforce',
    changes: [`attach/SCP/second/${prod}`],
    blocked: ['no-slot'],
  },
  {
    what: 'a policy of the same name with other content and without our tag is not taken over',
    organization: organizationOf([existing('deny', { content: content('s3:*'), tags: {} })]),
    wanted: [policy('deny', [prod])],
    changes: [],
    blocked: ['policy-of-another'],
  },
  {
    what: 'with adopt it is',
    organization: organizationOf([existing('deny', { content: content('s3:*'), tags: {} })]),
    wanted: [policy('deny', [prod], { adopt: true })],
    changes: ['update-policy/SCP/deny', `attach/SCP/deny/${prod}`, 'tag-policy/SCP/deny'],
  },
  {
    what: 'whose policy it is cannot be told without its content',
    organization: organizationOf([existing('deny', { content: undefined, tags: undefined })]),
    wanted: [policy('deny', [prod])],
    changes: [],
    blocked: ['not-read'],
  },
  {
    what: 'enforcement takes the name for ours, and attaches without knowing the content',
    organization: organizationOf([existing('deny', { content: undefined, tags: undefined })]),
    wanted: [policy('deny', [prod])],
    purpose: 'enforce',
    changes: [`attach/SCP/deny/${prod}`],
  },
  {
    what: 'a policy that was renamed is renamed back',
    organization: organizationOf([existing('old', { tags: { holdfast: 'deny' }, description: 'About deny' })]),
    wanted: [policy('deny', [], { content: content('old:*') })],
    changes: ['rename-policy/SCP/deny'],
  },
  {
    what: 'a policy of Control Tower or AWS is not renamed to ours, whatever its tag says',
    organization: organizationOf([
      existing('tower', { name: 'aws-guardrails-xyz', tags: { holdfast: 'deny' } }),
      existing('managed', { awsManaged: true, tags: { holdfast: 'deny' } }),
    ]),
    wanted: [policy('deny', [])],
    changes: ['create-policy/SCP/deny'],
  },
  {
    what: 'each account: not the management account, not what is excepted, not what joined before',
    organization: {
      ...organizationOf([existing('deny'), existing('all')]),
      accounts: [
        account('111111111111', root, { joined: 2 }),
        account('222222222222', prod, { joined: 2 }),
        account('333333333333', prod, { joined: 1 }),
        account('444444444444', prod, { joined: 2 }),
        account('555555555555', prod, { joined: null }),
        account('666666666666', root, { joined: 2 }),
      ],
    },
    wanted: [
      policy('deny', [], { eachAccountIn: eachIn(prod, { joinedAfter: 2, except: ['444444444444'] }) }),
      policy('all', [], { eachAccountIn: eachIn(root, { joinedAfter: 2, except: [active] }) }),
    ],
    changes: [
      'attach/SCP/deny/222222222222',
      'attach/SCP/all/444444444444',
      'attach/SCP/all/555555555555',
      'attach/SCP/deny/555555555555',
      'attach/SCP/all/666666666666',
    ],
    findings: ['joined-unknown', 'joined-unknown'],
  },
  {
    what: 'with its type enabled again, FullAWSAccess takes a slot',
    organization: {
      ...organizationOf(Array.from({ length: 10 }, (_, at) => existing(`deny${at}`))),
      ...{ enabledTypes: [], attachments: [] },
    },
    wanted: Array.from({ length: 10 }, (_, at) => policy(`deny${at}`, [prod])),
    changes: ['enable-policy-type/SCP', ...Array.from({ length: 9 }, (_, at) => `attach/SCP/deny${at}/${prod}`)],
    blocked: ['no-slot'],
  },
  {
    what: 'a policy that is missing is not doubled as long as a stray one may be it',
    organization: organizationOf([existing('old', { tags: undefined })]),
    wanted: [policy('deny', [prod])],
    purpose: 'enforce',
    changes: [],
  },
  {
    what: 'a tag alone does not make a policy one that the manifest retires',
    organization: organizationOf([existing('other', { tags: { holdfast: 'deny' } })], [['other', prod]]),
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [],
  },
  {
    what: 'a policy that the manifest retires is detached everywhere and deleted',
    organization: organizationOf(
      [existing('deny')],
      [
        ['deny', prod],
        ['deny', suspended],
      ],
    ),
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [`detach/SCP/deny/${prod}`, `detach/SCP/deny/${suspended}`, 'delete-policy/SCP/deny'],
  },
  {
    what: 'enforcement retires nothing',
    organization: organizationOf([existing('deny')], [['deny', prod]]),
    wanted: [policy('deny', [], { state: 'absent' })],
    purpose: 'enforce',
    changes: [],
  },
  {
    what: 'a disabled type is enabled first, and everything of it attached again',
    organization: { ...organizationOf([existing('deny')]), enabledTypes: [], attachments: [] },
    wanted: [policy('deny', ['r-ab12', prod])],
    changes: ['enable-policy-type/SCP', 'attach/SCP/deny/r-ab12', `attach/SCP/deny/${prod}`],
  },
  {
    what: 'where all slots are taken, a pruned one makes room before the next is attached',
    organization: organizationOf(
      [existing('new'), existing('old'), ...foreign(8)],
      [['old', prod], ...foreign(8).map(({ name }): [string, string] => [name, prod])],
    ),
    wanted: [policy('new', [prod]), policy('old', [], { prune: true })],
    changes: [`detach/SCP/old/${prod}`, `attach/SCP/new/${prod}`],
  },
  {
    what: 'a guardrail that moves from the root to an OU is attached there before it is detached above',
    organization: organizationOf([existing('deny')], [['deny', 'r-ab12']]),
    wanted: [policy('deny', [prod], { prune: true })],
    changes: [`attach/SCP/deny/${prod}`, 'detach/SCP/deny/r-ab12'],
  },
  {
    what: 'the last policy of a target stays, and with it the policy that is to be deleted',
    organization: {
      ...organizationOf(
        [existing('deny'), existing('other')],
        [
          ['deny', root],
          ['other', root],
        ],
      ),
      attachments: [
        { policyId: 'p-deny000000', targetId: prod },
        { policyId: 'p-deny000000', targetId: root },
        { policyId: 'p-other000000', targetId: root },
      ],
    },
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [`detach/SCP/deny/${root}`],
    blocked: ['last-policy'],
  },
  {
    what: 'a target that is gone is said, and the others are served',
    organization: { ...organizationOf([existing('deny')]), gone: ['ou-ab12-gone0000'] },
    wanted: [policy('deny', ['ou-ab12-gone0000', prod])],
    changes: [`attach/SCP/deny/${prod}`],
    blocked: ['target-gone'],
  },
  {
    what: 'whatever the order of the manifest: types and policies by name, then root, OUs and accounts by id',
    organization: {
      ...organizationOf([]),
      ...{ enabledTypes: [], attachments: [] },
      organizationalUnits: [
        { id: 'ou-ab12-33333333', name: 'NonProd', parentId: root },
        { id: prod, name: 'Prod', parentId: root },
      ],
    },
    wanted: [
      policy('zeta', ['333333333333', active, 'ou-ab12-33333333', prod, root], { mode: 'notify' }),
      policy('alpha', ['ou-ab12-33333333', prod], { mode: 'notify' }),
      policy('beta', [prod], { type: rcp, mode: 'notify' }),
    ],
    changes: [
      'enable-policy-type/RCP',
      'enable-policy-type/SCP',
      'create-policy/RCP/beta',
      'create-policy/SCP/alpha',
      'create-policy/SCP/zeta',
      `attach/RCP/beta/${prod}`,
      `attach/SCP/zeta/${root}`,
      `attach/SCP/alpha/${prod}`,
      `attach/SCP/zeta/${prod}`,
      'attach/SCP/alpha/ou-ab12-33333333',
      'attach/SCP/zeta/ou-ab12-33333333',
      `attach/SCP/zeta/${active}`,
    ],
  },
  {
    what: 'a type that only retired policies use stays disabled',
    organization: { ...organizationOf([]), enabledTypes: [] },
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [],
  },
  {
    what: 'what was not read is said',
    organization: { ...organizationOf([existing('deny')]), unread: ['ListRoots was denied'] },
    wanted: [policy('deny', [prod])],
    changes: [`attach/SCP/deny/${prod}`],
    blocked: ['not-read'],
  },
]

test.each(cases)('$what', isPlanned)

const actions: Action[] = [
  'enable-policy-type',
  'rename-policy',
  'create-policy',
  'update-policy',
  'attach',
  'tag-policy',
  'detach',
  'delete-policy',
]

test('enforcement carries out what adds, and only what is to be enforced', () => {
  const all = (mode: 'enforce' | 'notify') =>
    actions.map((action) => change(action, { name: 'deny', type: scp, id: null }, mode, { code: 'x', text: 'x' }))
  expect(enforceable([...all('enforce'), ...all('notify')])).toEqual(all('enforce').slice(0, 6))
})

test('an OU with another name than the manifest says is a finding; its id stays enforced', () => {
  const organization = organizationOf([existing('deny')])
  const renamed = { ...organization, organizationalUnits: [{ id: prod, name: 'Decoy', parentId: 'r-ab12' }] }
  const plan = makePlan(manifestOf([policy('deny', [prod])]), renamed, everything, 'apply', 0)
  expect(plan.changes.map(({ key }) => key)).toEqual([`attach/SCP/deny/${prod}`])
  expect(plan.findings.map(({ code }) => code)).toEqual(['target-renamed'])
})

test('an account of which AWS does not say when it joined counts as one that did lately, with a warning', () => {
  const day = Date.parse('2026-11-01')
  const eachAccountIn = [{ id: 'r-ab12', path: 'Root', joinedAfter: day, except: [] }]
  const manifest = manifestOf([policy('deny', [], { eachAccountIn })])
  const undated = organizationOf([fullAccess])
  const plan = makePlan(manifest, undated, everything, 'apply', 0)
  expect(plan.changes.flatMap(({ target }) => target?.id ?? [])).toEqual([active])
  expect(plan.findings).toMatchObject([{ code: 'joined-unknown', severity: 'warning' }])
  const dated = { ...undated, accounts: undated.accounts.map((account) => ({ ...account, joined: day })) }
  expect(makePlan(manifest, dated, everything, 'apply', 0).findings).toEqual([])
  const all = manifestOf([
    policy('deny', [], { eachAccountIn: eachAccountIn.map((one) => ({ ...one, joinedAfter: null })) }),
  ])
  expect(makePlan(all, undated, everything, 'apply', 0).findings).toEqual([])
})
