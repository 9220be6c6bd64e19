import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'

export type SchemaName = 'manifest' | 'manifest-v1' | 'lock' | 'organization' | 'exemptions' | 'review' | 'trust'

const compiled = new Map<SchemaName, ValidateFunction>()

/** The validator of a document's schema, compiled at its first use. */
export function validator(name: SchemaName): ValidateFunction {
  const known = compiled.get(name)
  if (known !== undefined) return known
  // that our schemas are schemas is seen in a test: here it would take longer than all else
  const trusted = { validateSchema: false, meta: false }
  const ajv = new Ajv({
    ...trusted,
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    messages: false,
    logger: false,
  })
  // for editors alone
  ajv.addVocabulary(['enumDescriptions'])
  // ajv's own compares each item with each other one
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', validate: allDifferent, errors: false })
  // by the package's own name, which is the same from source and from dist
  const load = (name: SchemaName) => createRequire(import.meta.url)(`holdfast/schemas/${name}.schema.json`)
  if (name === 'manifest-v1') ajv.addSchema(load('manifest'))
  const validate = ajv.compile(load(name))
  compiled.set(name, validate)
  return validate
}

const allDifferent = (wanted: boolean, items: unknown[]): boolean =>
  !wanted || new Set(items.map((item) => JSON.stringify(item))).size === items.length
