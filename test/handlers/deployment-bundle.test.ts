// The function of a deployment as Lambda runs it: Organizations is the emulator, CloudFormation a loopback server, the rest moto.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { settings } from '../../aws/client.ts'
import { environmentNames } from '../../core/deployed.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { openInbox } from '../support/cloudformation.ts'
import { describeWithMoto, makeStateTable } from '../support/moto.ts'
import { manifestOf, policy, smallOrganization } from '../support/world.ts'

const bundle = join(__dirname, '../../dist/functions/deployment/index.mjs')
const manifest = manifestOf([policy('deny', ['ou-ab12-22222222'])])

describeWithMoto('the function of a deployment', (moto) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-deployment-'))
  const dynamo = () => new DynamoDBClient(settings('DYNAMODB', moto.connection))
  const sqs = () => new SQSClient(settings('SQS', moto.connection))
  let emulator: Emulator
  let queue = ''

  beforeAll(async () => {
    emulator = await startEmulator({ organization: smallOrganization() })
    await makeStateTable(dynamo(), 'holdfast-state')
    queue = (await sqs().send(new CreateQueueCommand({ QueueName: 'deployment-sweep' }))).QueueUrl ?? ''
    copyFileSync(bundle, join(folder, 'index.mjs'))
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await emulator?.close()
  })

  /** The properties of a resource are put to the function, in a process of its own; what CloudFormation is answered. */
  async function put(type: string, properties: Record<string, string>) {
    const inbox = await openInbox()
    const event = {
      ...{ RequestType: 'Create', ResourceType: `Custom::Holdfast${type}`, StackId: 's', RequestId: 'r' },
      ...{ LogicalResourceId: type, ResponseURL: inbox.url, ResourceProperties: properties },
    }
    const script = `const { handler } = await import('./index.mjs')
      await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 100_000 })`
    const { table, topic, queues } = environmentNames
    const env = {
      ...{ PATH: process.env.PATH ?? '', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: moto.endpoint },
      ...{ AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url, [table]: 'holdfast-state', [queues.sweep]: queue },
      [topic]: 'arn:aws:sns:us-east-1:123456789012:none',
    }
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, env, timeout: 40_000 })
    let err = ''
    child.stderr.on('data', (text) => {
      err += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    if (code !== 0) throw new Error(err)
    return (await inbox.close()) as { Status: string; Data?: { Generation: string } }
  }

  test('Preflight gives a generation; Activation keeps it and asks for a sweep', async () => {
    const planned = await put('Preflight', { manifest: manifest.digest, bundles: 'x', expect: '' })
    expect(planned).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'holdfast-preflight' })
    const generation = planned.Data?.Generation ?? ''
    const activated = await put('Activation', { manifest: manifest.digest, generation, expect: '' })
    expect(activated).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'holdfast-activation' })
    const { Items = [] } = await dynamo().send(new ScanCommand({ TableName: 'holdfast-state' }))
    expect(Items.map(({ key }) => key?.S).sort()).toEqual(['generation', `preflight/${generation}`])
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl: queue }))
    const deploy = { manifest: manifest.digest, generation: Number(generation), phase: 'add', review: [] }
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([{ coverage: 'all', deploy }])
  })
})
