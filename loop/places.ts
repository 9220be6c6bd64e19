import { policyIdOf, targetIdOf } from '../core/event/policy-events.ts'
import type { Json } from '../core/json.ts'
import type { Attachment } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import type { State } from '../core/ports.ts'

// A sweep that finds more to attach than it has time for hands the places out, a few to a row of the state: whoever goes
// on looks at these alone, however often its process dies. A lost row costs a look at everything, a forged one a look there.

/** As many are looked at, and attached to, in one run. */
const together = 20

/** No more rows are read than an organization needs in which nothing is attached any more. */
const most = 5_000

const prefixOf = (part: string): string => `places/${part}/`

/** Takes the place of what was handed out before; the order is kept. */
export async function handOut(state: State, part: string, changes: Change[]): Promise<void> {
  await state.remove((await placesIn(state, part)).map(({ row }) => row))
  const pairs = changes.flatMap(({ policy, target }) => (policy.id && target ? [[policy.id, target.id]] : []))
  const rows: Record<string, Json> = {}
  for (let at = 0; at < pairs.length; at += together)
    rows[prefixOf(part) + String(at).padStart(9, '0')] = pairs.slice(at, at + together)
  await state.put(rows)
}

/** What is left of what was handed out. */
export async function placesIn(state: State, part: string): Promise<{ row: string; pairs: Attachment[] }[]> {
  const rows = Object.entries(await state.list(prefixOf(part))).slice(0, most)
  return rows
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([row, places]) => ({ row, pairs: (Array.isArray(places) ? places.slice(0, together) : []).flatMap(pairOf) }))
}

function pairOf(place: Json): Attachment[] {
  const [policyId, targetId] = Array.isArray(place) ? [policyIdOf(place[0]), targetIdOf(place[1])] : []
  return policyId && targetId ? [{ policyId, targetId }] : []
}
