import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fingerprintOf } from '../core/audit/signature.ts'
import type { Signer } from '../core/ports.ts'
import { codeOf, FileError, writeNew } from './files.ts'

/**
 * A key in a file (P-256, PKCS#8 in PEM) that only its owner reads, made only where there is no such file: another key in place of
 * one that cannot be read would look like somebody else's seal. Throws FileError.
 */
export function fileSigner(path: string): Signer {
  const key = keyAt(path)
  const publicKey = createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString()
  const fingerprint = fingerprintOf(publicKey)
  if (!fingerprint) throw unusable(path, 'it holds no key of P-256')
  return { fingerprint, publicKey, sign: async (text) => sign('sha256', Buffer.from(text), key) }
}

function keyAt(path: string): KeyObject {
  const known = readKey(path)
  if (known) return known
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeNew(path, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 0o600)
  // Not what was just made: another process may have been first.
  const made = readKey(path)
  if (!made) throw unusable(path, 'it was removed while it was read')
  return made
}

function readKey(path: string): KeyObject | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    throw unusable(path, `it cannot be read (${code})`, error)
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw unusable(path, 'it is damaged', error)
  }
}

const unusable = (path: string, why: string, cause?: unknown) =>
  new FileError(
    'key-unusable',
    `${path} holds the key of the audit trail's seal, and ${why}`,
    'Bring it back from a copy; if it is lost, move it away: a new one is made, which a trust file has to name as well',
    cause,
  )
