import { parseYaml } from '../../compile/yaml/parse.ts'

const problemsOf = (text: string): string[] =>
  parseYaml(text, 'manifest.yaml', { bytes: 1_000, tokens: 1_000 }).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message.replace(/^not valid YAML: /, '')}`,
  )

// Each kind of error that the library knows and a text can have, in words that say what is wrong.
test.each([
  ['a: [\n  - b\n', ['2:3 a list with "- ", or a mapping over several lines, inside "[" or "{"']],
  ['a: {\n  - b\n}\n', ['2:3 a list with "- ", or a mapping over several lines, inside "[" or "{"']],
  ['a: [b, c\nd: e\n', ['2:1 a "[" or "{" before this has no end']],
  ['[b, c\n', ['2:1 a "[" or "{" before this has no end']],
  ['a: &x b\nc: &y *x\n', ['2:7 an anchor or a tag before an alias (*…)']],
  ['&x ? a\n', ['1:4 an anchor or a tag before the "?"']],
  ['a: &x &y b\n', ['1:7 two anchors (&…) for one value']],
  ['a: !x !y b\n', ['1:7 two tags (!…) for one value']],
  ['a: !!map [b]\n', ['1:4 a tag (!…) that means nothing here']],
  ['%nonsense\n---\na: b\n', ['1:1 a line that begins with %']],
  ['a: @b\n', ['1:4 text cannot begin with this character']],
  ['a: "\\q"\n', ['1:5 an unknown escape sequence']],
  ['a: "b\n', ['2:1 a character is missing']],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected)
})

test('after a tab nothing is said but where the other tabs are', () => {
  const text = 'a:\n\tb: c\nd: e\nf:\n\tg: [h\n  i: j: k\n\tl: "m\n'
  expect(problemsOf(text).map((one) => one.replace(/:\d+ /, ' '))).toEqual([
    '2 a tab is used for indentation',
    '5 a tab is used for indentation',
  ])
})

test('what is wrong before a tab is told', () => {
  expect(problemsOf('a: @b\nc:\n\td: e\n').map((one) => one.replace(/:\d+ /, ' '))).toEqual([
    '1 text cannot begin with this character',
    '3 a tab is used for indentation',
  ])
})
