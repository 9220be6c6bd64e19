import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Trail, TrailObject } from '../core/ports.ts'
import { codeOf, isBelow, readPlain, writeNew } from './files.ts'

/** Largest object that is read, in bytes: the bundle of a day of storms. */
const largest = 512_000_000

/**
 * The audit trail in a directory, which may be a copy of a bucket: it knows no versions, no delete markers and no retention. Links
 * in it are no objects of it, and files that are half written are none yet.
 */
export function directoryTrail(directory: string): Trail {
  // Links are followed once for a folder: that takes longer than reading a file. What they lead to is looked at anew with each list.
  const inside = new Map<string, boolean>()
  const isInside = (folder: string): boolean => {
    const is = inside.get(folder) ?? isBelow(directory, folder)
    inside.set(folder, is)
    return is
  }
  return {
    place: 'directory',
    async list(prefix, { after = '', most = Number.POSITIVE_INFINITY } = {}) {
      inside.clear()
      const found: TrailObject[] = []
      const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
      if (!isBelow(directory, folder)) return found
      for (const key of keysBelow(directory, folder, prefix, after)) {
        if (found.length >= most) break
        const object = objectAt(directory, key)
        if (object) found.push(object)
      }
      return found
    },
    async read(key) {
      const path = resolve(directory, key)
      if (!isInside(dirname(path))) return undefined
      const bytes = readPlain(path, largest)
      if (bytes === 'missing' || bytes === 'link') return undefined
      if (typeof bytes === 'string') throw new Error(`${key} in ${directory} cannot be read: it is ${bytes}`)
      return { bytes, retention: null }
    },
    write: async (key, bytes) => (writeNew(join(directory, key), bytes, 0o600) ? 'written' : 'exists'),
  }
}

/** Keys below a folder that have a prefix and sort after a key, in the order of keys. */
function* keysBelow(directory: string, folder: string, prefix: string, after: string): Generator<string> {
  const names = entriesOf(join(directory, folder))
    .filter((entry) => entry.isDirectory() || (entry.isFile() && !/\.\d+\.tmp$/.test(entry.name)))
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .sort()
  for (const name of names) {
    const hasPrefix = name.startsWith(prefix) || prefix.startsWith(name)
    // All keys of a folder begin with its name.
    if (!hasPrefix || (name <= after && !after.startsWith(name))) continue
    if (name.endsWith('/')) yield* keysBelow(directory, name, prefix, after)
    else if (name > after && name.startsWith(prefix)) yield name
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
    throw error
  }
}

function objectAt(directory: string, key: string): TrailObject | undefined {
  try {
    const { size, mtimeMs } = lstatSync(join(directory, key))
    return { key, version: null, size, modified: Math.floor(mtimeMs), isDeleteMarker: false }
  } catch (error) {
    // Removed a moment ago.
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
