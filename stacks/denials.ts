import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Dashboard, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnEventBusPolicy, CfnRule, EventBus } from 'aws-cdk-lib/aws-events'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { CfnQueryDefinition, CfnResourcePolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { resourceNames, stackNames } from '../core/deployed.ts'
import { type Deployment, evidenceAccount } from '../core/deployment.ts'
import { countedBy, denied } from './denied.ts'

/** Where denials are counted: with those who watch the organization's security, as far as the manifest knows them. */
const denialsAccount = (deployment: Deployment): string => deployment.accounts.audit ?? evidenceAccount(deployment)

/** ARN of the bus that rules in member accounts send denials to. */
export const denialsBus = (deployment: Deployment, partition: string): string =>
  `arn:${partition}:events:${deployment.manifest.region}:${denialsAccount(deployment)}:event-bus/${resourceNames.denials}`

const queries = {
  'by policy': countedBy(),
  'by policy and account': countedBy('account'),
  'by policy and call': countedBy('detail.eventSource', 'detail.eventName'),
  'by policy and caller': countedBy('detail.userIdentity.arn'),
}

/** What a guardrail blocks: a bus that members of the organization may write to, a log, and its count by policy. */
export function denialsStack(app: App, deployment: Deployment): Stack | null {
  const { manifest, memberBaseline } = deployment
  if (memberBaseline === null) return null
  const stack = new Stack(app, stackNames.denials, {
    env: { account: denialsAccount(deployment), region: manifest.region },
    description: 'holdfast: counts calls that SCPs and RCPs denied',
  })
  const { partition, account, region, urlSuffix } = stack
  const name = resourceNames.denials
  const bus = new EventBus(stack, 'Bus', { eventBusName: name })
  new CfnEventBusPolicy(stack, 'Members', {
    ...{ eventBusName: bus.eventBusName, statementId: 'Members' },
    statement: new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: {
        StringEquals: { 'aws:PrincipalOrgID': manifest.organization.id },
        ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:role/${resourceNames.denialsRole}*` },
      },
    }).toStatementJson(),
  })

  const logName = `/aws/events/${name}`
  const logArn = `arn:${partition}:logs:${region}:${account}:log-group:${logName}`
  const key = new Key(stack, 'Key', {
    description: 'holdfast: the log of denials, which tells who tried what',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logArn } },
    }),
  )
  const log = new LogGroup(stack, 'Log', {
    logGroupName: logName,
    retention: RetentionDays.THREE_MONTHS,
    encryptionKey: key,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const rule = new CfnRule(stack, 'Rule', {
    ...{ name, eventBusName: bus.eventBusName, eventPattern: denied },
    description: 'Writes denials to the log',
    targets: [{ id: 'Log', arn: logArn }],
  })
  rule.node.addDependency(log)
  const writes = (actions: string[], conditions = {}) =>
    new PolicyStatement({
      ...{ effect: Effect.ALLOW, actions, conditions, resources: [`${logArn}:*`] },
      principals: ['events', 'delivery.logs'].map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
    })
  new CfnResourcePolicy(stack, 'Writers', {
    policyName: name,
    policyDocument: stack.toJsonString(
      new PolicyDocument({
        statements: [
          writes(['logs:CreateLogStream']),
          writes(['logs:PutLogEvents'], { ArnEquals: { 'aws:SourceArn': rule.attrArn } }),
        ],
      }),
    ),
  })

  for (const [title, queryString] of Object.entries(queries)) {
    new CfnQueryDefinition(stack, `Query ${title}`, {
      ...{ name: `holdfast/Denials ${title}`, queryString, logGroupNames: [logName] },
    })
  }
  new Dashboard(stack, 'Dashboard', {
    ...{ dashboardName: name, defaultInterval: Duration.days(7) },
    widgets: Object.entries(queries).map(([title, queryString]) => [
      new LogQueryWidget({
        title: `Denials ${title}`,
        ...{ queryString, logGroupNames: [logName], view: LogQueryVisualizationType.TABLE, width: 24, height: 8 },
      }),
    ]),
  })
  return stack
}
