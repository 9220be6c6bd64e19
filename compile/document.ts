import type { Problem } from '../core/problem.ts'
import { isV1 } from './manifest/v1.ts'
import { isMembers } from './members.ts'
import { problem } from './problems.ts'
import { checkSchema } from './schema/check.ts'
import type { SchemaName } from './schema/schemas.ts'
import { decode } from './text/read.ts'
import type { Limits } from './yaml/guard.ts'
import { parseYaml, type YamlFile } from './yaml/parse.ts'

type Document = Exclude<SchemaName, 'manifest-v1'>

const limits: Record<Document, Limits> = {
  manifest: { bytes: 5_000_000, tokens: 1_000_000 },
  lock: { bytes: 5_000_000, tokens: 1_000_000 },
  review: { bytes: 1_000_000, tokens: 100_000 },
  exemptions: { bytes: 2_000_000, tokens: 200_000 },
  // a snapshot of 50,000 accounts and 10,000 policies of 10,000 characters each
  organization: { bytes: 200_000_000, tokens: 10_000_000 },
  trust: { bytes: 5_000_000, tokens: 1_000_000 },
}

export interface Loaded {
  yaml: YamlFile | null
  problems: Problem[]
  leftOut: number
}

/** A YAML document that was checked against its schema: null where it could not be parsed, else also with problems. */
export function loadDocument(bytes: Uint8Array, file: string, name: Document): Loaded {
  const text = decode(bytes, file, limits[name].bytes)
  if (typeof text !== 'string') return { yaml: null, problems: [text], leftOut: 0 }
  const { yaml, problems } = parseYaml(text, file, limits[name])
  if (yaml === null) return { yaml, problems, leftOut: 0 }
  if (yaml.value === null) return { yaml: null, problems: [...problems, empty(file, name)], leftOut: 0 }
  if (resourcesOf(yaml.value) > mostResources) return { yaml: null, problems: [...problems, tooMany(yaml)], leftOut: 0 }
  const checked = checkSchema(name === 'manifest' && isV1(yaml.value) ? 'manifest-v1' : name, yaml)
  return { yaml, problems: [...problems, ...checked.problems], leftOut: checked.leftOut }
}

function empty(file: string, name: Document): Problem {
  const place = { file, line: 1, column: 1 }
  if (name !== 'manifest')
    return problem('missing-key', place, 'the file is empty', `Remove it, or write the ${name} into it.`)
  const hint =
    'Write at least region, version and resources. To detach policies, keep their entries with state: absent.'
  return problem('empty-manifest', place, 'an empty manifest changes nothing', hint)
}

/** AWS's quotas of SCPs and RCPs together; also, ajv's time grows with the square of the resources that are wrong. */
const mostResources = 12_000

const lists = ['resources', 'organization_policies', 'cloudformation_resources']

const resourcesOf = (value: unknown): number =>
  lists
    .map((key) => (isMembers(value) ? value[key] : null))
    .reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0)

function tooMany(yaml: YamlFile): Problem {
  const message = `the manifest has ${resourcesOf(yaml.value)} resources; an organization can have ${mostResources} policies`
  return problem('too-much', yaml.at(['resources'], 'key'), message, 'Check that it is the right file.')
}
