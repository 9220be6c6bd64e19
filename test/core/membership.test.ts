import { readEvent } from '../../core/event/read.ts'
import { nowhere } from '../../core/event/scope.ts'
import { wiring } from '../../core/event/wiring.ts'
import { matches } from '../../local/pattern.ts'
import { memberships, serviceEvent } from '../support/events.ts'
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
