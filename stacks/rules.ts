import { CfnRule } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { ruleNameOf } from '../core/deployed.ts'
import type { Rule } from '../core/event/wiring.ts'
import { pascal } from './id.ts'

/** Where a rule puts what it matches. */
export interface RuleTarget extends Pick<CfnRule.TargetProperty, 'inputTransformer'> {
  /** ARN of a queue, a topic or a bus. */
  arn: string
  /** ARN of the role with which a topic or a bus is written. */
  roleArn?: string
}

interface RuleProps {
  rule: Rule
  /** Name of the bus; the default one, onto which AWS puts events, where none is given. */
  bus?: string
  targets: RuleTarget[]
  /** ARN of the queue of what cannot be delivered. */
  deadLetters: string
}

/** A rule of the wiring on a bus. EventBridge tries for a day, and then the event goes to the dead letters. */
export const createRule = (scope: Construct, id: string, { rule, bus, targets, deadLetters }: RuleProps): CfnRule =>
  new CfnRule(scope, `${pascal(rule.name)}${id}`, {
    name: ruleNameOf(rule.name),
    ...(bus && { eventBusName: bus }),
    state: 'ENABLED',
    eventPattern: rule.pattern,
    targets: targets.map((target, at) => ({
      id: `target-${at + 1}`,
      ...target,
      deadLetterConfig: { arn: deadLetters },
      retryPolicy: { maximumEventAgeInSeconds: 24 * 60 * 60, maximumRetryAttempts: 185 },
    })),
  })
