import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { FunctionName, Send } from '../core/event/wiring.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

export interface Queues {
  send: Send
  /** From now on a message that was received from a queue is out of sight for so many milliseconds. */
  extend(queue: FunctionName, receiptHandle: string, milliseconds: number): Promise<void>
}

/** SQS delays a message for no longer, in seconds; nobody here asks for more than `longestPutOff`, a third of it. */
const longestDelay = 900

/** Queues of SQS by their URLs. SQS counts in seconds: what is to wait never comes too early by that. */
export function queuesAt(connection: Connection, urls: Partial<Record<FunctionName, string>>): Queues {
  const client = connect(SQSClient, 'SQS', connection)
  function urlOf(queue: FunctionName): string {
    const url = urls[queue]
    if (!url) throw new Error(`The address of the queue of ${queue} is not known here`)
    return url
  }
  return {
    async send(queue, message, delay = 0) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: urlOf(queue),
          MessageBody: JSON.stringify(message),
          DelaySeconds: Math.min(longestDelay, Math.ceil(Math.max(0, delay) / 1_000)),
        }),
      )
    },
    async extend(queue, receiptHandle, milliseconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urlOf(queue),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.ceil(milliseconds / 1_000),
        }),
      )
    },
  }
}
