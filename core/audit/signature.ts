import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { sha256 } from '../digest.ts'

/**
 * Whether a signature, ECDSA with P-256 and SHA-256 in ASN.1 DER, over a text in UTF-8 is of the key in this PEM. What is no
 * signature, or no such key, is false: both come from where the trail lies. (Node checks no signature over a hash alone.)
 */
export const isSignedBy = (publicKey: string, text: string, signature: Uint8Array): boolean =>
  signatureCheck(publicKey)(text, signature)

/** The same for many signatures of one key: it is read once, which takes longer than a check. */
export function signatureCheck(publicKey: string): SignatureCheck {
  const key = keyOf(publicKey)
  return (text, signature) => key !== undefined && verify('sha256', Buffer.from(text), key, signature)
}

/** Whether a signature over a text in UTF-8 is of a key. */
export type SignatureCheck = (text: string, signature: Uint8Array) => boolean

/** SHA-256 of a public key in PEM as SubjectPublicKeyInfo in DER, hexadecimal; undefined: it is no P-256 key. */
export function fingerprintOf(publicKey: string): string | undefined {
  const key = keyOf(publicKey)
  return key && sha256(key.export({ type: 'spki', format: 'der' }))
}

function keyOf(publicKey: string): KeyObject | undefined {
  // A private key in PEM would pass for its public one.
  if (!publicKey.startsWith('-----BEGIN PUBLIC KEY-----')) return undefined
  try {
    const key = createPublicKey(publicKey)
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined
  } catch {
    return undefined
  }
}
