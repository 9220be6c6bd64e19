import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadFile } from '../../compile/index.ts'

/** Reads from a folder of the test. */
export const folderReader =
  (folder: string): ReadFile =>
  (path) => {
    try {
      return readFileSync(join(folder, path))
    } catch (error) {
      // not instanceof: errors of node: modules come from outside jest's realm
      return Reflect.get(Object(error), 'code') === 'ENOENT' ? 'missing' : 'unreadable'
    }
  }

/** Serves texts and bytes from memory. */
export const memoryReader =
  (files: Record<string, string | Uint8Array>): ReadFile =>
  (path) => {
    const found = Object.hasOwn(files, path) ? files[path] : undefined
    return found === undefined ? 'missing' : typeof found === 'string' ? new TextEncoder().encode(found) : found
  }
