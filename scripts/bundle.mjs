import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const entries = join(house, 'handlers/lambda')

/**
 * The SDK writes keys of its schemas as constants, `{ [_hH]: 1 }`. A computed key might do something, so that esbuild keeps every
 * shape of every operation of such a client, also of those that nothing calls. Written out they are plain data.
 */
const plainKeys = {
  name: 'plain-keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const values = new Map(
          [...text.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
        )
        return { contents: text.replace(/\[(_\w+)\]:/g, (key, name) => `${values.get(name) ?? key}:`) }
      },
    )
  },
}

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
    plugins: [plainKeys],
    alias: { '@aws-sdk/credential-provider-node': './aws/credentials.ts' },
  })
}
