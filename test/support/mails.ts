import { type Incident, incidentWithoutChange, type Notice } from '../../core/event/incident.ts'
import type { Daily } from '../../core/notice/daily.ts'
import type { Message } from '../../core/notice/message.ts'
import { suspensionNotice } from '../../core/suspend/tell.ts'
import { manifestOf } from './manifest.ts'

// One message of each kind, as they come about.

const seconds = 1_000
const minutes = 60 * seconds
const hours = 60 * minutes
export const opened = Date.parse('2026-11-21T12:00:00Z')

const actor = {
  type: 'AssumedRole',
  principal: 'arn:aws:iam::111111111111:role/Admin',
  session: 'arn:aws:sts::111111111111:assumed-role/Admin/alice',
  sourceIp: '203.0.113.7',
  userAgent: 'aws-cli/2.28.0',
}
const eventId = (number: number) => `0e7a0000-0000-4000-8000-${String(number).padStart(12, '0')}`

export const incident: Incident = {
  ...incidentWithoutChange('attach/SCP/deny-leave/ou-ab12-11111111', 'restored', '', 'manifest', opened),
  severity: 'medium',
  text: 'deny-leave is missing at Workloads:Prod',
  action: 'attach',
  policy: 'deny-leave',
  policyId: 'p-exampl01',
  target: { id: 'ou-ab12-11111111', path: 'Workloads:Prod' },
  attempts: 1,
  cause: { event: 'DetachPolicy', id: eventId(1), actor },
}

export const noticeOf = (changed: Partial<Incident>, rest: Partial<Notice> = {}, after = 4_200): Notice => ({
  incident: { ...incident, ...changed },
  detail: null,
  time: opened + after,
  ...rest,
})

const account = (number: number) => ({
  id: String(200_000_000_000 + number),
  path: `Workloads:Prod:shop-${number}`,
})
const restoredAt = (number: number, principal = actor.principal): Notice => {
  const target = account(number)
  return noticeOf(
    {
      key: `attach/SCP/deny-leave/${target.id}`,
      target,
      opened: opened + number * 100,
      cause: { event: 'DetachPolicy', id: eventId(number), actor: { ...actor, principal } },
    },
    {},
    60 * seconds + number * 500,
  )
}

const beside = (key: string, state: Incident['state'], text: string, changed: Partial<Incident> = {}): Incident => ({
  ...incidentWithoutChange(key, state, text, 'manifest', opened),
  ...changed,
})

const suspension = {
  ...{ name: '/holdfast/suspend/p-exampl01/ou-ab12-11111111', state: 'active' as const, isCut: false, why: null },
  place: { policyId: 'p-exampl01', part: 'ou-ab12-11111111' },
  ...{
    reason: 'payments are down since two',
    ticket: 'INC-7',
    from: opened,
    written: opened,
    until: opened + 2 * hours,
  },
}
const names = { policies: [{ id: 'p-exampl01', name: 'deny-leave' }], manifest: manifestOf([]) }

const refusal =
  'AttachPolicy was denied (AccessDeniedException); these credentials need organizations:AttachPolicy in the management account'
const refused: Partial<Incident> = { state: 'refused', told: 'refused', attempts: 1 }

const covered: Notice = noticeOf(
  {
    ...{ key: 'attach/SCP/deny-leave/222222222222', state: 'covered', severity: 'low' },
    target: { id: '222222222222', path: 'payments-prod' },
    cause: {
      event: 'CreateAccountResult',
      id: eventId(9),
      actor: { ...actor, type: 'AWSService', principal: 'organizations.amazonaws.com', session: '' },
    },
  },
  {},
  20 * seconds,
)
const routine: Notice = {
  incident: beside(
    'PutRule/holdfast-policy-changes',
    'reported',
    'A rule was written that brings events to holdfast. CloudFormation made the call, as it does in a deployment. Resource: holdfast-policy-changes',
    {
      severity: 'low',
      cause: {
        event: 'PutRule',
        id: eventId(10),
        actor: { ...actor, principal: 'arn:aws:iam::111111111111:role/cdk-deploy' },
      },
    },
  ),
  time: opened + 30 * seconds,
  detail: 'Unless it was planned, deploy the stacks again',
}

const daily: Daily = {
  ...{ kind: 'daily', from: opened - 24 * hours, time: opened, sweeps: 96, states: {}, away: { total: 0, longest: 0 } },
  ...{ failed: 0, waiting: 0, lost: 0, open: [], suspended: [], exempt: [] },
  head: { sequence: 96, digest: '5f1d'.repeat(16), time: '2026-11-21T11:50:00.000Z' },
}

