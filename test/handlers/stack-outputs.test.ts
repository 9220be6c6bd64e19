import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
} from '@aws-sdk/client-cloudformation'
import { type StackReader, stackReader } from '../../aws/stack-outputs.ts'
import type { CustomResourceEvent } from '../../handlers/custom-resource.ts'
import { createStackOutputs } from '../../handlers/stack-outputs.ts'
import { describeWithMoto } from '../support/moto.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/** Where CloudFormation takes answers. */
let server: Server
let answers: Record<string, unknown>[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      answers.push({ method: request.method, ...(JSON.parse(body) as object) })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())
beforeEach(() => {
  answers = []
})

const template = JSON.stringify({
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'any' } } },
  Outputs: { Account: { Value: { Ref: 'AWS::AccountId' } }, Region: { Value: { Ref: 'AWS::Region' } } },
})

describeWithMoto('outputs of stacks in other accounts', (moto) => {
  const home = 'eu-west-1'
  const there = 'eu-central-1'
  const [first, second] = ['222222222222', '333333333333']

  const admin = () =>
    new CloudFormationClient({
      region: home,
      endpoint: moto.endpoint,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    })
  const inAccounts = (...Accounts: string[]) => ({ StackSetName: 'holdfast-network-ous', Accounts, Regions: [there] })

  beforeAll(async () => {
    // moto knows service-managed stack sets only by name: their stacks are made as those of self-managed ones
    await admin().send(new CreateStackSetCommand({ StackSetName: 'holdfast-network-ous', TemplateBody: template }))
    await admin().send(new CreateStackInstancesCommand(inAccounts(second)))
  })

  async function answerTo(event: Partial<CustomResourceEvent>, properties: Record<string, unknown> = {}) {
    const clock = virtualClock()
    const live = stackReader({ ...moto.connection, region: home })
    const reader: StackReader = {
      instances: (...asked) => clock.track(live.instances(...asked)),
      // moto makes up another id of a stack whenever it is asked for one
      outputs: (instance, region) =>
        clock.track(live.outputs({ ...instance, stackId: 'StackSet:holdfast-network-ous' }, region)),
    }
    const { port } = server.address() as AddressInfo
    const work = createStackOutputs({ reader, clock })({
      RequestType: 'Create',
      ResponseURL: `http://127.0.0.1:${port}/`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'NetworkOutputs',
      ResourceProperties: {
        ServiceToken: 'arn',
        StackSet: 'holdfast-network-ous',
        Region: there,
        Account: '',
        Outputs: ['Account', 'Region'],
        ...properties,
      },
      ...event,
    })
    await clock.until(work)
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ method: 'PUT', StackId: 'stack', RequestId: 'request' })
    return { ...answers[0], waited: clock.now() - virtualClock().now() }
  }

  test('they are read in the account and region of the stack, and the account is kept when others join', async () => {
    const seen = { Status: 'SUCCESS', PhysicalResourceId: second, Data: { Account: second, Region: there }, waited: 0 }
    expect(await answerTo({})).toMatchObject(seen)
    await admin().send(new CreateStackInstancesCommand(inAccounts(first)))
    answers = []
    expect(await answerTo({ RequestType: 'Update', PhysicalResourceId: second })).toMatchObject(seen)
    answers = []
    expect(await answerTo({ RequestType: 'Create' })).toMatchObject({ PhysicalResourceId: first })
    answers = []
    expect(await answerTo({}, { Account: second })).toMatchObject({ PhysicalResourceId: second })
    await admin().send(new DeleteStackInstancesCommand({ ...inAccounts(second), RetainStacks: false }))
    answers = []
    expect(await answerTo({ RequestType: 'Update', PhysicalResourceId: second })).toMatchObject({
      PhysicalResourceId: first,
      Data: { Account: first },
    })
  })

  test.each([
    ['another region', { Region: 'us-east-1' }, 'No stack of holdfast-network-ous is up to date in us-east-1'],
    ['another account', { Account: '999999999999' }, `is up to date in ${there} in account 999999999999`],
    ['another output', { Outputs: ['Account', 'Nme'] }, `in account ${first}, ${there}, has no output Nme`],
  ])('%s: waited for ten minutes, then the reason is told', async (_, properties, reason) => {
    const { Reason, ...answer } = (await answerTo({}, properties)) as Record<string, unknown>
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'NetworkOutputs', waited: 10 * 60_000 })
    expect(Reason).toContain(reason)
  })

  test('what AWS refuses is told in one line', async () => {
    const answer = (await answerTo({}, { StackSet: 'holdfast-no\nsuch-ous' })) as Record<string, unknown>
    expect(answer).toMatchObject({ Status: 'FAILED', waited: 0 })
    expect(String(answer.Reason)).toMatch(/^StackSet .*not found$/)
  })

  test('deleting reads nothing', async () => {
    const answer = await answerTo({ RequestType: 'Delete', PhysicalResourceId: first }, { StackSet: 'gone' })
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first })
    expect(answer).not.toHaveProperty('Data')
  })
})
