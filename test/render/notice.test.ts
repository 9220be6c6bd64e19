import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { type Incident, type IncidentState, incidentWithoutChange, type Notice } from '../../core/event/incident.ts'
import { isNotice, type Message } from '../../core/notice/message.ts'
import { mailOf } from '../../render/mail.ts'
import { incident, messages, noticeOf, opened } from '../support/mails.ts'
import '../support/seed.ts'

const ajv = new Ajv({ strict: false, allErrors: true })
const isDocument = ajv.compile(JSON.parse(readFileSync('schemas/notice.schema.json', 'utf8')))
const isNoticeDocument = (document: unknown) => (isDocument(document) ? [] : isDocument.errors)

const region = 'us-east-1'
const mailAbout = (changed: Partial<Incident>, rest: Partial<Notice> = {}) => mailOf(noticeOf(changed, rest), region)

const beside = incidentWithoutChange('state-unusable', 'open', 'The state cannot be read', '', opened)
const change = { cause: null }
const mails: [what: string, Partial<Incident>, Partial<Notice>, subject: string, action: RegExp][] = [
  ['restored', change, {}, 'RESTORED: deny-leave at Workloads:Prod', /^no\. /],
  [
    'critical, but restored',
    { ...change, severity: 'critical' },
    {},
    'RESTORED: deny-leave at Workloads:Prod',
    /^no\. /,
  ],
  [
    'tried in vain',
    { ...change, state: 'open' },
    {},
    'NOT RESTORED YET: deny-leave at Workloads:Prod',
    /^no\. .*again by itself/,
  ],
  [
    'refused',
    { ...change, state: 'refused', severity: 'critical' },
    {},
    'CRITICAL, NOT RESTORED: deny-leave at Workloads:Prod',
    /^YES\. AWS refuses/,
  ],
  [
    'still open',
    { ...change, state: 'open' },
    { news: 'failing' },
    'STILL NOT RESTORED: deny-leave at Workloads:Prod',
    /^YES\. It does not pass by itself/,
  ],
  ['reported', { ...change, state: 'reported' }, {}, 'REPORTED: deny-leave at Workloads:Prod', /^YES\. Decide/],
  ['over', { ...change, state: 'over' }, {}, 'OVER: deny-leave at Workloads:Prod', /^no\. /],
  [
    'covered',
    { ...change, state: 'covered' },
    {},
    'COVERED: deny-leave at Workloads:Prod',
    /^no\. The account has now/,
  ],
  [
    'exempt',
    { ...change, state: 'exempt' },
    {},
    'EXEMPT: deny-leave at Workloads:Prod',
    /^no\. exemptions.yaml says so/,
  ],
  ['amended', change, { news: 'amended' }, 'NOW KNOWN WHO: deny-leave at Workloads:Prod', /^no\. /],
  [
    'contended',
    { ...change, key: `contention/${incident.key}`, action: null, state: 'open', severity: 'critical' },
    {},
    'CRITICAL, CONTENTION: deny-leave at Workloads:Prod',
    /^YES\. Find out who/,
  ],
  [
    'nothing that could be restored',
    beside,
    {},
    'CRITICAL, ATTENTION: The state cannot be read',
    /^YES\. Look into it/,
  ],
  [
    'of low severity beside the organization',
    { ...beside, severity: 'low' },
    {},
    'NOTED: The state cannot be read',
    /^no\. /,
  ],
  [
    'a suspension that is over',
    incidentWithoutChange('suspension/x', 'over', 'deny-leave at Root is not enforced', '', opened),
    {},
    'OVER: deny-leave at Root is not enforced',
    /^no\. /,
  ],
  [
    'a policy type',
    {
      key: 'enable-policy-type/SCP',
      action: 'enable-policy-type',
      policy: null,
      policyId: null,
      target: null,
      cause: null,
    },
    {},
    'RESTORED: policy type',
    /^no\. /,
  ],
]

test.each(mails)('%s: verdict first, then whether somebody has to act', (_, changed, rest, subject, action) => {
  const { subject: told, text, json, attributes } = mailAbout(changed, rest)
  expect(told.replace(/ \[[\da-f]{8}\]$/, '')).toBe(subject)
  const lines = text.split('\n')
  expect(lines[0]).toMatch(new RegExp(`^${subject.split(':', 1)[0]}: `))
  const answer = lines.find((line) => line.startsWith('Action needed: ')) ?? ''
  expect(answer.replace('Action needed: ', '')).toMatch(action)
  expect(lines.indexOf(answer)).toBeLessThanOrEqual(4)
  const document = JSON.parse(json)
  expect(document.actionNeeded).toBe(/YES/.test(answer))
  expect(attributes).toEqual({
    ...{ severity: document.severity, state: document.state },
    action: document.actionNeeded ? 'yes' : 'no',
  })
})

