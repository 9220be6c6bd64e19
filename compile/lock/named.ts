import type { LockDocument } from '../../schemas/types/lock.ts'
import type { Unresolved } from '../manifest/targets.ts'
import { quote } from '../text/quote.ts'

/** One name that a lock pins. */
interface Pinned {
  kind: 'organizational_unit' | 'account'
  name: string
  id: string
}

const pinned = (lock: LockDocument): Pinned[] => [
  ...Object.entries(lock.organizational_units ?? {}).map(([name, id]): Pinned => {
    return { kind: 'organizational_unit', name, id }
  }),
  ...Object.entries(lock.accounts ?? {}).map(([name, id]): Pinned => ({ kind: 'account', name, id })),
]

const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind} ${name}`

/** The lock without the names that no manifest uses: they would be told of for ever, and mean an id that nobody reviewed lately. */
export function onlyNamed(lock: LockDocument, used: Pick<Unresolved, 'kind' | 'name'>[]): LockDocument {
  const keys = new Set(used.map(keyOf))
  const { organizational_units: _, accounts: __, ...rest } = lock
  const kept = (kind: Pinned['kind']) => pinned(lock).filter((one) => one.kind === kind && keys.has(keyOf(one)))
  const units = kept('organizational_unit').map(({ name, id }) => [name, id])
  const accounts = kept('account').map(({ name, id }) => [name, id])
  return {
    ...rest,
    ...(units.length > 0 && { organizational_units: Object.fromEntries(units) }),
    ...(accounts.length > 0 && { accounts: Object.fromEntries(accounts) }),
  }
}

/** Names that a lock pins and an earlier one did not, as people call them, with their ids and what these were called. */
export function newNames(lock: LockDocument, before: LockDocument): string[] {
  const names = new Map(pinned(before).map(({ name, id }) => [id, name]))
  return onlyIn(lock, before).map((one) => {
    const soFar = names.get(one.id)
    return soFar === undefined ? described(one) : `${described(one)}, so far ${quote(soFar)}`
  })
}

/** Names that a lock pinned and a later one does not. */
export const droppedNames = (before: LockDocument, lock: LockDocument): string[] => onlyIn(before, lock).map(described)

function onlyIn(one: LockDocument, other: LockDocument): Pinned[] {
  const keys = new Set(pinned(other).map(keyOf))
  return pinned(one)
    .filter((entry) => !keys.has(keyOf(entry)))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

const described = ({ kind, name, id }: Pinned): string =>
  `${kind === 'account' ? 'account' : 'OU'} ${quote(name)}: ${id}`
