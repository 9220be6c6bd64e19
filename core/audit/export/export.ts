import type { CoverageRow, ExceptionRow, ExportAnswerDocument, ExportDocument } from '../../../schemas/types/export.ts'
import type { VerificationDocument } from '../../../schemas/types/verification.ts'
import { changes } from './changes.ts'
import { coverage } from './coverage.ts'
import { drifts } from './drifts.ts'
import { exceptions } from './exceptions.ts'
import type { Facts } from './facts.ts'
import { holes, type Ratification } from './holes.ts'
import type { Period } from './interval.ts'
import { intervals } from './intervals.ts'
import { iso, percent, percentiles } from './numbers.ts'
import { type Timeline, timeline } from './timeline.ts'

/** What is known beside the records. */
export interface Asked {
  organization: string
  period: Period
  /** The management account by each name that it has in records; none: nobody told. */
  management: readonly string[]
  ratified: readonly Ratification[]
  verification: VerificationDocument | null
  malformed: number
}

const day = 24 * 60 * 60_000

/**
 * So long before a period records are read, for what held when it began: the inventory, the desired state and the looks of a day
 * before; and after it, for the look that ends its last interval and for what comes late.
 */
export const readAround = { before: 2 * day, after: 2 * day } as const

/** All tables of an export. */
export function tablesOf(facts: Facts, asked: Asked) {
  const { period, management, ratified, verification, malformed } = asked
  const line = timeline(facts, period, management)
  const rows = {
    coverage: [...coverage(line)],
    intervals: [...intervals(facts, line)],
    drift: drifts(facts, line),
    holes: holes(facts, period, ratified),
    changes: changes(facts, period),
  }
  const seen = { ...{ facts, period, verification, malformed }, intervals: rows.intervals, drifts: rows.drift }
  return {
    ...rows,
    exceptions: exceptions({ ...seen, holes: rows.holes, changes: rows.changes }),
  }
}

export type Tables = ReturnType<typeof tablesOf>

export type TableName = keyof Tables

/** What an export says in short, and how it was produced. */
export function exportDocument(
  { coverage, drift, exceptions }: Tables,
  { organization, period, management, verification }: Asked,
  made: ExportDocument['made'],
): ExportDocument {
  const sums = { inForce: 0, not: 0, unknown: 0 }
  for (const { account, inForceSeconds, notInForceSeconds, unknownSeconds } of coverage) {
    // No manifest could change it: it would lower every share for ever.
    if (management.includes(account)) continue
    sums.inForce += inForceSeconds
    sums.not += notInForceSeconds
    sums.unknown += unknownSeconds
  }
  const all = sums.inForce + sums.not + sums.unknown
  const share = (part: number) => (all === 0 ? null : percent(part, all))
  const unplanned = drift.filter(({ isPlanned }) => !isPlanned)
  const known = (numbers: (number | null)[]) => numbers.filter((one) => one !== null)
  return {
    kind: 'holdfast.export',
    version: 1,
    summary: {
      verdict: verdictOf(coverage, exceptions),
      accounts: new Set(coverage.map(({ account }) => account)).size,
      policies: new Set(coverage.map(({ policy }) => policy)).size,
      inForcePercent: share(sums.inForce),
      notInForcePercent: share(sums.not),
      unknownPercent: share(sums.unknown),
      drifts: unplanned.length,
      exceptions: exceptions.length,
    },
    organization,
    period: { from: iso(period.from), to: iso(period.until) },
    drift: {
      count: unplanned.length,
      restored: unplanned.filter(({ restored }) => restored !== null).length,
      secondsToDetect: percentiles(known(unplanned.map(({ secondsToDetect }) => secondsToDetect))),
      secondsToRestore: percentiles(known(unplanned.map(({ secondsToRestore }) => secondsToRestore))),
    },
    exceptions: counted(exceptions.map(({ code }) => code)),
    verification: verification && {
      verdict: verification.summary.verdict,
      error: verification.summary.error,
      warning: verification.summary.warning,
    },
    made,
  }
}

/** Of what is not known alone, and of what nobody is to answer for. */
const mild: ReadonlySet<string> = new Set([
  'unknown',
  'account-unknown',
  'origin-unproven',
  'not-verified',
  'reidentified',
])

function verdictOf(rows: CoverageRow[], found: ExceptionRow[]): ExportDocument['summary']['verdict'] {
  if (found.some(({ code }) => !mild.has(code))) return 'exceptions'
  const isKnown = rows.length > 0 && rows.every(({ unknownSeconds }) => unknownSeconds === 0)
  return isKnown && found.length === 0 ? 'in-force' : 'unknown'
}

const counted = (codes: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const code of [...codes].sort()) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** Whether a policy was in force for an account at an instant, and which records say so. */
export function answerAt(line: Timeline, organization: string, account: string, policy: string): ExportAnswerDocument {
  const { from } = line.period
  const [one] = line.account(account, policy)
  const { state, why, records } = one ?? { state: 'unknown' as const, why: 'no-inventory', records: [] }
  return {
    ...{ kind: 'holdfast.export-answer', version: 1, summary: { state, why } },
    ...{ organization, at: iso(from), account, policy, records: [...records] },
  }
}
