import type { RecordData, RecordedPlace } from '../../core/audit/data.ts'
import type { AuditRecord } from '../../core/audit/record.ts'
import { nothingRecorded, type PlacedWrite, unrecorded } from '../../core/audit/unrecorded.ts'

// What the trail says of a write and what CloudTrail says of it, brought together.

const start = Date.parse('2026-11-22T00:00:00Z')
const hours = 60 * 60_000
const id = 'p-deny0001'

const place = (target: string): Pick<RecordData['intent'], 'action' | 'policy' | 'target'> => ({
  action: 'attach',
  policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny', id },
  target,
})

const written = (target: string, time: number): PlacedWrite => ({
  ...{ id: `event of ${target} at ${time}`, requestId: `request of ${target} at ${time}`, time, targetId: target },
  ...(place(target) as RecordedPlace & PlacedWrite),
})

/** As much of a record as is compared. */
const recorded = <Kind extends 'intent' | 'outcome'>(name: string, time: number, data: object) =>
  ({ id: name, time: new Date(time).toISOString(), data }) as unknown as AuditRecord<Kind>

test.each<[RecordData['outcome']['result'] | null, boolean]>([
  [null, true],
  ['failed', true],
  ['refused', true],
  ['unknown', true],
  ['already', false],
  ['skipped', false],
  ['done', false],
])('an intent whose outcome is %s may be what a write carried out that nobody recorded: %s', (result, isTaken) => {
  const intents = [recorded<'intent'>('meant', start, place('ou-1'))]
  const said = {
    ...place('ou-1'),
    intent: 'meant',
    result,
    requestId: 'request of another',
    late: result === 'unknown',
  }
  const outcomes = result ? [recorded<'outcome'>('came', start, said)] : []
  const write = written('ou-1', start + 2_000)
  const { late } = unrecorded([write], { ...nothingRecorded(), intents, outcomes }, start, start + 3 * hours)
  expect(late.map(({ intent }) => intent?.id ?? null)).toEqual([isTaken ? 'meant' : null])
})

test('of several intents of a place a write carried out the last one before it, in whatever order they are read', () => {
  const minute = 60_000
  const intents = [4, 0, 2, 6].map((at) => recorded<'intent'>(`meant at ${at}`, start + at * minute, place('ou-1')))
  const write = written('ou-1', start + 5 * minute)
  const { late } = unrecorded([write], { ...nothingRecorded(), intents }, start, start + 3 * hours)
  expect(late.map(({ intent }) => intent?.id)).toEqual(['meant at 4'])
})

test('a storm of 10,500 writes of which only the intents are recorded: each write with its own', () => {
  const targets = Array.from({ length: 10_500 }, (_, at) => `acct_k1_${at}`)
  const intents = targets.map((target, at) => recorded<'intent'>(target, start + at * 500, place(target)))
  const writes = targets.map((target, at) => written(target, start + at * 500 + 400))
  const { late, unknown } = unrecorded(writes, { ...nothingRecorded(), intents }, start, start + 6 * hours)
  expect([late.length, unknown]).toEqual([targets.length, []])
  expect(late.filter(({ write, intent }) => write.target !== intent?.id)).toEqual([])
})
