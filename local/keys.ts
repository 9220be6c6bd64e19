import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pseudonym, pseudonymMessage } from '../core/audit/pseudonym.ts'
import type { Keys } from '../core/ports.ts'
import { codeOf, FileError, writeNew } from './files.ts'

/**
 * Pseudonyms under a key in a file that only its owner reads; read, or made, when the first one is asked for. Of several
 * keys the newest one makes them, unless an epoch is given.
 */
export function fileKeys(path: string, organization: string, given?: number): Keys {
  let known: Buffer[] | undefined
  return async (kind, value) => {
    known ??= keysAt(path)
    const epoch = given ?? known.length
    return pseudonym(
      kind,
      epoch,
      createHmac('sha256', keyOf(path, known, epoch))
        .update(pseudonymMessage(kind, organization, value))
        .digest(),
    )
  }
}

/** A key for something else than pseudonyms, made from that of an epoch. Throws FileError where there is none. */
export const derivedKey = (path: string, known: Buffer[], epoch: number, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', keyOf(path, known, epoch), '', `holdfast/v1|${purpose}`, 32))

function keyOf(path: string, known: Buffer[], epoch: number): Buffer {
  const key = known[epoch - 1]
  if (!key) throw unusable(path, `has none of epoch ${epoch}: its lines are keys of the epochs 1 to ${known.length}`)
  return key
}

/**
 * The keys in a file, the one of epoch 1 first, a line for each. One is made only where there is no such file: another key in place
 * of one that cannot be read would take the meaning from every pseudonym before. Throws FileError.
 */
export function keysAt(path: string): Buffer[] {
  const known = readKeys(path)
  if (known) return known
  writeNew(path, `${randomBytes(32).toString('hex')}\n`, 0o600)
  // Not what was just written: another process may have been first.
  const made = readKeys(path)
  if (!made) throw unusable(path, 'it was removed while it was read')
  return made
}

function readKeys(path: string): Buffer[] | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    throw unusable(path, `it cannot be read (${code})`, error)
  }
  const lines = text.split(/\r?\n/)
  if (!lines.every((line) => /^[0-9a-f]{64}$/i.test(line))) throw unusable(path, 'it is damaged')
  return lines.map((line) => Buffer.from(line, 'hex'))
}

const unusable = (path: string, why: string, cause?: unknown) =>
  new FileError(
    'key-unusable',
    `${path} holds the key of the pseudonyms in the audit trail, and ${why}`,
    'Bring it back from a copy; if it is lost, move it away: a new one is made, under which pseudonyms differ from earlier ones',
    cause,
  )
