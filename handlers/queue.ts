/** What SQS hands to a Lambda function: the members that holdfast reads. */
export interface QueueBatch {
  Records: { messageId: string; receiptHandle: string; body: string }[]
}

/** Messages that are to come again; the others are done with. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[]
}

export type QueueHandler = (batch: QueueBatch) => Promise<BatchAnswer>

export const allDone: BatchAnswer = { batchItemFailures: [] }

/** A message body as JSON; undefined where it is none. */
export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
