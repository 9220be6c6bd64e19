import { CfnRule } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { ruleNameOf } from '../core/deployed.ts'
import type { Pattern } from '../core/event/wiring.ts'
import { pascal } from './id.ts'

/** As long as EventBridge tries, and as often: then the event goes to the dead letters. */
export const retryPolicy = { maximumEventAgeInSeconds: 24 * 60 * 60, maximumRetryAttempts: 185 }

interface RuleProps {
  rule: { name: string; pattern: Pattern }
  /** Name of the bus; the default one, onto which AWS puts events, where none is given. */
  bus?: string
  target: string
  deadLetters: string
  /** Where the target is a bus. */
  role?: string
}

/** A rule of the wiring on a bus, with one target. */
export const createRule = (
  scope: Construct,
  id: string,
  { rule, bus, target, deadLetters, role }: RuleProps,
): CfnRule =>
  new CfnRule(scope, `${pascal(rule.name)}${id}`, {
    name: ruleNameOf(rule.name),
    ...(bus && { eventBusName: bus }),
    state: 'ENABLED',
    eventPattern: rule.pattern,
    targets: [
      {
        id: 'target',
        arn: target,
        ...(role && { roleArn: role }),
        deadLetterConfig: { arn: deadLetters },
        retryPolicy,
      },
    ],
  })
