import type { Ratification } from '../../core/manifest.ts'
import type { Problem } from '../../core/problem.ts'
import { placeOf } from '../../core/suspend/written.ts'
import { problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { momentOf } from '../text/time.ts'
import type { YamlFile } from '../yaml/parse.ts'
import { checkPeople } from './check.ts'
import type { DraftRatification } from './draft.ts'

/** What people say to suspensions, sorted; a suspension that nobody ever wrote cannot be told here. */
export function readRatified(
  drafts: DraftRatification[],
  yaml: YamlFile,
): { ratified: Ratification[]; problems: Problem[] } {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const ratified = drafts.flatMap(({ path, ...one }): Ratification[] => {
    problems.push(...checkPeople({ path, approvers: one.approvers }, yaml))
    const written = momentOf(one.written)
    if (one.parameter !== '' && !placeOf(one.parameter)) {
      const message = `${quote(one.parameter)} is not the name of a suspension`
      const hint = 'Copy the name from the message about it, or from "holdfast suspend --list".'
      problems.push(problem('wrong-form', yaml.at([...path, 'parameter']), message, hint))
    }
    if (written === null) {
      if (one.written !== '') {
        const message = `${quote(one.written)} is no time`
        const hint = "Write SSM's time of the write with its zone, like 2026-11-20T03:12:45Z."
        problems.push(problem('wrong-date', yaml.at([...path, 'written']), message, hint))
      }
      return []
    }
    const key = `${one.parameter} ${written}`
    if (seen.has(key)) {
      const message = `${quote(one.parameter)} is ratified twice for the same time`
      problems.push(problem('repeated-id', yaml.at(path), message, 'Remove one of the two.'))
    }
    seen.add(key)
    return [{ ...one, written }]
  })
  const byTime = (one: Ratification, other: Ratification) =>
    one.written - other.written || (one.parameter < other.parameter ? -1 : 1)
  return { ratified: ratified.sort(byTime), problems }
}
