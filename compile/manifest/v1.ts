import type { Problem } from '../../core/problem.ts'
import { isMembers, type Members } from '../members.ts'
import { problem } from '../problems.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'

const version = '2020-01-01'

/** Whether a document is a manifest of CfCT's first version. */
export const isV1 = (value: unknown): boolean => isMembers(value) && value.version === version

/** The two lists of that version, and what their keys are called today. */
const sections: { name: string; method: string | null; keys: Readonly<Record<string, string>> }[] = [
  {
    name: 'organization_policies',
    method: 'scp',
    keys: {
      name: 'name',
      description: 'description',
      resource_file: 'policy_file',
      'deployment_targets.organizational_units': 'apply_to_accounts_in_ou',
      holdfast: 'holdfast',
    },
  },
  {
    name: 'cloudformation_resources',
    method: null,
    keys: {
      name: 'name',
      resource_file: 'template_file',
      parameter_file: 'parameter_file',
      deploy_method: 'deploy_method',
      'deployment_targets.organizational_units': 'deploy_to_ou',
      'deployment_targets.accounts': 'deploy_to_account',
      regions: 'regions',
      export_outputs: 'ssm_parameters',
      holdfast: 'holdfast',
    },
  },
]

/**
 * A manifest as one of 2021-03-15: the same file where it is one already. From an older one everything is carried over, and
 * places and paths remain those of the file, so that nobody else has to know that there are two versions.
 */
export function modern(yaml: YamlFile): { yaml: YamlFile; problems: Problem[] } {
  if (!isV1(yaml.value)) return { yaml, problems: [] }
  const manifest = yaml.value as Members
  const entries = sections.flatMap((section) => {
    const list = manifest[section.name]
    return Array.isArray(list) ? list.map((entry, index) => ({ section, index, entry: entry as unknown })) : []
  })
  const { region, holdfast } = manifest
  const value = { region, version, holdfast, resources: entries.map(({ section, entry }) => resource(section, entry)) }
  const back = (path: Path): Path => {
    const [first, index, ...keys] = path
    if (first !== 'resources') return path
    const found = entries[Number(index)]
    // of both lists, where nothing is said about one of their entries
    if (found === undefined) return [sections.find(({ name }) => name in manifest)?.name ?? 'version']
    return [found.section.name, found.index, ...writtenKeys(found.section, found.entry, keys)]
  }
  return {
    yaml: {
      ...yaml,
      value,
      at: (path, what) => yaml.at(back(path), what),
      unquoted: (path) => yaml.unquoted(back(path)),
    },
    problems: [old(yaml), ...entries.flatMap(({ section, index, entry }) => unread(section, index, entry, yaml))],
  }
}

type Section = (typeof sections)[number]

function resource({ method, keys }: Section, entry: unknown): Members {
  const targets: Members = {}
  const read: Members = {}
  for (const [now, before] of Object.entries(keys)) {
    if (!isMembers(entry) || !Object.hasOwn(entry, before)) continue
    const [key = '', inside] = now.split('.')
    if (inside === undefined) read[key] = entry[before]
    else targets[inside] = entry[before]
  }
  // CfCT compares it in lower case; what it is not has been said by the schema
  const isStackSet = String(read.deploy_method).toLowerCase() === 'stack_set'
  // a stack set may do without targets
  if (method === null || Object.keys(targets).length > 0) read.deployment_targets = targets
  return { ...read, deploy_method: method ?? (isStackSet ? 'stack_set' : null) }
}

/** A path below an entry with the keys that the file has; as far as there are such. */
function writtenKeys({ keys }: Section, entry: unknown, [first, second, ...rest]: Path): Path {
  if (first === undefined) return []
  if (first !== 'deployment_targets') {
    const before = keys[String(first)]
    return before === undefined ? [] : [before, ...(second === undefined ? [] : [second]), ...rest]
  }
  const lists = Object.keys(keys).filter((now) => now.startsWith(`deployment_targets.${second ?? ''}`))
  const before = lists.map((now) => keys[now] ?? '').find((key) => isMembers(entry) && Object.hasOwn(entry, key))
  return before === undefined ? [] : [before, ...rest]
}

const old = (yaml: YamlFile): Problem =>
  problem(
    'old-version',
    yaml.at(['version']),
    'version 2020-01-01 of the manifest is read, but AWS has ended its support in CfCT',
    'To convert it: write version: 2021-03-15 and put the entries of both lists below resources, policies with deploy_method: scp. policy_file and template_file become resource_file; apply_to_accounts_in_ou and deploy_to_ou become organizational_units, and deploy_to_account accounts, both in deployment_targets; ssm_parameters become export_outputs; depends_on goes.',
  )

function unread({ name }: Section, index: number, entry: unknown, yaml: YamlFile): Problem[] {
  if (!isMembers(entry) || !Object.hasOwn(entry, 'depends_on')) return []
  const message = 'depends_on means nothing: CfCT accepts it and never reads it'
  const hint = 'Remove it, and write what comes first above: stack sets are deployed in the order of the file.'
  return [problem('ignored-key', yaml.at([name, index, 'depends_on'], 'key'), message, hint)]
}
