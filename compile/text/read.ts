import type { Problem } from '../../core/problem.ts'
import { type Code, type Place, problem } from '../problems.ts'
import { createLocator } from './lines.ts'
import { quote } from './quote.ts'

/** Reads a file relative to the manifest's folder. */
export type ReadFile = (path: string) => Uint8Array | Failure

type Failure = 'missing' | 'outside' | 'unreadable' | 'too-large'

const failures: Record<Failure, { code: Code; says: string; hint: string }> = {
  missing: {
    code: 'missing-file',
    says: 'does not exist',
    hint: "Paths count from the manifest's folder and are case-sensitive. Create the file or correct the path.",
  },
  outside: {
    code: 'outside-folder',
    says: "is outside the manifest's folder",
    hint: 'Move the file into the folder of the manifest: everything that is deployed is reviewed in one repository.',
  },
  unreadable: { code: 'unreadable-file', says: 'cannot be read', hint: 'Check that it is a file and its permissions.' },
  'too-large': { code: 'too-large-file', says: 'is too large to be read', hint: 'Check that it is the right file.' },
}

/** Why a file could not be had, as a problem at the place that names it. */
export function failureProblem(failure: Failure, path: string, place: Place): Problem {
  const { code, says, hint } = failures[failure]
  return problem(code, place, `${quote(path)} ${says}`, hint)
}

/** UTF-8 bytes as text, without byte-order mark; or a problem where they are too many, binary or not UTF-8. */
export function decode(bytes: Uint8Array, file: string, most: number): string | Problem {
  if (bytes.length > most) {
    const message = `the file has ${bytes.length.toLocaleString('en-US')} bytes; ${most.toLocaleString('en-US')} are read`
    return problem('too-large-file', { file }, message, failures['too-large'].hint)
  }
  const nul = bytes.indexOf(0)
  if (nul !== -1) {
    const message = 'the file has NUL bytes: it is binary, or UTF-16'
    return problem('not-text', { file, ...positionAt(bytes, nul) }, message, 'Save it as UTF-8 text.')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const place = { file, ...positionAt(bytes, firstInvalid(bytes)) }
    return problem('not-text', place, 'the file is not valid UTF-8', 'Save it as UTF-8 text.')
  }
}

function positionAt(bytes: Uint8Array, offset: number) {
  // as a stream, the beginning of a character that has no end is not counted
  const before = new TextDecoder().decode(bytes.subarray(0, offset), { stream: true })
  return createLocator(before)(before.length)
}

/** Index of the first byte that cannot be a part of UTF-8: the longest prefix that still decodes ends there. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (decodes(bytes.subarray(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

function decodes(bytes: Uint8Array): boolean {
  try {
    // as a stream, a character that is cut off at the end is not yet wrong
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
