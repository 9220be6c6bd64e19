import type { Incident, IncidentState } from '../event/incident.ts'

/** What became of one message: as much as the sum of a day needs. */
export interface Tally {
  /** Epoch milliseconds. */
  time: number
  /** digest: told what was gathered before; sweep: no message, all that is named by targets was looked at. */
  result: 'told' | 'gathered' | 'digest' | 'failed' | 'sweep'
  notices: number
  /** Notices by the state that they told. */
  states: Partial<Record<IncidentState, number>>
  /** Of what was restored: how long it was away, all together and the longest, in milliseconds. */
  away: { total: number; longest: number }
}

/** The sum of a day, told when nothing happened, too: when it is missing, nothing else would be told either. */
export interface Daily {
  kind: 'daily'
  /** Epoch milliseconds: from then on, until then. */
  from: number
  time: number
  sweeps: number
  /** Notices by the state that they told. */
  states: Partial<Record<IncidentState, number>>
  away: Tally['away']
  /** Messages that could not be sent at the first attempt. */
  failed: number
  /** Notices that wait for the next digest; and those that were gathered, not told, and are not there any more. */
  waiting: number
  lost: number
  /** Incidents that are not restored, those of which nobody was told among them. */
  open: Incident[]
  /** What is suspended now, in a sentence each; null: it cannot be read. */
  suspended: string[] | null
  /** What is exempt now, in a sentence each. */
  exempt: string[]
  /** The newest digest of the seal; null: there is none, or it cannot be read. */
  head: { sequence: number; digest: string; time: string } | null
}

interface Sum extends Pick<Daily, 'sweeps' | 'states' | 'away' | 'failed'> {
  gathered: number
  digested: number
}

/** What was counted between two times. */
export function sumOf(tallies: Tally[], from: number, until: number): Sum {
  const sum: Sum = { ...{ sweeps: 0, states: {}, away: { total: 0, longest: 0 } }, failed: 0, gathered: 0, digested: 0 }
  for (const { time, result, notices, states, away } of tallies) {
    if (time < from || time >= until) continue
    if (result === 'sweep') sum.sweeps += 1
    if (result === 'failed') sum.failed += 1
    if (result === 'gathered') sum.gathered += notices
    if (result === 'digest') sum.digested += notices
    // What is told once more, or could not be told, is counted where it was new.
    if (result !== 'told' && result !== 'gathered') continue
    for (const [state, count] of Object.entries(states) as [IncidentState, number][])
      sum.states[state] = (sum.states[state] ?? 0) + count
    sum.away.total += away.total
    sum.away.longest = Math.max(sum.away.longest, away.longest)
  }
  return sum
}
