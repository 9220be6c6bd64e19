// Writes schemas/types/*.ts (or FOLDER/*.ts) from schemas/*.schema.json, so that a document has one definition.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { compileFromFile } from 'json-schema-to-typescript'

const schemas = resolve(import.meta.dirname, '../schemas')
const folder = process.argv[2] ?? join(schemas, 'types')
await rm(folder, { recursive: true, force: true })
await mkdir(folder)
for (const file of (await readdir(schemas)).filter((name) => name.endsWith('.schema.json'))) {
  const text = await compileFromFile(join(schemas, file), {
    cwd: schemas,
    additionalProperties: false,
    bannerComment: `// Generated from schemas/${file} by scripts/types.mjs`,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  await writeFile(join(folder, file.replace('.schema.json', '.ts')), text)
}
