import fc from 'fast-check'
import type { Interval } from '../../../core/audit/export/interval.ts'
import { readsMayBeBehind } from '../../../core/audit/export/looks.ts'
import type { AuditRecord } from '../../../core/audit/record.ts'
import {
  account,
  at,
  desired,
  found,
  guard,
  intent,
  inventory,
  other,
  outcome,
  prod,
  root,
  sweep,
  timelineOf,
} from './records.ts'
import '../../support/seed.ts'

// A model of one attachment: people detach it, events come late or never, reads are behind, holdfast restores, fails or dies. What
// it would have recorded is made into a timeline, which must never call in force what was detached.

type Fate = 'done' | 'refused' | 'died-before' | 'died-after' | 'told-late'

interface Deed {
  /** Minutes since the one before. */
  after: number
  /** Minutes until its event is handled; null: it is lost. */
  event: number | null
  fate: Fate
}

interface Turn {
  /** How late the sweep begins, and by how much its reads are behind, in minutes; null: there is none. */
  late: number | null
  behind: number
  isWhole: boolean
  fate: Fate
}

interface Life {
  records: AuditRecord[]
  /** Minutes at which it changed: from then on attached, or not. */
  changes: { at: number; isAttached: boolean }[]
}

const length = 300

const fate = fc.constantFrom<Fate>('done', 'done', 'done', 'refused', 'died-before', 'died-after', 'told-late')
const deeds = fc.array(
  fc.record({
    after: fc.double({ min: 1, max: 80, noNaN: true }),
    event: fc.option(fc.double({ min: 0.05, max: 20, noNaN: true })),
    fate,
  }),
  { maxLength: 6 },
)
const turns = fc.array(
  fc.record({
    late: fc.option(fc.double({ min: 0, max: 9, noNaN: true }), { freq: 8 }),
    behind: fc.double({ min: 0, max: readsMayBeBehind / 60_000 - 0.1, noNaN: true }),
    isWhole: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    fate,
  }),
  { minLength: length / 15, maxLength: length / 15 },
)

function live(done: Deed[], looks: Turn[]): Life {
  const changes = [{ at: -60, isAttached: true }]
  const records: AuditRecord[] = [desired(-50)]
  const stateAt = (minute: number) => changes.filter((one) => one.at <= minute).at(-1)?.isAttached ?? true
  const steps: { at: number; run: () => void }[] = []
  const plan = (minute: number, run: () => void) => {
    steps.push({ at: minute, run })
    steps.sort((one, other) => one.at - other.at)
  }
  const restore = (minute: number, how: Fate) => {
    records.push(intent(minute + 0.01))
    if (how === 'refused') records.push(outcome(minute + 0.02, 'refused'))
    if (how === 'refused' || how === 'died-before') return
    const isThere = stateAt(minute + 0.02)
    if (!isThere) changes.push({ at: minute + 0.02, isAttached: true })
    if (how === 'done') records.push(outcome(minute + 0.02, isThere ? 'already' : 'done'))
    if (how === 'told-late' && !isThere)
      records.push(outcome(minute + 40, 'done', { late: true, written: minute + 0.02 }))
  }
  let minute = 0
  for (const { after, event, fate } of done) {
    minute += after
    const time = minute
    plan(time, () => {
      if (!stateAt(time)) return
      changes.push({ at: time, isAttached: false })
      // CloudTrail's times are whole seconds.
      const since = Math.floor(time * 60) / 60
      if (event === null) return
      plan(time + event, () => {
        if (stateAt(time + event)) return
        records.push(found(time + event, { since }))
        restore(time + event, fate)
      })
    })
  }
  for (const [index, { late, behind, isWhole, fate }] of looks.entries()) {
    if (late === null) continue
    const began = index * 15 + late
    plan(began, () => {
      const isMissing = !stateAt(began - behind)
      if (isMissing) records.push(found(began + 0.3, { trigger: 'sweep', during: began }))
      records.push(sweep(began, { missing: isMissing ? 1 : 0, notRead: isWhole ? [] : ['not-read'] }))
      if (isMissing) restore(began + 0.3, fate)
    })
  }
  for (let next = steps.shift(); next; next = steps.shift()) next.run()
  return { records, changes: changes.sort((one, other) => one.at - other.at) }
}

const stateOf = (line: readonly Interval[], time: number) =>
  line.filter(({ from, until }) => from <= time && time < until).map(({ state }) => state)

test('what was detached is never called in force', () => {
  let inForce = 0
  fc.assert(
    fc.property(deeds, turns, (done, looks) => {
      const { records, changes } = live(done, looks)
      const line = timelineOf(records, 0, length).place(guard, prod)
      for (const [index, change] of changes.entries()) {
        const until = changes[index + 1]?.at ?? length
        if (change.isAttached) continue
        for (const { from, until: end, state } of line)
          if (state === 'in-force')
            expect(Math.min(end, at(until)) - Math.max(from, at(change.at))).toBeLessThanOrEqual(1)
      }
      inForce += line.filter(({ state }) => state === 'in-force').length
    }),
    { numRuns: 150 },
  )
  // It says something all the same.
  expect(inForce).toBeGreaterThan(300)
})

const tree = { [account]: [root, prod], [other]: [root] }
const days = [-1400, 40, 1480].map((minute) => inventory(minute, tree))

test('every instant has one state: intervals tile the period, of places and of accounts', () => {
  fc.assert(
    fc.property(deeds, turns, (done, looks) => {
      const { place, account: of } = timelineOf([...live(done, looks).records, ...days], 0, length)
      for (const line of [place(guard, prod), of(account, guard)]) {
        expect(line[0]?.from).toBe(at(0))
        expect(line.at(-1)?.until).toBe(at(length))
        for (const [index, one] of line.entries()) {
          expect(one.until).toBeGreaterThan(one.from)
          if (index > 0) expect(line[index - 1]?.until).toBe(one.from)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('where no look follows another in time nothing is in force', () => {
  fc.assert(
    fc.property(deeds, turns, (done, looks) => {
      const { records } = live(done, looks)
      const whole = records
        .filter(({ type }) => type === 'holdfast.sweep.v1')
        .filter(({ data }) => 'notRead' in data && data.notRead.length === 0)
        .map(({ data }) => Date.parse('began' in data ? data.began : ''))
        .sort((one, other) => one - other)
      const line = timelineOf(records, 0, length).place(guard, prod)
      for (let minute = 0.5; minute < length; minute += 3) {
        const before = whole.filter((one) => one <= at(minute)).at(-1)
        const after = whole.find((one) => one > at(minute))
        const isBlind = before === undefined || after === undefined || after - before > 20 * 60_000
        if (isBlind) expect(stateOf(line, at(minute))).not.toContain('in-force')
      }
    }),
    { numRuns: 60 },
  )
})

test('a record about another place changes nothing', () => {
  fc.assert(
    fc.property(deeds, turns, deeds, (done, looks, others) => {
      const { records } = live(done, looks)
      const elsewhere = others.flatMap(({ after, fate }, index) => [
        found(after + index, { since: after, target: 'ou-ab12-99999999' }),
        outcome(after + index + 0.1, fate === 'done' ? 'done' : 'refused', { target: 'ou-ab12-99999999' }),
        found(after + index, { since: after, policy: 'SCP/another' }),
      ])
      const without = timelineOf(records, 0, length).place(guard, prod)
      expect(timelineOf([...records, ...elsewhere], 0, length).place(guard, prod)).toEqual(without)
    }),
    { numRuns: 40 },
  )
})
