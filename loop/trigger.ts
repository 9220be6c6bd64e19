import type { WatchedEvent } from '../core/event/read.ts'
import type { Scope } from '../core/event/scope.ts'
import type { View } from './view.ts'

/** Why we look, and at how much. */
export interface Trigger {
  /** A deployment's sweep carries out what only notifies too, and what it does was planned: it is no incident. */
  kind: 'event' | 'sweep' | 'deploy'
  scope: Scope
  /** Events that asked for the look; they say who, never what to do. */
  events: WatchedEvent[]
  /** When the run stops between two changes, in epoch milliseconds. */
  deadline: number
  /** When the sweep began that the run is a part of, or the run itself, in epoch milliseconds. */
  began: number
  /** It waited once, because of what the state says; the state delays nothing twice. */
  isDue: boolean
  /** What was read for it ahead. */
  seen?: Promise<View>
}
