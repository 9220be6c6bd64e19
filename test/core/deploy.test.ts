import fc from 'fast-check'
import { isDeployOf, isRecent, packReview, readDeploy, unpackReview } from '../../core/event/deploy.ts'
import { readSweepMessage } from '../../core/event/sweep.ts'
import { hindranceOf } from '../../core/plan/hindrance.ts'
import type { ChangeWithOutcome } from '../../core/plan/outcome.ts'
import { problem } from '../../core/problem.ts'

const hash = (digit: string) => digit.repeat(64)
const removal = (key: string, before: string | null = null) => ({ key, policyId: 'p-12345678', before })
const detach = (name: string, target: string) => removal(`detach/SCP/${name}/${target}`)

const deploy = {
  ...{ manifest: hash('a'), generation: 5, began: 1_000, phase: 'remove' as const, isFreeing: false },
  review: packReview([detach('a', 'r-ab12'), removal('delete-policy/SCP/a', hash('b'))]),
}

test('a review is the same after its way through a queue, whatever the names are', () => {
  const removals = fc.array(
    fc.record({
      key: fc
        .tuple(fc.constantFrom('detach/SCP', 'delete-policy/RCP'), fc.string({ maxLength: 20, unit: 'binary' }))
        .map(([head, name]) => `${head}/${name}`),
      policyId: fc.constantFrom('p-12345678', 'p-87654321'),
      before: fc.constantFrom(null, hash('a'), hash('b')),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(removals, (review) => {
      const through = readDeploy(JSON.parse(JSON.stringify({ ...deploy, review: packReview(review) })))
      const sorted = (all: typeof review) => all.map((one) => JSON.stringify(one)).sort()
      expect(sorted(unpackReview(through?.review ?? []) as typeof review)).toEqual(sorted(review))
    }),
  )
})

test('ten thousand accounts are one message, and of more the first fit into it', () => {
  const review = Array.from({ length: 30_000 }, (_, at) => detach('a', String(100_000_000_000 + at)))
  const packed = packReview(review)
  const kept = unpackReview(packed)
  expect(kept.length).toBeGreaterThan(10_000)
  expect(kept).toEqual(review.slice(0, kept.length))
  expect(Buffer.byteLength(JSON.stringify(packed))).toBeLessThanOrEqual(200_100)
  const wide = Array.from({ length: 2_000 }, (_, at) => detach('é'.repeat(120), `ou-ab12-${at}`))
  expect(Buffer.byteLength(JSON.stringify(packReview([...wide, ...review])))).toBeLessThanOrEqual(200_100)
})

test.each([
  [null],
  [{ ...deploy, manifest: 7 }],
  [{ ...deploy, phase: 'all' }],
  [{ ...deploy, generation: '5' }],
  [{ ...deploy, began: null }],
])('%j is no deployment: the message is a sweep like any other', (value) => {
  expect(readSweepMessage({ types: [], deploy: value }, 0)).toEqual({
    ...{ types: [], contents: 'due', coverage: [], because: [] },
  })
})

test.each([[{ policyId: 'arn:x' }], [{ policyId: null }], [{ before: 'x' }], [{ before: 7 }], [{ lasts: 'r-ab12' }]])(
  'a group with %j is left out, and nothing else',
  (wrong) => {
    const [one] = deploy.review
    const read = readDeploy({ ...deploy, review: [{ ...one, ...wrong }, ...deploy.review, 7] })
    expect(read).toEqual(deploy)
  },
)

test.each([
  [hash('a'), 5, true],
  [hash('b'), 5, false],
  [hash('a'), 4, false],
])('it counts for who works for its manifest and generation', (manifest, generation, counts) => {
  expect(isDeployOf(deploy, manifest, generation)).toBe(counts)
})

const day = 24 * 60 * 60_000
test.each([
  [1_000, true],
  [1_000 + day - 1, true],
  [1_000 + day, false],
  [1_000 - 5 * 60_000 + 1, true],
  [1_000 - 5 * 60_000, false],
])('at %i its review counts: %s', (now, counts) => expect(isRecent(deploy, now)).toBe(counts))

describe('what keeps removals back', () => {
  const review = [detach('old', 'r-ab12'), removal('delete-policy/SCP/old')]
  const noSlot = (change: string) => problem('no-slot', { change }, `no slot for ${change}`, '')
  const outcome = (result: ChangeWithOutcome['outcome']['result'], message?: string) =>
    ({
      ...{ key: 'attach/SCP/new/r-ab12', action: 'attach', reason: { code: 'x', text: 'is missing' } },
      outcome: { result, error: message ? { name: 'x', reason: null, message, requestId: null } : null },
    }) as ChangeWithOutcome
  const { outcome: _, ...untried } = outcome('done')
  const cases: [
    string,
    Parameters<typeof hindranceOf>[0],
    Parameters<typeof hindranceOf>[1],
    string | null,
    boolean,
  ][] = [
    ['nothing', [], [outcome('done'), outcome('already')], null, false],
    ['a refusal', [], [outcome('done'), outcome('refused', 'no')], 'attach/SCP/new/r-ab12 was refused: no', false],
    ['what was skipped', [], [outcome('skipped')], 'attach/SCP/new/r-ab12 was skipped: is missing', false],
    ['what nobody tried', [], [untried], 'attach/SCP/new/r-ab12 was not tried: is missing', false],
    ['what blocks the plan', [problem('not-read', {}, 'not read', '')], [], 'not read', false],
    ['a slot that is not freed', [noSlot('attach/SCP/new/ou-1')], [], 'no slot for attach/SCP/new/ou-1', false],
    ['a slot of another type', [noSlot('attach/RCP/new/r-ab12')], [], 'no slot for attach/RCP/new/r-ab12', false],
    ['no slot that is freed', [noSlot('attach/SCP/new/r-ab12')], [], null, true],
  ]
  test.each(cases)('%s', (_, blocked, changes, why, isFreeing) => {
    expect(hindranceOf(blocked, changes, review)).toEqual({ why, isFreeing })
  })
})
