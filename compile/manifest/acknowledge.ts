import type { Problem } from '../../core/problem.ts'
import { type Code, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Acknowledgement, Draft, DraftResource } from './draft.ts'
import type { NamedFiles } from './files.ts'

/** What somebody may mean. The way out of everything else is to mend it: AWS would refuse it, or nobody can know what it does. */
export const acknowledgeable: readonly Code[] = [
  ...(['attached-to-nothing', 'locks-everybody-out'] as const),
  ...(['locks-out-control-tower', 'locks-out-stack-sets', 'locks-out-holdfast', 'locks-out-break-glass'] as const),
  ...(['cuts-off-services', 'other-organization-in-policy'] as const),
  ...(['allow-list', 'policy-doubtful', 'policy-placeholder', 'rcp-service-unsupported'] as const),
  ...(['security-ou', 'few-slots-left'] as const),
  ...([
    'management-account',
    'not-deployed',
    'ignored-key',
    'odd-region',
    'unquoted-account-id',
    'no-resources',
    'old-version',
    'not-vendored',
  ] as const),
]

const known = new Set<string>(acknowledgeable)

/**
 * Marks what the manifest acknowledges with its reason; what is acknowledged and not there is a finding itself. What is
 * found in the file of several resources has to be acknowledged by each of them, or at the top for all.
 */
export function acknowledge(found: Problem[], draft: Draft, yaml: YamlFile, files: NamedFiles): Problem[] {
  const all = [...draft.acknowledge, ...draft.resources.flatMap((resource) => resource.acknowledge)]
  if (all.length === 0) return found
  const answered = new Set<Acknowledgement>()
  const ownersOf = createOwners(draft, yaml, files)
  const marked = found.map((one) => {
    if (!known.has(one.code)) return one
    const of = ({ acknowledge }: Pick<Draft, 'acknowledge'>) => acknowledge.find(({ code }) => code === one.code)
    const owners = ownersOf(one)
    const entries = (owners.length > 0 ? owners : [draft]).map((owner) => of(owner) ?? of(draft))
    for (const entry of entries) if (entry !== undefined) answered.add(entry)
    const [first] = entries
    return first === undefined || entries.includes(undefined) ? one : { ...one, acknowledged: first.reason }
  })
  return [
    ...marked,
    ...all.filter((entry) => known.has(entry.code) && !answered.has(entry)).map((entry) => inVain(entry, yaml)),
  ]
}

/** The resources that a problem is about: the one that it stands in, or all that use the file. */
function createOwners({ resources }: Draft, yaml: YamlFile, files: NamedFiles) {
  const entries = new Map(resources.map((resource) => [yaml.at(resource.path).path, resource]))
  return ({ file, path = '' }: Problem): DraftResource[] => {
    if (file !== yaml.file)
      return resources.filter((resource) => resource.file !== null && files.placeOf(resource.file) === file)
    const owner = entries.get(/^\w+\[\d+\]/.exec(path)?.[0])
    return owner === undefined ? [] : [owner]
  }
}

const inVain = ({ code, path }: Acknowledgement, yaml: YamlFile): Problem =>
  problem(
    'acknowledged-nothing',
    yaml.at(path),
    `nothing is found here that ${quote(code)} would be the code of`,
    'Remove it: an acknowledgement that outlives its reason hides the next finding.',
  )
