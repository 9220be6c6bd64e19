import fc from 'fast-check'
import { policyLooks } from '../../core/event/policy-events.ts'
import { type Reading, readEvent } from '../../core/event/read.ts'
import { nowhere, type PolicyPlace, type Scope } from '../../core/event/scope.ts'
import { callEvent, details } from '../support/events.ts'

const watched = Object.keys(policyLooks)
const senders = { managementAccount: '111111111111', delegatedAdministrators: ['222222222222'] }
const read = (event: unknown): Reading => readEvent(event, senders)
const scopeOf = (reading: Reading): Scope | undefined => (reading.kind === 'watched' ? reading.scope : undefined)

const at = (scope: Partial<Scope>): Scope => ({ ...nowhere, ...scope })
const place = (how: PolicyPlace['how'], name: string | null = null) =>
  at({ policies: [{ policyId: 'p-examp123', how, name }] })

const looks: { name: keyof typeof details; scope: Scope }[] = [
  { name: 'DetachPolicy', scope: at({ pairs: [{ policyId: 'p-examp123', targetId: 'ou-ab12-11111111' }] }) },
  { name: 'UpdatePolicy', scope: place('changed', 'DenyLeave') },
  { name: 'CreatePolicy', scope: place('created', 'DenyLeave') },
  { name: 'DeletePolicy', scope: place('deleted') },
  { name: 'DisablePolicyType', scope: at({ types: ['SERVICE_CONTROL_POLICY'] }) },
  { name: 'EnablePolicyType', scope: at({ types: ['RESOURCE_CONTROL_POLICY'] }) },
  { name: 'TagResource', scope: place('tagged') },
  { name: 'UntagResource', scope: place('tagged') },
]

test.each(looks)('$name says where to look, and who', ({ name, scope }) => {
  expect(read(callEvent(details[name]))).toEqual({
    kind: 'watched',
    destination: '',
    alarm: null,
    id: 'bc589e5f-3859-4acb-9b54-30d7cb08edd6',
    name,
    time: Date.parse('2026-11-20T00:39:22Z'),
    actor: {
      type: 'AssumedRole',
      principal: 'arn:aws:iam::111111111111:role/OrgAdmin',
      session: 'arn:aws:sts::111111111111:assumed-role/OrgAdmin/alice',
      sourceIp: '203.0.113.10',
      userAgent: 'Mozilla/5.0',
    },
    scope,
  })
})

test('every watched event has a case in here', () => {
  expect(looks.map(({ name }) => name).sort()).toEqual([...watched].sort())
})

const detachAt = (targetId: unknown, policyId: unknown = 'p-examp123') =>
  callEvent({ requestParameters: { targetId, policyId } })
const longestUnit = `ou-${'a'.repeat(32)}-${'b'.repeat(32)}`

const scopes: { what: string; event: unknown; scope: Scope | undefined }[] = [
  ...['r-ab12', '222222222222', longestUnit].map((targetId) => ({
    what: `a detach at ${targetId}`,
    event: detachAt(targetId),
    scope: at({ pairs: [{ policyId: 'p-examp123', targetId }] }),
  })),
  {
    what: 'an update that sent no name',
    event: callEvent({ ...details.UpdatePolicy, requestParameters: { policyId: 'p-examp123', content: '{}' } }),
    scope: place('changed'),
  },
  {
    what: 'a policy type that is nobody’s concern',
    event: callEvent({ ...details.DisablePolicyType, requestParameters: { policyType: 'TAG_POLICY' } }),
    scope: nowhere,
  },
  {
    what: 'tags of an account',
    event: callEvent({ ...details.TagResource, requestParameters: { resourceId: '222222222222', tags: [] } }),
    scope: nowhere,
  },
  {
    what: 'another tag of a policy',
    event: callEvent({
      ...details.TagResource,
      requestParameters: { resourceId: 'p-examp123', tags: [{ key: 'team', value: 'holdfast' }] },
    }),
    scope: nowhere,
  },
  {
    what: 'more tags than a policy can have',
    event: callEvent({
      ...details.UntagResource,
      requestParameters: { resourceId: 'p-examp123', tagKeys: [...Array(100).fill('team'), 'holdfast'] },
    }),
    scope: nowhere,
  },
  {
    what: 'another tag of a policy, taken away',
    event: callEvent({
      ...details.UntagResource,
      requestParameters: { resourceId: 'p-examp123', tagKeys: ['team', 7] },
    }),
    scope: nowhere,
  },
  {
    what: 'an event of a delegated administrator',
    event: callEvent({}, { account: '222222222222' }),
    scope: at({ pairs: [{ policyId: 'p-examp123', targetId: 'ou-ab12-11111111' }] }),
  },
]

