import { digestKey } from '../../core/audit/places.ts'
import type { AuditRecord } from '../../core/audit/record.ts'
import { digest } from '../../core/digest.ts'
import { type Incident, incidentWithoutChange, type Notice } from '../../core/event/incident.ts'
import type { Severity } from '../../core/event/severity.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Daily } from '../../core/notice/daily.ts'
import { isNotice, type Message, noticesOf } from '../../core/notice/message.ts'
import type { State, Trail } from '../../core/ports.ts'
import { tally } from '../../loop/tally.ts'
import { calm, tellDaily, teller, tellGathered } from '../../loop/telling.ts'
import { mailOf } from '../../render/mail.ts'
import { incident } from '../support/mails.ts'
import { manifestOf } from '../support/manifest.ts'
import { memoryState } from '../support/memory-state.ts'
import { createLife, type Life } from '../support/mortal.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'

// What becomes of a notice on its way to people: told, gathered, told again, never lost.

const minutes = 60_000

let clock: VirtualClock
let state: State
let messages: Message[]
let records: AuditRecord<'notification'>[]
let isDown: boolean
let number: number
const id = () => `id-${String(number++).padStart(6, '0')}`

beforeEach(() => {
  clock = virtualClock()
  state = memoryState(clock)
  messages = []
  records = []
  isDown = false
  number = 0
})

class TopicGone extends Error {
  override name = 'TopicGone'
}

const telling = (changed: Partial<Parameters<typeof teller>[0]> = {}, manifest: Manifest = manifestOf([])) =>
  teller(
    {
      ...{ state, clock, id },
      audit: async (segment) => void records.push(...(segment as AuditRecord<'notification'>[])),
      keys: async (kind, value) => `${kind}_k1_${Buffer.from(value).toString('hex').slice(0, 8).toUpperCase()}`,
      mail: async (message) => {
        if (isDown) throw new TopicGone('arn:aws:sns:us-east-1:111111111111:holdfast')
        messages.push(message)
        return `message-${messages.length}`
      },
      ...changed,
    },
    manifest,
  )

const notice = (at: number, severity: Severity = 'medium', changed: Partial<Incident> = {}): Notice => {
  const place = { key: `attach/SCP/deny-leave/${at}`, target: { id: `${at}`, path: `shop-${at}` } }
  return {
    incident: { ...incident, ...place, severity, opened: clock.now() - 1_000, ...changed },
    time: clock.now(),
    detail: null,
  }
}
const kinds = () =>
  messages.map((message) => (isNotice(message) ? 'one' : message.kind === 'daily' ? 'daily' : message.why))
const keysTold = () => messages.flatMap(noticesOf).map(({ incident }) => incident.key)
const tellAll = () => tellGathered({ state, clock, id, notify: telling() })

