import {
  contendedIn,
  contentionKey,
  type Incident,
  incidentWithoutChange,
  policyTypeOf,
} from '../../core/event/incident.ts'
import { beginnings, type Findings, incidents } from '../../core/event/incidents.ts'
import { readEvent, type WatchedEvent } from '../../core/event/read.ts'
import { type Action, change } from '../../core/plan/change.ts'
import type { Outcome } from '../../core/plan/outcome.ts'
import { allPolicyTypes } from '../../core/policy/type.ts'
import { callEvent, details, memberships } from '../support/events.ts'

// The life of an incident beyond one run: begun, covered, unmasked, contended, over.

const scp = 'SERVICE_CONTROL_POLICY' as const
const minutes = 60_000
const now = Date.parse('2026-11-20T00:45:00Z')
const time = Date.parse('2026-11-20T00:39:22Z')
const account = { id: '222222222222', path: 'payments-prod' }
const unit = { id: 'ou-ab12-11111111', path: 'Workloads' }
const subject = { name: 'deny', type: scp, id: 'p-examp123' }
const reason = { code: 'not-attached', text: 'deny is not attached' }
const attach = (target: typeof account | undefined = account, id: string | null = subject.id) =>
  change('attach', { ...subject, id }, 'enforce', reason, target && { target })

const senders = { managementAccount: '111111111111', delegatedAdministrators: [] }
const watched = (detail: object): WatchedEvent => {
  const reading = readEvent(callEvent({ ...detail }), senders)
  if (reading.kind !== 'watched') throw new Error(`it should be watched, and is ${reading.kind}`)
  return reading
}
const move = watched({ eventName: 'MoveAccount', requestParameters: { accountId: account.id }, eventID: 'move' })
const departure = watched({
  ...{ eventName: 'AccountDepartedOrganization', requestParameters: { accountId: account.id } },
  eventID: 'departure',
})
const detachAt = (targetId: string, policyId = subject.id) =>
  watched({ requestParameters: { policyId, targetId }, eventID: `detach ${policyId} ${targetId}` })
const detach = detachAt(account.id)

const outcome = (result: Outcome['result']): Outcome => ({
  result,
  error: result === 'refused' ? { name: 'X', reason: null, message: 'No', requestId: null } : null,
})
const found = (rest: Partial<Findings> & { result?: Outcome['result'] } = {}) => {
  const { result, ...given } = rest
  const changes = given.plan?.changes ?? [attach()]
  return incidents({
    plan: { changes, blocked: [] },
    outcomes: result ? changes.map((one) => ({ ...one, outcome: outcome(result) })) : [],
    ...{ events: [], part: 'manifest', known: [], isComplete: false, now },
    ...given,
  })
}
const nothing = { plan: { changes: [], blocked: [] } }
const known = (rest: Partial<Incident> = {}): Incident => {
  const [incident] = found({ result: 'failed' }).open
  if (!incident) throw new Error('an incident should be open')
  return { ...incident, ...rest }
}
const covered = (until = now): Incident => known({ state: 'covered', told: 'covered', severity: 'low', until })

test('an incident says all that is known of it', () => {
  expect(found({ result: 'refused', events: [detach], part: 'x' }).open).toStrictEqual([
    {
      key: `attach/SCP/deny/${account.id}`,
      ...{ state: 'refused', told: 'refused', severity: 'medium', text: 'deny is not attached' },
      ...{ action: 'attach', policy: 'deny', policyId: 'p-examp123', target: account },
      ...{ opened: time, attempts: 1, reminded: 0, part: 'x', until: now, nextTry: now + 5 * minutes },
      cause: { event: 'DetachPolicy', id: `detach p-examp123 ${account.id}`, actor: detach.actor },
    },
  ])
  const enabling = change('enable-policy-type', { name: '', type: scp, id: null }, 'enforce', reason)
  expect(found({ plan: { changes: [enabling], blocked: [] }, result: 'failed' }).open).toMatchObject([
    { policy: null, policyId: null, target: null, cause: null, opened: now, nextTry: null },
  ])
})

test('what was to be restored, was refused, and is not tried now stays refused', () => {
  const states = [
    known({ state: 'refused' }),
    known({ state: 'open', told: 'refused' }),
    known({ state: 'open', told: 'open' }),
  ].map((one) => found({ known: [one] }).open[0]?.state)
  expect(states).toStrictEqual(['refused', 'refused', 'reported'])
})

