import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { directoryTrail } from '../../local/trail.ts'

let folder = ''
let directory = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-trail-'))
  directory = join(folder, 'audit')
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (key: string, text = 'x', root = directory) => {
  mkdirSync(dirname(join(root, key)), { recursive: true })
  writeFileSync(join(root, key), text)
}
const keysOf = async (...of: Parameters<ReturnType<typeof directoryTrail>['list']>) =>
  (await directoryTrail(directory).list(...of)).map(({ key }) => key)

const all = [
  'records/2026/11/20/a.ndjson',
  'records/2026/11/21-b.ndjson',
  'records/2026/11/21/c.ndjson',
  'records/2026/11/21/d.ndjson',
  'records/2026/12/01/e.ndjson',
]

test('an object is a file at its key: no version, its bytes, when it was written', async () => {
  put('records/2026/11/21/a.ndjson', 'ä\n')
  utimesSync(join(directory, 'records/2026/11/21/a.ndjson'), 1_000, 1_234.567)
  const trail = directoryTrail(directory)
  expect(await trail.list('records/')).toEqual([
    { key: 'records/2026/11/21/a.ndjson', version: null, size: 3, modified: 1_234_567, isDeleteMarker: false },
  ])
  const { bytes, retention } = (await trail.read('records/2026/11/21/a.ndjson', null)) ?? {}
  expect([String(bytes), retention]).toEqual(['ä\n', null])
  expect(await trail.read('records/2026/11/21/b.ndjson')).toBeUndefined()
})

test.each<[string, Parameters<typeof keysOf>, string[]]>([
  ['all in the order of keys, as in a bucket', ['records/'], all],
  ['those of a day', ['records/2026/11/21/'], all.slice(2, 4)],
  ['those whose key begins with a text', ['records/2026/11/21'], all.slice(1, 4)],
  ['those after a key', ['records/', { after: 'records/2026/11/21/c.ndjson' }], all.slice(3)],
  ['those after the folder of a day', ['records/', { after: 'records/2026/11/21/' }], all.slice(2)],
  ['some', ['records/', { most: 2 }], all.slice(0, 2)],
  ['some after a key', ['records/2026/', { after: 'records/2026/11/20/a.ndjson', most: 1 }], all.slice(1, 2)],
  ['one by its whole key', ['records/2026/12/01/e.ndjson'], all.slice(4)],
  ['none of a folder that is not there', ['digests/'], []],
])('%s', async (_, asked, expected) => {
  for (const key of [...all].reverse()) put(key)
  put('bundles/2026/11/20.ndjson.gz')
  expect(await keysOf(...asked)).toEqual(expected)
})

test('a directory that is not there has nothing', async () => {
  expect(await keysOf('')).toEqual([])
  expect(await directoryTrail(directory).read('records/a')).toBeUndefined()
})

test('what is half written, and what a link leads to, is no object', async () => {
  put('records/2026/11/21/a.ndjson')
  put('records/2026/11/21/b.ndjson.4711.tmp')
  put('b.ndjson', 'x', folder)
  put('other/c.ndjson', 'x', folder)
  symlinkSync(join(folder, 'b.ndjson'), join(directory, 'records/2026/11/21/b.ndjson'))
  symlinkSync(join(folder, 'other'), join(directory, 'records/2026/11/22'))
  symlinkSync(join(folder, 'other'), join(directory, 'digests'))
  expect(await keysOf('')).toEqual(['records/2026/11/21/a.ndjson'])
  expect([await keysOf('digests/'), await keysOf('records/2026/11/22/')]).toEqual([[], []])
  const trail = directoryTrail(directory)
  for (const key of ['records/2026/11/21/b.ndjson', 'digests/c.ndjson', '../b.ndjson'])
    expect(await trail.read(key)).toBeUndefined()
})

test('an object is written once', async () => {
  const trail = directoryTrail(directory)
  expect(await trail.write('digests/000000000001.json', Buffer.from([0, 255]))).toBe('written')
  expect(await trail.write('digests/000000000001.json', Buffer.from('other'))).toBe('exists')
  expect((await trail.read('digests/000000000001.json'))?.bytes).toEqual(Buffer.from([0, 255]))
  expect(await keysOf('')).toEqual(['digests/000000000001.json'])
})

test('a folder where a file should be is an error', async () => {
  put('digests/000000000001.json/x')
  await expect(directoryTrail(directory).read('digests/000000000001.json')).rejects.toThrow('unreadable')
})
