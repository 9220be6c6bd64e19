// Writes schemas/types/*.ts from schemas/*.schema.json, so that a document has one definition.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { compileFromFile } from 'json-schema-to-typescript'

const folder = new URL('../schemas/', import.meta.url).pathname
await rm(`${folder}types`, { recursive: true, force: true })
await mkdir(`${folder}types`)
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.schema.json'))) {
  const text = await compileFromFile(`${folder}${file}`, {
    cwd: folder,
    additionalProperties: false,
    bannerComment: `// Generated from schemas/${file} by scripts/types.mjs`,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  await writeFile(`${folder}types/${file.replace('.schema.json', '.ts')}`, text)
}
