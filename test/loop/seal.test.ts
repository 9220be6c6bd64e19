import fc from 'fast-check'
import { bundleKey, digestKey, prefixes, publicKeyKey, segmentKey, segmentsOf } from '../../core/audit/places.ts'
import { record, segmentText } from '../../core/audit/record.ts'
import type { Digest, SignedDigest } from '../../core/audit/seal.ts'
import { mostSegments } from '../../core/audit/sealing.ts'
import { digest, sha256 } from '../../core/digest.ts'
import { canonicalJson } from '../../core/json.ts'
import type { Clock, Trail } from '../../core/ports.ts'
import { seal } from '../../loop/seal.ts'
import type { Suspicion } from '../../loop/sealed.ts'
import { verifyTrail } from '../../loop/verify/trail.ts'
import { createLife } from '../support/mortal.ts'
import { chainOf, keysIn, type MemoryTrail, memoryTrail, sealedBy, testSigner } from '../support/trail.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const start = Date.parse('2026-11-21T12:00:00.000Z')
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const signer = testSigner()

/** A time that passes only when a test says so. */
function handClock(): Clock & { pass(milliseconds: number): void } {
  let now = start
  return {
    now: () => now,
    sleep: async () => {},
    pass(milliseconds) {
      now += milliseconds
    },
  }
}

let written = 0
/** Key of a segment that began at a time. */
const keyAt = (time: number): string => {
  const iso = new Date(time).toISOString()
  return `${segmentsOf(iso)}${iso.replaceAll(':', '')}-${String(++written).padStart(26, '0')}.ndjson`
}

const about = { signer, organization: 'o-exampleorg', attestation: 'self' as const }

/** Sealing by hand, what it found suspicious, and segments that come in between. */
function world() {
  const clock = handClock()
  const trail = memoryTrail(clock.now)
  const found: string[] = []
  return {
    ...{ clock, trail, found },
    seal: () => {
      found.length = 0
      return seal({ trail, clock, ...about, suspicious: ({ why, key }) => void found.push(`${why} ${key}`) })
    },
    /** A segment of two records, which begins so many milliseconds ago. */
    write(ago = 0) {
      const key = keyAt(clock.now() - ago)
      trail.put(key, `{"n":${written}}\n{}\n`)
      return key
    },
  }
}

const digests = async (trail: MemoryTrail) => (await chainOf(trail, signer)).map((one) => one.digest)

test('a digest names what came since the one before it, and that one', async () => {
  const { clock, trail, found, write, ...sealer } = world()
  const first = write(minute)
  const text = `{"n":${written}}\n{}\n`
  expect((await sealer.seal()).digest).toEqual({
    ...{ kind: 'holdfast.digest', version: 1, organization: 'o-exampleorg', place: 'memory', attestation: 'self' },
    ...{ sequence: 1, time: '2026-11-21T12:00:00.000Z', previous: null, bundle: null },
    segments: [
      {
        ...{ key: first, version: 'v1', size: text.length, sha256: sha256(text) },
        ...{ records: 2, modified: '2026-11-21T12:00:00.000Z' },
      },
    ],
  })
  clock.pass(15 * minute)
  const empty = await sealer.seal()
  clock.pass(15 * minute)
  // One was long under way: its key sorts before the one that is sealed.
  const [late, next] = [write(29 * minute + day), write()]
  await sealer.seal()
  expect(sealedBy(await chainOf(trail, signer))).toEqual([[first], [], [late, next]])
  expect(empty.digest.previous).toBe(digest((await digests(trail))[0]))
  expect(trail.keys()).toContain(publicKeyKey(signer.fingerprint))
  expect(found).toEqual([])
})

/** Whether each of these segments is in one digest, once. */
const expectOnce = (chain: SignedDigest[], keys: string[]) =>
  expect(sealedBy(chain).flat().sort()).toEqual([...keys].sort())

