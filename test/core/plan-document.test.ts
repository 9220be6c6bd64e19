import { mismatch } from '../../core/plan/mismatch.ts'
import { content, policy } from '../support/manifest.ts'
import { active, existing, foreign, organizationOf, type PlanInput, planOf, prod, root, scp } from '../support/plan.ts'

// What a plan says of each change and of each obstacle: what people read, and what pipelines do.

const subject = { name: 'deny', type: scp, id: 'p-deny000000' }
const step = (action: string, code: string, text: string, rest: object = {}) => ({
  key: `${action}/SCP/deny`,
  action,
  policy: subject,
  target: null,
  before: null,
  after: null,
  reason: { code, text },
  mode: 'enforce',
  accounts: null,
  ...rest,
})
const at = (action: string, id: string, path: string, rest: object) => ({
  key: `${action}/SCP/deny/${id}`,
  target: { id, path },
  ...rest,
})

const other = content('s3:*')
const wanted = policy('deny', [])
const changes: (PlanInput & { what: string; steps: object[] })[] = [
  {
    what: 'a policy that is missing',
    organization: organizationOf([]),
    wanted: [policy('deny', [prod], { mode: 'notify' })],
    steps: [
      step('create-policy', 'policy-missing', 'deny does not exist', {
        policy: { ...subject, id: null },
        after: { description: 'About deny', content: wanted.content, tags: { holdfast: 'deny' } },
        mode: 'notify',
      }),
      step('attach', 'not-attached', 'deny is not attached to Workloads:Prod', {
        ...at('attach', prod, 'Workloads:Prod', { accounts: 1 }),
        policy: { ...subject, id: null },
        mode: 'notify',
      }),
    ],
  },
  {
    what: 'another content',
    organization: organizationOf([existing('deny', { content: other })]),
    wanted: [wanted],
    steps: [
      step('update-policy', 'content-differs', 'The content of deny differs', {
        before: { content: other },
        after: { content: wanted.content },
      }),
    ],
  },
  {
    what: 'another description',
    organization: organizationOf([existing('deny', { description: '' })]),
    wanted: [wanted],
    steps: [
      step('update-policy', 'description-differs', 'The description of deny differs', {
        before: { description: '' },
        after: { description: 'About deny' },
      }),
    ],
  },
  {
    what: 'both',
    organization: organizationOf([existing('deny', { content: other, description: 'x' })]),
    wanted: [wanted],
    steps: [
      step('update-policy', 'content-differs', 'The content of deny differs', {
        before: { content: other, description: 'x' },
        after: { content: wanted.content, description: 'About deny' },
      }),
    ],
  },
  {
    what: 'another name',
    organization: organizationOf([existing('deny', { name: 'old' })]),
    wanted: [wanted],
    steps: [
      step('rename-policy', 'policy-renamed', 'deny was renamed', { before: { name: 'old' }, after: { name: 'deny' } }),
    ],
  },
  {
    what: 'no tag of ours',
    organization: organizationOf([existing('deny', { tags: { team: 'x' } })]),
    wanted: [wanted],
    steps: [
      step('tag-policy', 'tag-missing', "deny does not carry the tag that marks it as holdfast's", {
        before: { tags: { team: 'x' } },
        after: { tags: { holdfast: 'deny' } },
      }),
    ],
  },
  {
    what: 'attached where it should not be',
    organization: organizationOf([existing('deny')], [['deny', active]]),
    wanted: [{ ...wanted, prune: true }],
    steps: [
      step(
        'detach',
        'not-in-manifest',
        `The manifest does not name ${active} for deny, and prune is on`,
        at('detach', active, 'payments-prod', { accounts: 1 }),
      ),
    ],
  },
  {
    what: 'to be retired',
    organization: organizationOf([existing('deny')], [['deny', root]]),
    wanted: [{ ...wanted, state: 'absent' }],
    steps: [
      step(
        'detach',
        'state-absent',
        'The manifest says that deny is absent',
        at('detach', root, 'Root', { accounts: 1 }),
      ),
      step('delete-policy', 'state-absent', 'The manifest says that deny is absent', {
        before: { content: wanted.content, description: 'About deny' },
      }),
    ],
  },
  {
    what: 'to be retired, its content not read',
    organization: organizationOf([existing('deny', { content: undefined })]),
    wanted: [{ ...wanted, state: 'absent' }],
    steps: [
      step('delete-policy', 'state-absent', 'The manifest says that deny is absent', {
        before: { description: 'About deny' },
      }),
    ],
  },
  ...[
    { modes: ['notify', 'enforce'] as const, mode: 'enforce' },
    { modes: ['notify', 'notify'] as const, mode: 'notify' },
  ].map(({ modes, mode }) => ({
    what: `a type that is switched off, of policies that ${modes.join(' and ')}`,
    organization: { ...organizationOf([existing('one'), existing('two')]), enabledTypes: [] },
    wanted: [policy('one', [], { mode: modes[0] }), policy('two', [], { mode: modes[1] })],
    steps: [
      step(
        'enable-policy-type',
        'policy-type-disabled',
        'Policy type SERVICE_CONTROL_POLICY is disabled: no SCP is in force anywhere',
        { key: 'enable-policy-type/SCP', policy: { name: '', type: scp, id: null }, mode },
      ),
    ],
  })),
]

test.each(changes)('$what', ({ steps, ...input }) => {
  expect(planOf(input).changes).toStrictEqual(steps)
})

const error = (code: string, message: string, hint: string, rest: object = {}) => ({
  ...{ code, severity: 'error', message, hint: expect.stringContaining(hint) },
  ...rest,
})