test.each(scopes)('$what', ({ event, scope }) => {
  expect(scopeOf(read(event))).toEqual(scope)
})

const detach = callEvent({})
const ignored: { what: string; event: unknown; reading: Partial<Reading> }[] = [
  {
    what: 'an attempt that AWS refused',
    event: callEvent({ errorCode: 'PolicyTypeNotEnabledException', errorMessage: 'The given policy type …' }),
    reading: { kind: 'failed-call', name: 'DetachPolicy', error: 'PolicyTypeNotEnabledException' },
  },
  {
    what: 'an attempt without the right to it',
    event: callEvent({ ...details.UpdatePolicy, errorCode: 'AccessDenied', responseElements: null }),
    reading: { kind: 'failed-call', name: 'UpdatePolicy', error: 'AccessDenied' },
  },
  { what: 'attaching', event: callEvent({ eventName: 'AttachPolicy' }), reading: { kind: 'foreign' } },
  { what: 'another service', event: { ...detach, source: 'aws.iot' }, reading: { kind: 'foreign' } },
  { what: 'an application', event: { ...detach, source: 'my.application' }, reading: { kind: 'foreign' } },
  { what: 'a member account', event: { ...detach, account: '333333333333' }, reading: { kind: 'foreign' } },
  { what: 'no account', event: { ...detach, account: undefined }, reading: { kind: 'foreign' } },
  {
    what: 'an account that only begins like ours',
    event: { ...detach, account: '1111111111119' },
    reading: { kind: 'foreign' },
  },
  { what: 'an account in a list', event: { ...detach, account: ['111111111111'] }, reading: { kind: 'foreign' } },
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((eventName) => ({
    what: `an event named ${eventName}`,
    event: callEvent({ eventName }),
    reading: { kind: 'foreign' as const, name: eventName },
  })),
  ...[undefined, null, 'text', 7, [], {}, { detail: null }, { detail: [] }, { detail: { eventName: 7 } }].map(
    (event) => ({
      what: `${JSON.stringify(event)}`,
      event,
      reading: { kind: 'malformed' as const },
    }),
  ),
  { what: 'an inherited detail', event: Object.create(detach), reading: { kind: 'malformed' } },
  { what: 'no parameters', event: callEvent({ requestParameters: null }), reading: { kind: 'malformed' } },
  { what: 'no time', event: callEvent({ eventTime: 'yesterday' }), reading: { kind: 'malformed' } },
  {
    what: 'a CreatePolicy without a result',
    event: callEvent({ ...details.CreatePolicy, responseElements: null }),
    reading: { kind: 'malformed' },
  },
  {
    what: 'a DisablePolicyType without a type',
    event: callEvent({ ...details.DisablePolicyType, requestParameters: {} }),
    reading: { kind: 'malformed' },
  },
  {
    what: 'a TagResource without a resource',
    event: callEvent({ ...details.TagResource, requestParameters: {} }),
    reading: { kind: 'malformed' },
  },
  ...[
    ['r-ab12', 'p-x'],
    ['r-ab12', 'p-examp123\n'],
    ['r-ab12', `p-${'a'.repeat(200)}`],
    ['r-ab12', '../p-examp123'],
    ['r-ab12', ['p-examp123']],
    ['r-ab12 ', 'p-examp123'],
    ['xr-ab12', 'p-examp123'],
    ['1222222222222', 'p-examp123'],
    ['r-ab12', 'xp-examp123'],
    [undefined, 'p-examp123'],
    ['r-ab12', null],
    ['1111', 'p-examp123'],
    [`${longestUnit}x`, 'p-examp123'],
    ['__proto__', 'p-examp123'],
    [{ toString: () => 'r-ab12' }, 'p-examp123'],
  ].map(([targetId, policyId]) => ({
    what: `ids ${JSON.stringify([targetId, policyId]).slice(0, 60)}`,
    event: detachAt(targetId, policyId),
    reading: { kind: 'malformed' as const },
  })),
]

