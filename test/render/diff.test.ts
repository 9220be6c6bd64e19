import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { readableLines } from '../../core/policy/content.ts'
import { unifiedDiff } from '../../render/diff.ts'
import { has } from '../support/cli.ts'

const letters = (text: string): string[] => [...text]

const cases: [string, string, string][] = [
  ['abc', 'abc', ''],
  ['', '', ''],
  ['', 'ab', '@@ -0,0 +1,2 @@|+a|+b'],
  ['ab', '', '@@ -1,2 +0,0 @@|-a|-b'],
  ['abc', 'axc', '@@ -1,3 +1,3 @@| a|-b|+x| c'],
  ['abcdefghi', 'abcdeXfghi', '@@ -3,6 +3,7 @@| c| d| e|+X| f| g| h'],
  ['aXbcdefgYh', 'abcdefgh', '@@ -1,10 +1,8 @@| a|-X| b| c| d| e| f| g|-Y| h'],
  ['XabcdefgY', 'abcdefg', '@@ -1,4 +1,3 @@|-X| a| b| c|@@ -6,4 +5,3 @@| e| f| g|-Y'],
  ['ab', 'ba', '@@ -1,2 +1,2 @@|-a| b|+a'],
]

test.each(cases)('from %j to %j', (before, after, wanted) => {
  expect(unifiedDiff(letters(before), letters(after)).join('|')).toBe(wanted)
})

test('texts too long to be compared go and come whole', () => {
  const texts = ['x', 'y'].map((one) => Array.from({ length: 2_001 }, (_, at) => (at % 2 === 0 ? one : 'same')))
  const [before = [], after = []] = texts
  const [head, ...lines] = unifiedDiff(before, after)
  expect(head).toBe('@@ -1,2001 +1,2001 @@')
  expect(lines).toEqual([...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)])
})

const patching = has('patch') ? test : test.skip
patching('patch makes the one text of the other with it, and the other of the one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-diff-'))
  const file = join(folder, 'text')
  const patched = (text: string[], diff: string[], ...args: string[]) => {
    writeFileSync(file, text.map((line) => `${line}\n`).join(''))
    if (diff.length > 0)
      execFileSync('patch', ['--silent', '--no-backup-if-mismatch', '--fuzz=0', ...args, file], {
        input: `--- text\n+++ text\n${diff.join('\n')}\n`,
      })
    return readFileSync(file, 'utf8').split('\n').slice(0, -1)
  }
  const text = fc.array(fc.constantFrom('a', 'b', '{', '  c'), { maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      // patch removes a file that becomes empty
      const [one, other] = [
        ['first', ...before],
        ['first', ...after],
      ]
      const diff = unifiedDiff(one, other)
      expect(patched(one, diff)).toEqual(other)
      expect(patched(other, diff, '--reverse')).toEqual(one)
    }),
    { numRuns: 60 },
  )
  rmSync(folder, { recursive: true })
})

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

test.each([
  ['{"b":[1,{}],"a":"x"}', ['{', '  "b": [', '    1,', '    {}', '  ],', '  "a": "x"', '}']],
  ['no "JSON"\r\nat all\n', ['no "JSON"', 'at all', '']],
  ['null', ['null']],
  [nested(3), ['[', '  [', '    []', '  ]', ']']],
  [nested(40), [nested(40)]],
  [nested(9_000), [nested(9_000)]],
  [`[1,"${'x'.repeat(100_000)}"]`, [`[1,"${'x'.repeat(100_000)}"]`]],
])('%.40s is read in lines', (text, lines) => {
  expect(readableLines(text)).toEqual(lines)
})
