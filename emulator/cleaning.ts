import type { Wire } from './checks.ts'
import { serviceEvent } from './events.ts'
import { findAccount } from './find.ts'
import { leave } from './membership.ts'
import { happen } from './stale.ts'
import type { State } from './state.ts'
import { tell } from './tell.ts'
import { organizationOf, type World } from './world.ts'

/** Service model, CloseAccount: 90 days after its closure an account leaves by itself. */
const KEPT = 90 * 24 * 60 * 60 * 1000

/** Lets go of the accounts whose time is over, at the time when it was; what nobody calls has not looked at the clock. */
export function cleanUp(state: State): void {
  const now = state.now()
  for (const organization of state.world.organizations)
    for (const [id, closed] of organization.closed) {
      const over = closed + KEPT
      if (now < over) continue
      for (const [account, eventName, details] of happen(state, now, (world) => clean(world, id, over)))
        tell(state, serviceEvent({ account, now: over, eventName }, details), over)
    }
}

function clean(world: World, id: string, now: number): [string, string, Wire][] {
  const announced: [string, string, Wire][] = []
  const organization = organizationOf(world, id)
  if (organization === undefined) return announced
  const announce = (...event: [string, string, Wire]) => void announced.push(event)
  leave({ world, now, announce }, organization, findAccount(organization, id), 'CLEANED')
  return announced
}