describe('100 writers at once, and sealers beside them', () => {
  const writers = 100
  const delay = fc.integer({ min: 0, max: 40_000 })

  async function run(pauses: number[], sealers: number, delays: number[]) {
    // A day ends while they run, for each sealer at another moment.
    const clock = virtualClock(start + 11.5 * hour)
    let drawn = 0
    const wait = () => clock.sleep(delays[drawn++ % delays.length] ?? 0)
    const trail = memoryTrail(clock.now, wait)
    const arrived = new Map<string, number>()
    const writing = pauses.slice(0, writers).map(async (pause) => {
      await clock.sleep(pause)
      const key = keyAt(clock.now())
      // The name is made before it is written, and the answer comes after it.
      await trail.write(key, Buffer.from('{}\n'))
      arrived.set(key, clock.now())
    })
    const runs: { began: number; sequence: number }[] = []
    const sealing = Array.from({ length: sealers }, async (_, index) => {
      await clock.sleep(index * 1_000)
      const own = { ...clock, now: () => clock.now() - index * 20_000 }
      for (let round = 0; round < 6; round++) {
        const began = clock.now()
        const { digest } = await seal({ trail, clock: own, ...about })
        runs.push({ began, sequence: digest.sequence })
        await clock.sleep(15 * minute)
      }
    })
    await clock.until(Promise.all([...writing, ...sealing]))
    await clock.until(seal({ trail, clock, ...about }))
    const chain = await clock.until(chainOf(trail, signer))
    const bundles = chain.flatMap((one) => one.digest.bundle?.key ?? [])
    const bundle = await clock.until(trail.read(bundleKey('2026-11-21')))
    const closed = chain.filter((one) => one.digest.time < '2026-11-22')
    expect(bundles).toEqual([bundleKey('2026-11-21')])
    expect(keysIn(bundle?.bytes ?? new Uint8Array())).toEqual(
      closed.flatMap(({ digest }) => [digestKey(digest.sequence), ...digest.segments.map(({ key }) => key)]),
    )
    return { chain, arrived, runs }
  }

  const cases = fc.record({
    pauses: fc.array(fc.integer({ min: 0, max: hour }), { minLength: writers, maxLength: writers }),
    delays: fc.array(delay, { minLength: 50, maxLength: 50 }),
  })

  test('every segment is in one digest, a late one in the next', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ pauses, delays }) => {
        const { chain, arrived, runs } = await run(pauses, 1, delays)
        expectOnce(chain, [...arrived.keys()])
        for (const { digest } of chain)
          for (const { key } of digest.segments) {
            const next = runs.find(({ began }) => began >= (arrived.get(key) ?? 0))
            expect(digest.sequence).toBeLessThanOrEqual(next?.sequence ?? chain.length)
          }
      }),
      { numRuns: 8 },
    )
  }, 60_000)

  test('several sealers make one chain', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 2, max: 3 }), async ({ pauses, delays }, sealers) => {
        const { chain, arrived } = await run(pauses, sealers, delays)
        expectOnce(chain, [...arrived.keys()])
      }),
      { numRuns: 8 },
    )
  }, 60_000)
})

test.each([
  ['everything', 0],
  ['what came until then', 1],
])('a sealer that finds the next digest taken, which names %s, goes on after it', async (_, left) => {
  const { clock, trail, write, ...sealer } = world()
  const keys = [write(), write()]
  const { write: put } = trail
  trail.write = async (key, bytes) => {
    if (key === digestKey(1)) {
      trail.write = put
      await sealer.seal()
      for (let count = 0; count < left; count++) keys.push(write())
    }
    return put(key, bytes)
  }
  const signed = await seal({ trail, clock, ...about })
  const chain = await chainOf(trail, signer)
  expect(chain).toHaveLength(1 + left)
  expect(chain.at(-1)).toEqual(signed)
  expectOnce(chain, keys)
})

test('writing a segment is one call, whatever lies there', async () => {
  const { trail, write, ...sealer } = world()
  for (let count = 0; count < 50; count++) write()
  await sealer.seal()
  const before = { ...trail.calls }
  await trail.write(keyAt(start), Buffer.from('{}\n'))
  expect(trail.calls).toEqual({ ...before, write: before.write + 1 })
})

