import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Emulator, type OrganizationDocument, startEmulator } from '../../../emulator/index.ts'
import { openInbox } from '../cloudformation.ts'
import { takes } from '../eventbridge.ts'
import { type Asked, decide, type Statement, statementsOf } from '../iam.ts'
import { type Gate, openGate } from './gate.ts'
import { type Lambda, leap, now, startLambda } from './lambda.ts'
import { bucketsOf, clientsOf, make, probe } from './services.ts'
import { startSigning } from './signing.ts'
import { assetOf, type Synthesized } from './synthesis.ts'
import { type Deployed, type DeployedResource, deploy, type Value } from './template.ts'

export interface CloudOptions {
  /** What is deployed in the management account. */
  management: Synthesized
  /** What is deployed with it elsewhere: the evidence bucket, whose policy counts. */
  others?: Synthesized[]
  organization: OrganizationDocument
  /** moto_server, for everything but Organizations. */
  moto: string
  generation?: string
}

/** The synthesized stacks at work: the emulator is Organizations, moto is the rest of AWS, IAM is asked before each call. */
export interface Cloud {
  deployed: Deployed
  /** Schedules of all accounts. */
  schedules: DeployedResource[]
  emulator: Emulator
  gate: Gate
  /** A call to Organizations or SSM by somebody else: mallory, or the account whose id is given. */
  call(operation: string, input?: Value, by?: string): Promise<Value>
  /** An event on the default bus, or another one. Names of the functions whose queue got it. */
  publish(event: Value, bus?: string): Promise<string[]>
  /** Brings the emulator's new events onto the bus, and works the queues, until nothing is left. */
  settle(): Promise<void>
  /** As if the minutes were over in which a third reversal of a place is a fight, and many messages are a storm. */
  forgetHaste(): Promise<void>
  /** Leaves out what the emulator has told since. */
  skip(): Promise<void>
  /** Statements that allow something, of the roles of functions and schedules. */
  statements(): string[]
  /** Takes a statement from a role, until it is called. */
  withhold(sid: string): () => void
  /** So many milliseconds go by. Functions that run are over. */
  leap(milliseconds: number): Promise<void>
  /** What a schedule sends, or calls. */
  fire(schedule: DeployedResource): Promise<void>
  /** Has CloudFormation make a custom resource of the template, and resolves with what its function answered. */
  make(type: string, properties?: Record<string, string>): Promise<Value>
  /** What people were told, as SNS would deliver it. */
  mails(): Promise<{ Subject: string; Message: string }[]>
  /** Objects of the evidence bucket. */
  records(): Promise<Value[]>
  /** What the functions printed. */
  logs(): Promise<string>
  close(): Promise<void>
}