/** What an account gets: by which events, whether it is covered or an incident. */
const joins: { what: string; given: Parameters<typeof found>[0]; state: Incident['state']; severity: string }[] = [
  { what: 'that moved', given: { result: 'done', events: [move] }, state: 'covered', severity: 'low' },
  { what: 'that moved, and has it', given: { result: 'already', events: [move] }, state: 'covered', severity: 'low' },
  {
    what: 'that moved, and refuses',
    given: { result: 'refused', events: [move] },
    state: 'refused',
    severity: 'medium',
  },
  { what: 'that moved, and is only told of', given: { events: [move] }, state: 'reported', severity: 'medium' },
  {
    what: 'that moved, and lacked it before',
    given: { result: 'done', events: [move], known: [known()] },
    state: 'restored',
    severity: 'medium',
  },
  { what: 'that departed', given: { result: 'done', events: [departure] }, state: 'restored', severity: 'medium' },
  {
    what: 'that was detached from',
    given: { result: 'done', events: [move, detach] },
    state: 'restored',
    severity: 'medium',
  },
  { what: 'of which nothing tells', given: { result: 'done' }, state: 'restored', severity: 'medium' },
  {
    what: 'that moved, as a policy that is made anew',
    given: { result: 'done', events: [move], plan: { changes: [attach(account, null)], blocked: [] } },
    state: 'covered',
    severity: 'low',
  },
  {
    what: 'that moved beside another',
    given: {
      ...{ result: 'done', plan: { changes: [attach(unit)], blocked: [] } },
      events: [watched({ eventName: 'MoveAccount', requestParameters: { accountId: '333333333333' } })],
    },
    state: 'restored',
    severity: 'medium',
  },
]

test.each(joins)('an account $what: $state', ({ given, state, severity }) => {
  const { notices, open } = found(given)
  expect([...open, ...notices.map(({ incident }) => incident)][0]).toMatchObject({ state, severity, told: state })
  expect(open).toHaveLength(state === 'restored' ? 0 : 1)
})

test('an event of a membership covers attachments alone', () => {
  const create = change('create-policy', { ...subject, id: null }, 'enforce', reason)
  const { notices } = found({ plan: { changes: [create], blocked: [] }, result: 'done', events: [move] })
  expect(notices).toMatchObject([{ incident: { state: 'restored', severity: 'high' } }])
})

/** What becomes of what was covered, by the events of a later run. */
const unmaskings: [string, WatchedEvent[], boolean][] = [
  ['the detach that it hid behind', [detachAt(unit.id), detach], true],
  ['a detach of another policy', [detachAt(account.id, 'p-another0')], false],
  ['a detach at another place', [detachAt(unit.id)], false],
  ['another move', [move], false],
]

test.each(unmaskings)('what was covered, and then %s: it was an incident: %s', (_, events, isIncident) => {
  const { notices, open, closed } = found({ ...nothing, known: [covered()], events, isComplete: true })
  const told = {
    incident: { ...covered(), state: 'restored', told: 'restored', severity: 'medium' },
    ...{ time: now, detail: null },
  }
  expect(notices).toStrictEqual(
    isIncident
      ? [
          {
            ...told,
            incident: { ...told.incident, cause: { event: 'DetachPolicy', id: detach.id, actor: detach.actor } },
          },
        ]
      : [],
  )
  expect([open, closed]).toStrictEqual([[], isIncident ? [covered().key] : []])
})

test('an incident is unmasked by no event, and what is covered a second time neither', () => {
  expect(found({ ...nothing, known: [known()], events: [detach] }).notices).toStrictEqual([])
  expect(found({ result: 'done', known: [covered()], events: [move, detach] }).notices).toHaveLength(1)
})

test('what was covered is remembered for an hour after its run', () => {
  const closed = (until: number, rest: Partial<Findings> = {}) =>
    found({ ...nothing, known: [covered(until)], ...rest }).closed
  expect(closed(now - 60 * minutes)).toStrictEqual([])
  expect(closed(now - 60 * minutes - 1)).toStrictEqual([covered().key])
  expect(closed(now - 60 * minutes - 1, { plan: { changes: [attach()], blocked: [] } })).toStrictEqual([])
  expect(found({ ...nothing, known: [known({ until: 0 })] }).closed).toStrictEqual([])
})

