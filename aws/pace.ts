import type { Clock } from '../core/ports.ts'

/** How much of AWS's rates a process takes. */
export interface Pace {
  /** Share of AWS's rate for each read; null: reads do not wait. */
  reads: number | null
  /** Writes a second, of whatever kind. */
  writes: number
  /** For how long no further call of a kind is sent after AWS found one too fast, in milliseconds. */
  yields: number
}

export interface Pacer {
  /** Resolves when a call may be sent. */
  turn(operation: string): Promise<void>
  /** Somebody else lives from the same rate, and comes first. */
  yield(operation: string): void
}

export const unpaced: Pacer = { turn: async () => {}, yield: () => {} }

/**
 * Calls a second that AWS allows an account; the operations of a row share them (Organizations User Guide, "Throttling
 * limits", read 2026-11-21).
 */
const rates: [perSecond: number, operations: string[]][] = [
  [5, ['ListPolicies', 'ListPoliciesForTarget', 'ListTargetsForPolicy']],
  [5, ['ListParents', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent']],
  [8, ['ListAccounts']],
  [1, ['ListRoots']],
  [1, ['DescribeOrganization']],
  [2, ['DescribePolicy']],
  [2, ['DescribeOrganizationalUnit']],
  [20, ['DescribeAccount']],
  [10, ['ListTagsForResource']],
]

const rows = new Map(rates.flatMap((row) => row[1].map((operation) => [operation, row])))

/** Waits before each call, so that calls of a kind are never closer than the pace allows; the first goes at once. */
export function createPacer(clock: Clock, pace: Pace): Pacer {
  const free = new Map<unknown, number>()
  return {
    async turn(operation) {
      const row = rows.get(operation)
      if (row && pace.reads === null) return
      const perSecond = row ? row[0] * (pace.reads ?? 1) : pace.writes
      const now = clock.now()
      const at = Math.max(now, free.get(row) ?? now)
      free.set(row, at + 1_000 / perSecond)
      if (at > now) await clock.sleep(Math.ceil(at - now))
    },
    yield(operation) {
      const row = rows.get(operation)
      free.set(row, Math.max(clock.now() + pace.yields, free.get(row) ?? 0))
    },
  }
}