test('a sealer that is killed anywhere leaves nothing out, nothing double, and one chain', async () => {
  for (let point = 1, isKilled = true; isKilled; point++) {
    const { clock, trail, write, ...sealer } = world()
    const keys = [write()]
    await sealer.seal()
    clock.pass(day)
    keys.push(write(), write(hour))
    await sealer.seal()
    clock.pass(15 * minute)
    keys.push(write())
    const time = virtualClock(clock.now())
    let died: (isKilled: boolean) => void = () => {}
    const death = new Promise<boolean>((resolve) => {
      died = resolve
    })
    const life = createLife(time, () => died(true))
    life.dieAt(point)
    isKilled = await Promise.race([seal(mortal(life, trail)).then(() => false), death])
    clock.pass(15 * minute)
    await sealer.seal()
    const chain = await chainOf(trail, signer)
    expectOnce(chain, keys)
    expect(chain.flatMap((one) => one.digest.bundle?.day ?? [])).toEqual(['2026-11-21'])
    expect(sealer.found).toEqual([])
    if (!isKilled) expect(point).toBeGreaterThan(20)
  }
}, 60_000)

const mortal = (life: ReturnType<typeof createLife>, { place, list, read, write }: MemoryTrail) => ({
  ...{ ...about, clock: life.clock, trail: { place, ...life.ports({ list, read, write }) } },
  signer: { ...signer, ...life.ports({ sign: signer.sign }) },
})

test('what is more than one digest takes goes into the next ones at once', async () => {
  const { trail, write, ...sealer } = world()
  const keys = Array.from({ length: 2 * mostSegments + 1 }, () => write())
  expect((await sealer.seal()).digest.sequence).toBe(3)
  const chain = await chainOf(trail, signer)
  expect(chain.map((one) => one.digest.segments.length)).toEqual([mostSegments, mostSegments, 1])
  expectOnce(chain, keys)
})

test('what a run has no time for is the next one’s, however old it is by then', async () => {
  const { clock, trail, write, ...sealer } = world()
  const keys = Array.from({ length: mostSegments }, () => write())
  clock.pass(5 * day)
  keys.push(write(2 * hour), write())
  clock.pass(15 * day)
  const slow = {
    ...clock,
    now() {
      clock.pass(3 * minute)
      return clock.now()
    },
  }
  expect((await seal({ trail, clock: slow, ...about })).digest.sequence).toBe(1)
  await sealer.seal()
  expectOnce(await chainOf(trail, signer), keys)
})

test('after a long time without a sealer everything is sealed, and days are bundled', async () => {
  const { clock, trail, write, ...sealer } = world()
  const keys: string[] = []
  for (const pause of [0, 6 * hour, day, 12 * day, day, day, 0]) {
    clock.pass(pause)
    keys.push(write())
    await sealer.seal()
    clock.pass(15 * minute)
    keys.push(write(5 * minute))
    await sealer.seal()
  }
  clock.pass(30 * day)
  keys.push(write(29 * day))
  await sealer.seal()
  const chain = await chainOf(trail, signer)
  expectOnce(chain, keys)
  expect(chain.flatMap((one) => one.digest.bundle?.day ?? [])).toEqual([
    ...['2026-11-21', '2026-11-22', '2026-12-04', '2026-12-05'],
  ])
})

test('what comes under the prefix of an old day is sealed by the first digest of a day', async () => {
  const { clock, trail, write, ...sealer } = world()
  await sealer.seal()
  clock.pass(6 * day)
  await sealer.seal()
  clock.pass(15 * minute)
  await sealer.seal()
  const late = write(5 * day)
  clock.pass(15 * minute)
  expect((await sealer.seal()).digest.segments).toEqual([])
  clock.pass(day)
  expect((await sealer.seal()).digest.segments.map(({ key }) => key)).toEqual([late])
  clock.pass(day)
  expect((await sealer.seal()).digest.segments).toEqual([])
  expect(await chainOf(trail, signer)).toHaveLength(6)
})

