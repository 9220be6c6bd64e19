import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Figures } from './figures.ts'
import { house, node } from './processes.ts'

const functions = ['policy-drift', 'account-enrolment', 'sweep']
const runs = 9

/** The bundle of each function, and how long Node needs to import it: the median, without what Node needs by itself. */
export async function bundle(): Promise<Record<string, Figures>> {
  const outdir = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'))
  try {
    await build({
      entryPoints: functions.map((name) => join(house, `bench/entries/${name}.ts`)),
      ...{ outdir, outExtension: { '.js': '.mjs' }, bundle: true, minify: true, logLevel: 'warning' },
      // Without `module` first the SDK comes as CommonJS, which is half as large again.
      ...{ platform: 'node', target: 'node22', format: 'esm', mainFields: ['module', 'main'] },
    })
    const figures: Record<string, Figures> = {}
    for (const name of functions) {
      const file = join(outdir, `${name}.mjs`)
      const bare = await median('0')
      const whole = await median(`await import(${JSON.stringify(pathToFileURL(file))})`)
      figures[name] = { bytes: statSync(file).size, 'import ms': Math.max(0, Math.round(whole - bare)) }
    }
    return figures
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

async function median(script: string): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push((await node(['--input-type=module', '--eval', script])).ms)
  return times.sort((one, other) => one - other)[(runs - 1) / 2] ?? 0
}
