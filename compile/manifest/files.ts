import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { readVendored, shownUrl, urlFault } from '../lock/vendor.ts'
import { mostBytes } from '../policy/check.ts'
import { problem } from '../problems.ts'
import { hasControlCharacter, quote } from '../text/quote.ts'
import { decode, failureProblem, type ReadFile } from '../text/read.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'

/** What a named file may have in bytes: CloudFormation reads templates of 1 MB at most. */
const most = { policy: mostBytes, template: 1_048_576, parameters: 1_048_576 }

/** A remote file that a manifest names, at the first place that does. */
export interface Remote {
  url: string
  kind: keyof typeof most
  isLocked: boolean
  most: number
  file: string
  line: number
  column: number
}

interface Text {
  text: string
  file: string
  /** What the file has, byte for byte. */
  bytes: Uint8Array
}

/** Reads the files that a manifest names: local ones from its folder, remote ones as the lock keeps them. */
export interface NamedFiles {
  /** The text and the path of the file that it came from; or the problem with it. */
  text: (path: string, at: Path, kind: Remote['kind']) => Text | Problem
  /** The file that is read for a path: the copy of a remote one; the same for each way to write a local one. */
  placeOf: (path: string) => string
  remote: Remote[]
}

/** Where the lock lies: reads below that folder, which is seen from the manifest's as `folder`. */
export interface LockFolder {
  read: ReadFile
  folder: string
}

export function createFiles(yaml: YamlFile, read: ReadFile, lock: LockDocument | null, beside: LockFolder): NamedFiles {
  const remote = new Map<string, Remote>()
  const copies = new Map<string, string>()
  // thousands of resources may name one file: what cannot be used is not read and judged for each of them
  const failures = new Map<string, Exclude<ReturnType<ReadFile>, Uint8Array>>()
  const unvendored = new Map<string, Problem>()
  const wrong = new Map<string, Problem>()

  function readOnce(path: string): ReturnType<ReadFile> {
    const found = failures.get(path) ?? read(path)
    if (typeof found === 'string') failures.set(path, found)
    return found
  }

  function bytesOf(path: string, at: Path, kind: Remote['kind']): { bytes: Uint8Array; file: string } | Problem {
    const place = yaml.at(at)
    if (hasControlCharacter(path)) {
      const message = `the path ${quote(path)} has a control character`
      return problem('control-character', place, message, 'Rename the file.')
    }
    if (!isRemote(path)) {
      const file = plain(path)
      const bytes = leavesFolder(path) ? 'outside' : readOnce(file)
      return typeof bytes === 'string' ? failureProblem(bytes, path, place) : { bytes, file }
    }
    const fault = urlFault(path)
    if (fault !== null) return problem('remote-file', place, `${shownUrl(path)} ${fault.says}`, fault.hint)
    const { file, line = 1, column = 1 } = place
    const known = unvendored.get(path)
    const found = known === undefined ? readVendored(path, lock, beside.read, place) : { ...known, ...place }
    const isLocked = !('code' in found && found.code === 'not-vendored')
    if (!remote.has(path)) remote.set(path, { url: path, kind, isLocked, most: most[kind], file, line, column })
    if (!('bytes' in found)) {
      unvendored.set(path, found)
      return found
    }
    const copy = beside.folder ? `${beside.folder}/${found.file}` : found.file
    copies.set(path, copy)
    return { ...found, file: copy }
  }

  function text(path: string, at: Path, kind: Remote['kind']): Text | Problem {
    const key = `${kind} ${plain(path)}`
    const known = wrong.get(key)
    if (known !== undefined) return known
    const found = bytesOf(path, at, kind)
    if ('code' in found) return found
    const text = decode(found.bytes, found.file, most[kind])
    if (typeof text === 'string') return { text, file: found.file, bytes: found.bytes }
    wrong.set(key, text)
    return text
  }

  return {
    text,
    placeOf: (path) => copies.get(path) ?? plain(path),
    get remote() {
      return [...remote.values()]
    },
  }
}

/** A local path without what leads nowhere: ./a//b is a/b. */
export const plain = (path: string): string =>
  isRemote(path) ? path : path.replace(/\/(\.?\/)+/g, '/').replace(/^\.\//, '')

const isRemote = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path)

/** Whether a path leads out of the folder that it counts from, by its text alone. */
function leavesFolder(path: string): boolean {
  if (/^([/\\]|[a-z]:[/\\]|~)/i.test(path)) return true
  let depth = 0
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}