test('the bundle of a day has its digests and their segments, and is named once its day is closed', async () => {
  const { clock, trail, write, ...sealer } = world()
  const keys = [write(), write()]
  await sealer.seal()
  clock.pass(6 * hour)
  await sealer.seal()
  clock.pass(6 * hour)
  // Of the day before, and sealed on the next: it is in the bundle of the day that sealed it.
  write(minute)
  expect((await sealer.seal()).digest.bundle).toBeNull()
  clock.pass(15 * minute)
  const { bundle } = (await sealer.seal()).digest
  const bytes = (await trail.read(bundleKey('2026-11-21')))?.bytes ?? new Uint8Array()
  expect(bundle).toEqual({
    ...{ key: 'bundles/2026/11/21.ndjson.gz', version: expect.stringMatching(/^v/), day: '2026-11-21' },
    ...{ size: bytes.length, sha256: sha256(bytes), segments: 2, records: 4 },
  })
  expect(keysIn(bytes)).toEqual([digestKey(1), ...keys, digestKey(2)])
  // gzip: no time, no name, no system.
  expect([...bytes.slice(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  clock.pass(15 * minute)
  expect((await sealer.seal()).digest.bundle).toBeNull()
  expect(sealer.found).toEqual([])
})

describe('what a person has to look at is told, and the rest is sealed', () => {
  interface Case {
    name: string
    /** Done after two digests with a segment each; resolves to the object that is suspicious. */
    deed: (trail: MemoryTrail, segment: string) => string
    why: Suspicion['why'][]
    /** Segments that the next digest names beside the new one. */
    sealedAgain?: 'segment' | 'both'
  }
  const at = (key: string, deed: (key: string) => void) => {
    deed(key)
    return key
  }
  const cases: Case[] = [
    { name: 'a segment is hidden', deed: (trail, key) => at(key, trail.hide), why: ['delete-marker'] },
    {
      name: 'a segment has a second version',
      deed: (trail, key) => at(key, () => trail.put(key, 'other\n')),
      why: [],
      sealedAgain: 'segment',
    },
    { name: 'the newest digest is hidden', deed: (trail) => at(digestKey(2), trail.hide), why: ['delete-marker'] },
    {
      name: 'another version is put over the newest digest',
      deed: (trail) => at(digestKey(2), (key) => trail.put(key, '{}')),
      why: ['second-version'],
    },
    { name: 'a digest is missing', deed: (trail) => at(digestKey(1), trail.remove), why: ['missing'] },
    {
      name: 'a digest is none',
      deed: (trail) => at(digestKey(2), (key) => trail.alter(key, 'nothing')),
      why: ['not-a-digest'],
      sealedAgain: 'both',
    },
    {
      name: 'a digest is deeper than the stack',
      deed: (trail) => at(digestKey(2), (key) => trail.alter(key, `${'['.repeat(99_999)}${']'.repeat(99_999)}`)),
      why: ['not-a-digest'],
      sealedAgain: 'both',
    },
    {
      name: 'a digest is too large',
      deed: (trail) => at(digestKey(2), (key) => trail.alter(key, new Uint8Array(16_000_001))),
      why: ['too-large'],
      sealedAgain: 'both',
    },
    {
      name: 'a digest is archived',
      deed: (trail) => at(digestKey(2), trail.archive),
      why: ['unreadable'],
      sealedAgain: 'both',
    },
    {
      name: 'a segment is archived',
      deed: (trail) => at(trail.put(keyAt(start), '{}\n'), trail.archive),
      why: ['unreadable'],
    },
    {
      name: 'there is a digest of somebody else',
      deed: (trail) => at(digestKey(9), (key) => trail.put(key, '{"digest":null}')),
      why: ['not-a-digest'],
    },
    {
      name: 'a segment is too large',
      deed: (trail) => at(keyAt(start), (key) => trail.put(key, new Uint8Array(16_000_001))),
      why: ['too-large'],
    },
  ]
  test.each(cases)('$name', async ({ deed, why, sealedAgain }) => {
    const { clock, trail, write, ...sealer } = world()
    await sealer.seal()
    const first = write()
    clock.pass(15 * minute)
    await sealer.seal()
    clock.pass(15 * minute)
    const key = deed(trail, first)
    const next = write()
    const { digest } = await sealer.seal()
    expect(sealer.found.filter((one) => !one.startsWith('missing') || why.includes('missing'))).toEqual(
      why.map((one) => `${one} ${key}`),
    )
    expect(digest.segments.map((one) => one.key)).toEqual(sealedAgain ? [first, next] : [next])
    expect(trail.keys()).toContain(digestKey(digest.sequence))
  })
})

test('a digest that was altered is told of, and what only it names is sealed again', async () => {
  const { clock, trail, write, ...sealer } = world()
  const first = write()
  const signed = await sealer.seal()
  const altered = { ...signed, digest: { ...signed.digest, segments: [] } }
  trail.alter(digestKey(1), canonicalJson(altered))
  clock.pass(15 * minute)
  const next = await sealer.seal()
  expect(sealer.found).toEqual([`unsigned ${digestKey(1)}`])
  expect(next.digest).toMatchObject({ sequence: 2, previous: digest(altered.digest), segments: [{ key: first }] })
})

test('a new key goes on where the one before it ended', async () => {
  const { clock, trail, write, ...sealer } = world()
  write()
  const last = await sealer.seal()
  clock.pass(15 * minute)
  const found: Suspicion[] = []
  const other = testSigner()
  const next = await seal({ trail, clock, ...about, signer: other, suspicious: (one) => void found.push(one) })
  expect(next.digest).toMatchObject({ sequence: 2, previous: digest(last.digest), segments: [] })
  expect(found).toEqual([])
})

test('somebody else’s bundle is told of, and never named', async () => {
  const { clock, trail, write, ...sealer } = world()
  write()
  await sealer.seal()
  trail.put(bundleKey('2026-11-21'), 'other')
  for (const pause of [day, 15 * minute]) {
    clock.pass(pause)
    expect((await sealer.seal()).digest.bundle).toBeNull()
  }
  expect(sealer.found).toEqual([`other-bundle ${bundleKey('2026-11-21')}`])
})

test('what the seal wrote is verified, bundles too', async () => {
  const { clock, trail, ...sealer } = world()
  for (let round = 0; round < 3 * 24; round++) {
    const ids = [1, 2].map((n) => `${Number(round).toString().padStart(25, '0')}${n}`)
    const records = ids.map((id) =>
      record('heartbeat', 'o-exampleorg', id, clock.now(), { function: 'sweep', since: '', events: {} } as never),
    )
    const [first] = records
    if (first && round % 3 > 0) trail.put(segmentKey(first), segmentText(records))
    clock.pass(15 * minute)
    await sealer.seal()
    clock.pass(45 * minute)
  }
  const verified = await verifyTrail({
    ...{ trail, isBucket: true, trust: null, retention: null },
    ...{ period: { from: null, to: null }, now: clock.now() - 45 * minute },
  })
  expect(verified.findings.counts()).toEqual({ 'origin-unproven': 1, gap: 71 })
  expect(verified.counts).toEqual({ records: 96, segments: 48, bundles: 3 })
})

test('the clock of a sealer that goes back does not take the order away', async () => {
  const { clock, trail, ...sealer } = world()
  await sealer.seal()
  clock.pass(-2 * day)
  expect((await sealer.seal()).digest.time).toBe('2026-11-21T12:00:00.000Z')
  expect(await chainOf(trail, signer)).toHaveLength(2)
})

test.each([1, 999, 1_000, 1_001, 2_000, 7_777, 245_000])(
  'the newest of %d digests is found with few calls, and few are read',
  async (count) => {
    const calls = { list: 0, read: 0 }
    const sequenceAt = (key: string) => Number(key.slice(prefixes.digests.length, -'.json'.length))
    const many: Trail = {
      place: 'memory',
      async list(prefix, { after = digestKey(0), most = 0 } = {}) {
        calls.list += 1
        const left = prefix === prefixes.digests ? count - sequenceAt(after) : 0
        return Array.from({ length: Math.max(0, Math.min(most, left)) }, (_, index) => ({
          key: digestKey(sequenceAt(after) + 1 + index),
          ...{ version: null, size: 1, modified: start, isDeleteMarker: false },
        }))
      },
      async read(key) {
        calls.read += 1
        const sequence = sequenceAt(key)
        const time = new Date(start - (count - sequence) * 15 * minute).toISOString()
        const one: Digest = {
          ...{ kind: 'holdfast.digest', version: 1, organization: 'o-exampleorg', place: '', attestation: 'self' },
          ...{ sequence, time, previous: null, segments: [], bundle: null },
        }
        const value = Buffer.from(await signer.sign(canonicalJson(one))).toString('base64')
        const signature = { algorithm: 'ECDSA_SHA_256', key: signer.fingerprint, value }
        return { bytes: Buffer.from(canonicalJson({ digest: one, signature })), retention: null }
      },
      write: async () => 'written',
    }
    expect((await seal({ trail: many, clock: handClock(), ...about })).digest.sequence).toBe(count + 1)
    expect(calls.list).toBeLessThanOrEqual(25)
    expect(calls.read).toBeLessThanOrEqual(400)
  },
)
