import fc from 'fast-check'
import { day, type Interval, most } from '../../../core/suspend/allowance.ts'
import { judge, type Remembered } from '../../../core/suspend/judge.ts'
import type { WrittenSuspension } from '../../../core/suspend/written.ts'
import '../../support/seed.ts'

// Somebody writes, removes and breaks parameters as he likes, while holdfast looks now and then. A second place is there that
// nobody names.

const minute = 60_000
const start = Date.parse('2026-11-21T12:00:00Z')
const name = '/holdfast/suspend/p-abcdefgh/r-ab12'
const forever = Array.from({ length: 3 }, () => '{}')

const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .integer({ min: 1, max: 240 })
      .map((minutes) => JSON.stringify({ reason: 'an outage in production', ticket: 'T-1', minutes })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...forever,
      '{"reason":"short","ticket":"T"}',
      'null',
      '',
      '{"reason":"an outage in production","ticket":"T","minutes":241}',
    ),
  },
)

const step = fc.record({
  /** Milliseconds until it happens. */
  after: fc.oneof(fc.integer({ min: 0, max: 30 * minute }), fc.integer({ min: 0, max: 9 * 60 * minute })),
  deed: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), value }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'remove' as const }) },
    { weight: 6, arbitrary: fc.constant({ kind: 'look' as const }) },
  ),
  /** How much the clock of SSM is ahead of ours at a write. */
  ahead: fc.integer({ min: -20_000, max: 20_000 }),
})

/** When the place was taken for suspended, by whoever looked last. */
function honoured(steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[], forget: boolean): Interval[] {
  let now = start
  let written: WrittenSuspension[] = []
  let known = new Map<string, Remembered>()
  const intervals: Interval[] = []
  for (const { after, deed, ahead } of steps) {
    const last = intervals.at(-1)
    now += after
    // Whoever asks from now on is told otherwise.
    if (last) last.until = Math.min(last.until, now)
    if (deed.kind === 'write') written = [{ name, value: deed.value, modified: now + ahead }]
    if (deed.kind === 'remove') written = []
    if (deed.kind !== 'look') continue
    const { suspensions, remembered } = judge(written, known, now)
    known = forget ? new Map() : new Map(JSON.parse(JSON.stringify([...remembered])))
    for (const { state, until } of suspensions) if (state === 'active') intervals.push({ from: now, until })
  }
  return intervals
}

/** The longest that was suspended within a day. */
function worst(intervals: Interval[]): number {
  const spentBy = (end: number) =>
    intervals.reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, end) - Math.max(from, end - day)), 0)
  return Math.max(0, ...intervals.flatMap(({ from, until }) => [from + day, until, until + day]).map(spentBy))
}

test('whatever is written, a place is suspended for four hours of any 24 at most', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      expect(worst(honoured(steps, false))).toBeLessThanOrEqual(most)
    }),
    { numRuns: 2_000 },
  )
})

test('one write suspends for four hours at most, though nothing is remembered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const first = steps.findIndex(({ deed }) => deed.kind === 'write')
      const once = steps.filter(({ deed }, at) => deed.kind !== 'write' || at === first)
      expect(worst(honoured(once, true))).toBeLessThanOrEqual(most + 20_000)
    }),
  )
})

const interval = fc
  .tuple(fc.integer(), fc.integer())
  .map(([from, until]) => ({ from: start + from, until: start + until }))

test('what is remembered only ever shortens', () => {
  const row = fc.record({
    modified: fc.constantFrom(start, start - minute),
    from: fc.integer({ min: start - 2 * day, max: start + day }),
    until: fc.integer({ min: start - 2 * day, max: start + 2 * day }),
    used: fc.array(interval, { maxLength: 5 }),
    told: fc.constantFrom(null, 'active' as const, 'gone' as const),
  })
  fc.assert(
    fc.property(row, value, fc.integer({ min: 0, max: 5 * 60 * minute }), (remembered, text, later) => {
      const written = [{ name, value: text, modified: start }]
      const endWith = (known: Map<string, Remembered>) => judge(written, known, start + later).suspensions[0]
      const [free, bound] = [endWith(new Map()), endWith(new Map([[name, remembered]]))]
      expect(bound?.until).toBeLessThanOrEqual(free?.until ?? 0)
      if (free?.state !== 'active') expect(bound?.state).not.toBe('active')
    }),
  )
})

test('nothing is suspended that is broken, or that no parameter names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: day }), (path, text, later) => {
      const broken = [
        {
          name: `/holdfast/suspend/${path}`,
          value: '{"reason":"an outage in production","ticket":"T-1"}',
          modified: start,
        },
        { name, value: text, modified: start },
      ]
      const row: Remembered = { modified: start, from: start, until: start + day, used: [], told: null }
      const { suspensions } = judge(
        broken,
        new Map([
          [name, row],
          ['other', row],
        ]),
        start + later,
      )
      expect(suspensions.map(({ state }) => state)).toEqual(['broken', 'broken'])
    }),
  )
})
