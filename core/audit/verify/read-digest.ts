import { canonicalJson } from '../../json.ts'
import type { Digest, SealedObject, SignedDigest } from '../seal.ts'
import { canonicalValue } from './canonical.ts'

/** What an object below digests/ says; a string says what is wrong with it. Anybody may have written it. */
export function readDigest(text: string | undefined): SignedDigest | string {
  const value = text === undefined ? undefined : canonicalValue(text)
  if (value === undefined) return 'it is not canonical JSON'
  if (!isMembers(value) || !isDigest(value.digest)) return 'it is no digest'
  const { digest, signature } = value
  if (signature === undefined || signature === null) return { digest, signature: { ...noSignature } }
  if (!isMembers(signature) || signature.algorithm !== 'ECDSA_SHA_256') return 'its signature is of an unknown form'
  const { key, value: der } = signature
  if (!isHash(key) || typeof der !== 'string' || Buffer.from(der, 'base64').toString('base64') !== der)
    return 'its signature is of an unknown form'
  const signed: SignedDigest = { digest, signature: { algorithm: 'ECDSA_SHA_256', key, value: der } }
  // The signature is over the digest alone: what lies beside it nobody signed.
  return canonicalJson(signed) === text ? signed : 'it says more than was signed'
}

/** Stands for a signature that is not there. */
export const noSignature: SignedDigest['signature'] = { algorithm: 'ECDSA_SHA_256', key: '', value: '' }

export const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value))

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isOrganization = (value: unknown): boolean => typeof value === 'string' && /^o-[a-z0-9]{10,32}$/.test(value)

const isText = (value: unknown): value is string => typeof value === 'string'

const isObject = (value: unknown): value is SealedObject & Record<string, unknown> =>
  isMembers(value) &&
  isText(value.key) &&
  (value.version === null || isText(value.version)) &&
  isCount(value.size) &&
  isHash(value.sha256)

const isBundle = (value: unknown): boolean =>
  isObject(value) && isText(value.day) && isCount(value.segments) && isCount(value.records)

const isDigest = (value: unknown): value is Digest =>
  isMembers(value) &&
  value.kind === 'holdfast.digest' &&
  value.version === 1 &&
  isOrganization(value.organization) &&
  isText(value.place) &&
  isCount(value.sequence) &&
  isTime(value.time) &&
  (value.attestation === 'independent' || value.attestation === 'self') &&
  (value.previous === null || isHash(value.previous)) &&
  Array.isArray(value.segments) &&
  value.segments.every((one: unknown) => isObject(one) && isCount(one.records) && isTime(one.modified)) &&
  (value.bundle === null || isBundle(value.bundle))
