import type { Suspension } from '../core/suspend/judge.ts'
import { iso, type Names, placeText, policyNameOf, targetOf } from '../core/suspend/tell.ts'
import type { StatusDocument } from '../schemas/types/status.ts'
import type { Paint, Style } from './paint.ts'
import { safe } from './safe.ts'
import { wrap } from './words.ts'

type Shown = NonNullable<StatusDocument['suspensions']>[number]

const day = 24 * 60 * 60_000

/** Suspensions for a document: those that are active or mean nothing, and what ended within a day. */
export const shownSuspensions = (all: Suspension[], names: Names, now: number): Shown[] =>
  all.flatMap((one) => {
    const { name, state, place, from, until, reason, ticket, why } = one
    if (state === 'gone' || (state === 'ended' && until < now - day)) return []
    const isRead = state !== 'broken'
    return {
      ...{ parameter: name, state, what: place ? placeText(place, names) : name, why },
      policy: place && { id: place.policyId, name: policyNameOf(place, names) },
      target: (place && targetOf(place, names)) ?? null,
      reason: isRead ? reason : null,
      ticket: isRead ? ticket : null,
      from: isRead ? iso(from) : null,
      until: isRead ? iso(until) : null,
    }
  })

const styles: Readonly<Record<Shown['state'], Style>> = {
  active: 'red',
  ended: 'green',
  exhausted: 'yellow',
  broken: 'yellow',
}

const sentences: Readonly<Record<Shown['state'], (one: Shown) => string>> = {
  active: ({ what, until, ticket, reason }) => `${what} until ${until}. ${ticket}: ${reason}`,
  ended: ({ what, until }) => `${what} at ${until}; it is enforced again`,
  exhausted: ({ what }) => `${what}: four hours of the last 24 are used up, so that it is enforced`,
  broken: ({ what, policy, parameter, why }) => `${policy ? `${what}: ` : ''}${parameter} means nothing, ${why}`,
}

/** One line or more for each, verdict first. */
export const suspensionsText = (shown: Shown[], paint: Paint): string =>
  shown
    .map(
      (one) =>
        `  ${paint(styles[one.state], one.state.padEnd(9))} ${wrap(safe(sentences[one.state](one), 900), 68, ' '.repeat(12))}\n`,
    )
    .join('')
