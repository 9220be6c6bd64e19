import { type Incident, incidentWithoutChange, type Notice, type Severity } from '../core/event/incident.ts'
import type { Notifier } from '../core/ports.ts'
import type { EnforcementPorts } from './ports.ts'

/** What stands beside enforcement and does not work: people are told, and restoring goes on. */
export async function alarm(
  { notify, clock }: Pick<EnforcementPorts, 'notify' | 'clock'>,
  key: string,
  text: string,
  error: unknown,
): Promise<void> {
  const now = clock.now()
  const incident = incidentWithoutChange(key, 'open', text, '', now)
  const detail = error instanceof Error ? error.message : String(error)
  await say(notify, { time: now, detail, incident, isOnce: true })
}

/** What became of a deployment's removals: told once, and nothing to restore. */
export async function report(
  { notify, clock }: Pick<EnforcementPorts, 'notify' | 'clock'>,
  severity: Severity,
  text: string,
  detail: string,
): Promise<void> {
  const now = clock.now()
  const incident: Incident = { ...incidentWithoutChange('deployment', 'reported', text, '', now), severity }
  await say(notify, { time: now, detail, incident, isOnce: true })
}

/** Where nothing can be told either, the work still goes on. */
const say = (notify: Notifier, notice: Notice): Promise<void> => notify(notice).catch(() => {})
