// Each bundle as Lambda runs it: Organizations is the emulator, everything else moto.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { DetachPolicyCommand, ListPoliciesCommand, ListTargetsForPolicyCommand } from '@aws-sdk/client-organizations'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { createClient, settings } from '../../aws/client.ts'
import { findIn } from '../../aws/identities.ts'
import { tableState } from '../../aws/state.ts'
import { environmentNames } from '../../core/deployed.ts'
import { type FunctionName, sweepOf } from '../../core/event/wiring.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { systemClock } from '../../loop/clock.ts'
import { detachEvent } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { describeWithMoto, makeStateTable } from '../support/moto.ts'
import { manifestOf, policy, smallOrganization } from '../support/world.ts'

const house = join(__dirname, '../..')
const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', [prod])])

const failing = faults()

describeWithMoto('functions as they are deployed', (moto) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-deployed-'))
  let emulator: Emulator
  let env: Record<string, string>
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await emulator?.close()
  })

  beforeAll(async () => {
    emulator = await startEmulator({ organization: smallOrganization(), fault: failing.hook })
    const { table, topic, bucket, pseudonymKey, pseudonymEpoch, identities, generation, queues } = environmentNames
    const dynamo = new DynamoDBClient(settings('DYNAMODB', moto.connection))
    await makeStateTable(dynamo, 'holdfast-state')
    for (const Bucket of ['evidence', 'identities']) await s3().send(new CreateBucketCommand({ Bucket }))
    const sns = new SNSClient(settings('SNS', moto.connection))
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'holdfast' }))
    const urls: Record<string, string> = {}
    for (const name of [...Object.keys(queues), 'mail'])
      urls[name] = (await sqs().send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? ''
    const Endpoint = 'arn:aws:sqs:us-east-1:123456789012:mail'
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
    const kms = new KMSClient(settings('KMS', moto.connection))
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' }),
    )
    env = {
      ...{ [table]: 'holdfast-state', [topic]: TopicArn, [bucket]: 'evidence', [generation]: '1' },
      ...{ [pseudonymKey]: KeyMetadata?.KeyId ?? '', [pseudonymEpoch]: '2', [identities]: 'identities' },
      ...Object.fromEntries(Object.entries(queues).map(([name, variable]) => [variable, urls[name] ?? ''])),
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url,
      mail: urls.mail ?? '',
    }
  })

  const sqs = () => new SQSClient(settings('SQS', moto.connection))
  const s3 = () => new S3Client(settings('S3', moto.connection))

  /** Has a function take messages, in a process of its own; what it logged and answered. */
  async function invoke(
    name: FunctionName,
    bodies: unknown[],
    changed: Record<string, string> = {},
  ): Promise<{ lines: object[]; answer: unknown }> {
    const place = mkdtempSync(join(folder, `${name}-`))
    copyFileSync(join(house, 'dist/functions', name, 'index.mjs'), join(place, 'index.mjs'))
    writeFileSync(join(place, 'manifest.json'), JSON.stringify(manifest))
    const Records = bodies.map((body, at) => ({
      ...{ messageId: `message-${at}`, receiptHandle: 'x' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }))
    const script = `const { handler } = await import('./index.mjs')
      console.log(JSON.stringify(await handler(${JSON.stringify({ Records })})))`
    const { PATH = '' } = process.env
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...{ cwd: place, env: { PATH, ...env, ...changed }, timeout: 40_000 },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    if (code !== 0) throw new Error(err)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    return { lines: lines.slice(0, -1), answer: lines.at(-1) }
  }

  async function targets(): Promise<{ id: string; targets: (string | undefined)[] }> {
    const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: emulator.url } })
    const { Policies = [] } = await client.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
    const id = Policies.find(({ Name }) => Name === 'deny')?.Id
    if (!id) return { id: '', targets: [] }
    const { Targets = [] } = await client.send(new ListTargetsForPolicyCommand({ PolicyId: id }))
    return { id, targets: Targets.map(({ TargetId }) => TargetId) }
  }

  async function mails(): Promise<string[]> {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: env.mail, MaxNumberOfMessages: 10 }),
    )
    return Messages.map(({ Body }) => JSON.parse(Body ?? '').Subject)
  }

  async function records(): Promise<string[]> {
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: 'evidence' }))
    const texts = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'evidence', Key }))
        return (await Body?.transformToString()) ?? ''
      }),
    )
    return texts.flatMap((text) => text.trimEnd().split('\n'))
  }

  test('a sweep attaches what is missing, and a detach is undone, recorded and told', async () => {
    const swept = await invoke('sweep', [sweepOf(manifest, 'all')])
    expect(swept.answer).toEqual({ batchItemFailures: [] })
    expect(swept.lines).toMatchObject([{ function: 'sweep', trigger: 'sweep', outcomes: { done: expect.any(Number) } }])
    const { id, targets: first } = await targets()
    expect(first).toEqual([prod])
    await mails()
    const before = (await records()).length

    const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: emulator.url } })
    await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: prod }))
    const foreign = { ...detachEvent('p-foreign0', prod), account: '999999999999' }
    const event = detachEvent(id, prod)
    // An event that is older than the restore would wait, because reads may be behind.
    event.detail.eventTime = new Date(Date.now() + 60_000).toISOString()
    const drift = await invoke('policy-drift', [event, foreign, 'no JSON \u202e'])
    expect(drift.answer).toEqual({ batchItemFailures: [] })
    expect(drift.lines).toEqual([
      expect.objectContaining({
        ...{ function: 'policy-drift', trigger: 'event', events: { DetachPolicy: 1 } },
        ...{ changes: 1, outcomes: { done: 1 }, calls: expect.objectContaining({ AttachPolicy: 1 }) },
      }),
      expect.objectContaining({ ignored: { foreign: 1, malformed: 1 } }),
    ])
    expect((await targets()).targets).toEqual([prod])
    expect(await mails()).toEqual([expect.stringMatching(/^RESTORED: deny at Workloads:Prod \(DetachPolicy by /)])
    const kinds = (await records())
      .slice(before)
      .map((line) => JSON.parse(line).type)
      .filter((type) => !['holdfast.heartbeat.v1', 'holdfast.notification.v1'].includes(type))
    expect(kinds.sort()).toEqual(['holdfast.intent.v1', 'holdfast.observation.v1', 'holdfast.outcome.v1'])
    // Who it was stands in it under a name that only the key gives back.
    const [, who = ''] = /"(principal_k2_[A-Z2-7]{26})"/.exec((await records()).join('\n')) ?? []
    expect(await findIn(moto.connection, 'identities')(who)).toBe('arn:aws:iam::111111111111:role/OrgAdmin')
    const dynamo = new DynamoDBClient(settings('DYNAMODB', moto.connection))
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'holdfast-state' }))
    expect(Items.map(({ key }) => key?.S)).toContain(`restored/attach/SCP/deny/${prod}`)
  })

  const { topic, table, pseudonymKey } = environmentNames
  const denied = { name: 'AccessDeniedException' }
  /** What is broken, whether the sweep restores nevertheless, whether it fails, and what people are told. */
  const outages: {
    what: string
    how: Record<string, string>
    fault?: RegExp
    restores: boolean
    fails: boolean
    says: RegExp[]
  }[] = [
    {
      ...{ what: 'SNS failing', how: { [topic]: 'arn:aws:sns:us-east-1:123456789012:gone' } },
      ...{ restores: true, fails: true, says: [] },
    },
    {
      ...{ what: 'table missing', how: { [table]: 'gone' }, restores: true, fails: false },
      says: [/^CRITICAL, ATTENTION: The state cannot be read or written/, /^RESTORED: deny at /],
    },
    {
      ...{
        what: 'KMS down',
        how: { [pseudonymKey]: '00000000-0000-4000-8000-000000000000' },
        restores: true,
        fails: false,
      },
      says: [/^CRITICAL, ATTENTION: The audit trail has no pseudonyms/, /^RESTORED: deny at /],
    },
    {
      ...{ what: 'a sweep that may not read', how: {}, fault: /^List/, restores: false, fails: false },
      says: [/^CRITICAL, NOT RESTORED: /],
    },
    {
      ...{ what: 'a sweep that may not write', how: {}, fault: /^AttachPolicy$/, restores: false, fails: false },
      says: [/^NOT RESTORED: deny at /],
    },
  ]
  test.each(outages)(
    '$what: loud, not green, and restored where it can be',
    async ({ how, fault, restores, fails, says }) => {
      const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: emulator.url } })
      const { id } = await targets()
      // As if it were long ago that it was restored: what was a moment ago waits, because reads may be behind.
      await tableState(moto.connection, 'holdfast-state', systemClock).remove([`restored/attach/SCP/deny/${prod}`])
      await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: prod }))
      await mails()
      if (fault) failing.set(({ operation }) => (fault.test(operation) ? denied : undefined))
      const swept = await invoke('sweep', [sweepOf(manifest, 'all')], how).then(
        () => 'done',
        (error: Error) => error.message,
      )
      failing.clear()
      expect(swept === 'done').toBe(!fails)
      expect((await targets()).targets).toEqual(restores ? [prod] : [])
      const told = await mails()
      for (const subject of says) expect(told).toContainEqual(expect.stringMatching(subject))
      await tableState(moto.connection, 'holdfast-state', systemClock).remove([`restored/attach/SCP/deny/${prod}`])
      await invoke('sweep', [sweepOf(manifest, 'all')])
      expect((await targets()).targets).toEqual([prod])
    },
  )
})
