import type { ExportAnswerDocument, ExportDocument, Percentiles } from '../schemas/types/export.ts'
import type { Paint } from './paint.ts'
import { safe } from './safe.ts'
import { count, duration, wrap } from './words.ts'

const verdicts = {
  refuted: ['red', 'The audit trail is not as it was sealed: what it says proves nothing.'],
  'in-force': ['green', 'Every policy was in force on every account, all the time.'],
  exceptions: ['red', 'There are exceptions: see exceptions.csv.'],
  unknown: ['yellow', 'Nothing is known to have been wrong, and not everything is known.'],
} as const

/** Verdict first, then the shares, the drift, the exceptions, and where it all stands. */
export function exportText(
  { summary, organization, period, drift, exceptions, verification, made }: ExportDocument,
  folder: string,
  paint: Paint,
): string {
  const [colour, verdict] = verdicts[verification?.verdict === 'refuted' ? 'refuted' : summary.verdict]
  const share = (percent: number | null) => (percent === null ? '-' : `${percent} %`)
  const row = (name: string, text: string) =>
    `${name.padEnd(15)}${wrap(safe(text, 400), 65, '').replaceAll('\n', `\n${' '.repeat(15)}`)}\n`
  return [
    `${paint(colour, verdict)}\n\n`,
    row('Organization', organization),
    row('Period', `${period.from} to ${period.to}`),
    row('Coverage', `${count(summary.accounts, 'account')}, ${count(summary.policies, 'policy', 'policies')}`),
    row('In force', share(summary.inForcePercent)),
    row('Not in force', share(summary.notInForcePercent)),
    row('Unknown', share(summary.unknownPercent)),
    row('Drift', `${drift.count}, ${drift.restored} restored; to restore ${percentilesText(drift.secondsToRestore)}`),
    row('Verification', verification ? `${verification.verdict}, ${count(verification.error, 'error')}` : 'not done'),
    row(
      'Records',
      `${Object.values(made.records)
        .reduce((sum, one) => sum + one, 0)
        .toLocaleString('en-US')} of ${count(made.segments, 'segment')}`,
    ),
    row('Exceptions', String(summary.exceptions)),
    ...Object.entries(exceptions).map(([code, number]) => `  ${String(number).padStart(6)}  ${safe(code, 60)}\n`),
    `\nWritten to ${safe(folder)}: begin with README.md.\n`,
  ].join('')
}

const percentilesText = (percentiles: Percentiles): string =>
  percentiles
    ? `half within ${duration(percentiles.p50 * 1_000)}, 99 % within ${duration(percentiles.p99 * 1_000)}, at most ${duration(percentiles.most * 1_000)}`
    : 'none'

const states = {
  'in-force': ['green', 'In force'],
  'not-in-force': ['red', 'Not in force'],
  unknown: ['yellow', 'Unknown'],
} as const

export function answerText({ summary, at, account, policy, records }: ExportAnswerDocument, paint: Paint): string {
  const [colour, word] = states[summary.state]
  return [
    `${paint(colour, `${word} (${summary.why}).`)}\n\n`,
    `Policy    ${safe(policy)}\nAccount   ${safe(account)}\nAt        ${at}\nRecords   `,
    records.length > 0 ? records.map((id) => safe(id, 60)).join('\n          ') : 'none say anything',
    '\n',
  ].join('')
}
