import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codes } from '../../compile/problems.ts'

// A code that no test expects could as well not exist.
const expected = readdirSync(__dirname, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(\.test\.ts|expected\.txt)$/.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n')

test.each(codes)('%s is expected by a test', (code) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  expect(expected).toMatch(new RegExp(`\\b${code}\\b(?!-)`))
})