const full = foreign(9)
const places = { id: prod, path: 'Workloads:Prod' }
const obstacles: (PlanInput & { what: string; blocked: object })[] = [
  {
    what: 'a policy of another',
    organization: organizationOf([existing('deny', { content: other, tags: {} })]),
    wanted: [wanted],
    blocked: error(
      'policy-of-another',
      'SCP deny (p-deny000000) exists, has other content and was not made by holdfast',
      '"adopt: true" under "holdfast" of deny',
    ),
  },
  {
    what: 'a policy whose content was not read',
    organization: organizationOf([existing('deny', { content: undefined, tags: {} })]),
    wanted: [wanted],
    blocked: error(
      'not-read',
      'Whose SCP deny (p-deny000000) is cannot be told: its content was not read',
      'correct the cause',
    ),
  },
  {
    what: 'a target that is gone, named by its path',
    organization: { ...organizationOf([existing('deny')]), gone: [prod] },
    wanted: [policy('deny', [prod])],
    blocked: error('target-gone', `Workloads:Prod (${prod}), a target of deny, does not exist`, 'holdfast lock'),
  },
  {
    what: 'a target that is gone, named by its id',
    organization: { ...organizationOf([existing('deny')]), gone: ['ou-ab12-gone0000'] },
    wanted: [policy('deny', ['ou-ab12-gone0000'])],
    blocked: error('target-gone', 'ou-ab12-gone0000, a target of deny, does not exist', 'holdfast lock'),
  },
  {
    what: 'no slot',
    organization: organizationOf(
      [existing('deny'), ...full],
      full.map(({ name }) => [name, prod]),
    ),
    wanted: [policy('deny', [prod])],
    blocked: error(
      'no-slot',
      `deny cannot be attached to Workloads:Prod (${prod}): all 10 slots for SCPs are taken, by FullAWSAccess, ${full.map(({ name }) => name).join(', ')}`,
      'Detach a policy there',
      { change: `attach/SCP/deny/${prod}`, policy: 'deny', target: places },
    ),
  },
  {
    what: 'the last policy of a target',
    organization: { ...organizationOf([existing('deny')]), attachments: [{ policyId: subject.id, targetId: prod }] },
    wanted: [{ ...wanted, prune: true }],
    blocked: error(
      'last-policy',
      `deny cannot be detached from Prod (${prod}): it is the last SCP there`,
      'Attach FullAWSAccess there',
      { change: `detach/SCP/deny/${prod}`, policy: 'deny', target: { id: prod, path: 'Prod' } },
    ),
  },
  {
    what: 'a read that failed',
    organization: { ...organizationOf([existing('deny')]), unread: ['ListRoots was denied'] },
    wanted: [wanted],
    blocked: error('not-read', 'ListRoots was denied', 'correct the cause'),
  },
]

test.each(obstacles)('obstacle: $what', ({ blocked, ...input }) => {
  expect(planOf(input).blocked).toStrictEqual([blocked])
})

test('another organization than the locked one', () => {
  expect(mismatch(new Error('It is another'))).toStrictEqual(
    error('organization-mismatch', 'It is another', 'AWS_ENDPOINT_URL'),
  )
})

/** What the manifest calls an OU, what it is called, and whether that is worth a word. */
const names: [string, string, boolean][] = [
  ['Workloads:Prod', 'Prod', false],
  ['workloads: PROD ', 'Prod', false],
  ['Workloads:Prod', 'PROD', false],
  ['Prod', 'Prod', false],
  [prod, 'Prod', false],
  ['Workloads:Prod', '', false],
  ['Workloads:Prod', 'Decoy', true],
  ['Workloads:Prod', 'Workloads', true],
  ['Workloads:Prod', 'Workloads:Prod', true],
  ['Prod', 'Decoy\n"', true],
]

test.each(names)('%j, now named %j, is a finding: %s', (path, name, isFound) => {
  const organization = organizationOf([existing('deny'), existing('other')])
  const renamed = { ...organization, organizationalUnits: [{ id: prod, name, parentId: root }] }
  const targets = [{ id: prod, path }]
  const plan = planOf({
    organization: renamed,
    wanted: [policy('deny', [], { targets }), policy('other', [], { targets })],
  })
  const finding = {
    code: 'target-renamed',
    severity: 'warning',
    message: `${path} (${prod}) is now named ${JSON.stringify(name)}; the locked id stays enforced`,
    hint: expect.stringContaining('holdfast lock'),
  }
  expect(plan.findings).toStrictEqual(isFound ? [finding] : [])
})

test('a plan says what it was made of, and its digest what it would change where', () => {
  const one: PlanInput = {
    organization: organizationOf([existing('deny', { content: other })]),
    wanted: [policy('deny', [prod, active])],
  }
  const plan = planOf(one)
  expect(plan).toMatchObject({
    kind: 'holdfast.plan',
    version: 1,
    organization: { id: 'o-exampleorg', managementAccount: '111111111111' },
    manifest: { digest: expect.stringMatching(/^[0-9a-f]{64}$/), commit: null },
    summary: { attach: 2, 'update-policy': 1 },
    stats: { calls: {} },
  })
  expect(planOf(one).digest).toBe(plan.digest)
  const others = [
    { ...one, organization: { ...one.organization, id: 'o-another000' } },
    { ...one, organization: organizationOf([existing('deny')]) },
    { ...one, settings: { region: 'eu-central-1' } },
  ]
  expect(new Set([plan, ...others.map(planOf)].map(({ digest }) => digest)).size).toBe(4)
})
