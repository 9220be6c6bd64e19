import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { DraftResource } from '../manifest/draft.ts'
import { type Place, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'

/** Names of policies as the lock lists them: sorted, each once. */
export type PolicyNames = NonNullable<LockDocument['policies']>

const kinds = ['scp', 'rcp'] as const

/** The policies that a manifest names, those that it retires too. One whose kind cannot be read counts as either. */
export function policyNames(resources: Pick<DraftResource, 'name' | 'method'>[]): PolicyNames {
  const of = (kind: (typeof kinds)[number]) => {
    const names = resources.flatMap(({ name, method }) => (method === kind || method === null ? (name ?? []) : []))
    return [...new Set(names)].sort()
  }
  return { scp: of('scp'), rcp: of('rcp') }
}

/** The lock with names added to its list, and none dropped. A lock without a list stays without. */
export function withPolicies(lock: LockDocument, names: PolicyNames): LockDocument {
  const { policies } = lock
  if (!policies) return lock
  const union = (kind: (typeof kinds)[number]) => [...new Set([...policies[kind], ...names[kind]])].sort()
  return { ...lock, policies: { scp: union('scp'), rcp: union('rcp') } }
}

/** The policies that a lock lists and a manifest no longer names, as people call them. */
export function releasedPolicies(lock: LockDocument | null, names: PolicyNames): string[] {
  return kinds.flatMap((kind) => {
    const named = new Set(names[kind])
    const gone = (lock?.policies?.[kind] ?? []).filter((name) => !named.has(name))
    return gone.map((name) => `${kind.toUpperCase()} ${quote(name)}`).sort()
  })
}

/** More than this is summed up. */
const handful = 5

/**
 * What the manifest lost since it was locked. A few policies are released, which is said until the lock forgets them;
 * more than half of them are hardly meant, so that the lock is asked for a second word.
 */
export function checkPolicies(lock: LockDocument | null, names: PolicyNames, place: Place): Problem[] {
  const gone = releasedPolicies(lock, names)
  const locked = kinds.reduce((sum, kind) => sum + (lock?.policies?.[kind].length ?? 0), 0)
  if (gone.length * 2 > locked) {
    const message = `the manifest no longer names ${gone.length} of the ${locked} policies of the lock (${some(gone)}); nobody would keep them attached`
    const hint =
      'Restore the manifest. If this is intended, run "holdfast lock", which shows and forgets them, and commit what it writes.'
    return [problem('manifest-shrunk', place, message, hint)]
  }
  const forget = 'run "holdfast lock" and commit what it writes.'
  if (gone.length <= handful) {
    const hint = `To retire it, keep its entry with holdfast: { state: absent }. To forget it, ${forget}`
    return gone.map((one) => {
      const message = `${one} is in the lock, and no longer in the manifest: where it is attached it stays so, and nobody keeps it there`
      return problem('released', place, message, hint)
    })
  }
  const message = `${gone.length} policies are in the lock, and no longer in the manifest: where they are attached they stay so, and nobody keeps them there (${some(gone)})`
  const hint = `To retire one, keep its entry with holdfast: { state: absent }. To forget them, ${forget}`
  return [problem('released', place, message, hint)]
}

const some = (names: string[]): string => {
  const more = names.length - handful
  return `${names.slice(0, handful).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
