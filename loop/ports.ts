import type { AuditSink, Clock, Keys, Notifier, Organizations, State, Suspensions } from '../core/ports.ts'

/** What a run needs of the world. */
export interface EnforcementPorts {
  organizations: Organizations
  state: State
  suspensions: Suspensions
  audit: AuditSink
  keys: Keys
  notify: Notifier
  clock: Clock
  /** A new ULID. */
  id: () => string
  /** Of the manifest that this process works for: a later deployment has a greater number. */
  generation: number
}
