import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { assembly, type Synthesized } from './cloud.ts'

const app = resolve(__dirname, '../../../dist/stacks/main.js')

/** The stacks of a folder's manifest as `cdk synth` makes them, by name; they are gone after the tests of the file. */
export function synthesized(folder: string): { stacks: Record<string, Synthesized> } {
  const found: { stacks: Record<string, Synthesized> } = { stacks: {} }
  let out = ''
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'holdfast-synthesis-'))
    const env = { PATH: process.env.PATH, CDK_OUTDIR: out, CDK_VALIDATION: 'false' }
    execFileSync(process.execPath, [app], { cwd: folder, env, stdio: 'pipe' })
    found.stacks = assembly(out)
  })
  afterAll(() => rmSync(out, { recursive: true, force: true }))
  return found
}
