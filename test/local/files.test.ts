import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { transformFileSync } from '@swc/core'
import { type AuditRecord, record } from '../../core/audit/record.ts'
import { directorySink } from '../../local/directory.ts'
import { readBelow, writeNew } from '../../local/files.ts'
import { fileKeys } from '../../local/keys.ts'
import { fileState } from '../../local/state.ts'
import { virtualClock } from '../support/virtual-clock.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('reading below a folder', () => {
  const base = () => join(folder, 'base')
  beforeEach(() => {
    mkdirSync(join(base(), 'policies'), { recursive: true })
    writeFileSync(join(folder, 'secret.json'), 'secret')
    writeFileSync(join(base(), 'policies', 'a.json'), 'a')
    writeFileSync(join(base(), '..hidden'), 'dots')
    mkdirSync(join(folder, 'base-two'))
    writeFileSync(join(folder, 'base-two', 'x'), 'x')
    symlinkSync(join(folder, 'secret.json'), join(base(), 'out.json'))
    symlinkSync(folder, join(base(), 'up'))
    symlinkSync('policies/a.json', join(base(), 'in.json'))
    symlinkSync('nowhere', join(base(), 'dangling'))
    symlinkSync('loop', join(base(), 'loop'))
    writeFileSync(join(base(), 'large'), Buffer.alloc(10_000_001))
  })

  test.each<[string, string]>([
    ['policies/a.json', 'a'],
    ['./policies/../policies/a.json', 'a'],
    ['in.json', 'a'],
    ['..hidden', 'dots'],
  ])('%s is read', (path, text) => {
    expect(readBelow(base(), path)).toEqual(Buffer.from(text))
  })

  test.each([
    ['..', 'outside'],
    ['../secret.json', 'outside'],
    ['policies/../../secret.json', 'outside'],
    ['../base-two/x', 'outside'],
    ['/etc/passwd', 'outside'],
    ['out.json', 'outside'],
    ['up/secret.json', 'outside'],
    ['../missing', 'outside'],
    ['policies', 'unreadable'],
    ['', 'unreadable'],
    ['loop', 'unreadable'],
    ['a\0b', 'unreadable'],
    ['missing.json', 'missing'],
    ['policies/a.json/x', 'missing'],
    ['dangling', 'missing'],
    ['large', 'too-large'],
  ])('%j is %s', (path, is) => {
    expect(readBelow(base(), path)).toBe(is)
  })
})

