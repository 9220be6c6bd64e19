import { canonicalJson, parseJson } from '../json.ts'
import type { SealedObject } from './seal.ts'

// A bundle holds objects as they were sealed, one after the other: a line that names the object, then its bytes. `size` of
// that line says where the next one begins.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** An object in a bundle: the same for the same object. */
export const bundled = ({ key, version, sha256, size }: SealedObject, bytes: Uint8Array): Uint8Array[] => [
  encoder.encode(`${canonicalJson({ key, version, sha256, size })}\n`),
  bytes,
]

/** The objects of a bundle that is unpacked; undefined: it is cut off, or none. */
export function objectsIn(bundle: Uint8Array): { object: SealedObject; bytes: Uint8Array }[] | undefined {
  const objects: { object: SealedObject; bytes: Uint8Array }[] = []
  for (let at = 0; at < bundle.length; ) {
    const end = bundle.indexOf(10, at)
    const object = end === -1 ? undefined : (parseJson(decoder.decode(bundle.subarray(at, end))) as SealedObject | null)
    const size = object?.size
    if (!object || typeof size !== 'number' || !(size >= 0) || end + 1 + size > bundle.length) return undefined
    objects.push({ object, bytes: bundle.subarray(end + 1, end + 1 + size) })
    at = end + 1 + size
  }
  return objects
}
