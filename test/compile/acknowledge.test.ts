import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { acknowledgeable } from '../../compile/manifest/acknowledge.ts'

test('the schema offers an editor exactly the codes that can be acknowledged', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../schemas/manifest.schema.json'), 'utf8'))
  expect([...schema.definitions.acknowledge.items.properties.code.enum].sort()).toEqual([...acknowledgeable].sort())
})
