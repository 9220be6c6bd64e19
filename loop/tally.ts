import type { IncidentState } from '../core/event/incident.ts'
import { member } from '../core/event/member.ts'
import type { Json } from '../core/json.ts'
import type { Tally } from '../core/notice/daily.ts'
import { type Message, noticesOf } from '../core/notice/message.ts'
import type { Clock, State } from '../core/ports.ts'

const rows = 'tally/'
const lasts = 8 * 24 * 60 * 60_000

type Ports = { state: State; clock: Clock; id: () => string }

/** Counts what became of a message for the sum of the day. */
export async function tally({ state, clock, id }: Ports, result: Tally['result'], message?: Message): Promise<void> {
  const notices = message ? noticesOf(message) : []
  const states: Tally['states'] = {}
  const away = { total: 0, longest: 0 }
  for (const { incident, time, news } of notices) {
    if (news) continue
    states[incident.state] = (states[incident.state] ?? 0) + 1
    if (incident.state !== 'restored') continue
    const lasted = Math.max(0, time - incident.opened)
    away.total += lasted
    away.longest = Math.max(away.longest, lasted)
  }
  const row: Tally = { time: clock.now(), result, notices: notices.length, states, away }
  await state.put({ [rows + id()]: row as unknown as Json }, lasts)
}

/** What was counted, by its row. Rows that nobody could have written here are left out. */
export async function tallies(state: State): Promise<Map<string, Tally>> {
  const found = await state.list(rows)
  return new Map(Object.entries(found).flatMap(([row, value]) => (isTally(value) ? [[row, value]] : [])))
}

const results: readonly unknown[] = ['told', 'gathered', 'digest', 'failed', 'sweep'] satisfies Tally['result'][]
const known: readonly string[] = [
  ...(['restored', 'over', 'open', 'refused', 'reported', 'covered', 'suspended', 'exempt'] satisfies IncidentState[]),
]

function isTally(value: unknown): value is Tally & Json {
  const [states, away] = [member(value, 'states'), member(value, 'away')]
  const isCount = (one: unknown) => typeof one === 'number' && one >= 0 && Number.isFinite(one)
  return (
    results.includes(member(value, 'result')) &&
    [member(value, 'time'), member(value, 'notices'), member(away, 'total'), member(away, 'longest')].every(isCount) &&
    typeof states === 'object' &&
    states !== null &&
    Object.entries(states).every(([state, count]) => known.includes(state) && isCount(count))
  )
}
