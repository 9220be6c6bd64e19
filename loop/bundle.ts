import { gunzipSync, gzipSync } from 'node:zlib'
import { bundled } from '../core/audit/bundle.ts'
import { bundleKey } from '../core/audit/places.ts'
import type { Digest, SealedObject } from '../core/audit/seal.ts'
import { sha256 } from '../core/digest.ts'
import type { Trail } from '../core/ports.ts'
import { each } from './each.ts'
import type { HeldDigest, Suspicion } from './sealed.ts'

/**
 * Bytes of a bundle before it is packed: a day of a large organization has a seventh of it. It is in memory five times, in pieces, whole
 * and packed, and read again and unpacked, in a function that has half a gigabyte.
 */
const largest = 35_000_000

interface BundlePorts {
  trail: Trail
  suspicious: (one: Suspicion) => void
}

/**
 * Writes the bundle of a day whose digests are all there: each digest, and after it its segments. Its content follows from what was
 * sealed, so that who makes it again, after a crash or beside another one, finds his own. null: it cannot be, which is said.
 */
export async function makeBundle(
  { trail, suspicious }: BundlePorts,
  day: string,
  held: HeldDigest[],
): Promise<Digest['bundle']> {
  const key = bundleKey(day)
  const objects = held.flatMap(({ signed, object }) => [object, ...signed.digest.segments])
  if (objects.reduce((sum, { size }) => sum + size, 0) > largest) {
    suspicious({ why: 'too-large', key, version: null })
    return null
  }
  const bytesOf = new Map(held.map(({ object, bytes }) => [object, bytes]))
  const parts = await each(objects, async (object) => {
    const bytes = bytesOf.get(object) ?? (await trail.read(object.key, object.version))?.bytes
    if (bytes && sha256(bytes) === object.sha256) return bundled(object, bytes)
    suspicious({ why: 'missing', key: object.key, version: object.version })
    return []
  })
  const content = Buffer.concat(parts.flat())
  await trail.write(key, packed(content))
  const object = await written(trail, key, content)
  if (!object) suspicious({ why: 'other-bundle', key, version: null })
  const segments = held.flatMap(({ signed }) => signed.digest.segments)
  const records = segments.reduce((sum, one) => sum + one.records, 0)
  return object && { ...object, day, segments: segments.length, records }
}

/** Its header tells neither when nor where it was packed. */
function packed(content: Uint8Array): Uint8Array {
  const bytes = gzipSync(content, { level: 9 })
  bytes[9] = 255
  return bytes
}

/** The version of a bundle that has this content; not compared by its bytes, which differ between versions of zlib. */
async function written(trail: Trail, key: string, content: Uint8Array): Promise<SealedObject | null> {
  for (const { version, isDeleteMarker, ...object } of await trail.list(key, { most: 100 })) {
    // What cannot be packed is a little larger when it is.
    if (isDeleteMarker || object.key !== key || object.size > content.length * 1.01 + 1_000) continue
    const { bytes } = (await trail.read(key, version)) ?? {}
    if (bytes && hasContent(bytes, content)) return { key, version, size: bytes.length, sha256: sha256(bytes) }
  }
  return null
}

function hasContent(bytes: Uint8Array, content: Uint8Array): boolean {
  try {
    return gunzipSync(bytes, { maxOutputLength: content.length + 1 }).equals(content)
  } catch {
    return false
  }
}
