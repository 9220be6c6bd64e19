import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

// `npm run guards` turns each of them off and sees its tests fail. Here only: the table and what is written of it fit the code.

const house = resolve(__dirname, '..')
const read = (file: string): string => readFileSync(join(house, file), 'utf8')
const guards: { guard: string; file: string; text: string; becomes: string; tests: string[] }[] = JSON.parse(
  read('scripts/guards.json'),
)

test.each(guards)('$guard', ({ file, text, becomes, tests }) => {
  expect(read(file).split(text)).toHaveLength(2)
  expect(becomes).not.toBe(text)
  expect(tests).not.toEqual([])
  expect(tests.filter((test) => !existsSync(join(house, test)))).toEqual([])
})

test('no guard has the name of another', () => {
  expect(new Set(guards.map(({ guard }) => guard)).size).toBe(guards.length)
})

test('docs/guards.md lists them all: npm run guards -- --list', () => {
  const rows = guards.map(({ guard, file, tests }) => `| ${guard} | \`${file}\` | ${tests.join(', ')} |`)
  expect(read('docs/guards.md').trim().split('\n').slice(-rows.length)).toEqual(rows)
})
