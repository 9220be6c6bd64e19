import type { Notice } from '../core/event/incident.ts'
import { isNotice, noticesOf, type Several } from '../core/notice/message.ts'
import { openingsWith, sameWithin, threadOf } from '../core/notice/thread.ts'
import type { State } from '../core/ports.ts'

const rowOf = (notice: Notice): string => `thread/${threadOf(notice.incident)}`

/** Says of each notice which incident of its place within 24 hours it is about. A row that is lost makes it the first. */
export async function withTimes<Told extends Notice | Several>(
  state: State,
  message: Told,
  now: number,
): Promise<Told> {
  const notices = noticesOf(message).filter(({ incident }) => incident.action !== null && incident.state !== 'covered')
  if (notices.length === 0) return message
  const [first] = notices
  const rows =
    first && notices.length === 1
      ? { [rowOf(first)]: (await state.get(rowOf(first))) ?? null }
      : await state.list('thread/')
  const openings = new Map(
    notices.map((notice) => [rowOf(notice), openingsWith(rows[rowOf(notice)], notice.incident.opened, now)]),
  )
  await state.put(Object.fromEntries(openings), sameWithin)
  const counted = (notice: Notice): Notice => {
    const times = openings.get(rowOf(notice))?.length ?? 1
    return times > 1 ? { ...notice, times } : notice
  }
  return (isNotice(message) ? counted(message) : { ...message, notices: message.notices.map(counted) }) as Told
}
