import type { Problem } from '../../core/problem.ts'
import { type Code, type Finding, problem } from '../problems.ts'
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
 * found in the file of several resources has to be acknowledged by each of them, or at the top for all; what has several codes, under
 * each of them: it goes by the first that is not.
 */
export function acknowledge(found: Finding[], draft: Draft, yaml: YamlFile, files: NamedFiles): Problem[] {
  const all = [...draft.acknowledge, ...draft.resources.flatMap((resource) => resource.acknowledge)]
  if (all.length === 0) return found.map(({ codes: _, ...one }) => one)
  const answered = new Set<Acknowledgement>()
  const entriesOf = createEntries()
  const ownersOf = createOwners(draft, yaml, files)

  /** What each owner of a problem says to a code. */
  function entriesFor(code: string, owners: Owner[]): (Acknowledgement | undefined)[] {
    if (!known.has(code)) return [undefined]
    const of = (owner: Owner) => entriesOf(owner).get(code)
    const entries = owners.map((owner) => of(owner) ?? of(draft))
    for (const entry of entries) if (entry !== undefined) answered.add(entry)
    return entries
  }

  const marked = found.map(({ codes, ...one }): Problem => {
    const owners = ownersOf(one)
    const answers = (codes ?? [one.code]).map((code) => ({
      code,
      entries: entriesFor(code, owners.length > 0 ? owners : [draft]),
    }))
    const open = answers.find(({ entries }) => entries.includes(undefined))
    if (open !== undefined) return { ...one, code: open.code }
    const reasons = new Set(answers.map(({ entries: [first] }) => first?.reason))
    return { ...one, acknowledged: [...reasons].join(' ') }
  })
  return [
    ...marked,
    ...all.filter((entry) => known.has(entry.code) && !answered.has(entry)).map((entry) => inVain(entry, yaml)),
  ]
}

type Owner = Pick<Draft, 'acknowledge'>

/** What one place acknowledges, by code; the first entry of a code counts. */
function createEntries(): (owner: Owner) => ReadonlyMap<string, Acknowledgement> {
  const known = new Map<Owner, ReadonlyMap<string, Acknowledgement>>()
  return (owner) => {
    const entries =
      known.get(owner) ?? new Map(owner.acknowledge.toReversed().map((entry) => [entry.code, entry] as const))
    known.set(owner, entries)
    return entries
  }
}

/** The resources that a problem is about: the one that it stands in, or all that use the file. */
function createOwners({ resources }: Draft, yaml: YamlFile, files: NamedFiles) {
  const entries = new Map(resources.map((resource) => [yaml.at(resource.path).path, resource]))
  const users = new Map<string | undefined, DraftResource[]>()
  for (const resource of resources) {
    if (resource.file === null) continue
    const file = files.placeOf(resource.file)
    const those = users.get(file)
    if (those === undefined) users.set(file, [resource])
    else those.push(resource)
  }
  return ({ file, path = '' }: Problem): DraftResource[] => {
    if (file !== yaml.file) return users.get(file) ?? []
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
