import { generateKeyPairSync, sign } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { objectsIn } from '../../core/audit/bundle.ts'
import { digestKey, prefixes } from '../../core/audit/places.ts'
import type { SignedDigest } from '../../core/audit/seal.ts'
import { fingerprintOf, isSignedBy } from '../../core/audit/signature.ts'
import { digest, sha256 } from '../../core/digest.ts'
import { canonicalJson } from '../../core/json.ts'
import type { Signer, Trail } from '../../core/ports.ts'

/** A bucket with versions, in memory, for those who do to it what nobody may. */
export interface MemoryTrail extends Trail {
  /** Writes over whatever is there; resolves to the key. */
  put(key: string, bytes: Uint8Array | string): string
  /** From now on nobody can read the newest version. */
  archive(key: string): void
  /** Puts a delete marker over it. */
  hide(key: string): void
  /** Changes the bytes of the newest version. */
  alter(key: string, bytes: Uint8Array | string): void
  /** Takes every version away. */
  remove(key: string): void
  keys(): string[]
  /** Calls so far by operation. */
  calls: Record<'list' | 'read' | 'write', number>
}

interface Version {
  version: string
  bytes: Uint8Array
  modified: number
  isDeleteMarker: boolean
  isArchived?: boolean
}

/** `wait` is between the call and the effect, and between the effect and the answer. */
export function memoryTrail(now: () => number, wait: () => Promise<void> = async () => {}): MemoryTrail {
  const objects = new Map<string, Version[]>()
  let made = 0
  const add = (key: string, bytes: Uint8Array | string, isDeleteMarker = false) => {
    const version = { version: `v${++made}`, bytes: Buffer.from(bytes), modified: now(), isDeleteMarker }
    objects.set(key, [version, ...(objects.get(key) ?? [])])
  }
  const calls = { list: 0, read: 0, write: 0 }
  const call = async <Value>(name: keyof typeof calls, work: () => Value): Promise<Value> => {
    calls[name] += 1
    await wait()
    const value = work()
    await wait()
    return value
  }
  return {
    place: 'memory',
    calls,
    list: (prefix, { after = '', most = Number.POSITIVE_INFINITY } = {}) =>
      call('list', () =>
        [...objects]
          .filter(([key]) => key.startsWith(prefix) && key > after)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .flatMap(([key, versions]) =>
            versions.map(({ bytes, isArchived: _, ...rest }) => ({ key, size: bytes.length, ...rest })),
          )
          .slice(0, most),
      ),
    read: (key, version) =>
      call('read', () => {
        const found = objects.get(key)?.find((one) => version == null || one.version === version)
        if (!found || found.isDeleteMarker) return undefined
        return { bytes: found.isArchived ? null : found.bytes, retention: null }
      }),
    write: (key, bytes) =>
      call('write', () => {
        const [newest] = objects.get(key) ?? []
        if (newest && !newest.isDeleteMarker) return 'exists'
        add(key, bytes)
        return 'written'
      }),
    put(key, bytes) {
      add(key, bytes)
      return key
    },
    archive(key) {
      const [newest] = objects.get(key) ?? []
      if (newest) newest.isArchived = true
    },
    hide: (key) => add(key, '', true),
    alter(key, bytes) {
      const [newest] = objects.get(key) ?? []
      if (newest) newest.bytes = Buffer.from(bytes)
    },
    remove: (key) => void objects.delete(key),
    keys: () => [...objects.keys()].sort(),
  }
}

/** A signer with a key of its own. */
export function testSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  return {
    publicKey: pem,
    fingerprint: fingerprintOf(pem) ?? '',
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey),
  }
}

/** All digests of a trail, from the first on. Throws where they are no chain, or one is not signed. */
export async function chainOf(trail: Trail, { publicKey }: Pick<Signer, 'publicKey'>): Promise<SignedDigest[]> {
  const chain: SignedDigest[] = []
  for (const { key, version } of await trail.list(prefixes.digests)) {
    const { bytes } = (await trail.read(key, version)) ?? {}
    const text = Buffer.from(bytes ?? '').toString()
    const signed: SignedDigest = JSON.parse(text)
    const { sequence, previous } = signed.digest
    const before = chain.at(-1)
    const isChained = previous === (before ? digest(before.digest) : null)
    const isSigned = isSignedBy(publicKey, canonicalJson(signed.digest), Buffer.from(signed.signature.value, 'base64'))
    if (sequence !== chain.length + 1 || key !== digestKey(sequence) || !isChained || text !== canonicalJson(signed))
      throw new Error(`${key} does not follow`)
    if (!isSigned) throw new Error(`${key} is not signed`)
    chain.push(signed)
  }
  return chain
}

/** Keys of the segments that each digest of a chain names. */
export const sealedBy = (chain: SignedDigest[]): string[][] =>
  chain.map(({ digest: { segments } }) => segments.map(({ key }) => key))

/** Keys of the objects in a bundle. Throws where one has other bytes than its line says. */
export function keysIn(bundle: Uint8Array): string[] {
  const objects = objectsIn(gunzipSync(bundle))
  if (!objects) throw new Error('It is no bundle')
  return objects.map(({ object, bytes }) => {
    if (sha256(bytes) !== object.sha256) throw new Error(`${object.key} is another one`)
    return object.key
  })
}