test('what is covered is neither told again nor over', () => {
  expect(found({ ...nothing, known: [covered()], isComplete: true })).toStrictEqual({
    notices: [],
    open: [],
    closed: [],
  })
})

test('a look closes only what it could have found', () => {
  const others = [known({ key: 'a' }), known({ key: 'b' })]
  const { notices, closed } = found({
    ...{ ...nothing, known: others, isComplete: true },
    isUnseen: ({ key }) => key === 'a',
  })
  expect(notices).toMatchObject([
    { incident: { key: 'b', state: 'over', told: 'over' }, detail: 'It is not so any more' },
  ])
  expect(closed).toStrictEqual(['b'])
})

test('what a run has begun and not ended is told by that run', () => {
  const told = (begun: Partial<Incident>) =>
    found({ ...nothing, known: [known(begun)], isComplete: true }).notices.length
  expect(told({ told: null, until: now + 1 })).toBe(0)
  expect(told({ told: null, until: now })).toBe(1)
  expect(told({ told: 'open', until: now + 1 })).toBe(1)
  expect(found({ result: 'failed', known: [known({ told: null, until: now + 1 })] }).notices).toHaveLength(1)
})

test('a run remembers what it is about to restore, and whom it told', () => {
  const begin = (given: Partial<Findings> = {}) =>
    beginnings(
      { plan: { changes: [attach()], blocked: [] }, events: [], known: [], part: 'x', now, ...given },
      now + 2 * minutes,
    )
  expect(begin()).toMatchObject([
    { state: 'open', told: null, until: now + 2 * minutes, opened: now, part: 'x', attempts: 0 },
  ])
  expect(begin({ known: [known({ told: 'refused', opened: 7, attempts: 3 })] })).toMatchObject([
    { state: 'open', told: 'refused', opened: 7, attempts: 3 },
  ])
  expect(begin({ events: [move] })).toStrictEqual([])
  expect(begin({ events: [move], known: [known()] })).toHaveLength(1)
  expect(begin({ events: [move], known: [covered()] })).toStrictEqual([])
})

test('what somebody undoes again and again is told once, as critical, and stays open', () => {
  const contended = [attach(unit)]
  const first = found({ result: 'done', contended, events: [detachAt(unit.id)] })
  const key = contentionKey(`attach/SCP/deny/${unit.id}`)
  expect(first.notices.filter(({ incident }) => incident.key === key)).toMatchObject([
    {
      incident: {
        ...{ state: 'open', severity: 'critical', text: 'deny is not attached, for the third time within ten minutes' },
        ...{ action: null, policy: 'deny', policyId: 'p-examp123', target: unit, part: 'manifest', opened: now },
        cause: { event: 'DetachPolicy' },
      },
      detail: expect.stringContaining('another tool'),
    },
  ])
  expect(first.open.map(contendedIn)).toStrictEqual([`attach/SCP/deny/${unit.id}`])
  const second = found({ ...nothing, contended, known: first.open, now: now + 1 })
  expect(second.notices).toStrictEqual([])
  expect(second.open).toMatchObject([{ key, opened: now, cause: { event: 'DetachPolicy' } }])
  expect(
    found({ ...nothing, contended: [change('enable-policy-type', { ...subject, name: '' }, 'enforce', reason)] }).open,
  ).toMatchObject([{ policy: null, cause: null }])
  expect(contendedIn(known())).toBeUndefined()
})

test('what keeps one change from being made is the incident of that change', () => {
  const problem = { code: 'no-slot', severity: 'error' as const, message: 'All slots are taken' }
  const blocked = [
    { ...problem, change: `attach/SCP/deny/${unit.id}`, policy: 'deny', target: unit },
    { ...problem, message: 'Not read' },
  ]
  const { notices } = found({ plan: { changes: [], blocked }, part: 'x' })
  expect(notices).toMatchObject([
    {
      incident: {
        key: `attach/SCP/deny/${unit.id}`,
        action: 'attach',
        policy: 'deny',
        target: unit,
        text: problem.message,
      },
      detail: null,
    },
    {
      incident: {
        key: 'no-slot/Not read',
        action: null,
        policy: null,
        target: null,
        part: 'x',
        attempts: 0,
        cause: null,
      },
    },
  ])
})

