import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentNames, nameOf } from '../../core/deployed.ts'
import { type FunctionName, limits, wiring } from '../../core/event/wiring.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import {
  deploymentOf,
  ofType,
  type Resource,
  referred,
  synthesize,
  type Template,
  temporaryFolder,
} from '../support/stacks.ts'

const each = { id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }
const manifest = manifestOf([policy('deny', ['r-ab12']), policy('each', [], { eachAccountIn: [each] })], {
  delegatedAdministrators: ['222222222222'],
})
const deployment = deploymentOf(manifest, { notifications: { emails: ['a@example.com', 'b@example.com'] } })
const wired = wiring(manifest)
const folder = temporaryFolder()
let template: Template
let queues: Map<string, Resource>
let changed: Record<'expect' | 'code' | 'policies', Template>

beforeAll(() => {
  const management = (name: string, ...[of = deployment, props = {}]: Partial<Parameters<typeof rendered>>) =>
    rendered(of, { ...props, outdir: join(folder, name) })
  template = management('cdk.out')
  queues = new Map(ofType(template, 'AWS::SQS::Queue'))
  changed = {
    expect: management('expect', deployment, { context: { 'holdfast:expect': 'a'.repeat(64) } }),
    code: management('code', deployment, { context: { 'holdfast:architecture': 'x86_64' } }),
    policies: management('policies', deploymentOf(manifestOf([policy('other', ['r-ab12'])]))),
  }
})

function rendered(of: typeof deployment, props: Parameters<typeof synthesize>[2]): Template {
  const stack = synthesize(of, folder, props)['holdfast-management']
  if (!stack) throw new Error('no management stack')
  return stack
}

const only = (type: string, wanted: (resource: Resource) => boolean = () => true) => {
  const found = ofType(template, type).filter(([, resource]) => wanted(resource))
  expect(found).toHaveLength(1)
  return found[0]?.[1] as Resource
}

const functionOf = (name: string) =>
  only('AWS::Lambda::Function', ({ Properties }) => Properties.FunctionName === `holdfast-${name}`)

/** What the policy of a queue says, by what it says it to. */
const statementsOf = (queue: string) =>
  ofType(template, 'AWS::SQS::QueuePolicy')
    .filter(([, { Properties }]) => Properties.Queues.some((one: { Ref: string }) => one.Ref === queue))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)

const ruleArn = ({ Properties }: Resource) =>
  `arn:aws:events:us-east-1:111111111111:rule/${Properties.EventBusName ? 'holdfast/' : ''}${Properties.Name}`

test('every rule of the wiring stands on the default bus with its pattern, and puts into its queue', () => {
  const rules = ofType(template, 'AWS::Events::Rule').filter(([, { Properties }]) => !Properties.EventBusName)
  expect(rules.map(([, { Properties }]) => ({ name: Properties.Name, pattern: Properties.EventPattern }))).toEqual(
    wired.rules.map(({ name, pattern }) => ({ name: `holdfast-${name}`, pattern })),
  )
  for (const [at, [, { Properties }]] of rules.entries()) {
    expect(Properties.State).toBe('ENABLED')
    const queue = queues.get(referred(Properties.Targets[0].Arn))
    expect(queue?.Properties.QueueName).toBe(nameOf(wired.rules[at]?.queue as FunctionName))
  }
})

test('each target is tried for a day, and each queue admits exactly the rules that put into it', () => {
  const into = new Map<string, string[]>()
  for (const [, rule] of ofType(template, 'AWS::Events::Rule'))
    for (const { Arn, DeadLetterConfig, RetryPolicy } of rule.Properties.Targets) {
      expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 })
      for (const target of [Arn, DeadLetterConfig.Arn].map(referred))
        into.set(target, [...(into.get(target) ?? []), ruleArn(rule)])
    }
  for (const id of queues.keys()) {
    const admitted = statementsOf(id).filter(({ Effect }) => Effect === 'Allow')
    const wanted = [...new Set(into.get(id) ?? [])].sort()
    expect(admitted.flatMap(({ Condition }) => Condition.ArnEquals['aws:SourceArn']).sort()).toEqual(wanted)
    for (const { Principal, Action } of admitted)
      expect([Principal, Action]).toEqual([{ Service: 'events.amazonaws.com' }, 'sqs:SendMessage'])
  }
})

