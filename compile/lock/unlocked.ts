import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { Unresolved } from '../manifest/targets.ts'
import { moreProblems, mostProblems, problem } from '../problems.ts'
import { mostSuggestions, nearest } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'

/** Names of the manifest that its lock lacks: misspelt, or not locked yet. The first 1,000, and how many more there are. */
export function unlockedNames(unresolved: Unresolved[], lock: LockDocument, lockFile: string): Problem[] {
  const locked: Record<Unresolved['kind'], string[]> = {
    root: [],
    organizational_unit: Object.keys(lock.organizational_units ?? {}),
    account: Object.keys(lock.accounts ?? {}),
  }
  const problems = unresolved.slice(0, mostProblems).map(({ kind, name, file, line, column }, index) => {
    const near = index < mostSuggestions ? nearest(name, locked[kind]) : null
    const hint =
      near === null
        ? 'Run "holdfast lock" with access to the organization, and commit what it writes.'
        : `Did you mean ${quote(near)}? If the name is right: run "holdfast lock", and commit what it writes.`
    return problem('not-locked', { file, line, column }, `${quote(name)} is not in ${lockFile}`, hint)
  })
  const more = unresolved.length - problems.length
  return more === 0 ? problems : [...problems, moreProblems(unresolved[0]?.file ?? '', more)]
}
