import fc from 'fast-check'
import { type Incident, type IncidentState, incidentWithoutChange } from '../../core/event/incident.ts'
import { mailOf } from '../../render/notice.ts'
import '../support/seed.ts'

const opened = Date.parse('2026-11-21T12:00:00Z')

const incident: Incident = {
  ...incidentWithoutChange('attach/SCP/deny-leave/ou-ab12-11111111', 'restored', '', '', opened),
  severity: 'medium',
  text: 'deny-leave is missing at Workloads:Prod',
  action: 'attach',
  policy: 'deny-leave',
  policyId: 'p-exampl01',
  target: { id: 'ou-ab12-11111111', path: 'Workloads:Prod' },
  attempts: 1,
  cause: {
    event: 'DetachPolicy',
    id: '0e7a0000-0000-4000-8000-000000000001',
    actor: {
      type: 'AssumedRole',
      principal: 'arn:aws:iam::111111111111:role/Admin',
      session: 'arn:aws:sts::111111111111:assumed-role/Admin/alice',
      sourceIp: '203.0.113.7',
      userAgent: 'aws-cli/2.28.0',
    },
  },
}
const mailAbout = (changed: Partial<Incident>, detail: string | null = null) =>
  mailOf({ incident: { ...incident, ...changed }, detail, time: opened + 4_200 })

test('a mail says what is so now, what to do, and then all that is known', () => {
  expect(mailAbout({})).toEqual({
    subject: 'RESTORED: deny-leave at Workloads:Prod (DetachPolicy by Admin)',
    text: `RESTORED: deny-leave attached to Workloads:Prod again.
To do: nothing, if it was a mistake. Who wants it otherwise changes the manifest: here it is undone each time.

What:     SCP deny-leave (p-exampl01)
Where:    Workloads:Prod (ou-ab12-11111111)
Who:      arn:aws:iam::111111111111:role/Admin, type AssumedRole, session arn:aws:sts::111111111111:assumed-role/Admin/alice, from 203.0.113.7, with aws-cli/2.28.0
When:     2026-11-21 12:00:00Z, DetachPolicy, CloudTrail event 0e7a0000-0000-4000-8000-000000000001
Lasted:   4.2 s
Severity: medium

Told by holdfast at 2026-11-21 12:00:04.200Z. "npx holdfast plan" shows what differs from the manifest now.
`,
  })
})

const beside = incidentWithoutChange('state-unusable', 'open', 'The state cannot be read', '', opened)
const mails: [string, Partial<Incident>, subject: string, first: string, todo: RegExp][] = [
  [
    'restored, nobody told of it',
    { cause: null },
    'RESTORED: deny-leave at Workloads:Prod',
    'RESTORED: deny-leave attached to Workloads:Prod.',
    /^nothing/,
  ],
  [
    'critical, but restored',
    { severity: 'critical', cause: null },
    'RESTORED: deny-leave at Workloads:Prod',
    'RESTORED: deny-leave attached to Workloads:Prod.',
    /^nothing/,
  ],
  [
    'tried in vain',
    { state: 'open', cause: null },
    'NOT RESTORED YET: deny-leave at Workloads:Prod',
    'NOT RESTORED YET: deny-leave is missing at Workloads:Prod.',
    /tries again by itself/,
  ],
  [
    'refused',
    { state: 'refused', severity: 'critical', cause: null },
    'CRITICAL, NOT RESTORED: deny-leave at Workloads:Prod',
    'CRITICAL, NOT RESTORED: deny-leave is missing at Workloads:Prod.',
    /AWS refuses/,
  ],
  [
    'reported',
    { state: 'reported', cause: null },
    'REPORTED: deny-leave at Workloads:Prod',
    'REPORTED: deny-leave is missing at Workloads:Prod.',
    /manifest says to report/,
  ],
  [
    'over',
    { state: 'over', cause: null },
    'OVER: deny-leave at Workloads:Prod',
    'OVER: no longer so: deny-leave is missing at Workloads:Prod.',
    /^nothing/,
  ],
  [
    'covered',
    { state: 'covered', cause: null },
    'COVERED: deny-leave at Workloads:Prod',
    'COVERED: deny-leave attached to Workloads:Prod (ou-ab12-11111111).',
    /the account has now/,
  ],
  [
    'nothing that could be restored',
    beside,
    'CRITICAL, ATTENTION: The state cannot be read',
    'CRITICAL, ATTENTION: The state cannot be read.',
    /look into it/,
  ],
  [
    'a suspension that is over',
    incidentWithoutChange('suspension/x', 'over', 'deny-leave at Root is not enforced', '', opened),
    'OVER: no longer so: deny-leave at Root is not enforced',
    'OVER: no longer so: deny-leave at Root is not enforced.',
    /^nothing/,
  ],
  [
    'a policy type',
    {
      action: 'enable-policy-type',
      key: 'enable-policy-type/SCP',
      policy: null,
      policyId: null,
      target: null,
      cause: null,
    },
    'RESTORED: policy type',
    'RESTORED: policy type SERVICE_CONTROL_POLICY enabled.',
    /^nothing/,
  ],
]

test.each(mails)('%s', (_, changed, subject, first, todo) => {
  const mail = mailAbout(changed)
  const [line = '', next = ''] = mail.text.split('\n')
  expect([mail.subject, line]).toEqual([subject, first])
  expect(next.replace('To do: ', '')).toMatch(todo)
})

test('what AWS answered stands in it, and how often it was tried', () => {
  const { text } = mailAbout({ state: 'refused', attempts: 3 }, 'AttachPolicy was denied')
  expect(text).toContain('\nAttempts: 3\nDetail:   AttachPolicy was denied\n')
})

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        'To do: ',
        '\u2028',
        '\u202e',
        '\u200b',
        '\u001b[2J',
        '\ud800',
        '😀',
        'https://x.example/',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constant('long '.repeat(200)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
const states = fc.constantFrom<IncidentState>('restored', 'over', 'open', 'refused', 'reported', 'covered')
const told = fc.record({
  ...{ state: states, text: hostile, policy: hostile, policyId: hostile },
  action: fc.constantFrom<Incident['action']>('attach', 'update-policy', 'enable-policy-type', null),
  target: fc.record({ id: hostile, path: hostile }),
  cause: fc.record({
    ...{ event: hostile, id: hostile },
    actor: fc.record({ type: hostile, principal: hostile, session: hostile, sourceIp: hostile, userAgent: hostile }),
  }),
})

test('whatever others wrote, a mail keeps its lines and the limits of SNS, and links to nothing', () => {
  const lines = mailAbout({ attempts: 2 }, 'x').text.split('\n').length
  fc.assert(
    fc.property(told, hostile, (changed, detail) => {
      const { subject, text } = mailAbout(changed, detail)
      expect(subject).toMatch(/^[A-Z][\x20-\x7e]{0,98}$/)
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(text).not.toContain('://')
      expect(text.split('\n').length).toBeLessThanOrEqual(lines)
      expect(text.match(/^To do: /gm)).toHaveLength(1)
      expect(Buffer.byteLength(text)).toBeLessThan(262_144)
    }),
  )
})
