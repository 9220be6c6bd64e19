import { digest } from '../core/digest.ts'
import type { Problem } from '../core/problem.ts'
import { safe } from './safe.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/**
 * Problems as SARIF 2.1.0 (OASIS, 2020-03-27), with what GitHub's code scanning asks for beside: words for each rule, and a
 * fingerprint by which a finding is known again when lines move. What is acknowledged is a suppressed result.
 */
export function problemsSarif(problems: Problem[], version: string): object {
  const codes = [...new Set(problems.map(({ code }) => code))].sort()
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'holdfast', semanticVersion: version, rules: codes.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, codes.indexOf(problem.code))),
      },
    ],
  }
}

function rule(code: string) {
  const text = code.replaceAll('-', ' ')
  const about = `docs/problems.md of holdfast explains ${code}: what it is, why it matters, how to mend it.`
  return { id: code, shortDescription: { text }, fullDescription: { text: about }, help: { text: about } }
}

function result({ code, severity, message, hint, acknowledged, ...where }: Problem, ruleIndex: number) {
  const { file, line, column, path } = where
  const sentences = [path ? `${safe(path)}: ${safe(message, 600)}` : safe(message, 600), hint && safe(hint, 600)]
  const region = line === undefined ? {} : { region: { startLine: line, ...(column && { startColumn: column }) } }
  const place = file && { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: sentences.filter(Boolean).join('. ') },
    locations: place ? [place] : [],
    partialFingerprints: { 'holdfast/v1': digest([code, file ?? '', path ?? '', message]) },
    ...(acknowledged !== undefined && {
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: safe(acknowledged, 600) }],
    }),
  }
}

/** A relative path as a URI reference: names may hold anything. */
const uriOf = (file: string): string =>
  file
    .split('/')
    .map((step) => encodeURIComponent(step.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/')
