import type { Incident } from '../core/event/incident.ts'
import type { Json } from '../core/json.ts'
import type { State } from '../core/ports.ts'

const prefix = 'incident/'

/** Incidents that are not over. */
export async function openIncidents(state: State): Promise<Incident[]> {
  return Object.values(await state.list(prefix)) as unknown as Incident[]
}

export async function rememberIncidents(state: State, found: { open: Incident[]; closed: string[] }): Promise<void> {
  for (const incident of found.open) await state.put(prefix + incident.key, incident as unknown as Json)
  for (const key of found.closed) await state.remove(prefix + key)
}
