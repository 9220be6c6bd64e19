import { nowhere, type Scope, unite } from '../../core/event/scope.ts'
import { readSweepMessage, sweepParts } from '../../core/event/sweep.ts'
import { limits, sweepOf, wiring } from '../../core/event/wiring.ts'
import { matches } from '../../local/pattern.ts'
import { callEvent, details } from '../support/events.ts'
import { manifestOf, policy } from '../support/manifest.ts'

const manifest = manifestOf([policy('deny', ['r-ab12'])], { delegatedAdministrators: ['222222222222'] })
const queuesOf = (event: unknown) =>
  wiring(manifest)
    .rules.filter(({ pattern }) => matches(pattern, event))
    .map(({ queue }) => queue)

test.each(Object.keys(details) as (keyof typeof details)[])('%s reaches the function', (name) => {
  expect(queuesOf(callEvent(details[name]))).toEqual(['policy-drift'])
})

const detach = callEvent({})
const cases: { what: string; event: unknown; queues: string[] }[] = [
  { what: 'a delegated administrator', event: { ...detach, account: '222222222222' }, queues: ['policy-drift'] },
  { what: 'a failed call', event: callEvent({ errorCode: 'AccessDenied' }), queues: [] },
  { what: 'another account', event: { ...detach, account: '333333333333' }, queues: [] },
  { what: 'another service', event: { ...detach, source: 'aws.iot' }, queues: [] },
  {
    what: 'another kind of event',
    event: { ...detach, 'detail-type': 'AWS Service Event via CloudTrail' },
    queues: [],
  },
  { what: 'an event that is not watched', event: callEvent({ eventName: 'AttachPolicy' }), queues: [] },
  { what: 'an event of an inherited name', event: callEvent({ eventName: 'constructor' }), queues: [] },
  { what: 'nothing', event: null, queues: [] },
  { what: 'a text', event: 'DetachPolicy', queues: [] },
]

test.each(cases)('$what reaches $queues', ({ event, queues }) => {
  expect(queuesOf(event)).toEqual(queues)
})

const patterns: { what: string; pattern: Parameters<typeof matches>[0]; event: unknown; is: boolean }[] = [
  { what: 'one of the values', pattern: { a: ['x', 'y'] }, event: { a: 'y' }, is: true },
  { what: 'none of the values', pattern: { a: ['x', 'y'] }, event: { a: 'z' }, is: false },
  { what: 'an item of a list', pattern: { a: ['x'] }, event: { a: ['w', 'x'] }, is: true },
  { what: 'a missing member', pattern: { a: ['x'] }, event: {}, is: false },
  { what: 'a member that must be there', pattern: { a: [{ exists: true }] }, event: { a: null }, is: true },
  { what: 'a member that must not be there', pattern: { a: [{ exists: false }] }, event: { a: null }, is: false },
  { what: 'a nested member', pattern: { a: { b: ['x'] } }, event: { a: { b: 'x' } }, is: true },
  { what: 'a beginning', pattern: { a: [{ prefix: 'x-' }] }, event: { a: 'x-y' }, is: true },
  { what: 'another beginning', pattern: { a: [{ prefix: 'x-' }] }, event: { a: 'wx-y' }, is: false },
  { what: 'the beginning of an item', pattern: { a: [{ prefix: 'x-' }] }, event: { a: ['w', 'x-y'] }, is: true },
  { what: 'the beginning of a number', pattern: { a: [{ prefix: '' }] }, event: { a: 7 }, is: false },
  { what: 'a star', pattern: { a: [{ wildcard: '*:x*' }] }, event: { a: 'arn:y:x-\nz' }, is: true },
  { what: 'a star for nothing', pattern: { a: [{ wildcard: '*:x*' }] }, event: { a: ':x' }, is: true },
  { what: 'what a star does not reach', pattern: { a: [{ wildcard: '*:x*' }] }, event: { a: 'arn:yx' }, is: false },
  { what: 'a dot beside a star', pattern: { a: [{ wildcard: '*.x' }] }, event: { a: 'wyx' }, is: false },
  { what: 'one of two matchers', pattern: { a: ['x', { exists: false }] }, event: {}, is: true },
  { what: 'an inherited member', pattern: { a: ['x'] }, event: Object.create({ a: 'x' }), is: false },
]