test.each(ignored)('leads nowhere: $what', ({ event, reading }) => {
  expect(read(event)).toMatchObject(reading)
})

/** Who it was, by what CloudTrail tells of the identity. */
const issuer = { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/OrgAdmin' } }
const identities: { identity: unknown; principal: string; session: string }[] = [
  { identity: { arn: 'a', invokedBy: 'x', sessionContext: issuer }, principal: issuer.sessionIssuer.arn, session: 'a' },
  { identity: { arn: 'a', invokedBy: 'x' }, principal: 'a', session: 'a' },
  { identity: { invokedBy: 'x' }, principal: 'x', session: '' },
  { identity: null, principal: '', session: '' },
]

test.each(identities)('identity $identity', ({ identity, principal, session }) => {
  expect(read(callEvent({ userIdentity: identity }))).toMatchObject({ actor: { principal, session } })
})

test('what CloudTrail does not tell, EventBridge does', () => {
  const event = callEvent({ eventID: undefined, eventTime: undefined }, { id: 'bridge', time: '2026-11-20T01:00:00Z' })
  expect(read(event)).toMatchObject({ id: 'bridge', time: Date.parse('2026-11-20T01:00:00Z'), destination: '' })
})

/** Why an event is of no use. */
const reasons: [unknown, string][] = [
  [{}, 'no detail.eventName'],
  [{ 'detail-type': 'Drift Detected' }, 'no detail.eventName'],
  [{ 'detail-type': 'Other', detail: {} }, 'no detail.eventName'],
  [callEvent({ requestParameters: {} }), 'DetachPolicy without a usable id'],
  [callEvent({ eventTime: 'x' }), 'DetachPolicy without an eventTime'],
]

test.each(reasons)('%j: %s', (event, why) => {
  expect(read(event)).toStrictEqual({ kind: 'malformed', why })
})

test('what a caller wrote is cut to a length', () => {
  const long = 'x'.repeat(200_000)
  const reading = read(
    callEvent({
      userIdentity: { type: long, arn: long, sessionContext: { sessionIssuer: { arn: long } } },
      sourceIPAddress: long,
      userAgent: long,
      eventID: long,
    }),
  )
  expect(reading.kind).toBe('watched')
  expect(JSON.stringify(reading).length).toBeLessThan(2_000)
  const named = read(callEvent({ ...details.UpdatePolicy, requestParameters: { policyId: 'p-examp123', name: long } }))
  expect(JSON.stringify(named).length).toBeLessThan(2_000)
})

test('who did it, from where and with what decides nothing', () => {
  const names = fc.constantFrom(...watched.map((name) => name as keyof typeof details))
  const noise = fc.record({
    userIdentity: fc.anything(),
    sourceIPAddress: fc.anything(),
    userAgent: fc.anything(),
    tlsDetails: fc.anything(),
    additionalEventData: fc.anything(),
    sharedEventID: fc.string(),
  })
  fc.assert(
    fc.property(names, noise, fc.dictionary(fc.string(), fc.anything()), (name, who, extra) => {
      const known = callEvent(details[name])
      const strange = { ...extra, ...known, detail: { ...extra, ...known.detail, ...who } }
      const reading = read(strange)
      expect(reading).toEqual({ ...read(known), actor: reading.kind === 'watched' && reading.actor })
    }),
    { numRuns: 200 },
  )
})

test('whatever comes is read without throwing', () => {
  const strange = fc.record({
    source: fc.constantFrom('aws.organizations', 'aws.organizations', 'other'),
    account: fc.constantFrom<unknown>('111111111111', 7, null),
    detail: fc.record(
      {
        eventName: fc.constantFrom<unknown>(...watched, 7, '__proto__'),
        eventTime: fc.anything(),
        requestParameters: fc.anything(),
        responseElements: fc.anything(),
        errorCode: fc.anything(),
      },
      { requiredKeys: ['eventName'] },
    ),
  })
  fc.assert(
    fc.property(fc.oneof(strange, fc.anything(), fc.jsonValue()), (event) => {
      expect(['watched', 'foreign', 'failed-call', 'malformed']).toContain(read(event).kind)
    }),
    { numRuns: 300 },
  )
})
