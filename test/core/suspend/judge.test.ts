import type { Change } from '../../../core/plan/change.ts'
import { judge, placeOfChange, type Remembered, suspensionOf } from '../../../core/suspend/judge.ts'

const minute = 60_000
const start = Date.parse('2026-11-21T12:00:00Z')
const at = (minutes: number) => start + minutes * minute
const place = '/holdfast/suspend/p-abcdefgh/r-ab12'
const good = { reason: 'an outage in production', ticket: 'T-1' }

/** Looks once, with what was remembered before; times in minutes. */
function look(known: Map<string, Remembered>, now: number, written: number | null, value: unknown = good) {
  const parameters =
    written === null
      ? []
      : [{ name: place, value: typeof value === 'string' ? value : JSON.stringify(value), modified: at(written) }]
  const { suspensions, news, remembered } = judge(parameters, known, at(now))
  for (const [name, row] of remembered) known.set(name, row)
  const [one] = suspensions
  return {
    state: one?.state,
    until: one && (one.until - start) / minute,
    why: one?.why,
    isCut: one?.isCut,
    news: news.map(({ state }) => state),
  }
}

test('it begins when it was written, whenever somebody looks, and ends by itself', () => {
  const known = new Map()
  const value = { ...good, minutes: 60 }
  expect(look(known, 10, 0, value)).toMatchObject({ state: 'active', until: 60, news: ['active'] })
  expect(look(known, 59.99, 0, value)).toMatchObject({ state: 'active', news: [] })
  expect(look(known, 60, 0, value)).toMatchObject({ state: 'ended', until: 60, news: ['ended'] })
  expect(look(known, 90, 0, value)).toMatchObject({ state: 'ended', news: [] })
})

test('four hours where nothing else is said', () => {
  expect(look(new Map(), 0, 0)).toMatchObject({ state: 'active', until: 240, isCut: false })
})

test('who renews it gets what is left of four hours in 24, and then nothing', () => {
  const known = new Map()
  look(known, 0, 0)
  expect(look(known, 180, 180)).toMatchObject({ state: 'active', until: 240, isCut: true, news: ['active'] })
  expect(look(known, 240, 180)).toMatchObject({ state: 'ended', news: ['ended'] })
  expect(look(known, 250, 245)).toMatchObject({ state: 'exhausted', until: 245, news: ['exhausted'] })
  expect(look(known, 300, 245)).toMatchObject({ state: 'exhausted', news: [] })
  // A write that had no effect has none a day later either; a new one has.
  expect(look(known, 1_500, 245)).toMatchObject({ state: 'exhausted', news: [] })
  expect(look(known, 1_690, 1_685)).toMatchObject({ state: 'active', until: 1_925, isCut: false })
})

test('what was used a day ago is given back as it leaves the day', () => {
  const known = new Map()
  look(known, 0, 0, { ...good, minutes: 200 })
  look(known, 200, 0, { ...good, minutes: 200 })
  // 40 minutes are left at 1,430; from 1,440 on as much comes back as is spent.
  expect(look(known, 1_431, 1_430)).toMatchObject({ state: 'active', until: 1_670, isCut: false })
})

test('one that is removed ends, and what it used is used', () => {
  const known = new Map()
  look(known, 0, 0)
  expect(look(known, 100, null)).toMatchObject({ state: undefined, news: ['gone'] })
  expect(look(known, 110, null)).toMatchObject({ news: [] })
  expect(look(known, 200, 200)).toMatchObject({ state: 'active', until: 340, isCut: true })
})

test('a later write with fewer minutes ends it earlier', () => {
  const known = new Map()
  look(known, 0, 0)
  expect(look(known, 30, 30, { ...good, minutes: 5 })).toMatchObject({ state: 'active', until: 35 })
})

test('one that is rewritten so that it cannot be read means enforce, at once', () => {
  const known = new Map()
  look(known, 0, 0)
  expect(look(known, 10, 10, '{')).toMatchObject({ state: 'broken', news: ['broken'] })
})

