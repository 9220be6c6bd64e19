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
