import { digest } from '../../core/digest.ts'
import type { EachAccountIn, Manifest, ManifestPolicy, Review, Target } from '../../core/manifest.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { CompiledExemptions } from '../exempt/compile.ts'
import type { Draft } from './draft.ts'
import type { DraftPolicy } from './policies.ts'
import type { DraftedStackSet } from './stack-sets.ts'
import type { Resolved } from './targets.ts'

/** The compiled manifest of a draft without errors; null where an id, of stack sets too, or the content of a policy is missing. */
export function assemble(
  draft: Draft,
  policies: DraftPolicy[],
  stackSets: DraftedStackSet[],
  { exemptions, ratified }: Pick<CompiledExemptions, 'exemptions' | 'ratified'>,
  lock: LockDocument | null,
  commit: string | null,
  review: Review | null,
): Manifest | null {
  if (lock === null || draft.region === null || exemptions === null) return null
  if (stackSets.some(({ units, accounts }) => [...units, ...accounts].some(({ id }) => id === null))) return null
  const known: ManifestPolicy[] = []
  for (const policy of policies) {
    const targets = policy.targets.flatMap(withId)
    const eachAccountIn = policy.scopes.flatMap(({ target, joinedAfter, except }) =>
      withId(target).map(({ id, path }): EachAccountIn => ({ id, path, joinedAfter, except })),
    )
    if (targets.length < policy.targets.length || eachAccountIn.length < policy.scopes.length) return null
    const { name, description, absent, mode, prune, adopt, evict } = policy.resource
    if (policy.content === '' && !absent) return null
    known.push({
      name: name ?? '',
      type: policy.type,
      description,
      content: policy.content,
      state: absent ? 'absent' : 'present',
      mode,
      prune,
      adopt,
      evict,
      targets: once(targets, ({ id }) => id),
      eachAccountIn: once(eachAccountIn, ({ id, joinedAfter, except }) => JSON.stringify([id, joinedAfter, except])),
    })
  }
  const { id, management_account: managementAccount, root } = lock.organization
  const manifest = {
    organization: { id, managementAccount, root },
    region: draft.region,
    delegatedAdministrators: [...draft.delegatedAdministrators].sort(),
    fullAwsAccess: draft.fullAwsAccess,
    quotas: draft.quotas,
    audit: { identifiers: draft.identifiers.audit },
    notifications: { identifiers: draft.identifiers.notifications },
    policies: known.sort((one, other) => compare(one.type, other.type) || compare(one.name, other.name)),
    exemptions,
    ratified,
  }
  return { digest: digest(manifest), commit, ...(review && { review }), ...manifest }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** A target whose id is known, as a list. */
export const withId = ({ id, path }: Resolved): Target[] => (id === null ? [] : [{ id, path }])

/** What is given by name and by id is one thing, and the name explains more. */
export function once<Item extends Target>(items: Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map<string, Item>()
  for (const item of items) {
    const before = byKey.get(keyOf(item))
    if (before === undefined || before.path === before.id) byKey.set(keyOf(item), item)
  }
  return [...byKey.entries()].sort(([one], [other]) => compare(one, other)).map(([, item]) => item)
}
