import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
} from '@aws-sdk/client-cloudformation'
import { type StackReader, stackReader } from '../../aws/stack-outputs.ts'
import { createStackOutputs } from '../../handlers/stack-outputs.ts'
import { describeWithMoto } from '../support/moto.ts'
import { virtualClock } from '../support/virtual-clock.ts'

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

  async function answerTo(event: object, properties: object = {}): Promise<Record<string, unknown>> {
    const clock = virtualClock()
    const live = stackReader({ ...moto.connection, region: home })
    const reader: StackReader = {
      instances: (...asked) => clock.track(live.instances(...asked)),
      // moto makes up another id of a stack whenever it is asked for one
      outputs: (instance, region) =>
        clock.track(live.outputs({ ...instance, stackId: 'StackSet:holdfast-network-ous' }, region)),
    }
    const answers: Record<string, unknown>[] = []
    const respond = async (url: string, body: string) => void answers.push({ url, ...JSON.parse(body) })
    const began = clock.now()
    const request = {
      ...{ RequestType: 'Create', ResponseURL: 'https://127.0.0.1/', StackId: 'stack', RequestId: 'request' },
      ...{ LogicalResourceId: 'NetworkOutputs', ResourceType: 'Custom::HoldfastStackOutputs' },
      ResourceProperties: {
        ...{ ServiceToken: 'arn', StackSet: 'holdfast-network-ous', Region: there, Account: '' },
        Outputs: ['Account', 'Region'],
        ...properties,
      },
      ...event,
    }
    const lasts = { getRemainingTimeInMillis: () => 10 * 60_000 }
    await clock.until(createStackOutputs({ reader, clock, respond })(request, lasts))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ url: 'https://127.0.0.1/', StackId: 'stack', RequestId: 'request' })
    return { ...answers[0], waited: clock.now() - began }
  }

  test('they are read in the account and region of the stack, and the account is kept when others join', async () => {
    const seen = { Status: 'SUCCESS', PhysicalResourceId: second, Data: { Account: second, Region: there }, waited: 0 }
    expect(await answerTo({})).toMatchObject(seen)
    await admin().send(new CreateStackInstancesCommand(inAccounts(first)))
    expect(await answerTo({ RequestType: 'Update', PhysicalResourceId: second })).toMatchObject(seen)
    expect(await answerTo({ RequestType: 'Create' })).toMatchObject({ PhysicalResourceId: first })
    expect(await answerTo({}, { Account: second })).toMatchObject({ PhysicalResourceId: second })
    await admin().send(new DeleteStackInstancesCommand({ ...inAccounts(second), RetainStacks: false }))
    expect(await answerTo({ RequestType: 'Update', PhysicalResourceId: second })).toMatchObject({
      PhysicalResourceId: first,
      Data: { Account: first },
    })
  })

  test.each([
    ['another region', { Region: 'us-east-1' }, 'No stack of holdfast-network-ous is up to date in us-east-1'],
    ['another account', { Account: '999999999999' }, `is up to date in ${there} in account 999999999999`],
    ['another output', { Outputs: ['Account', 'Nme'] }, `in account ${first}, ${there}, has no output Nme`],
  ])('%s: looked for until the time is over, then the reason is told', async (_, properties, reason) => {
    const { Reason, ...answer } = await answerTo({}, properties)
    expect(answer).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'holdfast-stack-outputs',
      waited: 9.25 * 60_000,
    })
    expect(Reason).toContain(reason)
  })

  test('what AWS refuses is told in one line', async () => {
    const answer = await answerTo({}, { StackSet: 'holdfast-no\nsuch-ous' })
    expect(answer).toMatchObject({ Status: 'FAILED', waited: 0 })
    expect(String(answer.Reason)).toMatch(/^Unexpected: StackSet .*not found$/)
  })

  test('deleting reads nothing', async () => {
    const answer = await answerTo({ RequestType: 'Delete', PhysicalResourceId: first }, { StackSet: 'gone' })
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first })
    expect(answer).not.toHaveProperty('Data')
  })
})