export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const { management, moto, others = [] } = options
  const { account, region, partition } = management
  const clients = clientsOf(moto, account, region)
  const attributes: Record<string, Record<string, string>> = {
    'Custom::HoldfastPreflight': { Generation: options.generation ?? '1' },
  }
  for (const [id, { Type, Properties }] of Object.entries<Value>(management.template.Resources)) {
    if (Type !== 'AWS::KMS::Key') continue
    const { KeyMetadata } = await clients.kms.send(
      new CreateKeyCommand({ KeySpec: Properties.KeySpec, KeyUsage: Properties.KeyUsage }),
    )
    attributes[id] = { Arn: KeyMetadata?.Arn ?? '', KeyId: KeyMetadata?.KeyId ?? '', Ref: KeyMetadata?.KeyId ?? '' }
  }
  const deployed = deploy(management.template, { account, region, partition, attributes })
  const elsewhere = others.map((one) => deploy(one.template, one))
  await make(clients, deployed, elsewhere, region)

  const emulator = await startEmulator({ organization: options.organization, now })
  const organizations = async (operation: string, input: Value = {}, by = 'mallory'): Promise<Value> => {
    const answer = await fetch(emulator.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${operation.endsWith('Parameter') ? 'AmazonSSM' : 'AWSOrganizationsV20161128'}.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${by}/20260101/us-east-1/organizations/aws4_request`,
      },
      body: JSON.stringify(input),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${operation}: ${text}`)
    return text ? JSON.parse(text) : {}
  }
  const { Organization } = await organizations('DescribeOrganization')
  const stacks = [
    { made: management, deployed },
    ...others.map((made, at) => ({ made, deployed: elsewhere[at] as Deployed })),
  ]
  const roles: ReturnType<typeof rolesOf> = Object.assign({}, ...stacks.map((stack) => rolesOf(stack.deployed)))
  const signing = await startSigning()
  const statementsAt = (type: string, document: string) =>
    stacks.flatMap((stack) =>
      stack.deployed.ofType(type).map(({ properties, id }) => ({
        ...{ properties, account: stack.made.account },
        statements: statementsOf([properties[document]], `${id}/`),
      })),
    )
  const bucketPolicies = statementsAt('AWS::S3::BucketPolicy', 'PolicyDocument')
  const gate = await openGate({
    upstream: {
      organizations: emulator.url,
      ssm: emulator.url,
      cloudtrail: emulator.url,
      '*': moto,
      ...{ 'kms/Sign': signing.url, 'kms/GetPublicKey': signing.url },
    },
    roles,
    resourcePolicies: [
      ...bucketPolicies.map(({ properties, statements, account }) => ({
        arn: new RegExp(`^arn:[^:]*:s3:::${properties.Bucket}(/|$)`),
        ...{ account, statements },
      })),
      ...stacks.flatMap((stack) =>
        stack.deployed.ofType('AWS::KMS::Key').map(({ arn, id, properties }) => ({
          arn: new RegExp(`^${arn}$`),
          account: stack.made.account,
          statements: statementsOf([properties.KeyPolicy], `${id}/`),
        })),
      ),
    ],
    keyOf: (arn) => [deployed, ...elsewhere].map((stack) => keyOf(stack, arn)).find((key) => key !== undefined),
    regionOf: (bucket) =>
      others.find((_, at) => elsewhere[at]?.ofType('AWS::S3::Bucket').some(({ name }) => name === bucket))?.region,
    policy: async (id) => {
      const { Policy } = await organizations('DescribePolicy', { PolicyId: id }).catch(() => ({}))
      return { arn: Policy?.PolicySummary.Arn ?? `arn:missing:${id}`, type: Policy?.PolicySummary.Type ?? '' }
    },
    target: (id) => `arn:${partition}:organizations::${account}:${pathOf(id, Organization.Id)}`,
    ...{ partition, region, account },
  })

  const functions = new Map<string, Promise<Lambda>>()
  function start(name: string): Promise<Lambda> {
    const running = functions.get(name)
    if (running) return running
    const [{ made, found } = { made: management, found: undefined }] = stacks.flatMap((stack) =>
      stack.deployed
        .ofType('AWS::Lambda::Function')
        .flatMap((one) => (one.name === name ? { made: stack.made, found: one } : [])),
    )
    if (!found) throw new Error(`No function ${name}`)
    const { Environment = { Variables: {} }, Role } = found.properties
    const role = Object.entries(roles).find(([, { arn }]) => arn === Role)?.[0] ?? ''
    const starting = startLambda(assetOf(made, found.id), {
      ...Environment.Variables,
      AWS_REGION: made.region,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_ACCESS_KEY_ID: role,
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL: gate.url,
    })
    functions.set(name, starting)
    return starting
  }

  const urlOf = (arn: string) => `${moto}/${account}/${arn.split(':').at(-1)}`

  /** Puts a message into a queue as a service that needs the queue's permission, and that of its key. */
  async function put(principal: string, source: string, arn: string, body: string): Promise<void> {
    const queue = deployed.ofType('AWS::SQS::Queue').find((one) => one.arn === arn)
    if (!queue) throw new Error(`${source} has the target ${arn}, which is no queue of the template`)
    const secure = { 'aws:securetransport': 'true' }
    const sourced = { ...secure, 'aws:sourcearn': source, 'aws:sourceaccount': account }
    const policies = deployed
      .ofType('AWS::SQS::QueuePolicy')
      .filter(({ properties }) => properties.Queues.some((url: string) => url.endsWith(`/${queue.name}`)))
    const may = (action: string, resource: string, documents: Value[], context: Asked['context']) =>
      decide({ principal, action, resources: [resource], context }, statementsOf(documents)) === 'allow'
    const documents = policies.map(({ properties }) => properties.PolicyDocument)
    if (!may('sqs:SendMessage', arn, documents, sourced)) throw new Error(`${source} may not send to ${arn}`)
    const key = keyOf(deployed, arn)
    const document = deployed.ofType('AWS::KMS::Key').find((one) => one.arn === key)?.properties.KeyPolicy
    // AWS says nowhere that KMS is told for whom a service writes to a queue, and of topics that it is not.
    if (key && !['kms:GenerateDataKey', 'kms:Decrypt'].every((action) => may(action, key, [document], secure)))
      throw new Error(`${principal} may not use the key of ${arn}`)
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(arn), MessageBody: body }))
  }

  /** Publishes with the role of a target. */
  async function tell(rule: string, { Arn, RoleArn }: Value): Promise<void> {
    await as(rule, RoleArn, 'sns:Publish', Arn, ['kms:GenerateDataKey', 'kms:Decrypt'])
    await clients.sns.send(new PublishCommand({ TopicArn: Arn, Subject: 'by a rule', Message: rule }))
  }

  /** Asks IAM for what AWS does with a role that it was given. */
  async function as(who: string, role: string, action: string, resource: string, keyActions: string[]): Promise<void> {
    const found = Object.values(roles).find(({ arn }) => arn === role)
    const key = keyOf(deployed, resource)
    const asked = [{ action, resource }, ...(key ? keyActions.map((one) => ({ action: one, resource: key })) : [])]
    for (const one of asked) {
      const call = { principal: role, action: one.action, resources: [one.resource], context: {} }
      if (!found || decide(call, found.statements, (sid) => gate.used.add(sid)) !== 'allow')
        throw new Error(`${who} may not ${one.action} on ${one.resource}`)
    }
  }

  async function publish(event: Value, bus = 'default'): Promise<string[]> {
    const reached: string[] = []
    for (const rule of deployed.ofType('AWS::Events::Rule')) {
      const { EventBusName = 'default', EventPattern, State = 'ENABLED', Targets = [] } = rule.properties
      const isOnBus = EventBusName === bus || String(EventBusName).endsWith(`/${bus}`)
      if (!isOnBus || State === 'DISABLED' || !takes(EventPattern, event)) continue
      for (const target of Targets) {
        if (String(target.Arn).includes(':sns:')) {
          await tell(rule.arn, target)
          continue
        }
        await put('events.amazonaws.com', rule.arn, target.Arn, JSON.stringify(event))
        reached.push(target.Arn)
      }
    }
    return deployed
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => reached.includes(properties.EventSourceArn))
      .map(({ properties }) => functionNameOf(properties.FunctionName))
  }

  /** Lets every event source mapping poll once. Whether there was anything. */
  async function poll(): Promise<boolean> {
    let isSomething = false
    for (const { properties } of deployed.ofType('AWS::Lambda::EventSourceMapping')) {
      const { EventSourceArn, BatchSize = 10, FunctionName, Enabled = true } = properties
      if (!Enabled) continue
      const name = functionNameOf(FunctionName)
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf(EventSourceArn), MaxNumberOfMessages: Math.min(10, BatchSize) }),
      )
      if (Messages.length === 0) continue
      isSomething = true
      await mayConsume(name, EventSourceArn)
      const lambda = await start(name)
      const { batchItemFailures = [] } = await lambda.invoke({
        Records: Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
          ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
          ...{ eventSource: 'aws:sqs', eventSourceARN: EventSourceArn, awsRegion: region },
        })),
      })
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }: Value) => itemIdentifier))
      for (const { MessageId, ReceiptHandle } of Messages)
        if (!failed.has(MessageId))
          await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf(EventSourceArn), ReceiptHandle }))
    }
    return isSomething
  }

  /** Lambda polls with the function's role. */
  async function mayConsume(name: string, queue: string): Promise<void> {
    const { properties } = deployed.ofType('AWS::Lambda::Function').find((one) => one.name === name) ?? {}
    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])
      await as(name, properties?.Role, action, queue, ['kms:Decrypt'])
  }

  let delivered = 0
  async function fresh(): Promise<Value[]> {
    const text = await (await fetch(`${emulator.url}/_holdfast/events`)).text()
    const lines = text.split('\n').filter((line) => line !== '')
    const events = lines.slice(delivered).map((line) => JSON.parse(line))
    delivered = lines.length
    return events
  }

  async function deliver(): Promise<number> {
    const events = await fresh()
    for (const event of events) if (event.account === account) await publish(event)
    return events.length
  }

  return {
    deployed,
    schedules: stacks.flatMap((stack) => stack.deployed.ofType('AWS::Scheduler::Schedule')),
    emulator,
    gate,
    call: organizations,
    publish,
    async settle() {
      for (let round = 0; round < 50; round++) {
        const events = await deliver()
        if (!(await poll()) && events === 0) return
      }
      throw new Error('It does not settle')
    },
    async forgetHaste() {
      const [{ name: TableName } = { name: '' }] = deployed.ofType('AWS::DynamoDB::Table')
      const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName }))
      for (const { part, key } of Items)
        if (part && key && ['restored', 'sent'].includes(part.S ?? ''))
          await clients.dynamodb.send(new DeleteItemCommand({ TableName, Key: { part, key } }))
    },
    skip: async () => void (await fresh()),
    statements: () =>
      Object.values(roles).flatMap(({ statements }) =>
        statements.flatMap(({ effect, sid }) => (effect === 'Allow' ? sid : [])),
      ),
    withhold(sid) {
      const role = roles[sid.split('/')[0] ?? '']
      const whole = role?.statements
      if (!role || !whole?.some((one) => one.sid === sid)) throw new Error(`No statement ${sid}`)
      role.statements = whole.filter((one) => one.sid !== sid)
      return () => {
        role.statements = whole
      }
    },
    async leap(milliseconds) {
      for (const lambda of functions.values()) (await lambda).stop()
      functions.clear()
      leap(milliseconds)
    },
    async fire({ arn, properties: { Target } }) {
      if (String(Target.Arn).includes(':function:')) {
        await as(arn, Target.RoleArn, 'lambda:InvokeFunction', Target.Arn, [])
        await (await start(functionNameOf(Target.Arn))).invoke(JSON.parse(Target.Input))
        return
      }
      await as(arn, Target.RoleArn, 'sqs:SendMessage', Target.Arn, ['kms:GenerateDataKey', 'kms:Decrypt'])
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(Target.Arn), MessageBody: Target.Input }))
    },
    async make(type, properties) {
      const found = deployed.ofType(type)[0]
      if (!found) throw new Error(`No ${type}`)
      const { ServiceToken, ...given } = found.properties
      const inbox = await openInbox()
      const lambda = await start(functionNameOf(ServiceToken))
      await lambda.invoke({
        ...{ RequestType: 'Create', ResourceType: type, ResponseURL: inbox.url },
        ...{ StackId: 'stack', RequestId: 'request', LogicalResourceId: found.id },
        ResourceProperties: { ServiceToken, ...given, ...properties },
      })
      return inbox.close()
    },
    async mails() {
      const mails: { Subject: string; Message: string }[] = []
      for (;;) {
        const { Messages = [] } = await clients.sqs.send(
          new ReceiveMessageCommand({ QueueUrl: urlOf(`:${probe}`), MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
        )
        if (Messages.length === 0) return mails
        mails.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '{}')))
      }
    },
    async records() {
      const [bucket] = bucketsOf([deployed, ...elsewhere])
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'records/' }))
      const texts = await Promise.all(
        Contents.map(async ({ Key }) => {
          const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
          return Body?.transformToString() ?? ''
        }),
      )
      return texts.flatMap((text) =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      )
    },
    logs: async () => (await Promise.all([...functions.values()].map(async (one) => (await one).log()))).join(''),
    async close() {
      for (const lambda of functions.values()) (await lambda.catch(() => undefined))?.stop()
      await gate.close()
      await signing.close()
      await emulator.close()
    },
  }
}

