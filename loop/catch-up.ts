import { nowhere, type Scope } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Run } from './enforce.ts'
import { placesIn } from './places.ts'
import type { EnforcementPorts } from './ports.ts'
import { type View, viewOf } from './view.ts'

export interface CaughtUp {
  hasBegun: boolean
  /** It is to go on by another message. */
  isStopped: boolean
  isOld: boolean
}

/**
 * Does what a look at a part handed out, place by place: while something is written at one, the next is read, because
 * AWS's rates for the two are not the same.
 */
export async function catchUp(
  ports: EnforcementPorts,
  manifest: Manifest,
  deadline: number,
  part: string,
  look: (scope: Scope, seen: Promise<View>) => Promise<Run>,
): Promise<CaughtUp> {
  const { clock, state } = ports
  const places = await placesIn(state, part)
  const read = (at: number): Promise<View> | undefined => {
    const place = places[at]
    const reading = place && viewOf(ports, manifest, { ...nowhere, pairs: place.pairs }, { until: deadline })
    // Whoever waits for it hears of what went wrong.
    reading?.catch(() => {})
    return reading
  }
  let next = read(0)
  for (const [at, { row, pairs }] of places.entries()) {
    if (!next || (at > 0 && clock.now() >= deadline)) return { hasBegun: true, isStopped: true, isOld: false }
    const seen = next
    next = clock.now() < deadline ? read(at + 1) : undefined
    const run = await look({ ...nowhere, pairs }, seen)
    if (run.isUnfinished) return { hasBegun: true, isStopped: true, isOld: run.isOld }
    // Where nothing is missing the list is not true any more: a look at everything is cheaper. Who died may have done the first.
    const isUntrue = at > 0 && run.changes.length === 0
    await state.remove(isUntrue ? places.map((place) => place.row) : [row])
    if (isUntrue) break
  }
  return { hasBegun: places.length > 0, isStopped: false, isOld: false }
}