test.each(patterns)('pattern: $what', ({ pattern, event, is }) => {
  expect(matches(pattern, event)).toBe(is)
})

test('a storm of events about one place is one look at it', () => {
  const pair = { policyId: 'p-examp123', targetId: 'r-ab12' }
  const place = { policyId: 'p-examp123', how: 'changed' as const, name: null }
  const slot = { type: 'SERVICE_CONTROL_POLICY' as const, targetId: 'r-ab12' }
  const deny = { type: 'SERVICE_CONTROL_POLICY' as const, name: 'deny' }
  const one: Scope = {
    ...nowhere,
    types: ['SERVICE_CONTROL_POLICY'],
    policies: [place],
    pairs: [pair],
    reports: [pair],
    slots: [slot],
  }
  const two: Scope = {
    types: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
    coverage: [{ name: 'deny', type: 'SERVICE_CONTROL_POLICY' }, deny],
    accounts: ['222222222222', '222222222222'],
    policies: [{ ...place }, { ...place, how: 'deleted' }],
    // The members of a pair stand in any order.
    pairs: [
      { targetId: 'r-ab12', policyId: 'p-examp123' },
      { ...pair, targetId: 'r-cd34' },
    ],
    reports: [{ ...pair }],
    slots: [slot],
  }
  expect(unite([one, nowhere, two, one])).toEqual({
    types: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
    coverage: [deny],
    accounts: ['222222222222'],
    policies: [place, { ...place, how: 'deleted' }],
    pairs: [pair, { ...pair, targetId: 'r-cd34' }],
    reports: [pair],
    slots: [slot],
  })
  expect(unite([two, { ...nowhere, coverage: 'all' }, two]).coverage).toBe('all')
  expect(unite([])).toEqual(nowhere)
})

const quarter = 15 * 60_000

test('every content is due once in four sweeps, an hour', () => {
  const parts = [0, 1, 2, 3].map((at) => sweepParts(sweepOf(manifest), manifest, at * quarter)?.[0]?.contents?.part)
  expect(parts.sort()).toEqual([0, 1, 2, 3])
  expect(sweepParts(sweepOf(manifest, 'all'), manifest, 0)?.[0]?.contents).toBeUndefined()
})