describe('a storm', () => {
  test('of 100 messages within five minutes: ten at once, and all others in one digest', async () => {
    const notify = telling()
    for (let at = 0; at < 100; at++) await notify(notice(at))
    expect(kinds()).toEqual(Array.from({ length: calm.messages }, () => 'one'))
    await tellAll()
    expect(kinds().slice(calm.messages)).toEqual(['gathered'])
    expect(new Set(keysTold()).size).toBe(100)
    expect(keysTold()).toHaveLength(100)
    // Told once.
    await tellAll()
    expect(messages).toHaveLength(calm.messages + 1)
  })

  test('is seen by every process that tells', async () => {
    for (let at = 0; at < 30; at++) await telling()(notice(at))
    expect(messages).toHaveLength(calm.messages)
  })

  test('that is over gathers no more', async () => {
    const notify = telling()
    for (let at = 0; at < 20; at++) await notify(notice(at))
    await clock.advanceTo(clock.now() + calm.within + 1)
    await notify(notice(99))
    expect(keysTold().at(-1)).toBe('attach/SCP/deny-leave/99')
  })

  test('never holds back what is critical, which comes alone', async () => {
    const notify = telling()
    for (let at = 0; at < 50; at++) await notify(at === 30 ? notice(at, 'critical', { state: 'refused' }) : notice(at))
    expect(kinds()).toEqual(Array.from({ length: calm.messages + 1 }, () => 'one'))
    expect(keysTold().at(-1)).toBe('attach/SCP/deny-leave/30')
    await tellAll()
    expect(keysTold()).toHaveLength(50)
  })

  test('where the state cannot keep it, each is told at once', async () => {
    const broken = async () => {
      throw new Error('no table')
    }
    const notify = telling({ state: { get: broken, list: broken, put: broken, claim: broken, remove: broken } })
    for (let at = 0; at < 30; at++) await notify(notice(at, 'low'))
    expect(kinds()).toEqual(Array.from({ length: 30 }, () => 'one'))
  })

  test('where rows can be read and not written, each is told at once', async () => {
    const put = async () => {
      throw new Error('no table')
    }
    const notify = telling({ state: { ...state, put } })
    for (let at = 0; at < 12; at++) await notify(notice(at, 'low'))
    expect(messages).toHaveLength(12)
  })
})

test('what hardly matters waits for the digest: a deployment is one mail', async () => {
  const notify = telling()
  for (let at = 0; at < 76; at++)
    await notify({
      ...notice(at),
      incident: { ...incidentWithoutChange(`PutRule/${at}`, 'reported', 'x', '', 0), severity: 'low' },
    })
  expect(messages).toEqual([])
  await tellAll()
  expect(kinds()).toEqual(['gathered'])
  expect(keysTold()).toHaveLength(76)
})

describe('who cannot be told', () => {
  test('is told by whoever comes again: it rejects, and is recorded by the name of the error alone', async () => {
    isDown = true
    await expect(telling()(notice(1))).rejects.toThrow(TopicGone)
    expect(records.map(({ data }) => data)).toMatchObject([{ result: 'failed', error: 'TopicGone', messageId: null }])
    expect(JSON.stringify(records)).not.toContain('111111111111')
  })

  test('of what nobody tells again is told with the next digest, what is urgent of it alone', async () => {
    isDown = true
    const once = (key: string, severity: Severity): Notice => ({
      ...{ time: clock.now(), detail: null, isOnce: true },
      incident: { ...incidentWithoutChange(key, 'open', 'It is broken', '', clock.now()), severity },
    })
    await telling()(once('audit-not-written', 'critical'))
    await telling()(once('deployment', 'high'))
    await expect(tellAll()).rejects.toThrow(TopicGone)
    isDown = false
    await clock.advanceTo(clock.now() + 2 * minutes)
    await tellAll()
    expect(kinds()).toEqual(['one', 'gathered'])
    expect(keysTold()).toEqual(['audit-not-written', 'deployment'])
  })

  test('for an hour: what was gathered is told after it, once', async () => {
    const notify = telling()
    for (let at = 0; at < 5; at++) await notify(notice(at, 'low'))
    isDown = true
    for (let quarter = 0; quarter < 4; quarter++) {
      await expect(tellAll()).rejects.toThrow(TopicGone)
      await clock.advanceTo(clock.now() + 15 * minutes)
    }
    isDown = false
    await tellAll()
    await tellAll()
    expect(kinds()).toEqual(['gathered'])
    expect(keysTold()).toHaveLength(5)
  })
})

test('a process that dies between telling and forgetting tells once more, and loses nothing', async () => {
  const notify = telling()
  for (let at = 0; at < 5; at++) await notify(notice(at, 'low'))
  const dying = { ...state, remove: () => new Promise<never>(() => {}) }
  void tellGathered({ state: dying, clock, id, notify })
  await clock.advanceTo(clock.now() + minutes + 1)
  await tellAll()
  expect(kinds()).toEqual(['gathered', 'gathered'])
  await clock.advanceTo(clock.now() + minutes + 1)
  await tellAll()
  expect(messages).toHaveLength(2)
})

