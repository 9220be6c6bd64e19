import type { Incident } from '../core/event/incident.ts'
import type { Json } from '../core/json.ts'
import type { State } from '../core/ports.ts'

const prefix = 'incident/'

/** Incidents that are not over. */
export async function openIncidents(state: State): Promise<Incident[]> {
  const rows: unknown[] = Object.values(await state.list(prefix))
  return rows.filter(isIncident)
}

export async function rememberIncidents(state: State, found: { open: Incident[]; closed: string[] }): Promise<void> {
  for (const incident of found.open) await state.put(prefix + incident.key, incident as unknown as Json)
  for (const key of found.closed) await state.remove(prefix + key)
}

/** A row that nobody could have written here is no incident: whoever can write the state must not stop a run by it. */
const isIncident = (row: unknown): row is Incident =>
  typeof row === 'object' && row !== null && 'key' in row && typeof row.key === 'string' && 'state' in row
