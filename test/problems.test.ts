import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codes, severities } from '../core/problem.ts'

// Every code has a file that shows what people see, word for word, and a section that explains it.

const shown = ['compile/cases', 'cli/problems']
  .flatMap((folder) => readdirSync(join(__dirname, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.txt'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n')

/** What no test can bring about on every machine, or no command. */
const unseen: Partial<Record<string, string>> = {
  'not-applied': 'validate and plan find what an organization of our own would refuse',
  'port-denied': 'root may take any port, and so may everybody on some machines',
  'organization-not-read': 'commands read all or end; lock.test.ts shows what a program is told that read a part',
}

const page = readFileSync(join(__dirname, '../docs/problems.md'), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section): [string, string] => [section.split('\n', 1)[0] ?? '', section.split(/^# /m)[0] ?? '']),
)

test.each(codes)('%s', (code) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  if (unseen[code] === undefined) expect(shown).toMatch(new RegExp(`(error|warning|info) ${code}$`, 'm'))
  const section = sections.get(code) ?? ''
  expect(section).toMatch(
    new RegExp(`^${code}\\n\\*${severities[code]}\\* · [A-Z\`\\d][^]{20,}\\*\\*Fix\\*\\*:[^]{10,}`),
  )
})

test('every section is about a code that there is, and there is one of each', () => {
  const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
  expect([...titles].sort()).toEqual([...codes].sort())
})
