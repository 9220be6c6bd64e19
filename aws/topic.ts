import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Mail, Message } from '../core/notice/message.ts'
import type { Mailer } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** Protocols of subscriptions behind which a program reads. */
const machines = ['sqs', 'lambda', 'http', 'https', 'email-json']

/** Publishes to a topic: people get the text, and programs the document. Resolves with SNS's id of the message. */
export function topicMailer(connection: Connection, topic: string, mailOf: (message: Message) => Mail): Mailer {
  const client = connect(SNSClient, 'SNS', connection)
  return async (message) => {
    const { subject, text, json, attributes } = mailOf(message)
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subject,
        MessageStructure: 'json',
        Message: JSON.stringify({ default: text, ...Object.fromEntries(machines.map((one) => [one, json])) }),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      }),
    )
    return MessageId ?? null
  }
}
