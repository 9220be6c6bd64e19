import { type App, Stack } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { deadLettersOf, resourceNames, ruleNameOf, stackNames } from '../core/deployed.ts'
import { arnsOf } from './arns.ts'
import type { Forwarded } from './forwarded.ts'
import { admit } from './queues.ts'
import { createRule } from './rules.ts'
import { allow, policyDocument, trust } from './statement.ts'

/**
 * Puts the events of another account or region onto the bus beside enforcement. What gets lost on the way is found by the
 * next sweep; it lies in the dead letters of this account and region.
 */
export function createForwarder(app: App, place: Forwarded, bus: string): Stack {
  const { account, region, rules } = place
  const arns = arnsOf(place)
  const stack = new Stack(app, `${stackNames.forwarder}-${account}-${region}`, {
    env: { account, region },
    terminationProtection: true,
    description: 'holdfast: forwards events to where the organization is enforced',
  })
  const forwardedBy = rules.map(({ name }) => arns.rule(ruleNameOf(name)))
  const queueName = deadLettersOf('rules')
  const deadLetters = new CfnQueue(stack, 'DeadLetters', {
    queueName,
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: 14 * 24 * 60 * 60,
  })
  admit(stack, 'DeadLettersPolicy', deadLetters, forwardedBy, arns.queue(queueName))
  const role = new CfnRole(stack, 'Role', {
    roleName: resourceNames.forwarderRole,
    description: 'holdfast: puts events onto its bus in the management account',
    assumeRolePolicyDocument: trust('events.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': arns.rule(ruleNameOf('*')) },
    }),
    policies: [
      { policyName: 'forward', policyDocument: policyDocument([allow('PutEvents', 'events:PutEvents', bus)]) },
    ],
  })
  for (const rule of rules)
    createRule(stack, 'Rule', {
      rule,
      targets: [{ arn: bus, roleArn: role.attrArn }],
      deadLetters: deadLetters.attrArn,
    })
  return stack
}
