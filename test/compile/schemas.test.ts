import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'

const folder = join(__dirname, '../../schemas')
const files = readdirSync(folder).filter((name) => name.endsWith('.schema.json'))

test.each(files)('%s is a JSON Schema', (name) => {
  const schema = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#')
  const ajv = new Ajv()
  expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null])
})
