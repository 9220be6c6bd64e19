import { CfnEventBus, CfnEventBusPolicy } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { resourceNames } from '../core/deployed.ts'
import { type Arns, arnsOf } from './arns.ts'
import type { Forwarded } from './forwarded.ts'
import { pascal } from './id.ts'

/** The bus of forwarded events. Each of its senders is one role of one account; a bus that anybody could write would be believed. */
export function createBus(scope: Construct, senders: Forwarded[], arns: Arns): CfnEventBus {
  const bus = new CfnEventBus(scope, 'Bus', {
    name: resourceNames.bus,
    description: 'holdfast: events of other accounts and regions',
  })
  for (const sender of senders) {
    const { root, role } = arnsOf(sender)
    const id = `Forwarder${sender.account}`
    new CfnEventBusPolicy(scope, `${pascal(id)}Policy`, {
      eventBusName: bus.ref,
      statementId: id,
      statement: {
        Sid: id,
        Effect: 'Allow',
        Principal: { AWS: root },
        Action: 'events:PutEvents',
        Resource: arns.bus(resourceNames.bus),
        Condition: { ArnEquals: { 'aws:PrincipalArn': role(resourceNames.forwarderRole) } },
      },
    })
  }
  return bus
}
