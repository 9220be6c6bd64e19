import { everything, isNowhere, isWide, nowhere, type Scope } from '../../core/event/scope.ts'
import { isPart, partOf, readSweepMessage, restOf, type SweepMessage, sweepParts } from '../../core/event/sweep.ts'
import { sweepOf, wiring } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { nameKey } from '../../core/policy/type.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import { eachIn, rcp, root, scp } from '../support/plan.ts'

const eachAccountIn = eachIn(root)
const one = { type: scp, name: 'one' } as const
const two = { type: rcp, name: 'two' } as const
const manifest = manifestOf([
  policy('deny', [root]),
  policy('one', [], { eachAccountIn }),
  policy('two', [], { eachAccountIn, type: rcp }),
  policy('retired', [], { eachAccountIn, state: 'absent' }),
])
const minutes = 60_000
const now = Date.parse('2026-11-21T12:00:00Z')
const plain: SweepMessage = { types: [], contents: 'due', coverage: [], because: [] }

/** What is read of members that anybody may have written. */
const members: { what: string; message: object; read: Partial<SweepMessage> }[] = [
  { what: 'nothing else', message: {}, read: {} },
  { what: 'all contents', message: { contents: 'all' }, read: { contents: 'all' } },
  { what: 'other contents', message: { contents: 'some' }, read: {} },
  { what: 'a turn', message: { contents: { part: 3, of: 4 } }, read: { contents: { part: 3, of: 4 } } },
  { what: 'no turn', message: { contents: { part: 'x', of: 4 } }, read: {} },
  { what: 'a turn of other turns', message: { contents: { part: 3, of: 5 } }, read: {} },
  { what: 'every account', message: { coverage: 'all' }, read: { coverage: 'all' } },
  { what: 'policies', message: { coverage: [two, { type: 'X', name: 'y' }, null] }, read: { coverage: [two] } },
  {
    what: 'a policy with a long name',
    message: { coverage: [{ type: scp, name: 'x'.repeat(200) }] },
    read: { coverage: [{ type: scp, name: 'x'.repeat(128) }] },
  },
  { what: 'a time', message: { unlessSince: now }, read: { unlessSince: now } },
  { what: 'a time to come', message: { unlessSince: now + 1 }, read: {} },
  { what: 'no time', message: { unlessSince: '1' }, read: {} },
  { what: 'a look', message: { look: 2 }, read: { look: 2 } },
  { what: 'half a look', message: { look: 0.5 }, read: {} },
  { what: 'what is due', message: { isDue: true }, read: { isDue: true } },
  { what: 'what may be due', message: { isDue: 1 }, read: {} },
  { what: 'events', message: { because: [1, 2] }, read: { because: [1, 2] } },
]

test.each(members)('a message with $what', ({ message, read }) => {
  expect(readSweepMessage({ types: [], ...message }, now)).toStrictEqual({ ...plain, ...read })
})

test('a sweep that goes on for a day is none', () => {
  const read = (back: number) =>
    readSweepMessage({ types: [], continues: { holder: 'x'.repeat(99), began: now - back } }, now)?.continues
  expect(read(24 * 60 * minutes)).toBeUndefined()
  expect(read(24 * 60 * minutes - 1)).toStrictEqual({ holder: 'x'.repeat(64), began: now - 24 * 60 * minutes + 1 })
})

const continues = { holder: 'h', began: now }
const parts = sweepParts({ ...plain, types: [scp], coverage: 'all', contents: { part: 2, of: 4 } }, manifest, now)

test('a sweep is cut into the named targets, then each policy of each account', () => {
  expect(parts).toStrictEqual([
    { types: [scp], contents: { part: 2, of: 4 }, coverage: [] },
    { types: [], coverage: [one] },
    { types: [], coverage: [two] },
  ])
  expect(sweepParts({ ...plain, types: [scp], contents: 'all' }, manifest, now)).toStrictEqual([
    { types: [scp], coverage: [] },
  ])
})

test('what is left of a sweep is the parts that were not done, and with the first part its events', () => {
  const message = { ...plain, because: [1] }
  expect(restOf(parts, message, continues)).toStrictEqual({
    ...{ types: [scp], contents: { part: 2, of: 4 }, coverage: [one, two], because: [1], continues },
  })
  expect(restOf(parts.slice(1), message, continues)).toStrictEqual({
    ...{ types: [], contents: 'all', coverage: [one, two], because: [], continues },
  })
})

const names: { scope: Partial<Scope>; part: string }[] = [
  { scope: {}, part: 'manifest' },
  { scope: { types: [scp, rcp] }, part: 'manifest' },
  { scope: { types: [scp] }, part: scp },
  { scope: { coverage: [one] }, part: nameKey(one) },
  { scope: { types: [scp, rcp], coverage: 'all' }, part: 'manifest' },
]

test.each(names)('$scope is looked at by the part $part', ({ scope, part }) => {
  expect(partOf({ ...nowhere, ...scope }, manifest)).toBe(part)
})

test('sweeps have a part for the named targets, and one for each policy of each account', () => {
  const all = ['manifest', nameKey(one), nameKey(two), nameKey({ type: rcp, name: 'one' }), 'SCP deny', scp]
  expect(all.filter((part) => isPart(part, manifest))).toStrictEqual(['manifest', nameKey(one), nameKey(two)])
})

const scopes: { what: string; scope: Partial<Scope>; isEmpty?: true; isWide?: true }[] = [
  { what: 'nothing', scope: {}, isEmpty: true },
  { what: 'types', scope: { types: [scp] }, isWide: true },
  { what: 'policies of all accounts', scope: { coverage: [one] }, isWide: true },
  { what: 'all accounts', scope: { coverage: 'all' }, isWide: true },
  { what: 'accounts', scope: { accounts: ['222222222222'] } },
  { what: 'policies', scope: { policies: [{ policyId: 'p-1', how: 'deleted', name: null }] } },
  { what: 'a pair', scope: { pairs: [{ policyId: 'p-1', targetId: root }] } },
  { what: 'reports', scope: { reports: [{ policyId: 'p-1', targetId: root }] } },
  { what: 'slots', scope: { slots: [{ type: scp, targetId: root }] } },
  { what: 'everything', scope: everything, isWide: true },
]

test.each(scopes)('a scope of $what', ({ scope, isEmpty = false, isWide: is = false }) => {
  expect([isNowhere({ ...nowhere, ...scope }), isWide({ ...nowhere, ...scope })]).toStrictEqual([isEmpty, is])
})

test('everything is all types, and all accounts', () => {
  expect(everything).toStrictEqual({ ...nowhere, types: [scp, rcp], coverage: 'all' })
  expect(sweepOf(manifest)).toStrictEqual({ ...plain, types: [scp, rcp], coverage: 'all' })
})

const sweepsOf = (manifest: Manifest) => wiring(manifest).schedules.filter(({ queue }) => queue === 'sweep')

test('sweeps look at the named targets every quarter of an hour, and at each account hourly', () => {
  const fast = { queue: 'sweep', every: 15 * minutes, message: { ...sweepOf(manifest), coverage: [] } }
  const full = { queue: 'sweep', every: 60 * minutes, message: { ...sweepOf(manifest), types: [] } }
  expect(sweepsOf(manifest)).toStrictEqual([fast, full])
  const few = manifestOf([policy('deny', [root])])
  expect(sweepsOf(few)).toStrictEqual([{ ...fast, message: { ...fast.message, types: [scp] } }])
})