/** What follows the account in the ARN of a root, an OU, an account, or a policy of a type that has no id yet. */
const pathOf = (id: string, organization: string): string => {
  const [kind, type] = id.split(' ')
  if (kind === 'policy') return `policy/${organization}/${type}/*`
  return `${/^\d/.test(id) ? 'account' : id.startsWith('ou-') ? 'ou' : 'root'}/${organization}/${id}`
}

/** holdfast-sweep of arn:aws:lambda:…:function:holdfast-sweep:live, whose alias must be there. */
const functionNameOf = (arn: string): string => (arn.includes(':function:') ? (arn.split(':')[6] ?? '') : arn)

/** Roles with their own policies and those that lie beside them, by the name of the role, which is their access key too. */
function rolesOf(deployed: Deployed): Record<string, { arn: string; statements: Statement[] }> {
  const attached = deployed
    .ofType('AWS::IAM::Policy')
    .map(({ properties }) => ({ roles: properties.Roles as string[], document: properties.PolicyDocument }))
  return Object.fromEntries(
    deployed.ofType('AWS::IAM::Role').map(({ name, arn, properties }) => {
      const own = (properties.Policies ?? []).map(({ PolicyDocument }: Value) => PolicyDocument)
      const beside = attached.filter(({ roles }) => roles.includes(name)).map(({ document }) => document)
      return [name, { arn, statements: statementsOf([...own, ...beside], `${name}/`) }]
    }),
  )
}

/** The key of a queue, a topic, a table or a bucket, as the template has it. */
function keyOf(deployed: Deployed, arn: string): string | undefined {
  const found = Object.values(deployed.resources).find((one) => one.arn === arn && arn !== '')
  const [rule] = found?.properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? []
  const key =
    found?.properties.KmsMasterKeyId ??
    found?.properties.SSESpecification?.KMSMasterKeyId ??
    rule?.ServerSideEncryptionByDefault.KMSMasterKeyID
  if (!key) return undefined
  return String(key).startsWith('arn:')
    ? String(key)
    : deployed.ofType('AWS::KMS::Key').find(({ arn }) => arn.endsWith(`/${key}`))?.arn
}
