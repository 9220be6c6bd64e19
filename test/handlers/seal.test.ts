import { digestKey } from '../../core/audit/places.ts'
import { sha256 } from '../../core/digest.ts'
import { canonicalJson } from '../../core/json.ts'
import { createSeal } from '../../handlers/seal.ts'
import { memoryTrail, testSigner } from '../support/trail.ts'

const start = Date.parse('2026-11-21T12:00:00Z')
const key = 'records/2026/11/21/2026-11-21T115900.000Z-1.ndjson'

function world() {
  const clock = { now: () => start, sleep: async () => {} }
  const trail = memoryTrail(clock.now)
  const lines: string[] = []
  const signer = testSigner()
  const about = { signer, clock, organization: 'o-exampleorg', attestation: 'self' as const }
  const handler = createSeal(
    async () => ({ trail, ...about }),
    (line) => void lines.push(line),
  )
  return { trail, handler, lines, signer }
}

test('a run says in one line of JSON what it wrote', async () => {
  const { trail, handler, lines, signer } = world()
  trail.put(key, '{}\n')
  await handler()
  await handler()
  const trusted = await Promise.all(
    [1, 2].map(async (sequence) => {
      const { bytes } = (await trail.read(digestKey(sequence))) ?? {}
      return { digest: sha256(canonicalJson(JSON.parse(`${bytes}`).digest)), key: signer.fingerprint }
    }),
  )
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { function: 'seal', sequence: 1, segments: 1, ...trusted[0], bundle: null, markers: 0, suspicious: {}, took: 0 },
    { function: 'seal', sequence: 2, segments: 0, ...trusted[1], bundle: null, markers: 0, suspicious: {}, took: 0 },
  ])
  for (const line of lines) expect(line).toMatch(/^[^\n]*\n$/)
})

test('it seals, says so, and fails where a person has to look', async () => {
  const { trail, handler, lines } = world()
  trail.put(key, '{}\n')
  trail.hide(key)
  trail.hide(`records/2026/11/21/\u202e${'x'.repeat(1_000)}`)
  await expect(handler()).rejects.toThrow('A person has to look at the audit trail: {"delete-marker":2}')
  const line = JSON.parse(lines.join(''))
  expect(line).toMatchObject({ sequence: 1, segments: 1, markers: 2, suspicious: { 'delete-marker': 2 } })
  expect(line.sample[0]).toEqual({ why: 'delete-marker', key, version: 'v2' })
  // What others wrote is cut, and shows itself.
  expect(lines.join('')).toContain('\\u202e')
  expect(lines.join('').length).toBeLessThan(900)
})

test('a run that writes no digest says nothing, and fails: the alarm misses its line', async () => {
  const { trail, lines, handler } = world()
  trail.write = async () => {
    throw new Error('S3 is down')
  }
  await expect(handler()).rejects.toThrow('S3 is down')
  expect(lines).toEqual([])
})
