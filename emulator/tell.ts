import { send, shownAt } from './delivery.ts'
import type { Event } from './events.ts'
import type { State } from './state.ts'
import { keep } from './trail/history.ts'
import { isObject } from './wire.ts'

/** What is told of what happens now: CloudTrail keeps its records, of reads too; EventBridge gets all but the reads. */
export function tell(state: State, event: Event, now: number, effect?: () => void): void {
  const { account, region, detail } = event
  const record = isObject(detail) && detail.eventID !== undefined ? detail : undefined
  if (record) keep(state.history, { account, region: String(region), detail: record }, now, shownAt(state.transit, now))
  if (!record?.readOnly) send(state, event, effect)
}
