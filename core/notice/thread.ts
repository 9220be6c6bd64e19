import { digest } from '../digest.ts'
import { contendedIn, type Incident } from '../event/incident.ts'

/** Names an incident in all that is told and recorded of it, from opened to restored, and that it is contended. */
export const threadOf = (incident: Incident): string => digest(contendedIn(incident) ?? incident.key).slice(0, 16)

/** For so long an incident of the same place counts as the same one again, in milliseconds. */
export const sameWithin = 24 * 60 * 60_000

const most = 50

/** When incidents of a place were opened within the last 24 hours, with this one: oldest first, at most the last fifty. */
export const openingsWith = (known: unknown, opened: number, now: number): number[] => {
  const before = (Array.isArray(known) ? known : []).filter(
    (time): time is number => typeof time === 'number' && time !== opened && time <= now && now - time < sameWithin,
  )
  return [...before, opened].slice(-most)
}
