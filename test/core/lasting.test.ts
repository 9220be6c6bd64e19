import { type Incident, incidentWithoutChange } from '../../core/event/incident.ts'
import { incidents } from '../../core/event/incidents.ts'
import { remindersAfter } from '../../core/event/lasting.ts'
import { messagesOf } from '../../core/notice/message.ts'
import { openingsWith, threadOf } from '../../core/notice/thread.ts'
import { change } from '../../core/plan/change.ts'
import { noticeOf } from '../support/mails.ts'

// What lasts is told again, and never becomes silent.

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

const dues: [string, lasted: number, attempts: number, due: number][] = [
  ['at once', 0, 1, 0],
  ['before a quarter of an hour', 15 * minutes - 1, 4, 0],
  ['after a quarter of an hour', 15 * minutes, 1, 1],
  ['after five attempts', minutes, 5, 1],
  ['after an hour', hours, 4, 2],
  ['after four hours', 4 * hours, 16, 3],
  ['before a day', days - 1, 95, 3],
  ['after a day', days, 96, 4],
  ['after ten days', 10 * days, 960, 13],
]
test.each(dues)('%s', (_, lasted, attempts, due) => {
  expect(remindersAfter(lasted, attempts)).toBe(due)
})

const now = Date.parse('2026-11-20T00:40:00Z')
const target = { id: 'ou-ab12-11111111', path: 'Workloads' }
const reason = { code: 'not-attached', text: 'deny is not attached to Workloads' }
const attach = change('attach', { name: 'deny', type: 'SERVICE_CONTROL_POLICY', id: 'p-1' }, 'enforce', reason, {
  target,
})
const refusal = { name: 'X', reason: null, message: 'No', requestId: null }

/** Sweeps every quarter of an hour that are refused, and what they tell. */
function sweeps(count: number, result: 'refused' | 'failed') {
  let known: Incident[] = []
  const told: string[] = []
  for (let at = 0; at < count; at++) {
    const time = now + at * 15 * minutes
    const { notices, open } = incidents({
      plan: { changes: [attach], blocked: [] },
      outcomes: [{ ...attach, outcome: { result, error: refusal } }],
      ...{ events: [], part: 'manifest', known, isComplete: true, now: time },
    })
    known = open
    for (const { news, incident } of notices) told.push(`${at} ${news ?? incident.state} ${incident.severity}`)
  }
  return told
}

test.each(['refused', 'failed'] as const)(
  'what is %s for three days is told six times, each time one severity worse',
  (result) => {
    expect(sweeps(4 * 24 * 3, result)).toEqual([
      `0 ${result === 'failed' ? 'open' : result} medium`,
      ...['1 failing high', '4 failing critical', '16 failing critical', '96 failing critical', '192 failing critical'],
    ])
  },
)

test('who is told late of something for the first time is told it once', () => {
  const { notices } = incidents({
    plan: { changes: [attach], blocked: [] },
    outcomes: [{ ...attach, outcome: { result: 'refused', error: refusal } }],
    known: [{ ...noticeOf({}).incident, key: attach.key, state: 'open', told: null, opened: now - 5 * hours }],
    ...{ events: [], part: 'manifest', isComplete: true, now },
  })
  expect(notices.map(({ news, incident }) => [news, incident.severity, incident.reminded])).toEqual([
    [undefined, 'medium', 3],
  ])
})

test.each<[string, Partial<Incident>]>([
  ['more was told than was due', { reminded: 1e9 }],
  ['it begins in a thousand years', { opened: now + 365_000 * days }],
  ['both', { reminded: 1e9, opened: now + 365_000 * days }],
])('a forged row that says %s silences what lasts for a quarter of an hour', (_, forged) => {
  let known: Incident[] = [
    {
      ...noticeOf({}).incident,
      key: attach.key,
      state: 'refused',
      told: 'refused',
      opened: now,
      reminded: 0,
      ...forged,
    },
  ]
  const told = [0, 15 * minutes].flatMap((passed) => {
    const { notices, open } = incidents({
      plan: { changes: [attach], blocked: [] },
      outcomes: [{ ...attach, outcome: { result: 'refused', error: refusal } }],
      ...{ events: [], part: 'manifest', known, isComplete: true, now: now + passed },
    })
    known = open
    return notices.map(({ news }) => [passed / minutes, news])
  })
  expect(told).toEqual([[15, 'failing']])
})

test('an incident and that it is contended are one thread', () => {
  const { incident } = noticeOf({})
  expect(threadOf({ ...incident, key: `contention/${incident.key}` })).toBe(threadOf(incident))
  expect(threadOf({ ...incident, key: `${incident.key}x` })).not.toBe(threadOf(incident))
})

test('openings are remembered for a day, whatever stands in the row', () => {
  expect(openingsWith(undefined, now, now)).toEqual([now])
  expect(openingsWith([now - days, now - hours, 'x', now, now + 1], now, now)).toEqual([now - hours, now])
  expect(openingsWith({ length: 1e9 }, now, now)).toEqual([now])
})

describe('the notices of one run', () => {
  const many = (count: number, changed: Partial<Incident>) =>
    Array.from({ length: count }, (_, at) => noticeOf({ key: `attach/SCP/x/${at}`, ...changed }))
  const shape = (notices: ReturnType<typeof many>) =>
    messagesOf(notices).map((one) => ('notices' in one ? one.notices.length : one.incident.severity))

  test('up to three of a kind are told one by one, more in one message', () => {
    expect(shape(many(3, {}))).toEqual(['medium', 'medium', 'medium'])
    expect(shape(many(500, {}))).toEqual([500])
  })

  test('the worst comes first, and what is urgent is in no message with anything else', () => {
    const critical = many(1, { severity: 'critical', state: 'refused' })
    const notices = [...many(2, { severity: 'low' }), ...many(1, { severity: 'critical' }), ...many(5, {}), ...critical]
    expect(shape(notices)).toEqual(['critical', 7 + 1])
    expect(messagesOf(notices)[0]).toBe(critical[0])
    expect(shape([...many(5, { state: 'refused' }), ...critical])).toEqual(['critical', 5])
  })

  test('what no change stands for is one kind by its code', () => {
    const gone = (at: number, code: string) =>
      noticeOf({ ...incidentWithoutChange(`${code}/${at}`, 'refused', '', '', 0) })
    const notices = [1, 2, 3, 4].flatMap((at) => [gone(at, 'target-gone'), gone(at, 'not-read')])
    expect(shape(notices)).toEqual([4, 4])
  })
})
