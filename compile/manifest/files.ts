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

/** Reads the files that a manifest names: local ones from its folder, remote ones as the lock keeps them. */
export interface NamedFiles {
  /** The text and the path of the file that it came from; or the problem with it. */
  text: (path: string, at: Path, kind: Remote['kind']) => { text: string; file: string } | Problem
  /** The file that is read for a path: the copy of a remote one. */
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

  function bytesOf(path: string, at: Path, kind: Remote['kind']): { bytes: Uint8Array; file: string } | Problem {
    const place = yaml.at(at)
    if (hasControlCharacter(path)) {
      const message = `the path ${quote(path)} has a control character`
      return problem('control-character', place, message, 'Rename the file.')
    }
    if (!isRemote(path)) {
      const bytes = leavesFolder(path) ? 'outside' : read(path)
      return typeof bytes === 'string' ? failureProblem(bytes, path, place) : { bytes, file: path }
    }
    const fault = urlFault(path)
    if (fault !== null) return problem('remote-file', place, `${shownUrl(path)} ${fault.says}`, fault.hint)
    const { file, line = 1, column = 1 } = place
    const found = readVendored(path, lock, beside.read, place)
    const isLocked = !('code' in found && found.code === 'not-vendored')
    if (!remote.has(path)) remote.set(path, { url: path, kind, isLocked, most: most[kind], file, line, column })
    if (!('bytes' in found)) return found
    const copy = beside.folder ? `${beside.folder}/${found.file}` : found.file
    copies.set(path, copy)
    return { ...found, file: copy }
  }

  return {
    text(path, at, kind) {
      const found = bytesOf(path, at, kind)
      if ('code' in found) return found
      const text = decode(found.bytes, found.file, most[kind])
      return typeof text === 'string' ? { text, file: found.file } : text
    },
    placeOf: (path) => copies.get(path) ?? path,
    get remote() {
      return [...remote.values()]
    },
  }
}

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
