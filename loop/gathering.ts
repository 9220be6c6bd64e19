import type { Notice } from '../core/event/incident.ts'
import { member } from '../core/event/member.ts'
import type { Json } from '../core/json.ts'
import { byUrgency, isUrgent } from '../core/notice/message.ts'
import type { Clock, Notifier, State } from '../core/ports.ts'
import { readIncident } from './incidents.ts'

const gatheredRows = 'gathered/'

/** A digest is told at most so often where runs tell it, in milliseconds. */
export const rollsEvery = 5 * 60_000

/** As long one process has for telling it. */
const tellsWithin = 60_000

/** Keeps notices for the next digest, durably. */
export const gather = (
  { state, clock, id }: { state: State; clock: Clock; id: () => string },
  notices: Notice[],
): Promise<void> =>
  state.put(
    Object.fromEntries(
      notices.map((notice) => [gatheredRows + id(), { notice, since: clock.now() } as unknown as Json]),
    ),
  )

/** How many notices wait. */
export const waiting = async (state: State): Promise<number> => Object.keys(await state.list(gatheredRows)).length

interface Gathered {
  row: string
  notice: Notice
  since: number
}

interface Ports {
  state: State
  notify: Notifier
  clock: Clock
  id: () => string
}

/**
 * Tells what was gathered, as one digest; what is urgent alone. Forgets it when it was told. Rejects where it cannot be told: it is
 * kept.
 */
export const tellGathered = (ports: Ports): Promise<void> => tellWaiting(ports, 0)

/** The same where the oldest of it has waited so many milliseconds. */
export async function tellWaiting({ state, notify, clock, id }: Ports, after: number): Promise<void> {
  const now = clock.now()
  const found = Object.entries(await state.list(gatheredRows))
  const gathered = found.flatMap(([row, value]) => readGathered(row, value, now))
  if (!gathered.some(({ since }) => now - since >= after)) return
  if (!(await state.claim('telling/gathered', id(), tellsWithin))) return
  const urgent = gathered.filter(({ notice }) => isUrgent(notice))
  for (const { row, notice } of urgent) {
    await notify(notice)
    await state.remove([row])
  }
  const rest = gathered.filter(({ notice }) => !isUrgent(notice))
  const notices = byUrgency(rest.map(({ notice }) => notice))
  if (rest.length > 0) await notify({ kind: 'several', why: 'gathered', notices, time: now })
  await state.remove(rest.map(({ row }) => row))
}

/** Whoever can write the state must not stop a digest by a row of his own. */
function readGathered(row: string, value: Json, now: number): Gathered[] {
  const [told, since] = [member(value, 'notice'), member(value, 'since')]
  const [time, detail, news] = [member(told, 'time'), member(told, 'detail'), member(told, 'news')]
  const incident = readIncident(member(told, 'incident'))
  if (!incident || typeof time !== 'number' || Number.isNaN(new Date(time).getTime())) return []
  const notice: Notice = {
    ...{ incident, time, detail: typeof detail === 'string' ? detail.slice(0, 2_000) : null },
    ...((news === 'failing' || news === 'amended') && { news }),
  }
  return [{ row, notice, since: typeof since === 'number' && since <= now ? since : 0 }]
}
