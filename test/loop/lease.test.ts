import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { State } from '../../core/ports.ts'
import { fileState } from '../../local/state.ts'
import { leaseLasts, leaseRow, withLease } from '../../loop/lease.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const row = leaseRow('sweep')
const clock = virtualClock()
let folder: string
let state: State
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  state = fileState(join(folder, 'state.json'), clock)
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
    before: () => state.claim(row, 'another', leaseLasts),
    work: () => Promise.reject(new Error('not to be done')),
    is: false,
    holder: 'another',
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
  expect(await clock.until(withLease(state, 'sweep', 'one', clock, work))).toBe(is)
  expect(await state.get(row)).toBe(holder)
})

test('work that fails gives the lease back', async () => {
  await expect(
    clock.until(withLease(state, 'sweep', 'one', clock, () => Promise.reject(new Error('broken')))),
  ).rejects.toThrow('broken')
  expect(await state.get(row)).toBeUndefined()
})