test('what would blind us is told by the rule itself, without what a caller wrote', () => {
  const direct = wired.rules.filter(({ tell }) => tell === 'directly').map(({ name }) => `holdfast-${name}`)
  expect(direct.length).toBeGreaterThan(5)
  const told = ofType(template, 'AWS::Events::Rule').filter(([, { Properties }]) => Properties.Targets.length > 1)
  expect([...new Set(told.map(([, { Properties }]) => Properties.Name))].sort()).toEqual(direct.sort())
  for (const [, { Properties }] of told) {
    const [, target] = Properties.Targets
    expect(template.Resources[referred(target.Arn)]?.Type).toBe('AWS::SNS::Topic')
    expect(template.Resources[referred(target.RoleArn)]?.Type).toBe('AWS::IAM::Role')
    expect(JSON.stringify(target.InputTransformer)).not.toMatch(/requestParameters|responseElements/)
    expect(JSON.stringify(target.InputTransformer)).toMatch(/userIdentity/)
  }
})

test('where messages carry pseudonyms, a rule that tells by itself names nobody', () => {
  const pseudonyms = { ...manifest, notifications: { identifiers: 'pseudonym' as const } }
  const synthesized = rendered(deploymentOf(pseudonyms), { outdir: join(folder, 'pseudonyms') })
  const told = ofType(synthesized, 'AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets.slice(1))
  expect(told.length).toBeGreaterThan(5)
  for (const { InputTransformer } of told)
    expect(JSON.stringify(InputTransformer)).not.toMatch(/userIdentity|account|<who>/)
})

test('messages are kept for fourteen days under the key, over TLS alone, and what fails for ever is kept aside', () => {
  expect(queues.size).toBe(9)
  for (const [id, { Properties }] of queues) {
    // What EventBridge could not put into a queue because of the key could not be kept under it either.
    const encryption =
      Properties.QueueName === 'holdfast-rules-dead-letters'
        ? { SqsManagedSseEnabled: true }
        : { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } }
    expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, ...encryption })
    expect(Properties.KmsMasterKeyId === undefined).toBe(Properties.SqsManagedSseEnabled === true)
    expect(statementsOf(id)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
  }
  for (const queue of Object.values(wired.queues)) {
    const { Properties } = only('AWS::SQS::Queue', (one) => one.Properties.QueueName === nameOf(queue.function))
    expect(Properties.RedrivePolicy.maxReceiveCount).toBe(queue.maxReceiveCount)
    const deadLetters = queues.get(referred(Properties.RedrivePolicy.deadLetterTargetArn))
    expect(deadLetters?.Properties).toMatchObject({
      QueueName: `${nameOf(queue.function)}-dead-letters`,
      RedriveAllowPolicy: { sourceQueueArns: [`arn:aws:sqs:us-east-1:111111111111:${nameOf(queue.function)}`] },
    })
  }
})

test.each(Object.keys(limits) as FunctionName[])(
  '%s takes its messages through the alias, and ends before they come back',
  (name) => {
    const queue = wired.queues[name]
    const mapping = only('AWS::Lambda::EventSourceMapping', ({ Properties }) => {
      const source = queues.get(referred(Properties.EventSourceArn))
      return source?.Properties.QueueName === nameOf(name)
    }).Properties
    expect(mapping).toMatchObject({
      BatchSize: queue.batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    })
    const alias = template.Resources[referred(mapping.FunctionName)]
    expect(alias).toMatchObject({ Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } })
    const { Properties } = functionOf(name)
    expect(template.Resources[referred(alias?.Properties.FunctionName)]?.Properties.FunctionName).toBe(nameOf(name))
    expect(Properties.Timeout * 1_000).toBeGreaterThanOrEqual(limits[name].lasts + 10_000)
    expect(Properties.Timeout * 1_000).toBeLessThan(queue.visibilityTimeout)
    // Lambda ends a chain of more than sixteen runs otherwise, and a large sweep is one.
    expect(Properties.RecursiveLoop).toBe('Allow')
  },
)

test.each(['policy-drift', 'account-enrolment', 'sweep', 'deployment'])(
  '%s finds its code, its manifest and its variables',
  (name) => {
    const { Properties } = functionOf(name)
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'] })
    const asset = join(folder, 'cdk.out', `asset.${Properties.Code.S3Key.replace('.zip', '')}`)
    expect(existsSync(join(asset, 'index.mjs'))).toBe(true)
    expect(JSON.parse(readFileSync(join(asset, 'manifest.json'), 'utf8'))).toEqual(manifest)
    const { table, topic, bucket, pseudonymKey, queues: urls, generation } = environmentNames
    const resources = Object.fromEntries(
      [table, topic, pseudonymKey, ...Object.values(urls)].map((variable) => [
        variable,
        template.Resources[referred(Properties.Environment.Variables[variable])]?.Type,
      ]),
    )
    expect(resources).toEqual({
      [table]: 'AWS::DynamoDB::Table',
      [topic]: 'AWS::SNS::Topic',
      [pseudonymKey]: 'AWS::KMS::Key',
      ...Object.fromEntries(Object.values(urls).map((variable) => [variable, 'AWS::SQS::Queue'])),
    })
    expect(Properties.Environment.Variables[bucket]).toBe('holdfast-evidence-999999999999-eu-west-1')
    expect(Properties.Environment.Variables[generation]).toEqual(
      name === 'deployment' ? undefined : { 'Fn::GetAtt': ['Preflight', 'Generation'] },
    )
    expect(Properties.KmsKeyArn).toEqual({ 'Fn::GetAtt': ['Key', 'Arn'] })
    const logs = template.Resources[referred(Properties.LoggingConfig.LogGroup)]
    expect(logs?.Properties).toMatchObject({
      LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
      RetentionInDays: 90,
      KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
    })
  },
)

