import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { Code } from '../core/problem.ts'

/** Largest file that is read: nothing that a manifest names is larger. */
const largest = 10_000_000

/** Reads a file below a folder; links that lead out of it count as outside. `most` are the bytes that it may have. */
export function readBelow(
  folder: string,
  path: string,
  most = largest,
): Uint8Array | 'missing' | 'outside' | 'unreadable' | 'too-large' {
  try {
    const base = realpathSync(folder)
    if (isOutside(base, resolve(base, path))) return 'outside'
    const real = realpathSync(resolve(base, path))
    const bytes = isOutside(base, real) ? 'outside' : readPlain(real, most)
    // Put there a moment ago.
    return bytes === 'link' ? 'outside' : bytes
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'missing' : 'unreadable'
  }
}

/** Reads a file that is no link, wherever its folder leads to. */
export function readPlain(path: string, most = largest): Uint8Array | 'missing' | 'link' | 'unreadable' | 'too-large' {
  try {
    const stat = lstatSync(path)
    if (stat.isSymbolicLink()) return 'link'
    if (!stat.isFile()) return 'unreadable'
    return stat.size > most ? 'too-large' : readFileSync(path)
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'missing' : 'unreadable'
  }
}

/** Whether a folder below another one is there, and no link leads out of it. */
export function isBelow(folder: string, path: string): boolean {
  try {
    const base = realpathSync(folder)
    return !isOutside(base, realpathSync(resolve(base, path)))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return false
    throw error
  }
}

function isOutside(base: string, path: string): boolean {
  const way = relative(base, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

/** A file of this machine that cannot be used, and what to do. */
export class FileError extends Error {
  override name = 'FileError'
  readonly code: Code
  readonly hint: string
  constructor(code: Code, message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.hint = hint
  }
}

/** Writes a file so that a reader, or the next run after a crash, finds the old one or the new one, never a part. */
export const writeWhole = (path: string, content: string | Uint8Array, mode: number): void =>
  write(path, content, mode, renameSync)

/** The same where there is no such file; one that is there stays as it is. Whether it was written. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): boolean {
  let isNew = true
  write(path, content, mode, (half) => {
    try {
      linkSync(half, path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      isNew = false
    }
  })
  return isNew
}

/** Makes a folder, and sees that files can be made in it. */
export const makeFolder = (path: string): void =>
  writing(path, () => {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK | constants.X_OK)
  })

/** The same with a folder in another one, which it must not leave through a link. */
export function makeFolderBelow(folder: string, name: string): void {
  const path = resolve(folder, name)
  makeFolder(path)
  if (!isOutside(realpathSync(folder), realpathSync(path))) return
  throw new FileError(
    'not-writable',
    `${path} cannot be written: it leads out of its folder`,
    'Put a folder in place of the link',
  )
}

export const removeFile = (path: string): void => writing(path, () => rmSync(path, { force: true }))

function write(
  path: string,
  content: string | Uint8Array,
  mode: number,
  place: (half: string, path: string) => void,
): void {
  const half = `${path}.${process.pid}.tmp`
  writing(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    try {
      flushed(openSync(half, 'w', mode), content)
      place(half, path)
    } finally {
      rmSync(half, { force: true })
    }
    // The name is on the disk only when the folder is; Windows cannot open one.
    if (process.platform !== 'win32') flushed(openSync(dirname(path), 'r'))
  })
}

const denied = ['you may not write there', 'Make the folder writable for you, or work in another one'] as const
const inTheWay = [
  'a file stands where a folder is needed, or a folder where a file is',
  'Move away what is in the way',
] as const
const full = ['the disk is full', 'Make room on the disk'] as const

/** What keeps a file from being written, and the way out. */
const obstacles: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: ['the disk is read-only', 'Work in a folder that can be written'],
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay,
}

/** Throws FileError for what the user of the machine can mend. */
function writing(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const code = codeOf(error)
    const [why, hint] = obstacles[code] ?? []
    if (!why || !hint) throw error
    throw new FileError('not-writable', `${path} cannot be written: ${why} (${code})`, hint, error)
  }
}

export const codeOf = (error: unknown): string => String(Reflect.get(Object(error), 'code'))

function flushed(file: number, content?: string | Uint8Array): void {
  try {
    // Not writeSync: where the disk runs full it writes a part and says nothing.
    if (content !== undefined) writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
