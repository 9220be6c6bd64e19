import { digestKey, prefixes } from '../core/audit/places.ts'
import { digest } from '../core/digest.ts'
import { member } from '../core/event/member.ts'
import { activeExemptions } from '../core/exempt/exempt.ts'
import { exemptPlace } from '../core/exempt/tell.ts'
import { parseJson } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import { type Daily, sumOf } from '../core/notice/daily.ts'
import type { Clock, Notifier, State, Suspensions, Trail } from '../core/ports.ts'
import { iso, placeText } from '../core/suspend/tell.ts'
import { waiting } from './gathering.ts'
import { openIncidents } from './incidents.ts'
import { lenient } from './state.ts'
import { judged } from './suspensions.ts'
import { tallies } from './tally.ts'

export interface DailyPorts {
  notify: Notifier
  state: State
  clock: Clock
  id: () => string
  suspensions: Suspensions
  generation: number
  trail?: Trail
}

const minute = 60_000
const day = 24 * 60 * minute

/**
 * Tells the sum of what was since the last one, once in each day (UTC), also when nothing happened. Rejects where it cannot be told,
 * or where the state cannot say whether it was.
 */
export async function tellDaily(given: DailyPorts, manifest: Manifest): Promise<void> {
  const { notify, clock, id } = given
  const state = lenient(given)
  const now = clock.now()
  const today = `daily/${iso(now).slice(0, 10)}`
  const isDone = (await state.get(today)) !== undefined
  if (state.hasFailed()) throw new Error('Whether the sum of the day was told cannot be read')
  if (isDone || !(await state.claim('telling/daily', id(), 10 * minute))) return
  const last = await state.get('daily/last')
  const [since, before, sequence] = ['time', 'waiting', 'sequence'].map((name) => numberIn(last, name))
  const from = Math.max(since ?? given.generation, now - 7 * day)
  const counted = await tallies(state)
  const { gathered, digested, ...sum } = sumOf([...counted.values()], from, now)
  const left = await waiting(state)
  const head = await headOf(given.trail, sequence ?? 0).catch(() => null)
  const incidents = (await openIncidents(state)).filter((incident) => incident.state !== 'covered')
  const told: Daily = {
    ...{ kind: 'daily', from: Math.min(from, now), time: now, ...sum },
    ...{ waiting: left, lost: Math.max(0, (before ?? 0) + gathered - digested - left) },
    open: incidents,
    suspended: await suspendedNow(given, manifest, state),
    exempt: activeExemptions(manifest, now).map(
      (one) => `${exemptPlace(one)} until ${iso(one.until)} (${one.id}, ${one.ticket}: ${one.reason})`,
    ),
    head,
  }
  await notify(told)
  await state.put({ 'daily/last': { time: now, waiting: left, sequence: head?.sequence ?? sequence ?? 0 } })
  await state.put({ [today]: now }, 3 * day)
  await state.remove([...counted].flatMap(([row, { time }]) => (time < now ? [row] : [])))
}

const numberIn = (value: unknown, name: string): number | undefined => {
  const found = member(value, name)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

const suspendedNow = (ports: DailyPorts, manifest: Manifest, state: State): Promise<string[] | null> =>
  judged({ ...ports, state }).then(
    ({ suspensions }) =>
      suspensions.flatMap(({ state, place, until, ticket, reason }) =>
        state === 'active' && place
          ? [`${placeText(place, { policies: [], manifest })} until ${iso(until)} (${ticket}: ${reason})`]
          : [],
      ),
    () => null,
  )

/** The newest digest of the seal, looked for from one that is known. */
async function headOf(trail: Trail | undefined, known: number): Promise<Daily['head']> {
  if (!trail) return null
  let newest: string | undefined
  for (let after = digestKey(Math.max(0, known - 1)); ; after = newest) {
    const page = (await trail.list(prefixes.digests, { after })).filter(({ isDeleteMarker }) => !isDeleteMarker)
    const last = page.at(-1)?.key
    if (last === undefined || last === newest) break
    newest = last
  }
  const found = newest ? await trail.read(newest) : undefined
  if (!found?.bytes) return null
  const signed = parseJson(Buffer.from(found.bytes).toString('utf8'))
  const sealed = member(signed, 'digest')
  const [sequence, time] = [member(sealed, 'sequence'), member(sealed, 'time')]
  return typeof sequence === 'number' && typeof time === 'string' ? { sequence, digest: digest(sealed), time } : null
}
