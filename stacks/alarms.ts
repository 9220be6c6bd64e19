import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { deadLettersOf, type LambdaName, nameOf } from '../core/deployed.ts'
import type { FunctionName } from '../core/event/wiring.ts'
import type { DeployedFunction } from './functions.ts'
import { pascal } from './id.ts'

export interface Alarm extends Partial<CfnAlarmProps> {
  /** What it means; where to read what to do follows. */
  means: string
  of: { namespace: string; metricName: string; dimensions?: Record<string, string> }
  /** Minutes of a period. */
  every: number
  /** So many of as many periods. */
  periods: number
}

export const ownMetrics = 'holdfast'
const failing = 'FailingEnforcement'

/** More than this a message waits in vain, in minutes: an event for two runs, a sweep for those before it, evidence for four. */
const patience: Readonly<Record<FunctionName, number>> = {
  'policy-drift': 15,
  'account-enrolment': 15,
  sweep: 120,
  evidence: 60,
}

const names = Object.keys(patience) as FunctionName[]

const queueMetric = (metricName: string, QueueName: string) => ({
  namespace: 'AWS/SQS',
  metricName,
  dimensions: { QueueName },
})

export const functionMetric = (metricName: string, name: LambdaName) => ({
  namespace: 'AWS/Lambda',
  metricName,
  dimensions: { FunctionName: nameOf(name) },
})

const whatOf = (name: FunctionName) => (name === 'evidence' ? 'the evidence' : 'enforcement')

const givenUp = (name: FunctionName) =>
  name === 'evidence'
    ? 'the evidence could not be completed'
    : 'what it asked for was not looked at, or only by a sweep'

/** What people are told of when the functions cannot tell themselves. Each costs ten cents a month. */
const alarms: Readonly<Record<string, Alarm>> = {
  ...Object.fromEntries(
    [...names, 'rules' as const].map((name) => [
      deadLettersOf(name),
      {
        means:
          name === 'rules'
            ? 'EventBridge could not deliver an event or a schedule: a queue, the topic or their key does not let it'
            : `A message was given up by ${name} after many tries: ${givenUp(name)}`,
        of: queueMetric('ApproximateNumberOfMessagesVisible', deadLettersOf(name)),
        ...{ statistic: 'Maximum', every: 5, periods: 1, threshold: 0 },
      },
    ]),
  ),
  ...Object.fromEntries(
    names.map((name) => [
      `${nameOf(name)}-waiting`,
      {
        means: `A message waits for ${name} for more than ${patience[name]} minutes: ${whatOf(name)} is late`,
        of: queueMetric('ApproximateAgeOfOldestMessage', nameOf(name)),
        ...{ statistic: 'Maximum', every: 5, periods: 3, threshold: patience[name] * 60 },
      },
    ]),
  ),
  ...Object.fromEntries(
    names.map((name) => [
      `${nameOf(name)}-errors`,
      {
        means: `${name} died, ran out of time, or did not expect what it met: its messages come again`,
        of: functionMetric('Errors', name),
        ...{ statistic: 'Sum', every: 15, periods: 1, threshold: 0 },
      },
    ]),
  ),
  ...Object.fromEntries(
    names.map((name) => [
      `${nameOf(name)}-throttles`,
      {
        means: `Lambda does not run ${name}: the concurrency of the account is used up, or somebody set it to zero`,
        of: functionMetric('Throttles', name),
        ...{ statistic: 'Sum', every: 5, periods: 3, threshold: 0 },
      },
    ]),
  ),
  'holdfast-sweep-missing': {
    means:
      'No sweep began for 45 minutes: what events miss is not restored. A schedule, rule, queue or function was changed',
    of: functionMetric('Invocations', 'sweep'),
    ...{ statistic: 'Sum', every: 5, periods: 9, threshold: 1 },
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
  },
  'holdfast-evidence-missing': {
    means:
      'The evidence was not completed for an hour: what was not recorded stays so. A schedule, queue or function was changed',
    of: functionMetric('Invocations', 'evidence'),
    ...{ statistic: 'Sum', every: 15, periods: 4, threshold: 1 },
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
  },
  'holdfast-enforcement-failing': {
    means:
      'AWS refuses what the manifest wants in run after run: a guardrail is missing somewhere. The messages name it',
    of: { namespace: ownMetrics, metricName: failing },
    ...{ statistic: 'Sum', every: 30, periods: 2, threshold: 0 },
  },
}

export function createAlarms(scope: Construct, functions: DeployedFunction[], topic: string): void {
  // The function `evidence` restores nothing.
  for (const { name, logGroup } of functions.filter((one) => one.name !== 'evidence'))
    new CfnMetricFilter(scope, `${pascal(name)}Failing`, {
      logGroupName: logGroup.ref,
      // The line of a run: handlers/log.ts
      filterPattern: '{ ($.outcomes.refused > 0) || ($.outcomes.failed > 0) }',
      metricTransformations: [{ metricNamespace: ownMetrics, metricName: failing, metricValue: '1', unit: 'Count' }],
    })
  createEach(scope, alarms, topic)
}

/** Alarms by name, told to a topic. */
export function createEach(scope: Construct, all: Readonly<Record<string, Alarm>>, topic: string): void {
  for (const [alarmName, { means, of, every, periods, ...rest }] of Object.entries(all))
    new CfnAlarm(scope, `${pascal(alarmName.replace('holdfast-', ''))}Alarm`, {
      alarmName,
      alarmDescription: `${means}. What to do: docs/runbook.md, "${alarmName}".`,
      namespace: of.namespace,
      metricName: of.metricName,
      ...(of.dimensions && { dimensions: Object.entries(of.dimensions).map(([name, value]) => ({ name, value })) }),
      period: every * 60,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      alarmActions: [topic],
      ...rest,
    })
}