test('two who tell what was gathered at once tell it once', async () => {
  const notify = telling()
  for (let at = 0; at < 5; at++) await notify(notice(at, 'low'))
  await Promise.all([tellAll(), tellAll()])
  expect(kinds()).toEqual(['gathered'])
})

const forged: [string, unknown][] = [
  ['no notice', 'x'],
  ['no incident', { since: 0, notice: { time: 0, detail: null, incident: { key: 'x' } } }],
  ['no time', { since: 0, notice: { time: 1e20, detail: null, incident } }],
]
test.each(forged)('a forged row of the state, %s, hides no other', async (_, row) => {
  await telling()(notice(1, 'low'))
  await state.put({ 'gathered/0': row as never })
  await tellAll()
  expect(keysTold()).toEqual(['attach/SCP/deny-leave/1'])
})

test('each notice is recorded: told, with the id of its message, or gathered', async () => {
  const notify = telling()
  await notify(notice(1))
  await notify(notice(2, 'low'))
  await tellAll()
  expect(records.map(({ data: { result, messageId, state } }) => [result, messageId, state])).toEqual([
    ['told', 'message-1', 'restored'],
    ['gathered', null, 'restored'],
    ['told', 'message-2', 'restored'],
  ])
})

test('what cannot be recorded is told all the same, and that it cannot, once in an hour', async () => {
  const audit = async () => {
    throw new Error('no bucket')
  }
  for (let at = 0; at < 4; at++) await telling({ audit })(notice(at))
  expect(keysTold()).toEqual([
    ...['attach/SCP/deny-leave/0', 'audit-not-written'],
    ...[1, 2, 3].map((at) => `attach/SCP/deny-leave/${at}`),
  ])
})

test('an incident of the same place within 24 hours says how many there were', async () => {
  const notify = telling()
  const times: unknown[] = []
  for (const hours of [0, 1, 2, 30]) {
    await clock.advanceTo(clock.now() + hours * 60 * minutes)
    await notify(notice(1))
    times.push((messages.at(-1) as Notice).times)
  }
  expect(times).toEqual([undefined, 2, 3, undefined])
  // The same incident in another state is none of its own.
  const refused = notice(7, 'medium', { state: 'refused' })
  await notify(refused)
  await notify({ ...refused, incident: { ...refused.incident, state: 'restored' } })
  expect((messages.at(-1) as Notice).times).toBeUndefined()
})

