import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import type { RecordKind } from '../../core/audit/data.ts'
import type { AuditRecord } from '../../core/audit/record.ts'
import type { World } from './world.ts'

/** Records of the trail, by kind. */
export const recordsOf = <Kind extends RecordKind>(world: World, kind: Kind): AuditRecord<Kind>[] =>
  (world.auditRecords() as unknown as AuditRecord<Kind>[]).filter(({ type }) => type === `holdfast.${kind}.v1`)

export interface Written {
  requestID: string
  eventID: string
  eventName: string
  requestParameters: Record<string, unknown>
}

/** Writes of holdfast that the emulator carried out, by its own log and the one who made them. */
export async function writesOf({ emulator }: World): Promise<Written[]> {
  const credentials = { accessKeyId: 'auditor', secretAccessKey: 'x' }
  const client = new CloudTrailClient({ endpoint: emulator.url, region: 'us-east-1', credentials })
  const found: Written[] = []
  let NextToken: string | undefined
  do {
    const LookupAttributes = [{ AttributeKey: 'Username' as const, AttributeValue: 'holdfast' }]
    const page = await client.send(new LookupEventsCommand({ LookupAttributes, NextToken }))
    for (const { CloudTrailEvent = '' } of page.Events ?? []) {
      const detail = JSON.parse(CloudTrailEvent)
      if (!detail.readOnly && detail.errorCode === undefined) found.push(detail)
    }
    NextToken = page.NextToken
  } while (NextToken)
  client.destroy()
  return found
}

/** Writes that no outcome explains, or more than one. */
export async function unexplained(world: World): Promise<string[]> {
  const outcomes = recordsOf(world, 'outcome').filter(({ data }) => data.result === 'done')
  const writes = await writesOf(world)
  const requests = new Set(writes.map(({ requestID }) => requestID))
  // The answer to a write was lost: its outcome names the request that found it done.
  const others = outcomes.filter(({ data }) => !requests.has(data.requestId ?? ''))
  return writes.flatMap(({ requestID, eventName, requestParameters: { policyId, targetId } }) => {
    const count = outcomes.filter(({ data }) => data.requestId === requestID).length
    const at = others.findIndex(({ data }) => data.policy.id === policyId && (targetId ?? null) === data.target)
    if (count === 0 && at >= 0) others.splice(at, 1)
    return count === 1 || (count === 0 && at >= 0) ? [] : [`${count} outcomes of ${eventName} ${requestID}`]
  })
}
