import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Notice } from '../core/event/incident.ts'
import type { Notifier } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** A mail: the subject in printable ASCII of less than 100 characters, as SNS takes it. */
export interface Mail {
  subject: string
  text: string
}

/** Tells everybody who subscribed to a topic; filters of subscriptions read severity and state. */
export function topicNotifier(connection: Connection, topic: string, mailOf: (notice: Notice) => Mail): Notifier {
  const client = connect(SNSClient, 'SNS', connection)
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value })
  return async (notice) => {
    const { subject, text } = mailOf(notice)
    const { severity, state } = notice.incident
    await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subject,
        Message: text,
        MessageAttributes: { severity: attribute(severity), state: attribute(state) },
      }),
    )
  }
}
