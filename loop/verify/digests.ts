import { prefixes } from '../../core/audit/places.ts'
import type { Digest } from '../../core/audit/seal.ts'
import { decoded } from '../../core/audit/verify/canonical.ts'
import type { Chain } from '../../core/audit/verify/chain.ts'
import type { Say } from '../../core/audit/verify/findings.ts'
import type { Retention, Trail, TrailObject } from '../../core/ports.ts'
import { inOrder } from './in-order.ts'
import { byKey } from './listing.ts'

interface Reading {
  trail: Trail
  chain: Chain
  atOnce: number
  say: Say
  locked: (object: TrailObject, found: Retention | null) => void
}

/** Bytes of a digest that names as many segments as one may, many times over. */
const largest = 16_000_000

/** The oldest of them is the one that counts; of the others some are looked at. */
const mostVersions = 5

/** Reads the chain in its order. What can be read is given on, also where it was found wrong. */
export async function* readChain({ trail, chain, atOnce, say, locked }: Reading): AsyncGenerator<Digest | undefined> {
  const listed = await trail.list(prefixes.digests)
  const read = async (object: TrailObject) => ({
    object,
    found: object.size > largest ? undefined : await trail.read(object.key, object.version),
  })
  const written = (versions: TrailObject[]) =>
    versions
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .slice(-mostVersions)
      .reverse()
  const reads = inOrder(byKey(listed), atOnce, async ([, versions]) => {
    const [first] = written(versions)
    return first && read(first)
  })
  for await (const [[key, versions], first] of reads) {
    const sequence = Number(/^digests\/(\d{12})\.json$/.exec(key)?.[1] ?? 0)
    if (sequence === 0) {
      say('left-over', { key }, 'It is named like no digest of the chain')
      continue
    }
    for (const { version } of versions.filter(({ isDeleteMarker }) => isDeleteMarker))
      say('hidden', { key, version, sequence }, 'A delete marker hides it')
    if (!first) continue
    const textOf = ({ object: { version, size }, found }: typeof first) => {
      if (!found?.bytes) say('unreadable', { key, version, sequence }, `It has ${size} bytes`)
      return found?.bytes ? decoded(found.bytes) : undefined
    }
    locked(first.object, first.found?.retention ?? null)
    yield chain.next({ sequence, version: first.object.version, text: textOf(first) })
    for (const object of written(versions).slice(1))
      chain.again({ sequence, version: object.version, text: textOf(await read(object)) })
  }
}
