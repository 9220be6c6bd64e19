import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { environmentNames } from '../core/deployed.ts'
import type { Figures } from './figures.ts'
import { manifestFor, sizes } from './organization.ts'
import { house, node, quickest } from './processes.ts'

const built = join(house, 'dist/functions')
const runs = 9

/**
 * The bundle of each function, as built, and how long Node needs to import it with a manifest beside it, without what Node
 * needs by itself.
 */
export async function bundle(): Promise<Record<string, Figures>> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'))
  try {
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifestFor(sizes[0])))
    const figures: Record<string, Figures> = {}
    for (const name of readdirSync(built)) {
      const file = join(folder, 'index.mjs')
      copyFileSync(join(built, name, 'index.mjs'), file)
      const variables = `Object.assign(process.env, ${JSON.stringify(environment)})`
      const [bare, whole] = [
        await ms(variables),
        await ms(`${variables}; await import(${JSON.stringify(pathToFileURL(file))})`),
      ]
      figures[name] = { bytes: statSync(file).size, 'import ms': Math.max(0, Math.round(whole - bare)) }
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const { queues, generation, pseudonymEpoch, ...others } = environmentNames

/** Any values: nothing is called. */
const environment = {
  ...Object.fromEntries([...Object.values(others), ...Object.values(queues)].map((name) => [name, 'any'])),
  ...{ [generation]: '1', [pseudonymEpoch]: '1' },
  AWS_REGION: 'us-east-1',
}

const ms = async (script: string): Promise<number> =>
  (await quickest(runs, () => node(['--input-type=module', '--eval', script]))).ms
