import { CfnRole } from 'aws-cdk-lib/aws-iam'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { resourceNames } from '../core/deployed.ts'
import type { FunctionName, Schedule } from '../core/event/wiring.ts'
import type { Arns } from './arns.ts'
import { pascal } from './id.ts'
import { allow, policyDocument, trust } from './statement.ts'

/** What the clock sends, and the one role with which it may send to these queues. */
export function createSchedules(
  scope: Construct,
  schedules: Schedule[],
  queues: Record<FunctionName, CfnQueue>,
  deadLetters: CfnQueue,
  key: CfnKey,
  arns: Arns,
): void {
  const group = new CfnScheduleGroup(scope, 'Schedules', { name: resourceNames.schedules })
  const targets = [...new Set(schedules.map(({ queue }) => queues[queue].attrArn))]
  const role = new CfnRole(scope, 'SchedulesRole', {
    roleName: resourceNames.schedulesRole,
    assumeRolePolicyDocument: trust('scheduler.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': arns.account, 'aws:SourceArn': arns.scheduleGroup(resourceNames.schedules) },
    }),
    policies: [
      {
        policyName: 'schedules',
        policyDocument: policyDocument([
          allow('SendMessages', 'sqs:SendMessage', [...targets, deadLetters.attrArn]),
          allow('UseKey', ['kms:Decrypt', 'kms:GenerateDataKey'], key.attrArn),
        ]),
      },
    ],
  })
  for (const { queue, every, message } of schedules) {
    const minutes = every / 60_000
    new CfnSchedule(scope, `${pascal(queue)}Every${minutes}Minutes`, {
      name: `${queue}-every-${minutes}-minutes`,
      groupName: group.ref,
      scheduleExpression: `rate(${minutes} minutes)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queues[queue].attrArn,
        roleArn: role.attrArn,
        input: JSON.stringify(message),
        deadLetterConfig: { arn: deadLetters.attrArn },
        // The next one says the same.
        retryPolicy: { maximumEventAgeInSeconds: every / 1_000, maximumRetryAttempts: 185 },
      },
    })
  }
}
