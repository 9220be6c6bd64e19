import type { Problem } from '../../core/problem.ts'
import { type Place, problem } from '../problems.ts'
import { hasControlCharacter, quote } from '../text/quote.ts'
import { decode, failureProblem, type ReadFile } from '../text/read.ts'

export const isRemote = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path)

/** Whether a path leads out of the folder that it counts from, by its text alone. */
export function leavesFolder(path: string): boolean {
  if (/^([/\\]|[a-z]:[/\\]|~)/i.test(path)) return true
  let depth = 0
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

/** Text of a file that the manifest names, or the problem with it. */
export function readNamed(read: ReadFile, path: string, place: Place, most: number): string | Problem {
  if (hasControlCharacter(path)) {
    const message = `the path ${quote(path)} has a control character`
    return problem('control-character', place, message, 'Rename the file.')
  }
  if (isRemote(path)) {
    const message = `${quote(path)} is a remote file; this version takes local files only`
    return problem('remote-file', place, message, 'Download it, commit it beside the manifest, and name it here.')
  }
  if (leavesFolder(path)) return failureProblem('outside', path, place)
  const bytes = read(path)
  return typeof bytes === 'string' ? failureProblem(bytes, path, place) : decode(bytes, path, most)
}
