import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const entries = join(house, 'handlers/lambda')

/** Writes what Lambda runs: NAME/index.mjs for each function, which reads the compiled manifest beside it. */
export async function bundle(outdir) {
  // Not needed where nothing has changed since the last build.
  const { build } = await import('esbuild')
  const names = readdirSync(entries).filter((name) => name.endsWith('.ts'))
  await build({
    entryPoints: names.map((name) => ({ in: join(entries, name), out: join(basename(name, '.ts'), 'index') })),
    ...{ absWorkingDir: house, outdir, outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
    ...{ bundle: true, minify: true, platform: 'node', target: 'node22', format: 'esm' },
    // Without `module` first the SDK comes as CommonJS, which is half as large again.
    mainFields: ['module', 'main'],
    external: ['./manifest.json'],
    alias: { '@aws-sdk/credential-provider-node': './aws/credentials.ts' },
  })
}
