import { certainFrom, isContended, restorableFrom } from '../../core/event/reversal.ts'

const seconds = 1_000
const minutes = 60 * seconds
const now = Date.parse('2026-11-20T12:00:00Z')
/** Times that lie so many milliseconds back. */
const ago = (...milliseconds: number[]) => milliseconds.map((one) => now - one)

/** Restores of one thing, whether it is contended now, and after how long it may be restored. */
const restores: { what: string; times: number[]; isContended: boolean; after: number }[] = [
  { what: 'never', times: [], isContended: false, after: 0 },
  { what: 'once', times: ago(seconds), isContended: false, after: 0 },
  { what: 'twice', times: ago(4 * seconds, seconds), isContended: true, after: 29 * seconds },
  { what: 'twice, in any order', times: ago(seconds, 4 * seconds), isContended: true, after: 29 * seconds },
  { what: 'twice within ten minutes', times: ago(10 * minutes - 1, 0), isContended: true, after: 30 * seconds },
  { what: 'twice, not within ten minutes', times: ago(10 * minutes, 0), isContended: false, after: 0 },
  { what: 'three times', times: ago(3, 2, 0), isContended: true, after: minutes },
  { what: 'four times', times: ago(4, 3, 2, 0), isContended: true, after: 2 * minutes },
  { what: 'ten times', times: ago(9, 8, 7, 6, 5, 4, 3, 2, 1, 0), isContended: true, after: 5 * minutes },
  { what: 'also in the last half hour', times: ago(30 * minutes - 1, 2, 0), isContended: true, after: minutes },
  { what: 'also before', times: ago(30 * minutes, 2, 0), isContended: true, after: 30 * seconds },
  { what: 'twice, long enough ago', times: ago(9 * minutes, 8 * minutes), isContended: true, after: -450 * seconds },
]

test.each(restores)('restored $what: contended $isContended', ({ times, isContended: is, after }) => {
  expect(isContended(times, now)).toBe(is)
  expect(restorableFrom(times, now) - now).toBe(after)
})

/** What was restored last 10 s ago, and when an event says that it was taken away again. */
const told: [string, number[], number | undefined, number][] = [
  ['no event tells', ago(10 * seconds, minutes), undefined, 20 * seconds],
  ['an older event tells', ago(10 * seconds), now - 11 * seconds, 20 * seconds],
  ['an event of the same second tells', ago(10 * seconds), now - 10 * seconds, 20 * seconds],
  ['a younger event tells', ago(10 * seconds), now - 9 * seconds, 0],
  ['no event tells, and the restore is old', ago(minutes), undefined, 0],
]

test.each(told)('%s: certain after a while', (_, times, event, after) => {
  expect(certainFrom(times, event, now) - now).toBe(after)
})
