import { concerns } from '../core/event/alarm.ts'
import { incidentWithoutChange } from '../core/event/incident.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import { everywhere } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { EnforcementPorts } from './ports.ts'
import { announcement } from './record.ts'
import { recorderFor } from './recorder.ts'
import type { LenientState } from './state.ts'

type Ports = Omit<EnforcementPorts, 'organizations'> & { state: LenientState }

/** As long as a queue keeps an event at most, and a day more. */
const remembered = 15 * 24 * 60 * 60_000

const rowOf = ({ id }: WatchedEvent): string => `announced/${id}`

/** The events of which people are to be told themselves, and of which nobody was told yet; each of them once. */
export async function unannounced(
  { state }: Pick<Ports, 'state'>,
  manifest: Manifest,
  events: WatchedEvent[],
): Promise<WatchedEvent[]> {
  const fresh = new Map<string, WatchedEvent>()
  for (const event of events)
    if (event.alarm && concerns(event.alarm, manifest) && (await state.get(rowOf(event))) === undefined)
      fresh.set(event.id, event)
  return [...fresh.values()]
}

/** Records an event and tells people of it: a message, which nothing ends. Rejects where nobody can be told. */
export async function announce(ports: Ports, manifest: Manifest, event: WatchedEvent): Promise<void> {
  const { clock, notify, state } = ports
  const { alarm, name, id, time, actor } = event
  if (!alarm) return
  const recorder = recorderFor(ports, manifest)
  await recorder.write(announcement(recorder, event))
  await recorder.end()
  const key = `${name}/${alarm.resource}`
  const incident = incidentWithoutChange(key, 'reported', alarm.text, everywhere, time)
  const cause = { event: name, id, actor }
  await notify({
    time: clock.now(),
    detail: alarm.advice,
    incident: { ...incident, told: 'reported', severity: alarm.severity, cause },
  })
  await state.put({ [rowOf(event)]: time }, remembered)
}