test('the type of an incident is the one of its change', () => {
  const of = (action: Action, type: (typeof allPolicyTypes)[number]) => {
    const [incident] = found({
      plan: { changes: [change(action, { ...subject, type }, 'enforce', reason)], blocked: [] },
    }).open
    return incident && policyTypeOf(incident)
  }
  expect(allPolicyTypes.map((type) => of('update-policy', type))).toStrictEqual(allPolicyTypes)
  expect(policyTypeOf(incidentWithoutChange('attach/SCP/deny', 'open', 'x', 'x', 0))).toBeUndefined()
})

const typed = watched({ ...details.DisablePolicyType, eventID: 'type' })
const named = watched({ ...details.UpdatePolicy, eventID: 'policy' })
const other = watched({ ...details.DeletePolicy, requestParameters: { policyId: 'p-another0' }, eventID: 'other' })

/** Which of several events is the cause of an attachment that is missing at the account. */
const causes: { what: string; events: WatchedEvent[]; id?: string | null; cause: string | undefined }[] = [
  { what: 'the pair before the account', events: [move, detach, move], cause: detach.id },
  { what: 'the account before the policy', events: [named, move, named], cause: 'move' },
  { what: 'the policy before its type', events: [typed, named, typed], cause: 'policy' },
  { what: 'the type', events: [typed], cause: 'type' },
  { what: 'of equals the last', events: [detach, { ...detach, id: 'last' }], cause: 'last' },
  {
    what: 'not another policy',
    events: [other, detachAt(account.id, 'p-another0'), detachAt(unit.id)],
    cause: undefined,
  },
  {
    what: 'any pair, for a policy that is made anew',
    events: [detachAt(unit.id)],
    id: null,
    cause: `detach p-examp123 ${unit.id}`,
  },
  {
    what: 'the pair, for one that is made anew',
    events: [detachAt(unit.id), detachAt(account.id, 'p-another0'), detachAt(unit.id)],
    id: null,
    cause: `detach p-another0 ${account.id}`,
  },
  { what: 'any policy, for one that is made anew', events: [typed, other, typed], id: null, cause: 'other' },
  {
    what: 'not another account, for one that is made anew',
    events: [watched({ eventName: 'MoveAccount', requestParameters: { accountId: '333333333333' } })],
    id: null,
    cause: undefined,
  },
  { what: 'no event', events: [], id: null, cause: undefined },
]

test.each(causes)('cause: $what', ({ events, id = subject.id, cause }) => {
  expect(found({ plan: { changes: [attach(account, id)], blocked: [] }, events }).open[0]?.cause?.id).toBe(cause)
})

/** Who tells of what was found done already, where it was known before. */
const seconds: { what: string; known: Partial<Incident>; isBegun?: true; told: number; isClosed: boolean }[] = [
  { what: 'another run that is at it', known: { told: null, until: now + 1 }, told: 0, isClosed: false },
  { what: 'this run, at another of its looks', known: { told: null }, isBegun: true, told: 0, isClosed: true },
  { what: 'nobody any more: its run has ended', known: { told: null, until: now }, told: 1, isClosed: true },
  { what: 'another run that told already', known: { told: 'open', until: now + 1 }, told: 1, isClosed: true },
]

test.each(seconds)('found done, and begun by $what', ({ known: rest, isBegun, told, isClosed }) => {
  const incident = known(rest)
  const begun = new Set(isBegun ? [incident.key] : [])
  const { notices, open, closed } = found({ result: 'already', known: [incident], begun })
  expect(notices).toHaveLength(told)
  expect([open, closed]).toStrictEqual([[], isClosed ? [incident.key] : []])
})

test('what makes room at an account that joined is an incident', () => {
  const evicting = change('detach', subject, 'enforce', { code: 'evicted', text: 'x' }, { target: account })
  const { notices } = found({ plan: { changes: [evicting], blocked: [] }, result: 'done', events: [move] })
  expect(notices).toMatchObject([{ incident: { state: 'restored', severity: 'high' } }])
})

const arriving = [
  'CreateAccountResult',
  'AccountJoinedOrganization',
  'AcceptHandshake',
  'MoveAccount',
  'CreateManagedAccount',
]

test.each(memberships.filter(({ isAll }) => !isAll))('$what covers only where an account arrives', ({ event }) => {
  const reading = readEvent(event, senders)
  if (reading.kind !== 'watched') throw new Error(`it should be watched, and is ${reading.kind}`)
  const state = arriving.includes(reading.name) ? 'covered' : 'restored'
  expect(found({ result: 'done', events: [reading] }).notices).toMatchObject([{ incident: { state } }])
})
