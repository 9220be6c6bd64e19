import { type Code, type Problem, problem } from '../core/problem.ts'

export { type Code, problem } from '../core/problem.ts'

/** Where a problem is. */
export interface Place {
  file: string
  line?: number
  column?: number
  path?: string
}

/** A problem that stands for several codes of one severity, in order; it has the first until that is acknowledged. */
export type Finding = Problem & { codes?: readonly Code[] }

export const hasErrors = (problems: Problem[]): boolean =>
  problems.some(({ severity, acknowledged }) => severity === 'error' && acknowledged === undefined)

/** More than this is not read by anybody, and not worth the memory. */
export const mostProblems = 1_000

/**
 * Sorted by place, each once, and at most 1,000: errors before the rest where some must go, and what is acknowledged last. The
 * last one says how many are left out.
 */
export function inOrder(all: Problem[], leftOut = 0): Problem[] {
  const problems = all.filter((one) => !isMore(one))
  // an alias repeats the mistakes of what it stands for
  const different = [...new Map(problems.map((one) => [JSON.stringify({ ...one, path: '' }), one])).values()]
  const shown = different
    .sort((one, other) => weight(one) - weight(other))
    .slice(0, mostProblems)
    .sort(byPlace)
  const before = all.filter(isMore).reduce((sum, { message }) => sum + Number.parseInt(message, 10), 0)
  const more = different.length - shown.length + leftOut + before
  if (more === 0) return shown
  return [...shown, moreProblems(shown[0]?.file ?? '', more)]
}

/** Says how many were left out by whoever put a list in order before. */
const isMore = ({ code }: Problem): boolean => code === 'more-problems'

/** The exit code rests on what is shown: nothing that is open may be cut off by what is not. */
const weight = ({ severity, acknowledged }: Problem): number =>
  acknowledged !== undefined ? 3 : { error: 0, warning: 1, info: 2 }[severity]

export const moreProblems = (file: string, more: number): Problem =>
  problem(
    'more-problems',
    { file },
    `${more} more ${more === 1 ? 'problem is' : 'problems are'} not shown`,
    'Solve these first.',
  )

function byPlace(one: Problem, other: Problem): number {
  return (
    compare(one.file ?? '', other.file ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0) ||
    // where there is no line, what is about one thing stands together
    (one.line === undefined && compare(one.path ?? '', other.path ?? '')) ||
    compare(one.code, other.code) ||
    compare(one.message, other.message)
  )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
