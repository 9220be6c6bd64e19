import { codes, type FindingCode } from '../core/audit/verify/findings.ts'
import type { VerificationDocument } from '../schemas/types/verification.ts'
import type { Paint } from './paint.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

const width = 80
const label = 14
const styles = { error: 'red', warning: 'yellow', info: 'cyan' } as const

/** Findings of one code that are shown; the JSON document has more. */
const shown = 10

/** The verdict, then what was found, then how it was produced: what an auditor reads, and can repeat. */
export const verificationText = (document: VerificationDocument, paint: Paint): string =>
  [
    `${verdict(document, paint)}\n`,
    ...Object.keys(document.codes).map((code) => codeText(document, code as FindingCode, paint)),
    ...trustText(document),
    `\nHow this was produced\n${madeText(document)}`,
  ].join('')

function verdict({ summary, counts }: VerificationDocument, paint: Paint): string {
  const looked = `${count(counts.records, 'record')} in ${count(counts.segments, 'segment')}`
  const said = {
    verified: ['green', `VERIFIED: ${looked} are as they were sealed by those who are trusted.`],
    unproven: ['yellow', `ORIGIN UNPROVEN: ${looked} are as they were sealed, by whoever holds the key.`],
    refuted: [
      'red',
      `REFUTED: ${count(summary.error, 'error')} and ${count(summary.warning, 'warning')} in ${looked}.`,
    ],
  } as const
  const [style, text] = said[summary.verdict]
  return paint(style, wrap(text, width, '  '))
}

function codeText({ codes: counts, findings }: VerificationDocument, code: FindingCode, paint: Paint): string {
  const [severity, meaning] = codes[code]
  const found = findings.filter((finding) => finding.code === code).slice(0, shown)
  const many = counts[code] ?? found.length
  const head = `${severity} ${code}${many > 1 ? ` (${many.toLocaleString('en-US')})` : ''}: ${meaning}`
  const lines = found.map(({ key, version, sequence, record, message }) => {
    const where = [
      key && safe(key),
      version && `version ${safe(version, 60)}`,
      !key && sequence !== null && `digest ${sequence}`,
      record && `record ${safe(record, 40)}`,
    ].filter((part) => typeof part === 'string')
    const place = where.map((part, at) => `${at === 0 ? '    ' : '      '}${part}\n`).join('')
    const margin = where.length > 0 ? '      ' : '    '
    return `${place}${paint('dim', `${margin}${wrap(safe(message, 600), width - margin.length, margin)}`)}\n`
  })
  const rest = many > found.length ? `    and ${(many - found.length).toLocaleString('en-US')} more\n` : ''
  return `\n${paint(styles[severity], wrap(head, width, '  '))}\n${lines.join('')}${rest}`
}

/** Only who compares it with what was noted elsewhere can trust it. */
function trustText({ origin, trust }: VerificationDocument): string[] {
  if (origin === 'trusted' || trust === null) return []
  const says =
    'What is here would be described by this trust file. Compare it with what was noted when the seal began, before you use it:'
  return [`\n${wrap(says, width, '')}\n${JSON.stringify(trust, null, 1)}\n`]
}

const attestations = {
  independent: 'independent: the management account cannot sign',
  self: 'self-attested: who enforces signs as well',
  mixed: 'mixed: partly self-attested',
}

function madeText({
  place,
  organization,
  period,
  counts,
  head,
  attestation,
  origin,
  notChecked,
  made,
}: VerificationDocument) {
  const { records, segments, digests, bundles } = counts
  const looked = [
    count(records, 'record'),
    count(segments, 'segment'),
    count(digests, 'digest'),
    count(bundles, 'bundle'),
  ]
  const rows: [string, string][] = [
    ['Place', safe(place)],
    ['Organization', organization === null ? 'unknown' : safe(organization)],
    ['Period', `${period.from ?? 'the beginning'} to ${period.to ?? 'the end'}`],
    ['Looked at', looked.join(', ')],
    ['Head', head === null ? 'none' : `digest ${head.sequence} of ${head.time} ${head.digest}`],
    ['Attestation', attestation === null ? 'none' : attestations[attestation]],
    ['Origin', origin === 'trusted' ? 'genesis and keys are those of the trust file' : 'unproven'],
    ...notChecked.map((text): [string, string] => ['Not checked', text]),
    ['Made', `${made.at} by holdfast ${made.holdfast}`],
  ]
  const margin = ' '.repeat(label)
  return rows.map(([name, text]) => `${name.padEnd(label)}${wrap(text, width - label, margin)}\n`).join('')
}
