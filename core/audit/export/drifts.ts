import type { DriftRow } from '../../../schemas/types/export.ts'
import type { Episode } from './episodes.ts'
import type { Difference, Facts } from './facts.ts'
import type { Period } from './interval.ts'
import { compare } from './intervals.ts'
import { iso, isoOrNull, seconds } from './numbers.ts'
import type { Timeline } from './timeline.ts'

const planned: ReadonlySet<string> = new Set(['deploy', 'command', 'outcome'])

/** Every difference that was there in the period, from its beginning to its end, in the order in which they were found. */
export const drifts = (facts: Facts, timeline: Timeline): DriftRow[] =>
  [...facts.differences.values()]
    .flatMap((difference) =>
      timeline
        .episodes(difference)
        .filter((episode) => isIn(episode, timeline.period))
        .map((episode) => rowOf(difference, episode)),
    )
    .sort((one, other) =>
      compare(`${one.found} ${one.policy} ${one.target}`, `${other.found} ${other.policy} ${other.target}`),
    )

const isIn = ({ mayHaveBegun, began, found, over }: Episode, { from, until }: Period): boolean =>
  Math.min(Math.max(mayHaveBegun, from), began, found) < until && (over ?? Number.POSITIVE_INFINITY) >= from

const mostIds = 8

function rowOf({ action, policy, target }: Difference, episode: Episode): DriftRow {
  const { began, found, restored, over, event, held, refused, triggers, records } = episode
  // Where nobody knows when it began, that it was found is all that is known.
  const isKnown = episode.mayHaveBegun === began && began < found
  const ids = [...new Set(records)]
  return {
    ...{ policy, target, what: action },
    began: isKnown ? iso(began) : null,
    found: iso(found),
    restored: isoOrNull(restored),
    over: isoOrNull(over),
    event: event?.id ?? null,
    eventName: event?.name ?? null,
    principal: event?.principal ?? null,
    session: event?.session ?? null,
    sourceIp: event?.sourceIp ?? null,
    secondsToDetect: isKnown ? seconds(found - began) : null,
    secondsToRestore: restored === null ? null : seconds(restored - (isKnown ? began : found)),
    ...{ held, refused },
    isPlanned: [...triggers].every((one) => planned.has(one)) && [...triggers].some((one) => one !== 'outcome'),
    records: ids.length > mostIds ? [...ids.slice(0, mostIds / 2), ...ids.slice(-mostIds / 2)] : ids,
  }
}
