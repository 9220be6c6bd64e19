import type { Problem } from '../core/problem.ts'
import type { ProblemsDocument } from '../schemas/types/problems.ts'
import type { Paint } from './paint.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

const styles = { error: 'red', warning: 'yellow', info: 'cyan' } as const

/** Problems for a terminal, two or three lines each: where, what, and the way out. */
export const problemsText = (problems: Problem[], paint: Paint, width = 80): string =>
  problems
    .filter(({ acknowledged }) => acknowledged === undefined)
    .map((problem) => problemText(problem, paint, width))
    .join('')

function problemText({ severity, code, message, hint, path, ...place }: Problem, paint: Paint, width: number): string {
  const where = [place.file && safe(place.file), place.line, place.column].filter(Boolean).join(':')
  const head = [where && paint('bold', where), paint(styles[severity], severity), paint('dim', code)].filter(Boolean)
  const what = path ? sentence(safe(path), safe(message, 600)) : safe(message, 600)
  const lines = [head.join(' '), `  ${wrap(what, width - 2, '  ')}`]
  if (hint) lines.push(`  ${paint('dim', wrap(`> ${safe(hint, 600)}`, width - 2, '    '))}`)
  return `${lines.join('\n')}\n`
}

/** Path and message as one; a message that begins with the last step of the path goes on from there. */
function sentence(path: string, message: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1)
  const goesOn = message.startsWith(last) && /^[ :]/.test(message.slice(last.length))
  return goesOn ? path.slice(0, -last.length) + message : `${path}: ${message}`
}

/** `exemptions` of a manifest that has any. */
export function problemsDocument(
  problems: Problem[],
  resources: number,
  exemptions: ProblemsDocument['exemptions'] = [],
): ProblemsDocument {
  const open = problems.filter(({ acknowledged }) => acknowledged === undefined)
  const of = (severity: Problem['severity']) => open.filter((problem) => problem.severity === severity).length
  return {
    kind: 'holdfast.problems',
    version: 1,
    summary: {
      errors: of('error'),
      warnings: of('warning'),
      infos: of('info'),
      acknowledged: problems.length - open.length,
      resources,
    },
    ...(exemptions.length > 0 && { exemptions }),
    problems,
  }
}

/** 8 resources: 1 error, 2 warnings, 3 acknowledged. */
export function problemsSummary({ summary }: ProblemsDocument): string {
  const { errors, warnings, acknowledged, resources } = summary
  const found = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean)
  const meant = acknowledged > 0 ? `, ${acknowledged.toLocaleString('en-US')} acknowledged` : ''
  return `${count(resources, 'resource')}: ${found.length > 0 ? found.join(', ') : 'no problems'}${meant}\n`
}