test('subjects of one incident keep the words about its place, and its thread', () => {
  const subjects = [
    mailAbout({}),
    mailAbout({ state: 'refused', severity: 'critical', attempts: 4 }, { news: 'failing' }),
    mailAbout({ key: `contention/${incident.key}`, action: null, state: 'open' }),
  ].map(({ subject }) => subject.replace(/^.*?: /, ''))
  expect(new Set(subjects).size).toBe(1)
})

test('a mail of 10,000 notices keeps to what SNS takes, and counts what it does not show', () => {
  const long = 'ü"\\'.repeat(60)
  const notices = Array.from({ length: 10_000 }, (_, at) =>
    noticeOf(
      { key: `attach/SCP/p/${at}`, policy: `${long}${at}`, target: { id: `${at}`, path: long } },
      { detail: long },
    ),
  )
  const { text, json } = mailOf({ kind: 'several', why: 'gathered', notices, time: opened }, region)
  expect(Buffer.byteLength(JSON.stringify(text)) + 5 * Buffer.byteLength(JSON.stringify(json))).toBeLessThan(250_000)
  const { left, notices: shown, summary } = JSON.parse(json)
  expect([left + shown.length, summary]).toEqual([10_000, { restored: 10_000 }])
  expect(text).toMatch(/^- and 9,\d{3} others/m)
})

test('no command holds anything that others wrote', () => {
  const { text } = mailAbout({
    cause: { ...(incident.cause as NonNullable<Incident['cause']>), id: "x'; rm -rf /" },
    policy: '$(reboot)',
  })
  expect(text.match(/^ {4}\S.*$/gm)).toBeNull()
  const suspended = incidentWithoutChange('suspension//holdfast/suspend/p-1/$(reboot)', 'suspended', '', '', opened)
  expect(mailOf({ incident: suspended, time: opened, detail: null }, region).text).not.toContain('reboot')
})

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        'Action needed: no. ',
        ' ',
        '\u2028',
        '\u202e',
        '\u200b',
        '\u001b[2J',
        '\ud800',
        '😀',
      ),
      fc.constantFrom('https://x.example/', 'www.x.example', '=1+1', 'Subject: x', 'Next steps:', '    rm -rf /'),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constant('long '.repeat(200)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
const states = fc.constantFrom<IncidentState>(
  ...(['restored', 'over', 'open', 'refused', 'reported', 'covered', 'suspended', 'exempt'] as const),
)
const somebodys = fc.record({
  ...{ key: hostile, state: states, text: hostile, policy: hostile, policyId: hostile },
  action: fc.constantFrom<Incident['action']>('attach', 'update-policy', 'enable-policy-type', null),
  target: fc.option(fc.record({ id: hostile, path: hostile })),
  cause: fc.option(
    fc.record({
      ...{ event: hostile, id: hostile },
      actor: fc.record({ type: hostile, principal: hostile, session: hostile, sourceIp: hostile, userAgent: hostile }),
    }),
  ),
})

/** Each kind of message, with every text in it somebody else's. */
const hostileMessages: fc.Arbitrary<Message> = fc
  .tuple(fc.constantFrom(...messages), fc.array(somebodys, { minLength: 1, maxLength: 6 }), hostile)
  .map(([[, , message], others, detail]) => {
    const [first = {}] = others
    if (isNotice(message)) return { ...message, detail, incident: { ...message.incident, ...first } }
    if (message.kind === 'several') return { ...message, notices: others.map((one) => noticeOf(one, { detail })) }
    return { ...message, open: others.map((one) => ({ ...incident, ...one })), suspended: [detail] }
  })

test('whatever others wrote, a message keeps its lines and the limits of SNS, and links to nothing', () => {
  fc.assert(
    fc.property(hostileMessages, (message) => {
      const { subject, text, json } = mailOf(message, region)
      expect(subject).toMatch(/^[A-Z][\x20-\x7e]{0,98}$/)
      for (const part of [text, json]) {
        expect(part.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(part).not.toMatch(/:\/\/|www\./i)
      }
      // What others wrote stands behind a word of ours, or is indented by two.
      const lines = text.split('\n')
      expect(lines.filter((line) => /^ {3}/.test(line) && !/^ {4}(npx holdfast|aws) /.test(line))).toEqual([])
      expect(lines.filter((line) => /^(Subject|=|long)/.test(line))).toEqual([])
      expect(text.match(/^Action needed: /gm)).toHaveLength(1)
      expect(text.match(/^Next steps:/gm)?.length ?? 0).toBeLessThanOrEqual(1)
      expect(isNoticeDocument(JSON.parse(json))).toEqual([])
    }),
  )
})

test.each(messages)('%s is a document of its schema', (_, __, message) => {
  expect(isNoticeDocument(JSON.parse(mailOf(message, region).json))).toEqual([])
})
