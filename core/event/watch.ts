import type { Alarming } from './alarm.ts'
import type { Matcher } from './pattern.ts'
import type { Look } from './policy-events.ts'

/** Whose events are believed: policy administrators are the management account and the delegated administrators. */
export type Sender = 'policy-administrators' | 'management' | 'anybody'

/** Events that are watched together: one rule, and where each of its events says to look. */
export interface Watch {
  rule: string
  queue: 'policy-drift' | 'account-enrolment'
  source: string
  /** null: AWS's texts differ. */
  detailType: string | null
  from: Sender
  /** Where its events occur, in the accounts that are believed: the Organizations region, Control Tower's home region. */
  region: 'organizations' | 'home' | 'both'
  /** Whether people are told by the rule itself, without a function, which may be what was stopped. */
  tell: 'directly' | null
  /** A request parameter, and what it begins with, of those events that are watched; absent: all of them. */
  only?: { parameter: string; prefix: string }
  /** The names of its events end in the version of an API, as DeleteFunction20150331 does. */
  isVersioned?: true
  /** People are told of these events themselves. */
  alarming?: Alarming
  /** By detail.eventName; an event without one is known by its detail-type. */
  looks: Readonly<Record<string, Look>>
}

/** What an event that is watched under this name may be called. */
export const namesOf = ({ isVersioned }: Watch, name: string): Matcher[] =>
  isVersioned ? [name, { prefix: `${name}20` }] : [name]