test('a deployment looks before anything moves, and begins once everything has', () => {
  const { Preflight, Activation, Enforcer } = template.Resources
  const deploying = template.Resources[referred(Preflight?.Properties.ServiceToken)]
  expect(template.Resources[referred(deploying?.Properties.FunctionName)]).toEqual(functionOf('deployment'))
  expect(Preflight?.Properties).toMatchObject({
    manifest: manifest.digest,
    bundles: expect.stringMatching(/^[0-9a-f]{64}$/),
    expect: '',
  })
  expect(Activation?.Properties).toMatchObject({
    ServiceToken: Preflight?.Properties.ServiceToken,
    manifest: manifest.digest,
    generation: { 'Fn::GetAtt': ['Preflight', 'Generation'] },
    expect: '',
  })
  const aliases = ofType(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
    referred(Properties.FunctionName),
  )
  expect(Activation?.DependsOn).toEqual(expect.arrayContaining(aliases))
  expect(Enforcer?.DependsOn).toContain('Activation')
  expect(JSON.parse(Enforcer?.Properties.Value)).toEqual({ digest: manifest.digest, stack: 'holdfast-management' })
})

test('no deployment removes a version of a function: of that people are told as of the end of a function', () => {
  const versions = ofType(template, 'AWS::Lambda::Version')
  expect(versions).toHaveLength(5)
  for (const [, { DeletionPolicy }] of versions) expect(DeletionPolicy).toBe('RetainExceptOnCreate')
})

test.each(['expect', 'code', 'policies'] as const)(
  'another %s makes another version of each function that enforces',
  (what) => {
    const versions = (of: Template) => ofType(of, 'AWS::Lambda::Version').map(([id]) => id)
    const kept = versions(changed[what]).filter((id) => versions(template).includes(id))
    expect(kept.filter((id) => !id.startsWith('Deployment'))).toEqual([])
  },
)

test('the plan that was reviewed, and the architecture, come from the context', () => {
  expect(changed.expect.Resources.Preflight?.Properties.expect).toBe('a'.repeat(64))
  expect(changed.expect.Resources.Activation?.Properties.expect).toBe('a'.repeat(64))
  const architectures = ofType(changed.code, 'AWS::Lambda::Function').map(
    ([, { Properties }]) => Properties.Architectures,
  )
  expect(architectures).toEqual(Array(5).fill(['x86_64']))
})

test.each([
  ['holdfast:expect', 'abc', /digest of a plan/],
  ['holdfast:expect', 'A'.repeat(64), /digest of a plan/],
  ['holdfast:architecture', 'arm', /arm64 or x86_64/],
])('%s is refused where it is %s', (key, value, message) => {
  expect(() => rendered(deployment, { context: { [key]: value }, outdir: join(folder, 'refused') })).toThrow(message)
})

test('functions that are not built are named', () => {
  expect(() =>
    synthesize(deployment, folder, { bundles: join(folder, 'none'), outdir: join(folder, 'unbuilt') }),
  ).toThrow(/deployment is not built: .*Run npm run build/)
})

test('sweeps and evidence come by the clock, with a role that sends to their queues alone', () => {
  const schedules = ofType(template, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties)
  expect(schedules.map(({ ScheduleExpression, Target }) => [ScheduleExpression, JSON.parse(Target.Input)])).toEqual(
    wired.schedules.map(({ every, message }) => [`rate(${every / 60_000} minutes)`, message]),
  )
  const reached = schedules.map(({ Target }) => queues.get(referred(Target.Arn))?.Properties.QueueName)
  expect(reached).toEqual(wired.schedules.map(({ queue }) => nameOf(queue)))
  const role = template.Resources[referred(schedules[0]?.Target.RoleArn)]
  const [send] = (role as Resource).Properties.Policies[0].PolicyDocument.Statement
  expect(send.Action).toBe('sqs:SendMessage')
  expect(send.Resource.map(referred).map((id: string) => queues.get(id)?.Properties.QueueName)).toEqual([
    'holdfast-sweep',
    'holdfast-evidence',
    'holdfast-rules-dead-letters',
  ])
})

