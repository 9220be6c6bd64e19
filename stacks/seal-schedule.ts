import type { CfnResource } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import type { Construct } from 'constructs'
import { nameOf, resourceNames } from '../core/deployed.ts'
import type { Arns } from './arns.ts'
import { allow, policyDocument, trust } from './statement.ts'

/** Minutes. */
export const sealEvery = 15

/** Calls the function that seals, with a role that may do nothing else. */
export function createSealSchedule(scope: Construct, alias: CfnResource, arns: Arns): void {
  const name = nameOf('seal')
  const group = new CfnScheduleGroup(scope, 'Schedules', { name })
  const role = new CfnRole(scope, 'SchedulesRole', {
    roleName: resourceNames.sealScheduleRole,
    assumeRolePolicyDocument: trust('scheduler.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': arns.account, 'aws:SourceArn': arns.scheduleGroup(name) },
    }),
    policies: [
      {
        policyName: 'schedules',
        policyDocument: policyDocument([allow('CallSeal', 'lambda:InvokeFunction', alias.ref)]),
      },
    ],
  })
  new CfnSchedule(scope, 'SealSchedule', {
    name: `seal-every-${sealEvery}-minutes`,
    groupName: group.ref,
    scheduleExpression: `rate(${sealEvery} minutes)`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      ...{ arn: alias.ref, roleArn: role.attrArn, input: '{}' },
      // The next one says the same.
      retryPolicy: { maximumEventAgeInSeconds: sealEvery * 60, maximumRetryAttempts: 185 },
    },
  })
}
