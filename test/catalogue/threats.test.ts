import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// Every attack of the threat model is a row of docs/threats.md, and every row names tests that there are, or its limit.

const house = join(__dirname, '../..')
const page = readFileSync(join(house, 'docs/threats.md'), 'utf8')

/** Words by which each attack of the threat model is known, in its order. */
const attacks = [
  ...['is detached', 'content is replaced', 'is deleted', 'type is disabled', 'is moved', 'leaves, is removed'],
  ...['rule is disabled', 'function is deleted', 'trail is stopped', 'manifest is edited', 'deployed copy'],
  ...['floods', 'forged', 'confused deputy', 'names his session', 'control characters', 'silenced'],
  ...['Evidence is changed', 'own role', 'suspension', 'supply chain'],
]

const rows = [...page.matchAll(/^\| (\d+) \|(.*)\|$/gm)].map(([, number, cells = '']) => ({
  number: Number(number),
  cells: cells.split(' | ').map((cell) => cell.trim()),
}))
const proofs = rows.flatMap(({ number, cells }) =>
  [...(cells[4] ?? '').matchAll(/`(test\/[^`]*)`: "([^"]*)"/g)].map(([, file = '', title = '']) => ({
    ...{ number, file, title },
  })),
)

test('each attack has its row', () => {
  expect(rows.map(({ number }) => number)).toStrictEqual(attacks.map((_, at) => at + 1))
  const unnamed = rows.filter(({ number, cells: [attack = ''] }) => !attack.includes(attacks[number - 1] ?? '?'))
  expect(unnamed).toStrictEqual([])
})

test.each(rows)('row $number says something in each column, and has a test or a limit', ({ number, cells }) => {
  expect(cells.map((cell) => cell.length > 3)).toStrictEqual([true, true, true, true, true])
  expect(proofs.some((proof) => proof.number === number) || /(^|; )Limit: ./.test(cells[4] ?? '')).toBe(true)
})

test.each(proofs)('row $number: $file has the test "$title"', ({ file, title }) => {
  expect(existsSync(join(house, file))).toBe(true)
  const text = readFileSync(join(house, file), 'utf8')
  expect(["'", '`'].some((quote) => text.includes(`${quote}${title}${quote},`))).toBe(true)
})

test('no test is named without its title', () => {
  expect(page.match(/test\/[\w./-]+\.test\.ts/g)).toHaveLength(proofs.length)
})
