import { member } from '../core/event/member.ts'
import type { State } from '../core/ports.ts'

// Times in which runs could not record, as each of them remembers its own. A forged row is a gap too many in the trail.

const prefix = 'unrecorded/'

/** As long as CloudTrail knows what was done. */
const lasts = 90 * 24 * 60 * 60_000

/** In epoch milliseconds. */
export interface Period {
  from: number
  until: number
}

/** Remembers that a run could not record. Where even that cannot be remembered the run goes on. */
export const rememberUnwritten = (state: Pick<State, 'put'>, run: string, { from, until }: Period): Promise<void> =>
  state.put({ [`${prefix}${run}`]: { from, until } }, lasts).catch(() => {})

/** Runs of one outage follow each other as sweeps do. */
const apart = 20 * 60_000

/** The rows, and the periods that they are about: what touches is one. */
export async function unwritten(state: State, now: number): Promise<{ rows: string[]; periods: Period[] }> {
  const rows = Object.entries(await state.list(prefix))
  const known = rows
    .map(([, row]) => ({ from: Number(member(row, 'from')), until: Number(member(row, 'until')) }))
    .filter(({ from, until }) => from <= until && until <= now && from >= now - lasts)
    .sort((one, other) => one.from - other.from)
  const periods: Period[] = []
  for (const period of known) {
    const last = periods.at(-1)
    if (last && period.from - last.until <= apart) last.until = Math.max(last.until, period.until)
    else periods.push({ ...period })
  }
  return { rows: rows.map(([key]) => key), periods }
}
