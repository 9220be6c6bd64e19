import { incidentWithoutChange, type Notice } from '../core/event/incident.ts'
import type { EnforcementPorts } from './ports.ts'

/** What stands beside enforcement and does not work: people are told, and restoring goes on. */
export async function alarm(
  { notify, clock }: Pick<EnforcementPorts, 'notify' | 'clock'>,
  key: string,
  text: string,
  error: unknown,
): Promise<void> {
  const now = clock.now()
  const notice: Notice = {
    time: now,
    detail: error instanceof Error ? error.message : String(error),
    incident: incidentWithoutChange(key, 'open', text, '', now),
  }
  // Where nothing can be told either, restoring still goes on.
  await notify(notice).catch(() => {})
}
