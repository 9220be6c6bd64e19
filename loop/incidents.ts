import type { Incident } from '../core/event/incident.ts'
import type { Json } from '../core/json.ts'
import type { State } from '../core/ports.ts'

const prefix = 'incident/'

/** Incidents that are not over. Rows that nobody could have written here are left out. */
export async function openIncidents(state: State): Promise<Incident[]> {
  const rows = Object.entries(await state.list(prefix))
  return rows.flatMap(([name, row]) => (isIncident(row) && name === prefix + row.key ? [row] : []))
}

export async function rememberIncidents(state: State, found: { open: Incident[]; closed: string[] }): Promise<void> {
  await state.put(
    Object.fromEntries(found.open.map((incident) => [prefix + incident.key, incident as unknown as Json])),
  )
  await state.remove(found.closed.map((key) => prefix + key))
}

/** Whoever can write the state must not stop a run, or have something said in our name, by a row of his own. */
function isIncident(row: unknown): row is Incident {
  return fits(row, {
    key: isText,
    state: among('open', 'refused', 'reported'),
    told: (value) => value === null || among('open', 'refused', 'reported')(value),
    severity: among('low', 'medium', 'high', 'critical'),
    text: isText,
    policy: (value) => value === null || isText(value),
    target: (value) => value === null || fits(value, { id: isText, path: isText }),
    opened: (value) => typeof value === 'number' && !Number.isNaN(new Date(value).getTime()),
    attempts: (value) => typeof value === 'number',
    part: isText,
    cause: (value) => value === null || fits(value, { event: isText, id: isText, actor: isActor }),
  })
}

type Check = (value: unknown) => boolean

const fits = (value: unknown, checks: Record<string, Check>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]))

const isText: Check = (value) => typeof value === 'string' && value.length <= 2_000

const among =
  (...allowed: string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value)

const isActor: Check = (value) =>
  fits(value, { type: isText, principal: isText, session: isText, sourceIp: isText, userAgent: isText })
