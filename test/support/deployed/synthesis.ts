import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Value } from './template.ts'

/** A template with the assets of its functions. */
export interface Synthesized {
  template: Value
  /** Folder of the assembly. */
  folder: string
  account: string
  region: string
  partition: string
}

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

/** Folder of a function's asset: CDK notes it in the metadata of the resource, or the assembly by its hash. */
export function assetOf({ template, folder }: Synthesized, id: string): string {
  const { Code } = template.Resources[id].Properties
  const hash = /([0-9a-f]{64})/.exec(JSON.stringify(Code))?.[1] ?? ''
  return join(folder, `asset.${hash}`)
}

/** The stacks of an assembly, by name. */
function assembly(folder: string): Record<string, Synthesized> {
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  return Object.fromEntries(
    Object.entries<Value>(artifacts)
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(([name, { environment, properties }]) => {
        const [account, region] = environment.replace('aws://', '').split('/')
        const template = JSON.parse(readFileSync(join(folder, properties.templateFile), 'utf8'))
        const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
        return [properties.stackName ?? name, { template, folder, account, region, partition }]
      }),
  )
}
