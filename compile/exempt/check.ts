import type { Problem } from '../../core/problem.ts'
import type { DraftPolicy } from '../manifest/policies.ts'
import type { Resolved } from '../manifest/targets.ts'
import { problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { DraftExemption, DraftRatification } from './draft.ts'

/** @alice, Alice, alice and what only looks wider are one person; letters of other scripts that look alike are for reviewers. */
const personOf = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/^[@\s]+/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

/** Nobody approves what he asked for, or counts twice. */
export function checkPeople(
  {
    path,
    approvers,
    ...one
  }: Pick<DraftExemption | DraftRatification, 'path' | 'approvers'> & { requestedBy?: string },
  yaml: YamlFile,
): Problem[] {
  const people = approvers.map(personOf)
  const asked = one.requestedBy ? personOf(one.requestedBy) : undefined
  const at = yaml.at([...path, 'approvers'])
  const hint = 'Name those who reviewed it, each once; requested_by is who asked for it.'
  if (asked !== undefined && people.includes(asked))
    return [
      problem('exemption-approvers', at, `${quote(one.requestedBy ?? '')} asked for it and cannot approve it`, hint),
    ]
  if (new Set(people).size === people.length) return []
  return [problem('exemption-approvers', at, 'somebody is named twice', hint)]
}

/** Messages, records and reviews name an exemption by its id. */
export function checkRepeated(exemptions: DraftExemption[], yaml: YamlFile): Problem[] {
  const seen = new Set<string>()
  return exemptions.flatMap(({ id, path }) => {
    const isRepeated = id !== '' && seen.has(id)
    seen.add(id)
    if (!isRepeated) return []
    return [
      problem(
        'repeated-id',
        yaml.at([...path, 'id']),
        `${quote(id)} is the id of two exemptions`,
        'Choose another id.',
      ),
    ]
  })
}

interface Timed {
  one: DraftExemption
  policy: DraftPolicy | undefined
  target: Resolved | null
  from: number | null
  until: number | null
}

/** Two exemptions for one place at one time: together they may last longer than one may. What follows without a gap does not overlap. */
export function checkOverlaps(all: Timed[], yaml: YamlFile): Problem[] {
  const places = new Map<string, { id: string; from: number; until: number }[]>()
  return all.flatMap(({ one, policy, target, from, until }) => {
    if (!policy || !target || from === null || until === null) return []
    const key = `${policy.type} ${one.policy} ${target.id ?? `${target.kind} ${target.path}`}`
    const others = places.get(key) ?? []
    places.set(key, [...others, { id: one.id, from, until }])
    const other = others.find((other) => from < other.until && other.from < until)
    if (!other) return []
    const message = `${quote(one.id)} and ${quote(other.id)} are for the same policy and target at the same time`
    const hint = 'Keep one, or let the second begin when the first ends.'
    return [problem('exemptions-overlap', yaml.at(one.path), message, hint)]
  })
}
