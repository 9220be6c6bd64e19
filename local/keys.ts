import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pseudonym, pseudonymMessage } from '../core/audit/pseudonym.ts'
import type { Keys } from '../core/ports.ts'
import { codeOf, FileError, writeNew } from './files.ts'

/** Pseudonyms under a key in a file that only its owner reads; read, or made, when the first one is asked for. */
export function fileKeys(path: string, organization: string): Keys {
  let key: Buffer | undefined
  return async (kind, value) => {
    key ??= keyAt(path)
    return pseudonym(
      kind,
      1,
      createHmac('sha256', key)
        .update(pseudonymMessage(kind, organization, value))
        .digest(),
    )
  }
}

/**
 * The key in a file, made only where there is no such file: another key in place of one that cannot be read would take
 * the meaning from every pseudonym before. Throws FileError.
 */
export function keyAt(path: string): Buffer {
  const known = readKey(path)
  if (known) return known
  writeNew(path, `${randomBytes(32).toString('hex')}\n`, 0o600)
  // Not what was just written: another process may have been first.
  const made = readKey(path)
  if (!made) throw unusable(path, 'it was removed while it was read')
  return made
}

function readKey(path: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    throw unusable(path, `it cannot be read (${code})`, error)
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) throw unusable(path, 'it is damaged')
  return Buffer.from(text, 'hex')
}

const unusable = (path: string, why: string, cause?: unknown) =>
  new FileError(
    'key-unusable',
    `${path} holds the key of the pseudonyms in the audit trail, and ${why}`,
    'Bring it back from a copy; if it is lost, move it away: a new one is made, under which pseudonyms differ from earlier ones',
    cause,
  )