describe('the audit directory', () => {
  const ulid = (at: number) => `01K0000000000000000000000${at}`
  const noon = Date.parse('2026-11-21T12:00:00.000Z')
  const one = (at: number, time = noon): AuditRecord =>
    record('heartbeat', 'o-exampleorg', ulid(at), time, { since: 'b', function: 'line\nbreak', events: { n: at } })
  const names = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()

  test('a segment is one file of whole lines, readable as JSON, with sorted keys', async () => {
    await directorySink(folder)([one(1), one(2)])
    expect(names()).toEqual([`records/2026/11/21/2026-11-21T120000.000Z-${ulid(1)}.ndjson`])
    const text = readFileSync(join(folder, names()[0] ?? ''), 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    const lines = text.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([one(1), one(2)])
    expect(lines[0]?.startsWith('{"data":{')).toBe(true)
  })

  test('the order of the names is the order of time', async () => {
    const sink = directorySink(folder)
    const moments: [number, number][] = [
      [3, noon + 1],
      [1, noon - 86_400_000],
      [2, noon],
      [5, Date.parse('2027-01-01T00:00:00Z')],
      [4, noon + 1],
    ]
    for (const [id, time] of moments) await sink([one(id, time)])
    const ids = names().map((name) => name.slice(-'1.ndjson'.length, -'.ndjson'.length))
    expect(ids).toEqual(['1', '2', '3', '4', '5'])
  })

  test('nothing to record makes no file', async () => {
    await directorySink(folder)([])
    expect(names()).toEqual([])
  })

  test('only its owner reads a segment', async () => {
    await directorySink(folder)([one(1)])
    expect(statSync(join(folder, names()[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  test('a folder that cannot be written is an error', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(directorySink(join(folder, 'file'))([one(1)])).rejects.toThrow(/ENOTDIR|EEXIST/)
  })

  // A disk that is full takes the first part of a write and refuses the rest; a limit on the size of files does the same.
  test('a segment that the disk has no room for does not appear at all', () => {
    const { code } = transformFileSync(resolve('local/files.ts'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    })
    const write = `${code}\nwriteWhole(process.argv[2], 'x'.repeat(100_000), 0o600)\n`
    writeFileSync(join(folder, 'write.mjs'), write)
    const path = join(folder, 'segment.ndjson')
    const limited = spawnSync('sh', ['-c', `ulimit -f 8; exec "${process.execPath}" write.mjs "${path}"`], {
      cwd: folder,
    })
    expect(limited.status).not.toBe(0)
    expect(existsSync(path)).toBe(false)
    const free = spawnSync(process.execPath, ['write.mjs', path], { cwd: folder })
    expect(free.status).toBe(0)
    expect(statSync(path).size).toBe(100_000)
  })
})

describe('the state file', () => {
  const path = () => join(folder, 'deep', 'state.json')

  test('what was put is there after a restart', async () => {
    const clock = virtualClock()
    const state = fileState(path(), clock)
    await state.put({ 'incident/b': { key: 'b' } })
    await state.put({ 'incident/a': { key: 'a' } })
    await state.put({ other: 1 })
    await state.put({ gone: 1 })
    await state.remove(['gone'])
    for (const one of [state, fileState(path(), clock)]) {
      expect(await one.list('incident/')).toEqual({ 'incident/a': { key: 'a' }, 'incident/b': { key: 'b' } })
      expect(await one.get('other')).toBe(1)
      expect(await one.get('gone')).toBeUndefined()
    }
    expect(statSync(path()).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['broken', '{"incident/a": {"val'],
    ['empty', ''],
    ['a list', '[1]'],
    ['null', 'null'],
    ['a folder', undefined],
  ])('a file that is %s is an empty state', async (_, text) => {
    if (text === undefined) mkdirSync(path(), { recursive: true })
    else {
      mkdirSync(join(folder, 'deep'))
      writeFileSync(path(), text)
    }
    expect(await fileState(path(), virtualClock()).list('')).toEqual({})
  })

  test('rows of another shape are no rows', async () => {
    mkdirSync(join(folder, 'deep'))
    writeFileSync(path(), '{"a": null, "b": 7, "c": {}, "d": {"value": 1, "expires": null}}')
    const state = fileState(path(), virtualClock())
    expect(await state.list('')).toEqual({ d: 1 })
    expect(await state.get('a')).toBeUndefined()
    expect(await state.get('__proto__')).toBeUndefined()
    expect(await state.get('constructor')).toBeUndefined()
  })

  test('a claim holds until it expires or is given back', async () => {
    const clock = virtualClock()
    const state = fileState(path(), clock)
    expect(await state.claim('lease', 'one', 1_000)).toBe(true)
    expect(await state.claim('lease', 'two', 1_000)).toBe(false)
    expect(await fileState(path(), clock).claim('lease', 'two', 1_000)).toBe(false)
    expect(await state.get('lease')).toBe('one')
    await clock.advanceTo(clock.now() + 1_000)
    expect(await state.get('lease')).toBeUndefined()
    expect(await state.list('')).toEqual({})
    expect(await state.claim('lease', 'two', 1_000)).toBe(true)
    await state.remove(['lease'])
    expect(await state.claim('lease', 'three', 1_000)).toBe(true)
  })

  // State describes and never decides: whoever can write the file must not be able to stop the sweeps by it.
  test.each(['null', '99999999999999'])('a forged claim that expires at %s does not hold', async (expires) => {
    mkdirSync(join(folder, 'deep'))
    writeFileSync(path(), `{"lease": {"value": "mallory", "expires": ${expires}}}`)
    expect(await fileState(path(), virtualClock()).claim('lease', 'one', 1_000)).toBe(true)
  })
})

describe('the key file', () => {
  test('a value keeps its pseudonym as long as the key lives, and nobody else reads the key', async () => {
    const path = join(folder, 'keys', 'key')
    const first = await fileKeys(path, 'o-exampleorg')('acct', '111111111111')
    expect(first).toMatch(/^acct_k1_[A-Z2-7]{26}$/)
    expect(await fileKeys(path, 'o-exampleorg')('acct', '111111111111')).toBe(first)
    expect(await fileKeys(path, 'o-anotherorg')('acct', '111111111111')).not.toBe(first)
    expect(await fileKeys(path, 'o-exampleorg')('principal', '111111111111')).not.toContain(first.slice(8))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await fileKeys(join(folder, 'another'), 'o-exampleorg')('acct', '111111111111')).not.toBe(first)
  })

  test('a key is made when the first pseudonym is asked for, once for all who ask', async () => {
    const path = join(folder, 'key')
    const [one, other] = [fileKeys(path, 'o-exampleorg'), fileKeys(path, 'o-exampleorg')]
    expect(existsSync(path)).toBe(false)
    const first = await one('ip', '127.0.0.1')
    const key = readFileSync(path, 'utf8')
    expect(await other('ip', '127.0.0.1')).toBe(first)
    expect(readFileSync(path, 'utf8')).toBe(key)
    expect(readdirSync(folder)).toEqual(['key'])
  })

  test('a file that is there stays as it is where only a new one may be written', () => {
    writeFileSync(join(folder, 'key'), 'old')
    writeNew(join(folder, 'key'), 'new', 0o600)
    writeNew(join(folder, 'other'), 'new', 0o600)
    expect([readFileSync(join(folder, 'key'), 'utf8'), readFileSync(join(folder, 'other'), 'utf8')]).toEqual([
      'old',
      'new',
    ])
    expect(readdirSync(folder)).toEqual(['key', 'other'])
  })

  test('a key that cannot be read is refused', async () => {
    mkdirSync(join(folder, 'key'))
    await expect(fileKeys(join(folder, 'key'), 'o-exampleorg')('ip', '127.0.0.1')).rejects.toThrow(
      /it cannot be read \(EISDIR\)/,
    )
  })

  test('a key file that is damaged is never replaced: earlier pseudonyms would lose their meaning', async () => {
    const path = join(folder, 'key')
    writeFileSync(path, 'not hexadecimal')
    const pseudonym = async () => fileKeys(path, 'o-exampleorg')('ip', '127.0.0.1')
    await expect(pseudonym()).rejects.toThrow('it is damaged')
    expect(readFileSync(path, 'utf8')).toBe('not hexadecimal')
  })
})
