import type { HoleRow } from '../../../schemas/types/export.ts'
import type { Facts, Hole } from './facts.ts'
import type { Period } from './interval.ts'
import { compare } from './intervals.ts'
import { iso, isoOrNull } from './numbers.ts'

/** As long after it was written a suspension has to be ratified, in milliseconds. */
const ratifiedWithin = 24 * 60 * 60_000

/** People copy a time without its seconds. */
const sameMinute = 60_000

/** A ratification of the manifest at hand; its parameter has pseudonyms, as in records. */
export interface Ratification {
  parameter: string
  written: number
  ticket: string
  approvers: string[]
}

/** Exemptions and suspensions of the period, in the order in which they begin. */
export const holes = (facts: Facts, period: Period, ratified: readonly Ratification[]): HoleRow[] =>
  [...facts.holes.values()]
    .filter(({ from, until, ended }) => from < period.until && (ended ?? until) >= period.from)
    .map((hole) => rowOf(facts, hole, ratified))
    .sort((one, other) => compare(`${one.from} ${one.id} ${one.policy}`, `${other.from} ${other.id} ${other.policy}`))

function rowOf({ names }: Facts, hole: Hole, manifest: readonly Ratification[]): HoleRow {
  const { kind, id, policy, target, from, until, ended, state, isUsed, reason, ticket, event, ids } = hole
  return {
    ...{ kind, id, policy: names.get(policy ?? '') ?? policy, target, from: iso(from), until: iso(until) },
    ...{
      ended: isoOrNull(ended),
      state,
      isUsed: kind === 'exemption' ? isUsed : null,
      reason: reason || null,
      ticket: ticket || null,
    },
    ...{ principal: event?.principal ?? null, event: event?.id ?? null },
    ...ratification(hole, manifest),
    records: ids,
  }
}

type Ratified = Pick<HoleRow, 'ratification' | 'ratified' | 'ratifiedBy'>

/** What never began needs no one's approval; what an exemption needs stands in its review. */
function ratification({ kind, id, state, from, ratified }: Hole, manifest: readonly Ratification[]): Ratified {
  if (kind === 'exemption' || state === 'exhausted' || state === 'broken')
    return { ratification: 'not-needed', ratified: null, ratifiedBy: [] }
  if (ratified) {
    const isInTime = ratified.at - from <= ratifiedWithin
    return { ratification: isInTime ? 'in-time' : 'late', ratified: iso(ratified.at), ratifiedBy: ratified.approvers }
  }
  const one = manifest.find(({ parameter, written }) => parameter === id && Math.abs(written - from) < sameMinute)
  return one
    ? { ratification: 'time-unknown', ratified: null, ratifiedBy: one.approvers }
    : { ratification: 'none', ratified: null, ratifiedBy: [] }
}
