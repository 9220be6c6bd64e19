import type { ErrorObject } from 'ajv'
import type { Problem } from '../../core/problem.ts'
import { own } from '../members.ts'
import { mostProblems, problem } from '../problems.ts'
import { didYouMean, nearest } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import { type SchemaName, validator } from './schemas.ts'
import { wordsFor } from './words.ts'

/** What the schema of a document finds wrong with it, each at its place; `leftOut` counts what was too many to look at. */
export function checkSchema(name: SchemaName, yaml: YamlFile): { problems: Problem[]; leftOut: number } {
  const validate = validator(name)
  if (validate(yaml.value)) return { problems: [], leftOut: 0 }
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
  validate.errors = null
  const missing = missingKeys(errors)
  const used = new Set<string>()
  const problems = errors.slice(0, mostProblems + 1).flatMap((error) => {
    const path = toPath(error.instancePath, yaml.value)
    if (error.keyword === 'additionalProperties') return [unknownKey(error, path, yaml, missing, used)]
    if (error.keyword === 'required') return []
    const found = valueProblem(error, path, yaml)
    return found === null ? [] : [found]
  })
  const absent = errors.filter(({ keyword }) => keyword === 'required').slice(0, mostProblems + 1)
  for (const error of absent) {
    const key = String(error.params.missingProperty)
    if (!used.has(`${error.instancePath} ${key}`)) problems.push(missingKey(error, key, yaml))
  }
  return { problems, leftOut: Math.max(0, errors.length - problems.length - used.size) }
}

function missingKeys(errors: ErrorObject[]): Map<string, string[]> {
  const missing = new Map<string, string[]>()
  for (const { keyword, instancePath, params } of errors)
    if (keyword === 'required')
      missing.set(instancePath, [...(missing.get(instancePath) ?? []), String(params.missingProperty)])
  return missing
}

/** Where a key belongs that is often indented too little or too much. */
const homes: Record<string, string> = {
  organizational_units: 'deployment_targets',
  accounts: 'deployment_targets',
  mode: 'holdfast',
  state: 'holdfast',
  prune: 'holdfast',
  adopt: 'holdfast',
  evict: 'holdfast',
  each_account_in: 'holdfast',
  acknowledge: 'holdfast',
  joined_after: 'each_account_in',
  except: 'each_account_in',
}

function unknownKey(
  error: ErrorObject,
  path: Path,
  yaml: YamlFile,
  missing: Map<string, string[]>,
  used: Set<string>,
): Problem {
  const key = String(error.params.additionalProperty)
  const known = Object.keys(error.parentSchema?.properties ?? {})
  const place = yaml.at([...path, key], 'key')
  const message = `unknown key ${quote(key)}`
  // a key that is missing next to an unknown one that looks like it: one mistake, one problem
  const meant = nearest(key, missing.get(error.instancePath) ?? [])
  if (meant !== null) {
    used.add(`${error.instancePath} ${meant}`)
    return problem('unknown-key', place, message, `Did you mean ${quote(meant)}? It is needed here.`)
  }
  const home = own(homes, key)
  const belongs = home !== undefined && path[0] === 'resources' && path.at(-1) !== home
  const otherwise = belongs ? `It belongs below ${home}: check the indentation.` : `Known here: ${known.join(', ')}.`
  return problem('unknown-key', place, message, didYouMean(key, known, otherwise))
}

function missingKey(error: ErrorObject, key: string, yaml: YamlFile): Problem {
  const path = toPath(error.instancePath, yaml.value)
  const schema: { description?: string; enum?: string[] } | undefined = error.parentSchema?.properties?.[key]
  const about = schema?.enum?.join(', ') ?? schema?.description?.replace(/\.(\s.*)?$/, '')
  const hint = about === undefined ? `Add the key ${key}.` : `Add the key ${key}: ${about}.`
  return problem('missing-key', yaml.at(path), `${subject(path)} has no ${quote(key)}`, hint)
}

const accountKeys = new Set<string | number>([
  'accounts',
  'except',
  'delegated_administrators',
  'management',
  'management_account',
  'log_archive',
  'audit',
])

function valueProblem(error: ErrorObject, path: Path, yaml: YamlFile): Problem | null {
  const words = wordsFor(error)
  if (words === null) return null
  const place = yaml.at(path, error.data === null ? 'key' : 'value')
  const written =
    error.keyword === 'type' && String(error.params.type).startsWith('string') ? yaml.unquoted(path) : null
  if (written !== null && written !== '' && error.data !== null && typeof error.data !== 'object') {
    const value = quote(written)
    const account = path.some((step) => accountKeys.has(step)) && typeof error.data === 'number'
    const message = `${subject(path)}: YAML reads ${value.slice(1, -1)} as the ${typeof error.data} ${error.data}, not as text`
    const hint = account ? `Quote it: account ids are twelve digits in quotes.` : `Put it in quotes: ${value}.`
    return problem(account ? 'wrong-account-id' : 'wrong-type', place, message, hint)
  }
  if (error.keyword === 'const' && path.length === 1 && path[0] === 'version')
    return problem('wrong-version', place, `${subject(path)} ${words.message}`, words.hint)
  const link = error.keyword === 'pattern' ? ': ' : ' '
  return problem(words.code, place, `${subject(path)}${link}${words.message}`, words.hint)
}

/** The last key of a path with what counts in it: deploy_method, accounts[2]. */
function subject(path: Path): string {
  const from = path.findLastIndex((step) => typeof step === 'string')
  if (from === -1) return 'the file'
  return path
    .slice(from)
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? step : quote(step)))
    .join('')
}

/** A JSON pointer as a path; only the value can tell an index from a key that looks like one. */
function toPath(pointer: string, value: unknown): Path {
  const path: (string | number)[] = []
  let inside: unknown = value
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(inside) ? Number(key) : key
    path.push(step)
    inside = typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined
  }
  return path
}
