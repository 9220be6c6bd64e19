import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { deadLettersOf, nameOf } from '../core/deployed.ts'
import type { Queue } from '../core/event/wiring.ts'
import type { Arns } from './arns.ts'
import { pascal } from './id.ts'
import { policyDocument, type Statement, tlsOnly } from './statement.ts'

/** SQS keeps no message for longer. */
const retention = 14 * 24 * 60 * 60

/** The queue of a function, into which only these rules put events, and where what cannot be handled waits for a person. */
export function createQueue(scope: Construct, queue: Queue, rules: string[], key: CfnKey, arns: Arns): CfnQueue {
  const name = nameOf(queue.function)
  const deadLetterName = deadLettersOf(queue.function)
  const id = pascal(queue.function)
  const deadLetters = new CfnQueue(scope, `${id}DeadLetters`, {
    queueName: deadLetterName,
    kmsMasterKeyId: key.attrArn,
    messageRetentionPeriod: retention,
    redriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arns.queue(name)] },
  })
  admit(scope, `${id}DeadLettersPolicy`, deadLetters, [], arns.queue(deadLetterName))
  const created = new CfnQueue(scope, `${id}Queue`, {
    queueName: name,
    kmsMasterKeyId: key.attrArn,
    messageRetentionPeriod: retention,
    visibilityTimeout: queue.visibilityTimeout / 1_000,
    redrivePolicy: { deadLetterTargetArn: deadLetters.attrArn, maxReceiveCount: queue.maxReceiveCount },
  })
  admit(scope, `${id}QueuePolicy`, created, rules, arns.queue(name))
  return created
}

/** What EventBridge and its Scheduler could not put into a queue. Not under the key: where that was the reason, nothing would be left. */
export function createRuleDeadLetters(scope: Construct, rules: string[], arns: Arns): CfnQueue {
  const queueName = deadLettersOf('rules')
  const created = new CfnQueue(scope, 'RuleDeadLetters', {
    queueName,
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: retention,
    redriveAllowPolicy: { redrivePermission: 'denyAll' },
  })
  admit(scope, 'RuleDeadLettersPolicy', created, rules, arns.queue(queueName))
  return created
}

/** Functions and schedules come with roles; rules have none, because EventBridge fails to use one with encrypted queues. */
export function admit(scope: Construct, id: string, queue: CfnQueue, rules: string[], arn: string): void {
  const fromRules: Statement = {
    Sid: 'Rules',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': rules } },
  }
  new CfnQueuePolicy(scope, id, {
    queues: [queue.ref],
    policyDocument: policyDocument([...(rules.length > 0 ? [fromRules] : []), tlsOnly('sqs:*', arn)]),
  })
}
