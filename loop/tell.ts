import type { Incident, Notice } from '../core/event/incident.ts'
import { messagesOf, noticesOf } from '../core/notice/message.ts'
import type { Notifier, State } from '../core/ports.ts'
import { rememberIncidents } from './incidents.ts'

interface Found {
  notices: Notice[]
  open: Incident[]
  closed: string[]
}

/**
 * Tells what a run found, the worst first, and remembers that it was told. Told first: a process that dies in between, or a message
 * that does not get through, is told again and not never. Rejects after all that could be told was.
 */
export async function tellAll({ notify, state }: { notify: Notifier; state: State }, found: Found): Promise<void> {
  const errors: unknown[] = []
  const untold = new Set<string>()
  for (const message of messagesOf(found.notices))
    await notify(message).catch((error) => {
      errors.push(error)
      for (const { incident } of noticesOf(message)) untold.add(incident.key)
    })
  await rememberIncidents(state, {
    open: found.open.filter(({ key }) => !untold.has(key)),
    closed: found.closed.filter((key) => !untold.has(key)),
  })
  if (errors.length > 0) throw errors[0]
}
