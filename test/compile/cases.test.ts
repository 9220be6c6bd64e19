import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileLock, compileManifest } from '../../compile/index.ts'
import type { Problem } from '../../core/problem.ts'
import { folderReader } from './folder.ts'

// Each folder of cases/ is a manifest with its files; expected.txt says what is found in it, one problem a line, its
// hint below. To write
// it anew: UPDATE_CASES=1 npx jest test/compile/cases, then read what changed.
const cases = join(__dirname, 'cases')

const line = ({ file, line, column, severity, code, message, hint }: Problem): string =>
  `${file}:${line}:${column} ${severity} ${code} ${message}\n    ${hint}`

function report(folder: string): string {
  const read = folderReader(folder)
  const { lock, problems } = compileLock({ read, file: 'manifest.lock.yaml' })
  const compiled = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
  for (const { hint } of compiled.problems) expect(hint).toMatch(/\S/)
  const unresolved = compiled.unresolved.map(
    ({ kind, name, file, line, column }) => `${file}:${line}:${column} unresolved ${kind} ${name}`,
  )
  const verdict = compiled.manifest === null ? 'no manifest' : JSON.stringify(compiled.manifest, null, 1)
  return `${[...[...problems, ...compiled.problems].map(line), ...unresolved, verdict].join('\n')}\n`
}

test.each(readdirSync(cases))('%s', (name) => {
  const folder = join(cases, name)
  const expected = join(folder, 'expected.txt')
  const found = report(folder)
  if (process.env.UPDATE_CASES) writeFileSync(expected, found)
  expect(found).toBe(readFileSync(expected, 'utf8'))
})
