import type { Problem } from '../core/problem.ts'

/** Every problem that compiling can find, and how much it matters. Codes are stable: people filter and search by them. */
const severities = {
  // a file
  'missing-file': 'error',
  'outside-folder': 'error',
  'unreadable-file': 'error',
  'too-large-file': 'error',
  'not-text': 'error',
  'remote-file': 'error',
  'not-vendored': 'warning',
  'vendored-file-changed': 'error',
  'remote-file-changed': 'warning',
  'remote-file-unchecked': 'warning',
  'remote-file-unreachable': 'error',
  // YAML
  'yaml-syntax': 'error',
  'repeated-key': 'error',
  'too-deep': 'error',
  'too-much': 'error',
  // the shape of a document
  'unknown-key': 'error',
  'missing-key': 'error',
  'wrong-type': 'error',
  'wrong-value': 'error',
  'wrong-form': 'error',
  'wrong-version': 'error',
  'wrong-account-id': 'error',
  'wrong-date': 'error',
  'empty-text': 'error',
  'too-long': 'error',
  'out-of-range': 'error',
  'repeated-item': 'error',
  'unquoted-account-id': 'warning',
  'control-character': 'error',
  // a manifest
  'empty-manifest': 'error',
  'no-resources': 'warning',
  'odd-region': 'warning',
  'repeated-name': 'error',
  'reserved-name': 'error',
  'attached-to-nothing': 'error',
  'wrong-root': 'error',
  'wrong-target': 'error',
  'management-account': 'warning',
  'too-many-policies': 'error',
  'both-parameters': 'error',
  'compliance-not-confirmed': 'error',
  'evict-without-target': 'warning',
  'not-deployed': 'warning',
  // a policy file
  'policy-syntax': 'error',
  'policy-repeated-key': 'error',
  'policy-too-deep': 'error',
  'policy-shape': 'error',
  'policy-too-large': 'error',
  'rcp-service-unsupported': 'warning',
  'locks-out-control-tower': 'warning',
  'locks-everybody-out': 'error',
  // a manifest against its lock
  released: 'warning',
  'manifest-shrunk': 'error',
  // a lock against an organization
  'organization-mismatch': 'error',
  'not-locked': 'warning',
  'organization-not-read': 'error',
  'unknown-name': 'error',
  'ambiguous-name': 'error',
  'target-gone': 'error',
  'target-renamed': 'warning',
  'target-moved': 'warning',
  'name-reused': 'warning',
  // an organization file
  'repeated-id': 'error',
  'unknown-policy': 'error',
  'no-management-account': 'warning',
  // all of them
  'more-problems': 'info',
} as const satisfies Record<string, Problem['severity']>

export type Code = keyof typeof severities

export const codes = Object.keys(severities)

/** Where a problem is. */
export interface Place {
  file: string
  line?: number
  column?: number
  path?: string
}

/** A problem with the severity of its code, at a place, with a way out. */
export const problem = (code: Code, place: Place, message: string, hint: string): Problem => ({
  code,
  severity: severities[code],
  message,
  ...place,
  hint,
})

export const hasErrors = (problems: Problem[]): boolean => problems.some(({ severity }) => severity === 'error')

/** More than this is not read by anybody, and not worth the memory. */
export const mostProblems = 1_000

/**
 * Sorted by place, each once, and at most 1,000: errors before the rest where some must go. The last one says how many are
 * left out.
 */
export function inOrder(problems: Problem[], leftOut = 0): Problem[] {
  // an alias repeats the mistakes of what it stands for
  const different = [...new Map(problems.map((one) => [JSON.stringify({ ...one, path: '' }), one])).values()]
  const errors = different.filter(({ severity }) => severity === 'error')
  const others = different.filter(({ severity }) => severity !== 'error')
  const shown = [...errors, ...others].slice(0, mostProblems).sort(byPlace)
  const more = different.length - shown.length + leftOut
  if (more === 0) return shown
  const message = `${more} more ${more === 1 ? 'problem is' : 'problems are'} not shown`
  return [...shown, problem('more-problems', { file: shown[0]?.file ?? '' }, message, 'Solve these first.')]
}

function byPlace(one: Problem, other: Problem): number {
  return (
    compare(one.file ?? '', other.file ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0) ||
    compare(one.code, other.code) ||
    compare(one.message, other.message)
  )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