describe('with pseudonyms', () => {
  const pseudonyms = manifestOf([], { notifications: { identifiers: 'pseudonym' } })
  const actor = {
    type: 'AssumedRole',
    principal: 'arn:aws:iam::111111111111:role/Admin',
    session: 'arn:aws:sts::111111111111:assumed-role/Admin/alice',
    sourceIp: '203.0.113.7',
    userAgent: 'aws-cli/2.28.0 alice',
  }
  const secret: Notice = {
    incident: {
      ...incident,
      key: 'attach/SCP/deny-leave/222222222222',
      text: `deny-leave is missing at 222222222222, says ${actor.session} of bob@example.com`,
      target: { id: '222222222222', path: 'Prod:222222222222' },
      state: 'refused',
      cause: { event: 'DetachPolicy', id: '0e7a0000-0000-4000-8000-333333333333', actor },
    },
    time: Date.parse('2026-11-21T12:00:00Z'),
    detail: `User: ${actor.principal} from 203.0.113.7 and 2001:db8::17 with ${actor.userAgent} at arn:aws:s3:eu-west-1:444444444444:x`,
  }
  const known = [
    ...['111111111111', '222222222222', '444444444444', '203.0.113.7', '2001:db8', 'alice', 'role/Admin', 'aws-cli'],
    'bob@example.com',
  ]
  const suspended = ['deny at 222222222222 until noon']
  const daily: Message = {
    ...{ kind: 'daily', from: 0, time: secret.time, sweeps: 1, states: {}, away: { total: 0, longest: 0 } },
    ...{ failed: 0, waiting: 0, lost: 0, open: [secret.incident], suspended, exempt: suspended, head: null },
  }
  const all: [string, Message][] = [
    ['one', secret],
    ['several', { kind: 'several', why: 'run', notices: [secret, secret], time: secret.time }],
    ['a digest', { kind: 'several', why: 'gathered', notices: [secret, secret], time: secret.time }],
    ['a day', daily],
  ]
  const sent = () => messages.map((message) => JSON.stringify(mailOf(message, 'us-east-1'))).join('\n')

  test.each(all)('nobody stands in the mail or the document of %s', async (_, message) => {
    await telling({}, pseudonyms)(message)
    expect(known.filter((one) => sent().includes(one))).toEqual([])
    expect(sent()).toContain('acct_k1_')
    // The event's id, with which CloudTrail tells who it was, is nobody's.
    if (message !== daily) expect(sent()).toContain('333333333333')
  })

  test('without a key nobody is named at all', async () => {
    await telling({ keys: async () => Promise.reject(new Error('KMS is down')) }, pseudonyms)(secret)
    expect(known.filter((one) => sent().includes(one))).toEqual([])
    expect(sent()).toContain('unavailable')
  })

  test('the thread cannot be guessed from an account id', async () => {
    await telling()(secret)
    await telling({}, pseudonyms)(secret)
    const [raw, pseudonymous] = messages.map(
      (message) => JSON.parse(mailOf(message, 'us-east-1').json).notices[0].thread,
    )
    expect(pseudonymous).not.toBe(raw)
  })
})

