import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { State } from '../../core/ports.ts'
import { fileKeys } from '../../local/keys.ts'
import { fileState } from '../../local/state.ts'
import { claimLease, isLeased, leaseLasts, leaseRow, withLease } from '../../loop/lease.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const row = leaseRow('sweep')
const clock = virtualClock()
let folder: string
let state: State
let ports: Parameters<typeof withLease>[0]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  state = fileState(join(folder, 'state.json'), clock)
  ports = { state, clock, keys: fileKeys(join(folder, 'key'), 'o-exampleorg') }
})
afterEach(() => rmSync(folder, { recursive: true }))

const takenByAnother = async () => {
  await state.remove([row])
  await state.claim(row, 'another', leaseLasts)
}

const works: {
  what: string
  before?: () => Promise<unknown>
  work: () => Promise<boolean>
  is: boolean
  holder?: string
}[] = [
  { what: 'is done', work: async () => true, is: true },
  { what: 'goes on elsewhere', work: async () => false, is: true, holder: 'one' },
  {
    what: 'is done after another one took the lease',
    work: () => takenByAnother().then(() => true),
    is: true,
    holder: 'another',
  },
  {
    what: 'was begun by another one',
    before: () => claimLease(ports, 'sweep', 'another'),
    work: () => Promise.reject(new Error('not to be done')),
    is: false,
    holder: 'another',
  },
  {
    what: 'was begun by nobody, whatever the row says',
    before: () => state.claim(row, 'forger', leaseLasts),
    work: async () => true,
    is: true,
    holder: 'forger',
  },
  {
    what: 'was begun by one whose life is forged',
    before: async () => {
      await claimLease(ports, 'coverage', 'forger')
      await state.claim(row, 'forger', leaseLasts)
      await state.put({ 'alive/sweep/forger': (await state.get('alive/coverage/forger')) ?? null })
    },
    work: async () => true,
    is: true,
    holder: 'forger',
  },
  {
    what: 'was begun by the same holder',
    before: () => state.claim(row, 'one', leaseLasts),
    work: async () => true,
    is: true,
  },
]

test.each(works)('work that $what', async ({ before, work, is, holder }) => {
  await before?.()
  expect(await clock.until(withLease(ports, 'sweep', 'one', work))).toBe(is)
  expect(await state.get(row)).toBe(holder)
})

test('work that fails gives the lease back', async () => {
  await expect(
    clock.until(withLease(ports, 'sweep', 'one', () => Promise.reject(new Error('broken')))),
  ).rejects.toThrow('broken')
  expect(await state.get(row)).toBeUndefined()
})

test('whoever lives is known for as long as a lease lasts', async () => {
  await claimLease(ports, 'sweep', 'one')
  const life = (await state.get('alive/sweep/one')) ?? null
  expect(await isLeased(ports, 'sweep')).toBe(true)
  await clock.advanceTo(clock.now() + leaseLasts + 1)
  await state.claim(row, 'one', leaseLasts)
  await state.put({ 'alive/sweep/one': life })
  expect(await isLeased(ports, 'sweep')).toBe(false)
})