/** Title, when such a message comes, and the message. */
export const messages: [title: string, comes: string, message: Message][] = [
  ['Restored', 'Somebody took a guardrail away, and it is back.', noticeOf({})],
  [
    'Restored again',
    'The same place for the third time within 24 hours.',
    noticeOf({ key: 'attach/SCP/deny-leave/ou-ab12-11111111' }, { times: 3 }),
  ],
  [
    'Restored, found by a sweep',
    'No event told of it. Who it was is told when CloudTrail knows.',
    noticeOf({ cause: null }, {}, 2_000),
  ],
  [
    'Now known who',
    'CloudTrail told afterwards who made what a sweep had found.',
    noticeOf({}, { news: 'amended', detail: 'CloudTrail told of it 20 min later' }, 21 * minutes),
  ],
  [
    'Not restored yet',
    'AWS did not do it at the first attempts.',
    noticeOf(
      { state: 'open' },
      { detail: 'AttachPolicy failed with TooManyRequestsException: AWS asks for fewer calls; try again in a minute' },
      40 * seconds,
    ),
  ],
  ['Not restored', 'A person is needed.', noticeOf(refused, { detail: refusal })],
  [
    'Still not restored',
    'After 15 minutes, an hour and four hours, then once a day; each time one severity worse.',
    noticeOf(
      { ...refused, severity: 'critical', attempts: 5, reminded: 2 },
      { detail: refusal, news: 'failing' },
      hours + 4 * minutes,
    ),
  ],
  [
    'Contention',
    'Somebody undoes it for the third time within ten minutes.',
    noticeOf(
      {
        key: `contention/${incident.key}`,
        ...{ state: 'open', severity: 'critical', action: null, attempts: 0 },
        text: 'deny-leave is missing at Workloads:Prod, for the third time within ten minutes',
      },
      { detail: 'It is restored each time, after pauses that grow to five minutes' },
      6 * minutes,
    ),
  ],
  ['Reported', 'The manifest says `mode: notify`.', noticeOf({ state: 'reported' })],
  [
    'Over',
    'It is as it should be without our doing.',
    noticeOf({ state: 'over' }, { detail: 'It is not so any more' }, 12 * minutes),
  ],
  ['Suspended: written', 'Somebody wrote a suspension.', suspensionNotice(suspension, names, [], opened + 3 * seconds)],
  [
    'Suspended: in use',
    'A guardrail was taken away where it is suspended.',
    noticeOf({ state: 'suspended' }, { detail: 'Suspended until 2026-11-21T14:00:00.000Z; it is restored then' }),
  ],
  [
    'Suspended: ended',
    'Its time is over, or it was removed.',
    suspensionNotice({ ...suspension, state: 'ended' }, names, [], opened + 2 * hours),
  ],
  [
    'Exempt',
    'A guardrail was taken away where the manifest exempts it.',
    noticeOf({ state: 'exempt', severity: 'low' }),
  ],
  ['Covered', 'An account joined. With the next digest.', covered],
  [
    'Something would blind holdfast',
    'Somebody changed what holdfast lives on.',
    {
      incident: beside(
        'StopLogging/organization-trail',
        'reported',
        'CloudTrail logs no more: no event reaches holdfast. Resource: organization-trail',
        {
          cause: { event: 'StopLogging', id: eventId(8), actor },
        },
      ),
      time: opened + 5 * seconds,
      detail: 'Start the logging again; each sweep restores without events, every 15 minutes',
    },
  ],
  [
    'Something of ours does not work',
    'Enforcement goes on.',
    {
      incident: beside('audit-not-written', 'open', 'The audit trail cannot be written; enforcement goes on'),
      ...{ time: opened, detail: 'Access Denied', isOnce: true },
    },
  ],
  [
    'A deployment waits',
    'What was reviewed was not carried out.',
    {
      incident: beside('deployment', 'reported', '3 removals wait: nobody reviewed them', { severity: 'high' }),
      ...{ time: opened, isOnce: true },
      detail: 'Review the plan as it is now ("holdfast plan"), then deploy again with its digest',
    },
  ],
  [
    'Many of one run',
    'More than three of a kind, by one look.',
    {
      kind: 'several',
      why: 'run',
      time: opened + 2 * minutes,
      notices: [1, 2, 3, 4, 5].map((number) => restoredAt(number)),
    },
  ],
  [
    'Digest',
    'What matters little, and what came in a storm: every five minutes as long as it lasts, after 15 minutes at the latest.',
    {
      ...{ kind: 'several', why: 'gathered', time: opened + 5 * minutes },
      notices: [
        ...Array.from({ length: 8 }, (_, at) => restoredAt(at + 20, 'arn:aws:iam::111111111111:role/LandingZone')),
        covered,
        routine,
      ],
    },
  ],
  ['Daily, nothing happened', 'Once a day (UTC), always.', daily],
  [
    'Daily, something waits',
    'The same where a person is needed.',
    {
      ...daily,
      ...{
        sweeps: 80,
        states: { restored: 41, refused: 1, covered: 2 },
        away: { total: 41 * 9 * seconds, longest: 70 * seconds },
      },
      ...{ failed: 4, waiting: 2 },
      open: [
        { ...incident, ...refused, severity: 'critical' },
        {
          ...incident,
          key: 'attach/SCP/deny-leave/r-ab12',
          state: 'suspended',
          text: 'deny-leave is missing at Root',
          target: { id: 'r-ab12', path: 'Root' },
        },
      ],
      suspended: ['deny-leave at Root (r-ab12) until 2026-11-21T14:00:00.000Z (INC-7: payments are down since two)'],
      exempt: [
        'SCP deny-leave at sandbox-1 (444444444444) until 2026-12-01T00:00:00.000Z (EX-2026-014, INC-9: migration of the sandbox)',
      ],
    },
  ],
]
