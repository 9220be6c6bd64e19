import { readEvent } from '../../core/event/read.ts'
import { nowhere } from '../../core/event/scope.ts'
import { wiring } from '../../core/event/wiring.ts'
import { matches } from '../../local/pattern.ts'
import { callEvent, memberships, serviceEvent } from '../support/events.ts'
import { manifestOf, policy } from '../support/manifest.ts'

const manifest = manifestOf([policy('deny', ['r-ab12'])], { delegatedAdministrators: ['333333333333'] })
const senders = { managementAccount: '111111111111', delegatedAdministrators: ['333333333333'] }
const queuesOf = (event: unknown) =>
  wiring(manifest)
    .rules.filter(({ pattern }) => matches(pattern, event))
    .map(({ queue }) => queue)

test.each(memberships)('$what reaches the function, and says where to look', ({ event, isAll }) => {
  expect(queuesOf(event)).toEqual(['account-enrolment'])
  expect(readEvent(event, senders)).toMatchObject({
    kind: 'watched',
    scope: isAll ? { ...nowhere, coverage: 'all' } : { ...nowhere, accounts: ['222222222222'] },
  })
})

test.each(memberships.filter(({ event: { detail } }) => detail.eventName !== 'AcceptHandshake'))(
  '$what is believed of the management account alone',
  ({ event }) => {
    for (const account of ['333333333333', '444444444444', undefined]) {
      expect(queuesOf({ ...event, account })).toEqual([])
      expect(readEvent({ ...event, account }, senders)).toMatchObject({ kind: 'foreign' })
    }
    for (const source of [
      'my.application',
      event.source === 'aws.controltower' ? 'aws.organizations' : 'aws.controltower',
    ]) {
      expect(queuesOf({ ...event, source })).toEqual([])
      expect(readEvent({ ...event, source }, senders)).toMatchObject({ kind: 'foreign' })
    }
  },
)

test('an account that could not be created is nobody’s concern', () => {
  const details = { createAccountStatus: { state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } }
  expect(readEvent(serviceEvent({ serviceEventDetails: details }), senders)).toMatchObject({ scope: nowhere })
})

const bottomless = () => {
  let detail: object = { accountId: '222222222222' }
  for (let depth = 0; depth < 50; depth++) detail = { detail }
  return detail
}
const hostile: { what: string; details: unknown }[] = [
  { what: 'an id that lies too deep', details: bottomless() },
  {
    what: 'more members than AWS sends',
    details: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`a${at}`, at])),
  },
  { what: 'an id that is none', details: { accountId: '2222-2222-2222' } },
  { what: 'an id as a number', details: { accountId: 222222222222 } },
  {
    what: 'more accounts than can have joined',
    details: Array.from({ length: 100 }, (_, at) => ({ accountId: String(300_000_000_000 + at) })),
  },
  { what: 'nothing', details: null },
]

test.each(hostile)('$what: every account is looked at', ({ details }) => {
  const event = serviceEvent({ eventName: 'AccountJoinedOrganization', serviceEventDetails: details })
  expect(readEvent(event, senders)).toMatchObject({ scope: { ...nowhere, coverage: 'all' } })
})

test('a move says where to', () => {
  const moved = memberships.find(({ what }) => what === 'MoveAccount')
  expect(readEvent(moved?.event, senders)).toMatchObject({ destination: 'ou-ab12-22222222' })
})

const nested = (depth: number): object => (depth === 0 ? { accountId: '222222222222' } : { x: nested(depth - 1) })
const crowded = (count: number) => ({
  ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, at])),
  accountId: '222222222222',
})
const many = (count: number) => Array.from({ length: count }, (_, at) => ({ accountId: String(300_000_000_000 + at) }))
const all = 'all'

/** Accounts that an event of an unknown shape names. */
const shapes: { what: string; details: unknown; rest?: object; accounts: string[] | typeof all }[] = [
  { what: 'an id that lies deep', details: nested(5), accounts: ['222222222222'] },
  { what: 'an id that lies deeper', details: nested(6), accounts: all },
  { what: 'an id among others', details: crowded(400), accounts: ['222222222222'] },
  { what: 'an id among too many others', details: crowded(500), accounts: all },
  { what: 'as many as may be', details: many(20), accounts: many(20).map(({ accountId }) => accountId) },
  { what: 'one more', details: many(21), accounts: all },
  { what: 'the same twice', details: [...many(1), ...many(1)], accounts: ['300000000000'] },
  { what: 'an id of something else', details: { accountIdentifier: '222222222222' }, accounts: all },
  { what: 'a digit too many', details: { accountId: '1222222222222' }, accounts: all },
  {
    what: 'the id of who did it',
    details: nested(0),
    rest: { userIdentity: { accountId: '333333333333' } },
    accounts: ['222222222222'],
  },
]

test.each(shapes)('$what', ({ details, rest, accounts }) => {
  const event = serviceEvent({ eventName: 'AccountJoinedOrganization', serviceEventDetails: details, ...rest })
  const scope = accounts === all ? { ...nowhere, coverage: all } : { ...nowhere, accounts }
  expect(readEvent(event, senders)).toMatchObject({ scope })
})

const accept = (handshake: unknown, account: unknown = '222222222222') =>
  callEvent({ eventName: 'AcceptHandshake', responseElements: { handshake } }, { account: account as string })
const party = (id: string, type = 'ACCOUNT') => ({ id, type })

/** Whom an accepted handshake brings. */
const handshakes: { what: string; event: unknown; accounts: string[] | typeof all | null }[] = [
  {
    what: 'an invitation',
    event: accept({ action: 'INVITE', parties: [party('444444444444')] }),
    accounts: ['444444444444'],
  },
  { what: 'in CloudTrail’s example', event: accept({ action: 'invite', parties: [] }), accounts: ['222222222222'] },
  {
    what: 'an invitation by somebody',
    event: accept({ action: 'INVITE', parties: [party('555555555555', 'ORGANIZATION'), party('444444444444')] }),
    accounts: ['444444444444'],
  },
  { what: 'not an invitation', event: accept({ action: 'ENABLE_ALL_FEATURES', parties: [] }), accounts: null },
  { what: 'nothing', event: accept(null), accounts: null },
  { what: 'no parties', event: accept({ action: 'INVITE', parties: 'x' }), accounts: ['222222222222'] },
  {
    what: 'more parties than AWS sends',
    event: accept({ action: 'INVITE', parties: [...Array(10).fill(party('x', 'EMAIL')), party('444444444444')] }),
    accounts: ['222222222222'],
  },
  { what: 'no usable account', event: accept({ action: 'INVITE', parties: [] }, 'x'), accounts: all },
]

test.each(handshakes)('a handshake: $what', ({ event, accounts }) => {
  const scope =
    accounts === null ? nowhere : accounts === all ? { ...nowhere, coverage: all } : { ...nowhere, accounts }
  expect(readEvent(event, senders)).toMatchObject({ kind: 'watched', scope })
})

test('a handshake of no account is nobody’s', () => {
  expect(readEvent(accept({ action: 'INVITE', parties: [] }, null), senders)).toMatchObject({ kind: 'foreign' })
})

test('a baseline of nobody knows what is a look at all accounts', () => {
  const event = serviceEvent({ eventName: 'EnableBaseline', serviceEventDetails: {} }, { source: 'aws.controltower' })
  expect(readEvent(event, senders)).toMatchObject({ scope: { ...nowhere, coverage: all } })
})
