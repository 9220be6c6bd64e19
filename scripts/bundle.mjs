import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const entries = join(house, 'handlers/lambda')

/**
 * The SDK writes keys of its schemas as constants, `{ [_hH]: 1 }`. A computed key might do something, so that esbuild keeps every
 * shape of every operation of such a client, also of those that nothing calls. Written out they are plain data. Throws where the SDK
 * writes them in another way: functions would grow, and nobody would know why.
 */
export function plainKeys(text, path) {
  const values = new Map([...text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]))
  return text.replace(/\[(_\w+)\]:/g, (_, name) => {
    const value = values.get(name)
    // As a plain key it would set the prototype.
    if (value === undefined || value === '"__proto__"')
      throw new Error(`${path} has a key that is no plain constant: ${name}`)
    return `${value}:`
  })
}

const schemas = /[\\/]@aws-sdk[\\/](client-[\w-]+)[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/

/** Counts the clients whose schemas it saw. */
const withPlainKeys = (seen) => ({
  name: 'plain-keys',
  setup({ onLoad }) {
    onLoad({ filter: schemas }, async ({ path }) => {
      seen.add(schemas.exec(path)[1])
      return { contents: plainKeys(await readFile(path, 'utf8'), path) }
    })
  },
})

/** Writes what Lambda runs: NAME/index.mjs for each function, which reads the compiled manifest beside it. */
export async function bundle(outdir) {
  // Not needed where nothing has changed since the last build.
  const { build } = await import('esbuild')
  const names = readdirSync(entries).filter((name) => name.endsWith('.ts'))
  const seen = new Set()
  const { metafile } = await build({
    entryPoints: names.map((name) => ({ in: join(entries, name), out: join(basename(name, '.ts'), 'index') })),
    ...{ absWorkingDir: house, outdir, outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
    ...{ bundle: true, metafile: true, minify: true, platform: 'node', target: 'node22', format: 'esm' },
    // Without `module` first the SDK comes as CommonJS, which is half as large again.
    mainFields: ['module', 'main'],
    external: ['./manifest.json'],
    plugins: [withPlainKeys(seen)],
    alias: { '@aws-sdk/credential-provider-node': './aws/credentials.ts' },
  })
  const clients = Object.keys(metafile.inputs).flatMap((name) => /@aws-sdk\/(client-[\w-]+)\//.exec(name)?.[1] ?? [])
  const unseen = [...new Set(clients)].filter((client) => !seen.has(client))
  if (unseen.length > 0) throw new Error(`Schemas are not where they were: ${unseen.join(', ')}`)
}
