import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pseudonym, pseudonymMessage } from '../core/audit/pseudonym.ts'
import type { Keys } from '../core/ports.ts'
import { writeWhole } from './files.ts'

/** Pseudonyms under a key in a file that only its owner reads; made where there is none. */
export function fileKeys(path: string, organization: string): Keys {
  const key = readKey(path) ?? makeKey(path)
  return async (kind, value) =>
    pseudonym(
      kind,
      1,
      createHmac('sha256', key)
        .update(pseudonymMessage(kind, organization, value))
        .digest(),
    )
}

function readKey(path: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
    return key.length === 32 ? key : undefined
  } catch {
    return undefined
  }
}

function makeKey(path: string): Buffer {
  const key = randomBytes(32)
  writeWhole(path, `${key.toString('hex')}\n`, 0o600)
  return key
}
