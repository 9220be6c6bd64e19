import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { resourceNames } from '../core/deployed.ts'
import { sha256 } from '../core/digest.ts'
import type { Arns } from './arns.ts'
import { policyDocument, type Statement, tlsOnly } from './statement.ts'

/**
 * Where people are told, by the functions and by alarms. Who confirms by the link in the mail can be unsubscribed by whoever gets
 * hold of a mail; no topic policy and no template changes that, so that an output says how to confirm instead.
 */
export function createTopic(
  scope: Construct,
  emails: string[],
  key?: CfnKey,
  name: string = resourceNames.topic,
): CfnTopic {
  const { region } = Stack.of(scope)
  const topic = new CfnTopic(scope, 'Topic', {
    topicName: name,
    displayName: 'holdfast',
    ...(key && { kmsMasterKeyId: key.attrArn }),
  })
  for (const endpoint of new Set(emails))
    new CfnSubscription(scope, `Email${sha256(endpoint).slice(0, 8)}`, {
      topicArn: topic.ref,
      protocol: 'email',
      endpoint,
    })
  if (emails.length > 0)
    new CfnOutput(scope, 'ConfirmSubscription', {
      description:
        'Instead of following the link of the mail: its Token goes here, so that unsubscribing needs AWS credentials',
      value: `aws sns confirm-subscription --region ${region} --topic-arn ${topic.ref} --authenticate-on-unsubscribe true --token`,
    })
  return topic
}

/** Whoever else may publish to every topic of the account by an IAM policy may publish here too; nobody of another account. */
export function admitPublishers(scope: Construct, topic: CfnTopic, roles: string[], arns: Arns): void {
  const arn = arns.topic(topic.topicName ?? '')
  const publishers: Statement = {
    ...{ Sid: 'Roles', Effect: 'Allow', Principal: { AWS: roles }, Action: 'sns:Publish', Resource: arn },
  }
  new CfnTopicPolicy(scope, 'TopicPolicy', {
    topics: [topic.ref],
    policyDocument: policyDocument([
      ...(roles.length > 0 ? [publishers] : []),
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: {
          StringEquals: { 'aws:SourceAccount': arns.account },
          ArnLike: { 'aws:SourceArn': arns.alarm('holdfast-*') },
        },
      },
      tlsOnly('sns:Publish', arn),
    ]),
  })
}
