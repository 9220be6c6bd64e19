import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { own } from '../members.ts'
import { type Code, type Place, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'

/** A name of the lock, and what the organization says of it and of its id. */
export interface Entry {
  kind: 'OU' | 'account'
  name: string
  id: string
  place: Place
  isGone: boolean
  /** What the id is called now; null where that is not known. */
  now: string | null
  /** Id of the OU or root in which an OU lies now; null where that is not known. */
  parent: string | null
  /** Whether a manifest can say so; a name with a colon it cannot. */
  isNameable: boolean
  /** Other ids that have the name now. */
  others: string[]
}

/** What moved about one name since it was locked. */
export function movedProblems(entry: Entry, lock: LockDocument): Problem[] {
  const { name, now, isGone, others } = entry
  const first = isGone ? [gone(entry)] : now !== null && now !== name ? [called(entry, now, lock)] : []
  return others.length > 0 ? [...first, reused(entry)] : first
}

function gone({ kind, name, id, place, others }: Entry): Problem {
  const message = `the ${kind} ${quote(name)} (${id}) no longer exists`
  const hint =
    others.length === 0
      ? 'Remove the name from the manifest, or correct what is meant; then run "holdfast lock".'
      : `If ${others.join(' or ')} is meant, remove the line from the lock; else the name from the manifest. Then run "holdfast lock".`
  return problem('target-gone', place, message, hint)
}

function called(entry: Entry, now: string, lock: LockDocument): Problem {
  const { kind, name, id, place } = entry
  const { code, verb } = kind === 'account' ? renamed : unitVerb(entry, now, lock)
  const message = `${kind} ${id} ${verb}: the manifest calls it ${quote(name)}, it is now ${quote(now)}; its guardrails stay`
  const locked = (kind === 'account' ? lock.accounts : lock.organizational_units) ?? {}
  const taken = own(locked, now)
  const hint =
    taken !== undefined
      ? `Find out why. The lock means ${taken} by ${quote(now)}: to follow, write ${id} in the manifest.`
      : `If that is intended, write ${entry.isNameable ? quote(now) : id} in the manifest and run "holdfast lock".`
  return problem(code, place, message, hint)
}

const renamed: { code: Code; verb: string } = { code: 'target-renamed', verb: 'was renamed' }

/** The path of an OU changes with its own name, with its place, and with everything above it. */
function unitVerb({ name, parent }: Entry, now: string, lock: LockDocument): { code: Code; verb: string } {
  const [before, last] = split(name)
  const isRenamed = split(now)[1] !== last
  const lockedParent = before === '' ? lock.organization.root : own(lock.organizational_units, before)
  const isMoved = lockedParent === undefined ? split(now)[0] !== before : parent !== lockedParent
  if (isRenamed) return isMoved ? { code: 'target-moved', verb: 'was renamed and moved' } : renamed
  if (!isMoved) return { code: 'target-renamed', verb: 'lies below an OU that was renamed or moved' }
  const verb = lockedParent === undefined ? 'moved, or an OU above it was renamed' : 'moved'
  return { code: 'target-moved', verb }
}

function split(path: string): [before: string, last: string] {
  const colon = path.lastIndexOf(':')
  return colon === -1 ? ['', path] : [path.slice(0, colon), path.slice(colon + 1)]
}

function reused({ kind, name, id, now, isGone, others, place }: Entry): Problem {
  const what = kind === 'account' ? 'name' : 'path'
  const stands = !isGone && now === name ? 'also stands for' : 'stands for'
  const message = `the ${what} ${quote(name)} now ${stands} ${others.join(', ')}, which is not guarded by it: the lock means ${id}`
  return problem('name-reused', place, message, 'Find out who made it and why. To guard it as well, name it by its id.')
}