const messages: { message: unknown; types: string[] | undefined }[] = [
  { message: { types: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY', 7] }, types: ['SERVICE_CONTROL_POLICY'] },
  { message: { types: [] }, types: [] },
  { message: { types: 'SERVICE_CONTROL_POLICY' }, types: undefined },
  { message: {}, types: undefined },
  { message: null, types: undefined },
  { message: 'sweep', types: undefined },
]

test.each(messages)('the types of a sweep message $message', ({ message, types }) => {
  expect(readSweepMessage(message, 0)?.types).toEqual(types)
})

test('a sweep takes no more events along than a batch holds', () => {
  const read = (because: unknown) => readSweepMessage({ types: [], because }, 0)?.because
  expect(read(Array.from({ length: 50 }, (_, at) => at))).toHaveLength(10)
  expect(['x', null, 7, {}].map(read)).toEqual([[], [], [], []])
})

const now = Date.parse('2026-11-21T12:00:00Z')
const forged: { what: string; continues: unknown; read: unknown }[] = [
  { what: 'as it is', continues: { holder: 'h', began: now - 60_000 }, read: { holder: 'h', began: now - 60_000 } },
  { what: 'of a clock that is ahead', continues: { holder: 'h', began: now + 5 }, read: { holder: 'h', began: now } },
  { what: 'of yesterday', continues: { holder: 'h', began: now - 25 * 60 * 60_000 }, read: undefined },
  { what: 'without a holder', continues: { began: now }, read: undefined },
  { what: 'without a time', continues: { holder: 'h' }, read: undefined },
  { what: 'as a text', continues: 'h', read: undefined },
]

test.each(forged)('a sweep that goes on, $what', ({ continues, read }) => {
  expect(readSweepMessage({ types: [], continues }, now)?.continues).toEqual(read)
})

test('a sweep looks only at what the manifest wants on every account, policy by policy', () => {
  const eachAccountIn = [{ id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }]
  const wanted = manifestOf([
    policy('deny', ['r-ab12']),
    policy('one', [], { eachAccountIn }),
    policy('two', [], { eachAccountIn }),
    policy('retired', [], { eachAccountIn, state: 'absent' }),
  ])
  const partsOf = (message: object) => {
    const read = readSweepMessage({ types: [], ...message }, 0)
    return (
      read && sweepParts(read, wanted, 0).map(({ types, coverage }) => [...types, ...coverage.map(({ name }) => name)])
    )
  }
  const scp = 'SERVICE_CONTROL_POLICY'
  expect(partsOf({ types: [scp], coverage: 'all' })).toEqual([[scp], ['one'], ['two']])
  expect(
    partsOf({ coverage: [{ type: scp, name: 'two' }, { type: scp, name: 'deny' }, { type: 'X', name: 'one' }, 7] }),
  ).toEqual([['two']])
  expect(partsOf({ coverage: 'none' })).toEqual([])
  expect(partsOf({})).toEqual([])
})

const minutes = 60_000

/** How long a run lasts, how long its message stays out of sight, and how often it is tried. */
test.each([
  ['policy-drift', 2, 3, 10, 5],
  ['account-enrolment', 2, 3, 10, 5],
  ['sweep', 14, 15, 1, 20],
] as const)('%s runs for %d minutes at most', (name, lasts, unseen, batchSize, maxReceiveCount) => {
  expect(limits[name].lasts).toBe(lasts * minutes)
  expect(wiring(manifest).queues[name]).toStrictEqual({
    ...{ function: name, batchSize, batchWindow: 0, visibilityTimeout: unseen * minutes, maxReceiveCount },
  })
})

test('events read as fast as they can and write once a second; others leave most of AWS’s rates to them', () => {
  const { sweep, evidence, ...events } = limits
  for (const { pace } of Object.values(events)) expect(pace).toStrictEqual({ reads: null, writes: 1, yields: 0 })
  expect(sweep.pace).toStrictEqual({ reads: 0.3, writes: 1.5, yields: 5_000 })
  expect(evidence.pace?.reads).toBe(0.2)
})

/** The rules of EventBridge: whom each believes, and what it asks for. */
const administrators = ['111111111111', '222222222222']
const call = { errorCode: [{ exists: false }] }
interface Rule {
  name: string
  queue: string
  source: string
  account?: string[]
  type?: string
  call?: object
  events?: string[]
}
const rules: Rule[] = [
  {
    ...{ name: 'policy-changes', queue: 'policy-drift', source: 'aws.organizations', account: administrators },
    ...{ type: 'AWS API Call via CloudTrail', call: { recipientAccountId: administrators, ...call } },
    events: Object.keys(details),
  },
  {
    ...{ name: 'account-moves', queue: 'account-enrolment', source: 'aws.organizations', account: ['111111111111'] },
    ...{ type: 'AWS API Call via CloudTrail', call: { recipientAccountId: ['111111111111'], ...call } },
    events: ['MoveAccount'],
  },
  {
    ...{ name: 'accepted-invitations', queue: 'account-enrolment', source: 'aws.organizations' },
    ...{ type: 'AWS API Call via CloudTrail', call },
    events: ['AcceptHandshake'],
  },
  {
    ...{ name: 'memberships', queue: 'account-enrolment', source: 'aws.organizations', account: ['111111111111'] },
    events: ['CreateAccountResult', 'AccountJoinedOrganization', 'AccountDepartedOrganization'],
  },
  {
    ...{ name: 'control-tower', queue: 'account-enrolment', source: 'aws.controltower', account: ['111111111111'] },
    type: 'AWS Service Event via CloudTrail',
    events: [
      ...['CreateManagedAccount', 'UpdateManagedAccount', 'RegisterOrganizationalUnit'],
      ...['DeregisterOrganizationalUnit', 'EnableBaseline'],
    ],
  },
  {
    ...{ name: 'control-tower-drift', queue: 'account-enrolment', source: 'aws.controltower' },
    ...{ account: ['111111111111'], type: 'Drift Detected' },
  },
  {
    ...{ name: 'suspensions', queue: 'policy-drift', source: 'aws.ssm', account: ['111111111111'] },
    ...{ type: 'AWS API Call via CloudTrail', events: ['PutParameter'] },
    call: {
      ...{ recipientAccountId: ['111111111111'], ...call },
      requestParameters: { name: [{ prefix: '/holdfast/suspend/' }] },
    },
  },
  {
    ...{ name: 'ended-suspensions', queue: 'policy-drift', source: 'aws.ssm', account: ['111111111111'] },
    ...{ type: 'AWS API Call via CloudTrail', events: ['DeleteParameter'] },
    call: {
      ...{ recipientAccountId: ['111111111111'], ...call },
      requestParameters: { name: [{ prefix: '/holdfast/suspend/' }] },
    },
  },
  {
    ...{ name: 'removed-suspensions', queue: 'policy-drift', source: 'aws.ssm', account: ['111111111111'] },
    ...{ type: 'AWS API Call via CloudTrail', events: ['DeleteParameters'] },
    call: {
      ...{ recipientAccountId: ['111111111111'], ...call },
      requestParameters: { names: [{ prefix: '/holdfast/suspend/' }] },
    },
  },
]

test.each(rules)('rule $name', ({ name, queue, source, account, type, call, events }) => {
  const rule = wiring(manifest).rules.find((one) => one.name === name)
  const sorted = (list: unknown) => (Array.isArray(list) ? [...list].sort() : list)
  const { detail, ...rest } = rule?.pattern ?? {}
  expect({ queue: rule?.queue, ...rest }).toStrictEqual({
    ...{ queue, source: [source] },
    ...(type && { 'detail-type': [type] }),
    ...(account && { account }),
  })
  const { eventName, ...others } = (detail ?? {}) as { eventName?: unknown }
  expect([sorted(eventName), others]).toStrictEqual([sorted(events), call ?? {}])
})

/** Of whose events people are told: test/core/alarms.test.ts. */
const told = [
  ...['administration', 'deleted-units', 'named-units', 'blinding-trails', 'blinding-rules', 'blinding-targets'],
  ...['blinding-functions', 'blinding-mappings', 'replaced-functions', 'blinding-queues', 'blinding-topic'],
  ...['blinding-subscriptions', 'blinding-schedules', 'blinding-schedule-groups', 'blinding-keys'],
  ...['blinding-state', 'blinding-roles', 'blinding-alarms'],
]

test('there is no other rule', () => {
  expect(wiring(manifest).rules.map(({ name }) => name)).toStrictEqual([...rules.map(({ name }) => name), ...told])
})

test('Control Tower speaks in its home region, Organizations in its own', () => {
  const looking = wiring(manifest).rules.filter(({ name }) => !told.includes(name))
  expect(looking.map(({ region }) => region)).toStrictEqual([
    ...[...Array(4).fill('organizations'), 'home', 'home'],
    // Parameters are written where Organizations answers.
    ...Array(3).fill('organizations'),
  ])
})

test('that something is suspended is told by the rule too, whatever the state says', () => {
  const { rules } = wiring(manifest)
  expect(rules.find(({ name }) => name === 'suspensions')?.tell).toBe('directly')
})
