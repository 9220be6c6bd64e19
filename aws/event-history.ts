import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail'
import { parseJson } from '../core/json.ts'
import type { Clock, EventHistory } from '../core/ports.ts'
import { createCaller } from './call.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** CloudTrail allows two calls a second of an account in a region, and nobody more (API reference, LookupEvents). */
const pace = { reads: null, writes: 2, yields: 1_000 }

/**
 * CloudTrail gives fifty events a page. AWS lets 10,800 attachments be made in an hour and a half, so that a storm is less than this;
 * what is more somebody fills.
 */
const mostPages = 600

const ninetyDays = 90 * 24 * 60 * 60_000

/**
 * CloudTrail's event history of the connection's account and region. Calls keep to CloudTrail's rate on the clock; what it
 * throttles is sent again. One that has no limits, as an emulator, is asked at once. Rejects with CallError, or where one name has
 * more than 30,000 events in that time.
 */
export function eventHistory(connection: Connection, clock: Clock, isLimited = true): EventHistory {
  const client = connect(CloudTrailClient, 'CLOUDTRAIL', connection, { maxAttempts: 1 })
  const call = createCaller({ client, clock, random: Math.random, ...(isLimited && { pace }) })
  return async ({ name, from, until }) => {
    const events = new Map<string | undefined, unknown>()
    const question = {
      LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: name }],
      // Times of events are whole seconds.
      StartTime: new Date(Math.floor(Math.max(from, clock.now() - ninetyDays) / 1_000) * 1_000),
      EndTime: new Date(until),
    }
    let NextToken: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer: LookupEventsCommandOutput = await call('LookupEvents', (one) =>
        one.send(new LookupEventsCommand({ ...question, ...(NextToken && { NextToken }) })),
      )
      for (const { EventId, CloudTrailEvent = '' } of answer.Events ?? [])
        events.set(EventId, parseJson(CloudTrailEvent))
      NextToken = answer.NextToken
      if (!NextToken) return [...events.values()]
    }
    throw new Error(`CloudTrail has more than ${mostPages * 50} events ${name} of that time`)
  }
}