test('a clock that is behind SSM by seconds does not break it, by ten minutes it does', () => {
  const known = new Map()
  expect(look(known, 0, 0.2)).toMatchObject({ state: 'active', until: 240 })
  expect(look(known, 1, 0.2)).toMatchObject({ state: 'active', until: 240, news: [] })
  expect(look(new Map(), 0, 10)).toMatchObject({ state: 'broken', why: expect.stringContaining('not come yet') })
})

test.each([
  ['{', 'no JSON object'],
  ['[]', 'no JSON object'],
  ['null', 'no JSON object'],
  ['"x"', 'no JSON object'],
  // What SSM answers for a SecureString, however well it was written.
  ['AQICAHgFaKeCiPhErTeXt=', 'its type is not String'],
  ['{}', 'reason'],
  [{ ...good, reason: '  short    ' }, 'less than ten characters'],
  [{ ...good, reason: 7 }, 'reason'],
  [{ reason: good.reason }, 'no ticket'],
  [{ ...good, ticket: ' ' }, 'no ticket'],
  [{ ...good, minutes: 0 }, '1 to 240'],
  [{ ...good, minutes: 241 }, '1 to 240'],
  [{ ...good, minutes: 1.5 }, '1 to 240'],
  [{ ...good, minutes: '60' }, '1 to 240'],
  [{ ...good, minutes: null }, '1 to 240'],
  [{ ...good, minuts: 5 }, 'minuts'],
  ['{"reason":"an outage in production","ticket":"T","__proto__":{}}', '__proto__'],
])('the value %j is broken', (value, why) => {
  expect(look(new Map(), 0, 0, value)).toMatchObject({
    state: 'broken',
    why: expect.stringContaining(why),
    news: ['broken'],
  })
})

test.each([
  'p-abcdefgh',
  'p-abcdefgh/*',
  '*/r-ab12',
  'p-abcdefgh/r-ab12/x',
  'x/r-ab12',
  '',
  'p-abcdefgh/',
  'p-abcdefgh/Policy',
])('the name %s stands for no place', (path) => {
  const name = `/holdfast/suspend/${path}`
  const { suspensions } = judge([{ name, value: JSON.stringify(good), modified: start }], new Map(), start)
  expect(suspensions).toMatchObject([{ state: 'broken', place: null, why: expect.stringContaining('name') }])
})

const change = (action: string, id: string | null, targetId?: string) =>
  ({
    action,
    policy: { name: 'deny', type: 'SERVICE_CONTROL_POLICY', id },
    target: targetId ? { id: targetId, path: '' } : null,
  }) as Change

test.each([
  ['attach', 'p-abcdefgh', 'r-ab12', true],
  ['detach', 'p-abcdefgh', 'r-ab12', true],
  ['attach', 'p-abcdefgh', 'ou-ab12-11111111', false],
  ['attach', 'p-other123', 'r-ab12', false],
  ['attach', null, 'r-ab12', false],
  ['update-policy', 'p-abcdefgh', undefined, false],
  ['enable-policy-type', 'p-abcdefgh', undefined, false],
])('%s of %s at %s is suspended by the parameter of that attachment: %s', (action, id, targetId, is) => {
  const { suspensions } = judge([{ name: place, value: JSON.stringify(good), modified: start }], new Map(), start)
  expect(suspensionOf(suspensions, change(action, id, targetId)) !== undefined).toBe(is)
})

test.each(['update-policy', 'tag-policy', 'delete-policy'])('%s is of the policy itself', (action) => {
  expect(placeOfChange(change(action, 'p-abcdefgh'))).toEqual({ policyId: 'p-abcdefgh', part: 'policy' })
})

test('many short suspensions are remembered in few intervals, which never say that less was used', () => {
  const known = new Map<string, Remembered>()
  for (let at = 0; at < 400; at += 2) {
    look(known, at, at, { ...good, minutes: 1 })
    look(known, at + 1.5, null)
  }
  expect(known.get(place)?.used.length).toBeLessThanOrEqual(50)
  expect(look(known, 401, 401).until).toBeLessThanOrEqual(441)
})
