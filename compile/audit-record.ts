import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import type { AuditRecord } from '../core/audit/record.ts'

const kinds = new Map<string, ValidateFunction | null>()

let known: Ajv | undefined

/** Whether a record says what records of its kind say. It stops at the first thing that is wrong. */
export function isAuditRecord(value: AuditRecord): boolean {
  const kind = kinds.get(value.type) ?? validatorOf(value.type)
  kinds.set(value.type, kind)
  return kind?.(value) === true
}

/** By kind: a schema of all of them would try each. */
function validatorOf(type: string): ValidateFunction | null {
  const [, kind] = /^holdfast\.([a-z]+)\.v1$/.exec(type) ?? []
  const schema = createRequire(import.meta.url)('holdfast/schemas/audit-record.schema.json')
  if (!kind || !Object.hasOwn(schema.definitions, `${kind}Record`)) return null
  known ??= new Ajv({ validateSchema: false, meta: false, allowUnionTypes: true, messages: false, logger: false })
  if (!known.getSchema(schema.$id)) known.addSchema(schema)
  return known.compile({ $ref: `${schema.$id}#/definitions/${kind}Record` })
}
