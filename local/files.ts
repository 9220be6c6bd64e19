import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

/** Largest file that is read: nothing that a manifest names is larger. */
const largest = 10_000_000

/** Reads a file below a folder; links that lead out of it count as outside. */
export function readBelow(
  folder: string,
  path: string,
): Uint8Array | 'missing' | 'outside' | 'unreadable' | 'too-large' {
  try {
    const base = realpathSync(folder)
    if (isOutside(base, resolve(base, path))) return 'outside'
    const real = realpathSync(resolve(base, path))
    if (isOutside(base, real)) return 'outside'
    const stat = statSync(real)
    if (!stat.isFile()) return 'unreadable'
    return stat.size > largest ? 'too-large' : readFileSync(real)
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code')
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable'
  }
}

function isOutside(base: string, path: string): boolean {
  const way = relative(base, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

/** Writes a file so that a reader, or the next run after a crash, finds the old one or the new one, never a part. */
export function writeWhole(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true })
  const half = `${path}.${process.pid}.tmp`
  try {
    flushed(openSync(half, 'w', mode), text)
    renameSync(half, path)
  } catch (error) {
    rmSync(half, { force: true })
    throw error
  }
  // The name is on the disk only when the folder is; Windows cannot open one.
  if (process.platform !== 'win32') flushed(openSync(dirname(path), 'r'))
}

function flushed(file: number, text?: string): void {
  try {
    // Not writeSync: where the disk runs full it writes a part and says nothing.
    if (text !== undefined) writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
