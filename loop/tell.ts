import type { Incident, Notice } from '../core/event/incident.ts'
import { messagesOf, noticesOf } from '../core/notice/message.ts'
import type { Notifier } from '../core/ports.ts'

/** What a run found, as far as people were told of it. */
interface Found {
  notices: Notice[]
  open: Incident[]
  closed: string[]
}

/**
 * Tells what a run found, the worst first, and says what of it may be remembered as told. Telling comes first: of a process that dies in
 * between, or a message that does not get through, people are told again and not never.
 */
export async function tellAll(notify: Notifier, found: Found): Promise<Found & { errors: unknown[] }> {
  const errors: unknown[] = []
  const untold = new Set<string>()
  for (const message of messagesOf(found.notices))
    await notify(message).catch((error) => {
      errors.push(error)
      for (const { incident } of noticesOf(message)) untold.add(incident.key)
    })
  return {
    notices: found.notices.filter(({ incident }) => !untold.has(incident.key)),
    open: found.open.filter(({ key }) => !untold.has(key)),
    closed: found.closed.filter((key) => !untold.has(key)),
    errors,
  }
}
