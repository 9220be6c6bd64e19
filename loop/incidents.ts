import type { Incident } from '../core/event/incident.ts'
import { everywhere } from '../core/event/sweep.ts'
import type { Json } from '../core/json.ts'
import type { State } from '../core/ports.ts'

/** What accounts got because they joined stands apart: it is no incident, unless an event that comes later says so. */
const prefixes = { incident: 'incident/', covered: 'joined/' }

const rowOf = ({ key, state }: Pick<Incident, 'key' | 'state'>): string =>
  (state === 'covered' ? prefixes.covered : prefixes.incident) + key

/** Incidents that are not over, and what was covered lately. Rows that nobody could have written here are left out. */
export async function openIncidents(state: State): Promise<Incident[]> {
  const rows = [...(await rowsBelow(state, prefixes.incident)), ...(await rowsBelow(state, prefixes.covered))]
  return rows.flatMap(([name, row]) => {
    const incident = readIncident(row)
    return incident && name === rowOf(incident) && isOpen(incident) ? [incident] : []
  })
}

/** Nothing that has ended is remembered, nor that people were told of its end. */
const isOpen = ({ state, told }: Incident): boolean =>
  [state, told].every((one) => one !== 'restored' && one !== 'over')

/** An incident as a row has it. Undefined: nobody could have written it here. */
export const readIncident = (row: unknown): Incident | undefined =>
  isIncident(row) ? { ...absent, ...(row as Incident) } : undefined

const rowsBelow = async (state: State, prefix: string) => Object.entries(await state.list(prefix))

export async function rememberIncidents(state: State, found: { open: Incident[]; closed: string[] }): Promise<void> {
  await state.put(Object.fromEntries(found.open.map((incident) => [rowOf(incident), incident as unknown as Json])))
  await state.remove(found.closed.flatMap((key) => Object.values(prefixes).map((prefix) => prefix + key)))
}

/** What rows of an earlier version lack. */
const absent = { part: everywhere, policyId: null, until: 0, nextTry: null, reminded: 0 }

/** Whoever can write the state must not stop a run, or have something said in our name, by a row of his own. */
function isIncident(row: unknown): row is Incident {
  return fits(row, {
    key: isText,
    state: among(...states),
    told: (value) => value === null || among(...states)(value),
    severity: among('low', 'medium', 'high', 'critical'),
    text: isText,
    policy: (value) => value === null || isText(value),
    target: (value) => value === null || fits(value, { id: isText, path: isText }),
    opened: (value) => typeof value === 'number' && !Number.isNaN(new Date(value).getTime()),
    attempts: (value) => typeof value === 'number',
    reminded: (value) => value === undefined || typeof value === 'number',
    part: (value) => value === undefined || isText(value),
    policyId: (value) => value === undefined || value === null || isText(value),
    until: (value) => value === undefined || typeof value === 'number',
    nextTry: (value) => value === undefined || value === null || typeof value === 'number',
    cause: (value) => value === null || fits(value, { event: isText, id: isText, actor: isActor }),
  })
}

const states = ['restored', 'over', 'open', 'refused', 'reported', 'covered', 'suspended', 'exempt']

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
