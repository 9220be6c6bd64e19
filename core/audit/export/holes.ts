import type { HoleRow } from '../../../schemas/types/export.ts'
import { ratifiedWithin } from '../../exempt/ratify.ts'
import type { Facts, Hole } from './facts.ts'
import type { Period } from './interval.ts'
import { compare } from './intervals.ts'
import { iso, isoOrNull } from './numbers.ts'

/** People copy a time without its seconds. */
const sameMinute = 60_000

/** A ratification of the manifest at hand; its parameter has pseudonyms, as in records. */
export interface Ratification {
  parameter: string
  written: number
  approvers: string[]
}

/** Exemptions and suspensions of the period, in the order in which they begin. */
export const holes = (facts: Facts, period: Period, ratified: readonly Ratification[]): HoleRow[] =>
  [...facts.holes.values()]
    .filter(({ from, until, ended }) => from < period.until && (ended ?? until) >= period.from)
    .map((hole) => rowOf(facts, hole, ratified))
    .sort((one, other) => compare(`${one.from} ${one.id} ${one.policy}`, `${other.from} ${other.id} ${other.policy}`))

function rowOf(facts: Facts, hole: Hole, manifest: readonly Ratification[]): HoleRow {
  const { kind, id, policy, target, from, until, ended, state, isUsed, reason, ticket, event, ids } = hole
  return {
    ...{ kind, id, policy: facts.names.get(policy ?? '') ?? policy, target, from: iso(from), until: iso(until) },
    ...{
      ended: isoOrNull(ended),
      state,
      isUsed: kind === 'exemption' ? isUsed : null,
      reason: reason || null,
      ticket: ticket || null,
    },
    ...{ principal: event?.principal ?? null, event: event?.id ?? null },
    ...ratification(hole, facts, manifest),
    records: [...ids, ...ratifiedBy(hole, facts).map((one) => one.id)],
  }
}

type Ratified = Pick<HoleRow, 'ratification' | 'ratified' | 'ratifiedBy'>

const isOf = ({ id, written }: Hole, one: { parameter: string; written: number }): boolean =>
  one.parameter === id && Math.abs(one.written - written) < sameMinute

/** The first record that says so. */
const ratifiedBy = (hole: Hole, { ratified }: Facts) =>
  hole.kind === 'suspension' ? ratified.filter((one) => isOf(hole, one)).slice(0, 1) : []

/** What never began needs no one's approval; what an exemption needs stands in its review. */
function ratification(hole: Hole, facts: Facts, manifest: readonly Ratification[]): Ratified {
  const { kind, state, written } = hole
  if (kind === 'exemption' || state === 'exhausted' || state === 'broken')
    return { ratification: 'not-needed', ratified: null, ratifiedBy: [] }
  const atHand = manifest.find((one) => isOf(hole, one))
  const approvers = atHand?.approvers ?? []
  const [first] = ratifiedBy(hole, facts)
  if (first) {
    const isInTime = first.at - written <= ratifiedWithin
    return { ratification: isInTime ? 'in-time' : 'late', ratified: iso(first.at), ratifiedBy: approvers }
  }
  return { ratification: atHand ? 'time-unknown' : 'none', ratified: null, ratifiedBy: approvers }
}
