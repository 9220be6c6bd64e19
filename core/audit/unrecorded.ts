import { member } from '../event/member.ts'
import { isPolicyType } from '../policy/type.ts'
import type { RecordedPlace } from './data.ts'
import type { OwnWrite } from './own-writes.ts'
import type { AuditRecord } from './record.ts'

// What the trail does not say of our writes, by what CloudTrail says of them.

/** A write with its target as the trail names it. */
export interface PlacedWrite extends OwnWrite {
  target: string | null
}

/** As much of the trail as tells of writes. */
export interface RecordedWrites {
  intents: AuditRecord<'intent'>[]
  outcomes: AuditRecord<'outcome'>[]
  gaps: AuditRecord<'gap'>[]
}

export const nothingRecorded = (): RecordedWrites => ({ intents: [], outcomes: [], gaps: [] })

/** Adds a line of the trail where it tells of a write; what is not of the shape that we write tells nothing. */
export function hear(recorded: RecordedWrites, line: unknown): void {
  const data = member(line, 'data')
  const isSaid = typeof member(line, 'id') === 'string' && !Number.isNaN(Date.parse(String(member(line, 'time'))))
  if (!isSaid) return
  const type = member(line, 'type')
  if (type === 'holdfast.intent.v1' && isAbout(data)) recorded.intents.push(line as AuditRecord<'intent'>)
  if (type === 'holdfast.outcome.v1' && isAbout(data)) recorded.outcomes.push(line as AuditRecord<'outcome'>)
  if (type === 'holdfast.gap.v1') recorded.gaps.push(line as AuditRecord<'gap'>)
}

const isAbout = (data: unknown): boolean =>
  ['action', 'reason', 'incident'].every((key) => typeof member(data, key) === 'string') &&
  isPolicyType(String(member(data, 'policy', 'type'))) &&
  typeof member(data, 'policy', 'name') === 'string'

/** After so long CloudTrail has delivered, and whoever wrote has recorded it or never will, in milliseconds. */
export const certainAfter = 60 * 60_000

/** A write comes this long after its intent at most, in milliseconds. */
export const followsWithin = 15 * 60_000

/** Times of CloudTrail are cut to the second. */
const second = 1_000

export interface Unrecorded {
  /** Writes that nothing explains, with the intent that each of them carried out, where there is one. */
  late: { write: PlacedWrite; intent: AuditRecord<'intent'> | null }[]
  /** Intents of which nobody knows what became, and no write shows it. */
  unknown: AuditRecord<'intent'>[]
}

/** Writes that no outcome names, by the request or by CloudTrail's event. */
export function unsaid<Write extends OwnWrite>(
  writes: Write[],
  { outcomes }: Pick<RecordedWrites, 'outcomes'>,
): Write[] {
  const said = new Set(outcomes.flatMap(({ data }) => [data.requestId, data.cloudTrail]))
  return writes.filter(({ id, requestId }) => !said.has(id) && !(requestId && said.has(requestId)))
}

/** What came of an intent that no write of its own can have carried out, or whose write is recorded. */
const settling = new Set<string>(['done', 'already', 'skipped'])

/**
 * What has to be added to the trail, so that it has one outcome for each write that CloudTrail shows, and for each intent.
 * Writes and records from `from` on must all be there, in epoch milliseconds; what is added is found the next time.
 */
export function unrecorded(
  writes: PlacedWrite[],
  { intents, outcomes }: RecordedWrites,
  from: number,
  now: number,
): Unrecorded {
  const carriedOut = new Set(writes.map(({ requestId }) => requestId))
  /** Outcomes of writes whose answer was lost: the request that they name is the one that found it done. */
  const found = byPlace(
    outcomes.filter(
      ({ data: { result, requestId, late } }) =>
        result === 'done' && !late && (requestId === null || !carriedOut.has(requestId)),
    ),
  )
  const settled = new Set(outcomes.flatMap(({ data }) => (settling.has(data.result) ? (data.intent ?? []) : [])))
  const closed = new Set(outcomes.flatMap(({ data }) => data.intent ?? []))
  const open = byPlace(intents.filter(({ id }) => !settled.has(id)))
  const late: Unrecorded['late'] = []
  for (const write of unsaid(writes, { outcomes }).sort((one, other) => one.time - other.time)) {
    if (takeLast(found, write, (time) => isBefore(write.time, time))) continue
    const intent = takeLast(open, write, (time) => isBefore(time, write.time)) ?? null
    // Before then whoever wrote it may be about to say so.
    if (now - write.time > certainAfter) late.push({ write, intent })
  }
  const isOver = (time: number) => time >= from && now - time > certainAfter + followsWithin
  const left = [...open.values()].flat().filter(({ record, time }) => !closed.has(record.id) && isOver(time))
  return { late, unknown: left.map(({ record }) => record) }
}

/** Whether one time comes at most a quarter of an hour before another. */
const isBefore = (one: number, other: number): boolean => one < other + second && other < one + followsWithin

/** Records by what they are about, the oldest first: a storm has thousands of writes, each at a place of its own. */
type ByPlace<Kind extends 'intent' | 'outcome'> = Map<string, { record: AuditRecord<Kind>; time: number }[]>

const placeOf = ({ action, target }: Pick<RecordedPlace, 'action' | 'target'>): string => `${action} ${target}`

function byPlace<Kind extends 'intent' | 'outcome'>(records: AuditRecord<Kind>[]): ByPlace<Kind> {
  const places: ByPlace<Kind> = new Map()
  const dated = records.map((record) => ({ record, time: Date.parse(record.time) }))
  for (const one of dated.sort((one, other) => one.time - other.time)) {
    const place = placeOf(one.record.data as RecordedPlace)
    const there = places.get(place)
    if (there) there.push(one)
    else places.set(place, [one])
  }
  return places
}

/** Takes the last of the records that are about the same place, at a time that fits. */
function takeLast<Kind extends 'intent' | 'outcome'>(
  places: ByPlace<Kind>,
  write: PlacedWrite,
  fits: (time: number) => boolean,
): AuditRecord<Kind> | undefined {
  const there = places.get(placeOf(write)) ?? []
  const at = there.findLastIndex(({ record, time }) => fits(time) && isSamePolicy(write, record.data as RecordedPlace))
  return at < 0 ? undefined : there.splice(at, 1)[0]?.record
}

/** Before a policy is made it has no id, and later calls name it by nothing else. */
const isSamePolicy = ({ policy }: PlacedWrite, place: RecordedPlace): boolean =>
  policy.id !== null && place.policy.id !== null
    ? policy.id === place.policy.id
    : policy.type === place.policy.type && policy.name === place.policy.name
