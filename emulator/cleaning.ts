import { publish } from './bus.ts'
import { serviceEvent } from './events.ts'
import { findAccount } from './find.ts'
import { leave } from './membership.ts'
import type { State } from './state.ts'

/** Service model, CloseAccount: 90 days after its closure an account leaves by itself. */
const KEPT = 90 * 24 * 60 * 60 * 1000

/** Lets go of the accounts whose time is over, at the time when it was; what nobody calls has not looked at the clock. */
export function cleanUp({ world, bus, now }: State): void {
  for (const organization of world.organizations)
    for (const [id, closed] of organization.closed) {
      const over = closed + KEPT
      if (now() < over) continue
      leave(
        {
          world,
          now: over,
          announce: (account, eventName, details) =>
            publish(bus, serviceEvent({ account, now: over, eventName }, details)),
        },
        organization,
        findAccount(organization, id),
        'CLEANED',
      )
    }
}
