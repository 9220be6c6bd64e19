import { prefixes, publicKeyKey } from '../../core/audit/places.ts'
import type { Digest } from '../../core/audit/seal.ts'
import { fingerprintOf, type SignatureCheck, signatureCheck } from '../../core/audit/signature.ts'
import { decoded } from '../../core/audit/verify/canonical.ts'
import type { Say } from '../../core/audit/verify/findings.ts'
import { written } from '../../core/audit/verify/objects.ts'
import { sha256 } from '../../core/digest.ts'
import type { Retention, Trail, TrailObject } from '../../core/ports.ts'
import { inOrder } from './in-order.ts'
import { byKey, type Versions } from './listing.ts'

/** What lies beside records and digests: public keys, and bundles. */
interface Beside {
  trail: Trail
  say: Say
  locked: (object: TrailObject, found: Retention | null) => void
  /** Objects that are read at once. */
  atOnce: number
}

/** Bytes of a public key in PEM, many times over. */
const largestKey = 10_000

/** Checks of signatures by the fingerprint of their key. One that lies under another's name, or is written otherwise, is none. */
export async function publicKeysOf({ trail, say, locked, atOnce }: Beside): Promise<Map<string, SignatureCheck>> {
  const keys = new Map<string, SignatureCheck>()
  const read = async ([key, versions]: Versions) => {
    const object = versions.findLast(({ isDeleteMarker }) => !isDeleteMarker)
    return object && object.size <= largestKey ? trail.read(key, object.version) : undefined
  }
  for await (const [[key, versions], found] of inOrder(byKey(await trail.list(prefixes.keys)), atOnce, read)) {
    const object = written(key, versions, say).at(-1)
    if (!object) continue
    if (!found?.bytes) {
      say('altered', { key, version: object.version }, 'It is no public key')
      continue
    }
    locked(object, found.retention)
    const pem = decoded(found.bytes) ?? ''
    const fingerprint = fingerprintOf(pem)
    if (fingerprint !== undefined && key === publicKeyKey(fingerprint) && pem === inOneForm(pem))
      keys.set(fingerprint, signatureCheck(pem))
    else if (/^keys\/[0-9a-f]{64}\.pem$/.test(key))
      say('altered', { key, version: object.version }, 'It is not the public key that its name says')
    else say('stray', { key, version: object.version }, 'It is named like no public key')
  }
  return keys
}

/** A PEM as Node writes it: bits that mean nothing could be changed otherwise. */
function inOneForm(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64').toString('base64')
  return `-----BEGIN PUBLIC KEY-----\n${der.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PUBLIC KEY-----\n`
}

type Bundle = NonNullable<Digest['bundle']> & { sequence: number }

/** Sees that each bundle which a digest names is there as it was made, and no other. Resolves with how many are. */
export async function checkBundles(
  { trail, say, locked }: Beside,
  bundles: Bundle[],
  { expiredBefore, isOld }: { expiredBefore: number; isOld: (object: TrailObject) => boolean },
): Promise<number> {
  const there = new Map(byKey(await trail.list(prefixes.bundles)))
  let sound = 0
  for (const bundle of bundles) {
    const { key, version, sequence, sha256: hash, day } = bundle
    const objects = written(key, there.get(key) ?? [], say)
    there.delete(key)
    const object = objects.find((one) => one.version === version) ?? objects.at(-1)
    // Whatever has another size is another one, and may be larger than memory.
    const found = object?.size === bundle.size ? await trail.read(key, object.version) : undefined
    if (object && object.size !== bundle.size) {
      say('bundle-altered', { key, version, sequence }, `It has ${object.size} bytes; ${bundle.size} were sealed`)
      continue
    }
    if (!object || !found) {
      const isExpired = Date.parse(day) < expiredBefore
      say(isExpired ? 'expired' : 'bundle-missing', { key, version, sequence }, `Digest ${sequence} names it`)
      continue
    }
    if (!found.bytes && !found.told) {
      say('unreadable', { key, version, sequence }, `Digest ${sequence} names it`)
      continue
    }
    locked(object, found.retention)
    if (!found.bytes && found.told === hash) say('archived', { key, version, sequence }, `Its SHA-256 is ${hash}`)
    if ((found.bytes ? sha256(found.bytes) : found.told) !== hash)
      say('bundle-altered', { key, version, sequence }, `${hash} was sealed`)
    else sound++
  }
  for (const [key, versions] of there) {
    const object = written(key, versions, say).at(-1)
    if (object && object.modified < expiredBefore)
      say('expired', { key, version: object.version }, 'Its digest may have expired before it')
    else if (object && isOld(object)) say('left-over', { key, version: object.version }, 'No digest names it')
  }
  return sound
}
