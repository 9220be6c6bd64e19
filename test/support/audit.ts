import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { canonicalJson } from '../../core/json.ts'

/** Every record of a trail in a directory, in the order of its keys; of none where there is no directory. */
export function recordsBelow(folder: string): Record<string, unknown>[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'))
  return files.sort().flatMap((name) => linesOf(readFileSync(join(folder, name), 'utf8')))
}

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const value = JSON.parse(line)
      if (canonicalJson(value) !== line) throw new Error(`This record is not in canonical form: ${line}`)
      return value
    })

/** What is wrong with records by their schema, which here also knows all members that there are. */
export function violations(records: Record<string, unknown>[]): string[] {
  validators ??= compile()
  return records.flatMap((record) => {
    const kind = /^holdfast\.(\w+)\.v1$/.exec(String(record.type))?.[1] ?? ''
    const validate = validators?.(kind)
    if (!validate) return `There is no kind of record named ${record.type}`
    if (validate(record)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${record.type}${instancePath} ${message}`)
  })
}

let validators: ReturnType<typeof compile> | undefined

function compile() {
  const file = join(__dirname, '../../schemas/audit-record.schema.json')
  const ajv = new Ajv()
  ajv.addSchema(strict(JSON.parse(readFileSync(file, 'utf8'))) as object, 'audit')
  return (kind: string) => ajv.getSchema(`audit#/definitions/${kind}Record`)
}

function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strict(one)]))
  const isShape = typeof members.properties === 'object' && members.type === 'object'
  return isShape ? { ...members, additionalProperties: false } : members
}