describe('the sum of a day', () => {
  const daily = (rest: Partial<Parameters<typeof tellDaily>[0]> = {}) =>
    tellDaily(
      { ...{ state, clock, id, generation: began, notify: telling(), suspensions: async () => [] }, ...rest },
      manifestOf([]),
    )
  let began: number
  beforeEach(() => {
    began = clock.now()
  })
  const sums = () => messages.filter((message): message is Daily => !isNotice(message) && message.kind === 'daily')
  const sweepOnce = () => tally({ state, clock, id }, 'sweep')

  test('is told once in each day, by whichever process, and from the last one on', async () => {
    for (let quarter = 0; quarter < 4 * 24 * 3; quarter++) {
      await sweepOnce()
      await Promise.all([daily(), daily()])
      await clock.advanceTo(clock.now() + 15 * minutes)
    }
    const all = sums()
    expect(new Set(all.map(({ time }) => new Date(time).toISOString().slice(0, 10))).size).toBe(all.length)
    expect([3, 4]).toContain(all.length)
    expect(all.map(({ from }) => from)).toEqual([began, ...all.slice(0, -1).map(({ time }) => time)])
    expect(all.slice(1, 3).map(({ sweeps, states }) => [sweeps > 40, states])).toEqual([
      [true, {}],
      [true, {}],
    ])
  })

  test('says what was told, how long it was away, what failed, waits, and was lost', async () => {
    const notify = telling()
    await notify(notice(1, 'medium', { opened: clock.now() - 4_000 }))
    await notify(notice(2, 'medium', { opened: clock.now() - 2_000 }))
    await notify(notice(3, 'medium', { state: 'refused' }))
    await notify(notice(4, 'low', { state: 'covered' }))
    await notify(notice(5, 'low', { state: 'covered' }))
    isDown = true
    await notify(notice(6)).catch(() => {})
    isDown = false
    // Somebody deletes a row.
    await state.remove([Object.keys(await state.list('gathered/'))[0] ?? ''])
    await clock.advanceTo(clock.now() + 1)
    await daily()
    expect(sums()).toMatchObject([
      {
        states: { restored: 2, refused: 1, covered: 2 },
        away: { total: 6_000, longest: 4_000 },
        ...{ failed: 1, waiting: 1, lost: 1 },
      },
    ])
  })

  test('counts what was gathered before it and told after it as told', async () => {
    await telling()(notice(1, 'low'))
    await clock.advanceTo(clock.now() + 1)
    await daily()
    await tellAll()
    await clock.advanceTo(clock.now() + 24 * 60 * minutes)
    await daily()
    expect(sums().map(({ waiting, lost }) => [waiting, lost])).toEqual([
      [1, 0],
      [0, 0],
    ])
  })

  test('that cannot be told is told by the next run', async () => {
    isDown = true
    await expect(daily()).rejects.toThrow(TopicGone)
    isDown = false
    await clock.advanceTo(clock.now() + 15 * minutes)
    await daily()
    expect(sums()).toHaveLength(1)
  })

  test('is not told each quarter of an hour where the state cannot be read: that is loud', async () => {
    const get = async () => {
      throw new Error('no table')
    }
    await expect(daily({ state: { ...state, get } })).rejects.toThrow('cannot be read')
    expect(sums()).toEqual([])
  })

  test('names the newest digest of the seal, which is an anchor; where it cannot be read it says so', async () => {
    const sealed = (sequence: number) => ({ digest: { sequence, time: '2026-11-21T11:45:00.000Z' }, signature: {} })
    const keys = Array.from({ length: 2_500 }, (_, at) => digestKey(at + 1))
    const trail: Trail = {
      place: 'evidence',
      list: async (_, { after = '' } = {}) =>
        keys
          .filter((key) => key > after)
          .slice(0, 1_000)
          .map((key) => ({ key, version: null, size: 1, modified: 0, isDeleteMarker: false })),
      read: async (key) => ({
        bytes: Buffer.from(JSON.stringify(sealed(keys.indexOf(key) + 1))),
        retention: null,
      }),
      write: async () => 'exists',
    }
    await daily({ trail })
    expect(sums()[0]?.head).toEqual({
      ...{ sequence: 2_500, time: '2026-11-21T11:45:00.000Z' },
      digest: digest(sealed(2_500).digest),
    })
    await clock.advanceTo(clock.now() + 24 * 60 * minutes)
    const list = async () => {
      throw new Error('denied')
    }
    await daily({ trail: { ...trail, list } })
    expect(sums()[1]?.head).toBeNull()
  })

  test('forged rows of the state hide nothing and stop nothing', async () => {
    await sweepOnce()
    await state.put({
      'tally/x': { time: 'x' },
      'tally/y': { time: 0, result: 'told', notices: 1, states: { strange: 1 }, away: { total: 0, longest: 0 } },
      'daily/last': { time: 'never', waiting: -1, sequence: {} },
    } as never)
    await clock.advanceTo(clock.now() + 1)
    await daily()
    expect(sums()[0]?.sweeps).toBe(1)
  })
})

test('wherever a process dies while it tells, the next one tells it, at most once more', async () => {
  const mail = async (message: Message) => void messages.push(message) as never
  const audit = async () => {}
  const attempt = async (life: Life, one: Notice) => {
    const ports = life.ports({ state, mail, audit })
    await telling({ ...ports, clock: life.clock })(one)
  }
  const severity = (at: number): Severity => (at % 2 === 0 ? 'low' : 'medium')
  for (let point = 1; point < 40; point++) {
    const life = createLife(clock)
    life.dieAt(point)
    void attempt(life, notice(point, severity(point)))
    await clock.advanceTo(clock.now() + 2 * minutes)
    // Nobody remembers it as told: the next run tells.
    if (life.points() >= point) await attempt(createLife(clock), notice(point, severity(point)))
  }
  await tellAll()
  const told = keysTold()
  for (let point = 1; point < 40; point++) {
    const times = told.filter((key) => key === `attach/SCP/deny-leave/${point}`).length
    expect([1, 2]).toContain(times)
  }
})
