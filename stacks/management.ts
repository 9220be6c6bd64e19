import { type App, Stack } from 'aws-cdk-lib'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { environmentNames, identitiesBucket, resourceNames, ruleNameOf, stackNames } from '../core/deployed.ts'
import { type Deployment, recordsBucket } from '../core/deployment.ts'
import { type FunctionName, type Rule, wiring } from '../core/event/wiring.ts'
import { organizationsRegion } from '../core/partition.ts'
import { createAlarms } from './alarms.ts'
import { arnsOf } from './arns.ts'
import { createBus } from './bus.ts'
import { createEnforcement } from './enforcement.ts'
import { evidenceRoles } from './evidence-roles.ts'
import { forwardedOf } from './forwarded.ts'
import { createMapping } from './functions.ts'
import { createKey, createPseudonymKey } from './keys.ts'
import { permissionsOf } from './permissions.ts'
import { createQueue, createRuleDeadLetters } from './queues.ts'
import { createRule } from './rules.ts'
import { createSchedules } from './schedules.ts'
import type { Settings } from './settings.ts'
import { createTable } from './state.ts'
import { createTelling } from './telling.ts'
import { admitPublishers, createTopic } from './topic.ts'

/**
 * What enforces the manifest, in the management account's Organizations region: rules, queues, schedules and functions as the
 * wiring says, and what they need. `bundles` is the folder of the finished functions.
 */
export function createManagement(app: App, deployment: Deployment, settings: Settings, bundles: string): Stack {
  const { manifest, accounts } = deployment
  const place = { account: accounts.management, region: organizationsRegion(manifest.region) }
  const arns = arnsOf(place)
  const stack = new Stack(app, stackNames.management, {
    env: place,
    terminationProtection: true,
    description: 'holdfast: keeps the guardrails of the organization attached',
  })
  const { rules, queues: wired, schedules } = wiring(manifest)
  const senders = forwardedOf(deployment, rules)
  const forwarded = rules.filter((rule) => senders.some((sender) => sender.rules.includes(rule)))
  const ruleArns = (wanted: (rule: Rule) => boolean) => [
    ...rules.filter(wanted).map(({ name }) => arns.rule(ruleNameOf(name))),
    ...forwarded.filter(wanted).map(({ name }) => arns.rule(ruleNameOf(name), resourceNames.bus)),
  ]

  const key = createKey(stack, arns)
  const who = evidenceRoles(deployment)
  const { pseudonymEpoch } = deployment.audit
  const pseudonymKeys = epochsTo(pseudonymEpoch).map((epoch) => createPseudonymKey(stack, epoch, arns, who))
  const pseudonymKey = pseudonymKeys.at(-1) as CfnKey
  const table = createTable(stack, key)
  const topic = createTopic(stack, deployment.notifications.emails, key)
  const queueOf = (name: FunctionName) =>
    createQueue(
      stack,
      wired[name],
      ruleArns(({ queue }) => queue === name),
      key,
      arns,
    )
  const queues = {
    'policy-drift': queueOf('policy-drift'),
    'account-enrolment': queueOf('account-enrolment'),
    sweep: queueOf('sweep'),
    evidence: queueOf('evidence'),
  }
  const deadLetters = createRuleDeadLetters(
    stack,
    ruleArns(() => true),
    arns,
  )
  const telling = createTelling(stack, topic, key, arns)
  const rendered = (rule: Rule) => ({
    rule,
    targets: [{ arn: queues[rule.queue].attrArn }, ...(rule.tell === 'directly' ? [telling] : [])],
    deadLetters: deadLetters.attrArn,
  })
  for (const rule of rules) createRule(stack, 'Rule', rendered(rule))
  if (senders.length > 0) {
    const bus = createBus(stack, senders, arns).ref
    for (const rule of forwarded) createRule(stack, 'ForwardedRule', { bus, ...rendered(rule) })
  }
  createSchedules(stack, schedules, queues, deadLetters, key, arns)

  const bucket = recordsBucket(deployment)
  const identities = { bucket: identitiesBucket(who.home.account, manifest.region), arns: who.home }
  const { deploying, enforcing } = createEnforcement(stack, {
    ...{ manifest, settings, bundles, key, queues: wired },
    permissions: (name) =>
      permissionsOf(name, manifest, arns, { key: key.attrArn, pseudonymKey: pseudonymKey.attrArn, bucket, identities }),
    environment: {
      [environmentNames.table]: table.ref,
      [environmentNames.topic]: topic.ref,
      [environmentNames.bucket]: bucket,
      [environmentNames.pseudonymKey]: pseudonymKey.ref,
      [environmentNames.pseudonymEpoch]: String(pseudonymEpoch),
      [environmentNames.identities]: identities.bucket,
      [environmentNames.queues['policy-drift']]: queues['policy-drift'].ref,
      [environmentNames.queues['account-enrolment']]: queues['account-enrolment'].ref,
      [environmentNames.queues.sweep]: queues.sweep.ref,
      [environmentNames.queues.evidence]: queues.evidence.ref,
    },
  })
  for (const queue of Object.values(wired)) {
    const { function: name } = queue
    createMapping(stack, { queue, source: queues[name], alias: enforcing[name].alias })
  }
  const roles = [deploying, ...Object.values(enforcing)].map(({ role }) => role.attrArn)
  admitPublishers(stack, topic, [...roles, telling.roleArn], arns)
  createAlarms(stack, Object.values(enforcing), topic.ref)
  return stack
}

const epochsTo = (newest: number): number[] => Array.from({ length: newest }, (_, at) => at + 1)
