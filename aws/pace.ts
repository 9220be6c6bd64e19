import type { Clock } from '../core/ports.ts'

/** How much of AWS's rates a process takes. */
export interface Pace {
  /** Share of AWS's rate for each read; null: reads do not wait. */
  reads: number | null
  /** Writes a second, of whatever kind. */
  writes: number
}

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
export function createPacer(clock: Clock, pace: Pace): (operation: string) => Promise<void> {
  const free = new Map<unknown, number>()
  return async (operation) => {
    const row = rows.get(operation)
    if (row && pace.reads === null) return
    const perSecond = row ? row[0] * (pace.reads ?? 1) : pace.writes
    const now = clock.now()
    const at = Math.max(now, free.get(row) ?? now)
    free.set(row, at + 1_000 / perSecond)
    if (at > now) await clock.sleep(Math.ceil(at - now))
  }
}
