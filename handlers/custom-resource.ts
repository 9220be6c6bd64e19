import { escapeHidden } from '../core/hidden.ts'

/** What CloudFormation sends for a custom resource: the members that holdfast reads. */
export interface CustomResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete'
  ResponseURL: string
  StackId: string
  RequestId: string
  LogicalResourceId: string
  /** Absent where it is created. */
  PhysicalResourceId?: string
  ResourceProperties: Record<string, unknown>
}

export interface CustomResourceAnswer {
  physicalId: string
  /** Attributes of the resource; CloudFormation takes 4,096 bytes with what stands around them. */
  data: Record<string, string>
}

/** Characters of a reason that people see. */
const longestReason = 1_000

/**
 * A function behind a custom resource: what it throws becomes the reason why a deployment fails, in one line. Deleting does
 * nothing and succeeds. Rejects only where CloudFormation cannot be answered, which then waits and fails.
 */
export function createCustomResource(
  work: (event: CustomResourceEvent) => Promise<CustomResourceAnswer>,
): (event: CustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = LogicalResourceId } = event
    const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId }
    const answer = await answerOf(event, work)
    const body = JSON.stringify({ ...ids, ...answer })
    // the address is signed for a request without a content type
    const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } })
    if (!ok) throw new Error(`CloudFormation could not be answered: ${status}`)
  }
}

async function answerOf(event: CustomResourceEvent, work: Parameters<typeof createCustomResource>[0]) {
  if (event.RequestType === 'Delete') return { Status: 'SUCCESS' }
  try {
    const { physicalId, data } = await work(event)
    return { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { Status: 'FAILED', Reason: escapeHidden(message.replaceAll(/\s+/g, ' ')).slice(0, longestReason) }
  }
}
