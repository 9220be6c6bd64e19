import { appendFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { folderIdentities } from '../../local/identities.ts'
import { fileKeys } from '../../local/keys.ts'

const day = 86_400_000

let folder: string
let now: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  now = Date.UTC(2026, 10, 22)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const [at, keyFile] = [() => join(folder, 'identities'), () => join(folder, 'key')]
const open = (days = 550) =>
  folderIdentities({ folder: at(), keys: keyFile(), days, clock: { now: () => now }, id: () => ulid(now) })
const files = () =>
  readdirSync(at(), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()

test('a raw value is found by its pseudonym as long as it is kept, and is no raw value in its file', async () => {
  await open().keep(new Map([['acct_k1_A', '222222222222']]))
  now += day
  await open().keep(new Map([['ip_k1_B', '192.0.2.7']]))
  const identities = open()
  expect(await identities.find('acct_k1_A')).toBe('222222222222')
  expect(await identities.find('ip_k1_B')).toBe('192.0.2.7')
  expect(await identities.find('acct_k1_C')).toBeUndefined()
  expect(files()).toEqual([
    expect.stringMatching(/^2026.11.22.[0-9A-Z]{26}\.json$/),
    expect.stringMatching(/^2026.11.23.[0-9A-Z]{26}\.json$/),
  ])
  const bytes = files().map((name) => readFileSync(join(at(), name), 'utf8'))
  expect(bytes.join()).not.toMatch(/222222222222|192\.0\.2\.7|acct_k1_A/)
})

test('what is older than its days is gone with the next that is kept', async () => {
  await open().keep(new Map([['acct_k1_A', '222222222222']]))
  now += 550 * day
  await open().keep(new Map([['acct_k1_B', '333333333333']]))
  expect(await open().find('acct_k1_A')).toBe('222222222222')
  now += day
  await open().keep(new Map())
  expect(await open().find('acct_k1_A')).toBeUndefined()
  expect(await open().find('acct_k1_B')).toBe('333333333333')
})

test('a second key makes new pseudonyms, and the first still opens what was kept under it', async () => {
  const [acct, value] = ['acct', '222222222222'] as const
  const first = await fileKeys(keyFile(), 'o-1')(acct, value)
  await open().keep(new Map([[first, value]]))
  appendFileSync(keyFile(), `${'ab'.repeat(32)}\n`)
  const second = await fileKeys(keyFile(), 'o-1')(acct, value)
  await open().keep(new Map([[second, value]]))
  expect([first, second]).toEqual([expect.stringMatching(/^acct_k1_/), expect.stringMatching(/^acct_k2_/)])
  expect(first.slice(8)).not.toBe(second.slice(8))
  expect(await fileKeys(keyFile(), 'o-1', 1)(acct, value)).toBe(first)
  expect([await open().find(first), await open().find(second)]).toEqual([value, value])
  await expect(fileKeys(keyFile(), 'o-1', 3)(acct, value)).rejects.toThrow('has none of epoch 3')
})

const damages: Record<string, () => void> = {
  'of another key': () => writeFileSync(keyFile(), `${'cd'.repeat(32)}\n`),
  'of another day': () => {
    const [name = ''] = files()
    renameSync(join(at(), name), join(at(), '2026', '11', '22', '0.json'))
  },
}
test.each(Object.keys(damages))('a file %s is not believed', async (name) => {
  await open().keep(new Map([['acct_k1_A', '222222222222']]))
  damages[name]?.()
  await expect(open().find('acct_k1_A')).rejects.toThrow()
})
