import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileLock, compileManifest } from '../../compile/index.ts'
import { transcript } from '../support/command.ts'
import { folderReader } from './folder.ts'

// Each folder of cases/ is a user's folder. expected.txt is what a command says there, word for word: validate, or what
// command.txt names. compiled.json is the manifest that came out of it, the names that it still lacks, and the stack sets.
// To write them anew: UPDATE_CASES=1 npx jest test/compile/cases, then read what changed.
const cases = join(__dirname, 'cases')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-case-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function compiled(): string | null {
  const read = folderReader(folder)
  const { lock } = compileLock({ read, file: 'manifest.lock.yaml' })
  const { manifest, unresolved, deployment } = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
  const stackSets = deployment && deployment.stackSets.length > 0 ? { stackSets: deployment.stackSets } : {}
  const found = manifest || unresolved.length > 0
  return found ? `${JSON.stringify({ manifest, unresolved, ...stackSets }, null, 1)}\n` : null
}

function agree(file: string, found: string | null): void {
  if (process.env.UPDATE_CASES) {
    if (found === null) rmSync(file, { force: true })
    else writeFileSync(file, found)
  }
  expect(found).toBe(existsSync(file) ? readFileSync(file, 'utf8') : null)
}

test.each(readdirSync(cases))('%s', async (name) => {
  cpSync(join(cases, name), folder, { recursive: true })
  const command = existsSync(join(folder, 'command.txt'))
    ? readFileSync(join(folder, 'command.txt'), 'utf8').trim()
    : ''
  if (command === '') agree(join(cases, name, 'compiled.json'), compiled())
  agree(join(cases, name, 'expected.txt'), await transcript(folder, (command || 'validate').split(' ')))
})