test('state and keys outlive the stack, and not a first deployment that Preflight refuses', () => {
  const { Properties, ...table } = only('AWS::DynamoDB::Table')
  expect(table).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
  expect(Properties).toMatchObject({
    KeySchema: [
      { AttributeName: 'part', KeyType: 'HASH' },
      { AttributeName: 'key', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true, KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
    BillingMode: 'PAY_PER_REQUEST',
  })
  expect(Properties.DeletionProtectionEnabled).toBeUndefined()
  for (const [, key] of ofType(template, 'AWS::KMS::Key'))
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
  expect(template.Resources.PseudonymKey?.Properties).toMatchObject({
    KeySpec: 'HMAC_256',
    KeyUsage: 'GENERATE_VERIFY_MAC',
  })
})

test('people are told at their addresses, by our roles and alarms alone', () => {
  const { Properties } = only('AWS::SNS::Topic')
  expect(Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': ['Key', 'Arn'] })
  expect(
    ofType(template, 'AWS::SNS::Subscription').map(([, one]) => [one.Properties.Protocol, one.Properties.Endpoint]),
  ).toEqual([
    ['email', 'a@example.com'],
    ['email', 'b@example.com'],
  ])
  const admitted = only('AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement.filter(
    ({ Effect }: { Effect: string }) => Effect === 'Allow',
  )
  expect(admitted).toHaveLength(2)
  const roles = admitted[0].Principal.AWS.map(referred).map((id: string) => template.Resources[id]?.Properties.RoleName)
  expect(roles.sort()).toEqual([
    ...['holdfast-account-enrolment', 'holdfast-deployment', 'holdfast-evidence', 'holdfast-policy-drift'],
    'holdfast-sweep',
    'holdfast-telling',
  ])
  expect(admitted[1]).toMatchObject({
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': '111111111111' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:holdfast-*' },
    },
  })
})

test('an output says how to confirm, so that nobody unsubscribes the others by a link', () => {
  const { Value } = template.Outputs?.ConfirmSubscription ?? {}
  expect(JSON.stringify(Value)).toMatch(/confirm-subscription --region us-east-1 .*--authenticate-on-unsubscribe true/)
})

test('services use the key for this account alone, as far as KMS is told for whom', () => {
  const statements: Record<string, unknown>[] = template.Resources.Key?.Properties.KeyPolicy.Statement
  const services = statements.filter(({ Principal }) => Object.hasOwn(Principal as object, 'Service'))
  expect(services.map(({ Principal }) => (Principal as { Service: string }).Service)).toEqual([
    ...['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.us-east-1.amazonaws.com'],
  ])
  const [rules, ...others] = services
  expect(rules).not.toHaveProperty('Condition')
  for (const { Condition } of others) expect(JSON.stringify(Condition)).toContain('111111111111')
})

test('alarms go to the topic, say what they mean, and watch what is there', () => {
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)
  const named = (type: string, key: string) => ofType(template, type).map(([, { Properties }]) => Properties[key])
  const there = [...named('AWS::SQS::Queue', 'QueueName'), ...named('AWS::Lambda::Function', 'FunctionName')]
  for (const { AlarmActions, AlarmDescription, Dimensions = [] } of alarms) {
    expect(AlarmActions).toEqual([{ Ref: 'Topic' }])
    expect(AlarmDescription).toMatch(/\. What to do: docs\/runbook\.md/)
    for (const { Value } of Dimensions) expect(there).toContain(Value)
  }
  const deadLetters = there.filter((name) => name.endsWith('dead-letters'))
  expect(alarms.flatMap(({ AlarmName }) => (deadLetters.includes(AlarmName) ? [AlarmName] : [])).sort()).toEqual(
    deadLetters.sort(),
  )
  const evidence = alarms.find(({ AlarmName }) => AlarmName === 'holdfast-evidence-missing')
  expect(evidence).toMatchObject({ TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold' })
  expect((evidence.Period * evidence.EvaluationPeriods) / 60).toBeGreaterThan(2 * 15)
  const missing = alarms.find(({ AlarmName }) => AlarmName === 'holdfast-sweep-missing')
  expect(missing).toMatchObject({
    TreatMissingData: 'breaching',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
  })
  const minutes = (missing.Period * missing.EvaluationPeriods) / 60
  expect(minutes).toBeGreaterThan(2 * 15)
  expect(minutes).toBeLessThan(60)
})

test('what AWS refuses is counted from the lines that the functions write', () => {
  const filters = ofType(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties)
  expect(filters).toHaveLength(3)
  const metric = filters[0].MetricTransformations[0]
  const failing = only('AWS::CloudWatch::Alarm', ({ Properties }) => Properties.MetricName === metric.MetricName)
  expect(failing.Properties).toMatchObject({ Namespace: metric.MetricNamespace })
  for (const { FilterPattern } of filters)
    expect(FilterPattern).toMatch(/\$\.outcomes\.refused > 0.*\$\.outcomes\.failed > 0/)
})
