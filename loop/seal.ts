import { bundleKey, digestKey, publicKeyKey } from '../core/audit/places.ts'
import type { Digest, SealedSegment, SignedDigest } from '../core/audit/seal.ts'
import {
  dueBundle,
  linesIn,
  looksFrom,
  mostSegments,
  searched,
  signedText,
  timeOfNext,
  unsealed,
} from '../core/audit/sealing.ts'
import { digest, sha256 } from '../core/digest.ts'
import { canonicalJson } from '../core/json.ts'
import type { Clock, Signer, Trail, TrailObject } from '../core/ports.ts'
import { makeBundle } from './bundle.ts'
import { each } from './each.ts'
import { type Chain, readChain, type Suspicion } from './sealed.ts'

export interface SealPorts {
  trail: Trail
  signer: Signer
  clock: Clock
  organization: string
  attestation: Digest['attestation']
  /** Hears, once, of each thing that a person has to look at. None of it keeps the rest from being sealed. */
  suspicious?: (one: Suspicion) => void
}

/** Largest segment, in bytes; a few are in memory at once. Ours are a hundredth of it. */
const largest = 16_000_000

/** Milliseconds after which a run begins no further digest. */
const lasts = 4 * 60_000

/** How often another sealer may be faster. */
const mostRaces = 10

/**
 * Writes the next digest: every version of a segment that none before it names, also where there is nothing new, and the bundle of a
 * day that is over. Where more is new than one digest takes, it writes several. Sealers may run beside each other, and be killed at
 * any moment: the next one finishes, and there is one chain. Resolves with the newest digest, and rejects where none was written.
 */
export async function seal({ suspicious = () => {}, ...given }: SealPorts): Promise<SignedDigest> {
  const ports = { ...given, suspicious: once(suspicious) }
  const { trail, signer, clock, organization, attestation } = ports
  const began = clock.now()
  await keepPublicKey(ports)
  for (let race = 0; race < mostRaces; race++) {
    const now = clock.now()
    const chain = await readChain(ports, now)
    const newest = chain.held.at(-1)?.signed
    const time = timeOfNext(newest?.digest, now)
    const sealed = chain.held.map(({ signed }) => signed.digest)
    const versions = await versionsBelow(ports, searched(looksFrom(newest?.digest, now), time))
    let left = unsealed(versions, sealed, time)
    // Another sealer wrote what this one had to, or this one did, and was not told.
    if (race > 0 && newest?.digest.sequence === chain.head && left.length === 0) return newest
    let bundle = await bundleFor(ports, chain)
    for (let { head, previous } = chain; ; ) {
      head += 1
      const segments = await hashed(ports, left.slice(0, mostSegments))
      const next: Digest = {
        ...{ kind: 'holdfast.digest', version: 1, organization, place: trail.place, sequence: head },
        ...{ time: new Date(time).toISOString(), attestation, previous, segments, bundle },
      }
      const signed = await sign(signer, next)
      if ((await trail.write(digestKey(head), bytesOf(signedText(signed)))) === 'exists') break
      left = left.slice(mostSegments)
      if (left.length === 0 || clock.now() - began > lasts) return signed
      previous = digest(next)
      bundle = null
    }
  }
  throw new Error(`Other sealers were faster ${mostRaces} times in a row`)
}

type Ports = SealPorts & Required<Pick<SealPorts, 'suspicious'>>

async function keepPublicKey({ trail, signer }: Ports): Promise<void> {
  const key = publicKeyKey(signer.fingerprint)
  const versions = await trail.list(key, { most: 100 })
  if (versions.every((one) => one.isDeleteMarker)) await trail.write(key, bytesOf(signer.publicKey))
}

/** What lies where the segments of some days are. */
async function versionsBelow({ trail, suspicious }: Ports, searched: string[]): Promise<TrailObject[]> {
  const found = (await each(searched, (prefix) => trail.list(prefix))).flat()
  for (const { key, version, isDeleteMarker } of found)
    if (isDeleteMarker) suspicious({ why: 'delete-marker', key, version })
  return found
}

/** Whatever goes wrong with a bundle: what is new is sealed all the same, and the next run makes it. */
async function bundleFor(ports: Ports, { held, isWhole }: Chain): Promise<Digest['bundle']> {
  const due = dueBundle(
    held.map(({ signed }) => signed.digest),
    isWhole,
  )
  if (!due) return null
  try {
    return await makeBundle(
      ports,
      due.day,
      held.filter(({ signed }) => due.digests.includes(signed.digest)),
    )
  } catch {
    ports.suspicious({ why: 'no-bundle', key: bundleKey(due.day), version: null })
    return null
  }
}

async function hashed({ trail, suspicious }: Ports, objects: TrailObject[]): Promise<SealedSegment[]> {
  const segments = await each(objects, async ({ key, version, size, modified }): Promise<SealedSegment[]> => {
    const { bytes } = (size > largest ? undefined : await trail.read(key, version)) ?? {}
    if (!bytes) {
      suspicious({ why: size > largest ? 'too-large' : bytes === null ? 'unreadable' : 'missing', key, version })
      return []
    }
    const [records, at] = [linesIn(bytes), new Date(modified).toISOString()]
    return [{ key, version, size: bytes.length, sha256: sha256(bytes), records, modified: at }]
  })
  return segments.flat()
}

async function sign(signer: Signer, next: Digest): Promise<SignedDigest> {
  const signature = await signer.sign(canonicalJson(next))
  const value = Buffer.from(signature).toString('base64')
  return { digest: next, signature: { algorithm: 'ECDSA_SHA_256', key: signer.fingerprint, value } }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Each thing is told once, however often it is seen. */
function once(suspicious: (one: Suspicion) => void): (one: Suspicion) => void {
  const told = new Set<string>()
  return (one) => {
    const name = JSON.stringify(one)
    if (told.has(name)) return
    told.add(name)
    suspicious(one)
  }
}
