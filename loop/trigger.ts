import type { PolicyEvent } from '../core/event/read.ts'
import type { Scope } from '../core/event/scope.ts'

/** Why we look, and at how much. */
export interface Trigger {
  kind: 'event' | 'sweep'
  scope: Scope
  /** Events that asked for the look; they say who, never what to do. */
  events: PolicyEvent[]
}
