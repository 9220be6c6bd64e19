import type { Exemption, Ratification } from '../../core/manifest.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { loadDocument } from '../document.ts'
import type { DraftPolicy } from '../manifest/policies.ts'
import { createResolver, type Given, type Resolved, type Unresolved } from '../manifest/targets.ts'
import { problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { failureProblem, type ReadFile } from '../text/read.ts'
import { momentOrDay } from '../text/time.ts'
import type { YamlFile } from '../yaml/parse.ts'
import { checkOverlaps, checkPeople, checkRepeated } from './check.ts'
import { type DraftExemption, toDraft } from './draft.ts'
import { checkPlace, policyOf } from './place.ts'
import { readRatified } from './ratified.ts'

export interface ExemptionsInput {
  read: ReadFile
  lock: LockDocument | null
  policies: DraftPolicy[]
  /** What policies say of the organization's id is about the true one. */
  organization: string
  mostDays: number
  /** Epoch milliseconds; left out, all are taken for over, and nothing is said of that. */
  now: number | undefined
}

export interface CompiledExemptions {
  /** null where a name has no id. */
  exemptions: Exemption[] | null
  ratified: Ratification[]
  problems: Problem[]
  leftOut: number
  unresolved: Unresolved[]
  ids: Given[]
}

export const exemptionsFile = 'exemptions.yaml'

const nothing = { exemptions: [], ratified: [], problems: [], leftOut: 0, unresolved: [], ids: [] }

/**
 * The exemptions beside a manifest, checked against what it attaches; or everything that is wrong with them. What comes out does
 * not depend on the time: one that is over is checked no more, and left out where what it names is gone.
 */
export function compileExemptions(input: ExemptionsInput): CompiledExemptions {
  const bytes = input.read(exemptionsFile)
  if (bytes === 'missing') return nothing
  const place = { file: exemptionsFile }
  if (typeof bytes === 'string') return { ...nothing, problems: [failureProblem(bytes, exemptionsFile, place)] }
  const { yaml, problems, leftOut } = loadDocument(bytes, exemptionsFile, 'exemptions')
  if (yaml === null) return { ...nothing, problems, leftOut }
  const draft = toDraft(yaml.value)
  const resolver = createResolver(yaml, input.lock)
  const forgotten = createResolver(yaml, input.lock)
  const read = draft.exemptions.map((one) => {
    const time = intervalOf(one, yaml, input)
    const isOver = time.until !== null && time.until <= (input.now ?? Number.POSITIVE_INFINITY)
    const target = targetOf(one, isOver ? forgotten : resolver, yaml)
    const policy = policyOf(one, input.policies)
    const found = isOver ? expired(one, time.until ?? 0, yaml, input) : checkPlace(one, target, policy, yaml, input)
    return { one, ...time, isOver, target, policy, problems: [...time.problems, ...checkPeople(one, yaml), ...found] }
  })
  const all = read.flatMap(({ one, from, until, isOver, target, policy }): (Exemption | null)[] => {
    if (from === null || until === null || !policy || !target) return []
    if (target.id === null) return isOver ? [] : [null]
    const { id, reason, ticket, approvers } = one
    const name = { type: policy.type, name: one.policy }
    return [{ id, policy: name, target: { id: target.id, path: target.path }, reason, ticket, approvers, from, until }]
  })
  const ratified = readRatified(draft.ratified, yaml)
  return {
    exemptions: all.includes(null)
      ? null
      : all.filter((one) => one !== null).sort((one, other) => one.from - other.from || (one.id < other.id ? -1 : 1)),
    ratified: ratified.ratified,
    problems: [
      ...problems,
      ...resolver.problems,
      ...read.flatMap((one) => one.problems),
      ...checkRepeated(draft.exemptions, yaml),
      ...checkOverlaps(read, yaml),
      ...ratified.problems,
    ],
    leftOut,
    unresolved: resolver.unresolved,
    ids: resolver.ids,
  }
}

const day = 24 * 60 * 60_000

/** When it begins and ends; null where that cannot be told. */
function intervalOf(one: DraftExemption, yaml: YamlFile, { mostDays }: ExemptionsInput) {
  const problems: Problem[] = []
  const [from, until] = (['not_before', 'expires_at'] as const).map((key) => {
    const written = key === 'not_before' ? one.notBefore : one.expiresAt
    const time = momentOrDay(written)
    if (time === null && written !== '') problems.push(noTime(written, yaml, one, key))
    return time
  }) as [number | null, number | null]
  const at = yaml.at([...one.path, 'expires_at'])
  if (from !== null && until !== null && until <= from)
    problems.push(problem('wrong-date', at, 'it ends before it begins', 'Write an end that is after not_before.'))
  if (from !== null && until !== null && until - from > mostDays * day) {
    const days = Math.ceil((until - from) / day)
    const hint =
      'End it earlier, and renew it by a change that is reviewed again. holdfast.exemptions.max_days says how many.'
    problems.push(problem('out-of-range', at, `it lasts ${days} days; ${mostDays} are the most`, hint))
  }
  return { from, until, problems }
}

const noTime = (written: string, yaml: YamlFile, { path }: Pick<DraftExemption, 'path'>, key: string): Problem =>
  problem(
    'wrong-date',
    yaml.at([...path, key]),
    `${quote(written)} is no time`,
    'Write it with its zone, like 2026-11-20T10:00:00Z or 2026-11-20T11:00:00+01:00; a day like 2026-11-20 is its midnight UTC.',
  )

function targetOf(
  { account, unit, targets, path }: DraftExemption,
  resolver: ReturnType<typeof createResolver>,
  yaml: YamlFile,
): Resolved | null {
  const at = [...path, 'target']
  if (account !== null && unit === null) return resolver.account(account, [...at, 'account'])
  if (unit !== null && account === null) return resolver.unit(unit, [...at, 'organizational_unit'])
  const message = targets > 1 ? 'an exemption is for one target' : 'the target names nothing'
  resolver.problems.push(
    problem('wrong-target', yaml.at(at), message, 'Write either account or organizational_unit below target.'),
  )
  return null
}

/** So long it is enough to say it, in milliseconds; from then on --strict takes it for an error. */
const graceful = 7 * day

/** The register is kept clean by people; that a time passes fails nothing. */
function expired({ id, path }: DraftExemption, until: number, yaml: YamlFile, { now }: ExemptionsInput): Problem[] {
  if (now === undefined) return []
  const isOld = until <= now - graceful
  const when = new Date(until).toISOString().replace('.000Z', 'Z')
  const message = `${quote(id)} ended at ${when}${isOld ? ', more than a week ago' : ''}: the policy is enforced again`
  const hint = 'Remove the entry: git keeps it. Who still needs the hole writes a new entry, with a new review.'
  const found = problem('exemption-expired', yaml.at(path), message, hint)
  return [isOld ? found : { ...found, severity: 'info' }]
}
