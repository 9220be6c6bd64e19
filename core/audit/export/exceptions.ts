import type { ChangeRow, DriftRow, ExceptionRow, HoleRow, IntervalRow } from '../../../schemas/types/export.ts'
import type { VerificationDocument } from '../../../schemas/types/verification.ts'
import type { Facts } from './facts.ts'
import type { Period } from './interval.ts'
import { compare } from './intervals.ts'
import { iso } from './numbers.ts'

export interface Seen {
  facts: Facts
  period: Period
  intervals: IntervalRow[]
  drifts: DriftRow[]
  holes: HoleRow[]
  changes: ChangeRow[]
  verification: VerificationDocument | null
  /** Lines that are no records. */
  malformed: number
}

type Exception = Pick<ExceptionRow, 'code' | 'text'> & Partial<ExceptionRow>

/** All that an auditor is to look at, in one list, in the order of time. */
export const exceptions = (seen: Seen): ExceptionRow[] =>
  [
    ...ofIntervals(seen),
    ...ofDrifts(seen),
    ...ofHoles(seen),
    ...ofChanges(seen),
    ...ofTrail(seen),
    ...ofVerification(seen),
  ]
    .map((one) => ({ from: null, until: null, policy: null, target: null, records: [], ...one }))
    .sort((one, other) => compare(`${one.from ?? ''} ${one.code}`, `${other.from ?? ''} ${other.code}`))

const unknowns: Readonly<Record<string, string>> = {
  blind: 'Nobody looked in time',
  'not-read': 'A look could not read everything',
  gap: 'Records say that they have a gap',
  'unseen-change': 'It was missing, and nobody knows for how long',
  'outcome-unknown': 'Nobody knows what came of a write',
  'no-desired-state': 'No record says what was wanted',
  'no-inventory': 'No inventory tells where the account was',
  'moved-or-left': 'The account moved, changed its state or left, and nobody knows when',
  joined: 'The account joined, and nobody knows when',
  exempt: 'It was exempt, and nobody looked',
  'joining-time-unknown': 'Whether the policy means the account depends on when it joined, which no record tells',
}

const ofIntervals = ({ intervals }: Seen): Exception[] =>
  intervals.map(({ subject, state, why, from, until, policy, target, records }) => ({
    code: state === 'unknown' ? (subject === 'account' ? 'account-unknown' : 'unknown') : 'not-in-force',
    text: state === 'unknown' ? (unknowns[why] ?? why) : `It was not in force: ${why}`,
    ...{ from, until, policy, target, records },
  }))

function* ofDrifts({ drifts, period }: Seen): Generator<Exception> {
  for (const {
    isPlanned,
    policy,
    target,
    what,
    began,
    found,
    restored,
    over,
    held,
    refused,
    event,
    records,
  } of drifts) {
    const about = { policy, target, from: began ?? found, until: over, records }
    const isOpen = over === null || over > iso(period.until)
    if (isOpen) {
      const why = refused ? `AWS refused it (${refused})` : held ? `it is held (${held})` : 'nothing says why'
      yield { ...about, code: 'not-restored', text: `${what} was not done by the end of the period: ${why}` }
    } else if (restored === null)
      yield { ...about, code: 'restored-by-nobody-known', text: `${what} was right again without a write of holdfast` }
    if (event === null && !isPlanned) yield { ...about, code: 'not-attributed', text: 'No event tells who did it' }
  }
}

const ratifications: Readonly<Partial<Record<HoleRow['ratification'], [string, string]>>> = {
  none: ['suspension-not-ratified', 'No reviewed manifest ratifies it'],
  late: ['suspension-ratified-late', 'It was ratified more than a day after it was written'],
  'time-unknown': [
    'suspension-ratified-when',
    'The manifest at hand ratifies it; no record says that it did within a day',
  ],
}

const ofHoles = ({ holes }: Seen): Exception[] =>
  holes.flatMap(({ ratification, policy, target, from, until, records }) => {
    const [code, text] = ratifications[ratification] ?? []
    return code && text ? [{ code, text, policy, target, from, until, records }] : []
  })

const reviews: Readonly<Partial<Record<ChangeRow['review'], [string, string]>>> = {
  missing: ['change-without-review', 'The pipeline stored nothing about the review of this manifest'],
  'not-approved': ['change-not-approved', 'Nobody approved this manifest'],
  'approved-by-author': ['change-approved-by-author', 'Nobody but its author approved this manifest'],
}

const ofChanges = ({ changes }: Seen): Exception[] =>
  changes.flatMap(({ review, at, commit, manifest, records }) => {
    const [code, text] = reviews[review] ?? []
    return code && text ? [{ code, text: `${text}: ${commit ?? manifest}`, from: at, records }] : []
  })

function* ofTrail({ facts, period, malformed }: Seen): Generator<Exception> {
  const isIn = (from: number, until = from) => from < period.until && until >= period.from
  for (const { id, began, codes } of facts.spoiled)
    if (isIn(began))
      yield {
        code: 'look-not-whole',
        text: `A look proves nothing: ${codes.join(', ')}`,
        from: iso(began),
        records: [id],
      }
  for (const { id, from, until, why, what } of facts.gaps)
    if (isIn(from, until)) {
      const text = `A gap of the records: ${why}${what ? `, ${what}` : ''}`
      yield { code: 'gap', text, from: iso(from), until: iso(until), records: [id] }
    }
  for (const { id, at, thread, error } of facts.untold)
    if (isIn(at)) {
      const text = `People could not be told of ${thread}${error ? `: ${error}` : ''}`
      yield { code: 'not-told', text, from: iso(at), records: [id] }
    }
  for (const { id, at, pseudonym, ticket } of facts.reidentified)
    if (isIn(at))
      yield { code: 'reidentified', text: `${pseudonym} was made known (${ticket})`, from: iso(at), records: [id] }
  if (facts.late > 0)
    yield { code: 'recorded-late', text: `${facts.late} outcomes were recorded afterwards, from CloudTrail` }
  if (malformed > 0) yield { code: 'malformed', text: `${malformed} lines are no records, and were left out` }
}

function* ofVerification({ verification }: Seen): Generator<Exception> {
  if (!verification) {
    yield { code: 'not-verified', text: 'The audit trail was not verified' }
    return
  }
  const { verdict } = verification.summary
  if (verdict === 'unproven')
    yield { code: 'origin-unproven', text: 'Without a trust file (--trust) nobody knows who made the audit trail' }
  if (verdict !== 'refuted') return
  const told = new Set<string>()
  for (const { code, severity, message, key } of verification.findings) {
    if (severity !== 'error' || told.has(code)) continue
    told.add(code)
    const first = key ? `${message}: ${key}` : message
    yield { code: `trail-${code}`, text: `${verification.codes[code] ?? 1} in the audit trail. ${first}` }
  }
}
