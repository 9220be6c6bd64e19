import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import {
  AttachPolicyCommand,
  DetachPolicyCommand,
  ListRootsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations'
import type { Emulator, EmulatorOptions } from '../../emulator/index.ts'
import {
  clientOf,
  control,
  DENY,
  events,
  MEMBER,
  organization,
  PROD,
  refusal,
  SPARE,
  startLoaded,
  stopAll,
} from './support.ts'

// CloudTrail's event history, as the SDK asks for it.

const clients: CloudTrailClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await stopAll()
})

const second = 1000
const day = 24 * 60 * 60 * second
const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-11-21T12:00:00.750Z')
})
const begin = (options: EmulatorOptions = {}) => startLoaded({ now: () => clock.now, ...options })

function trailOf({ url: endpoint }: Emulator, accessKeyId = 'auditor', region = 'us-east-1'): CloudTrailClient {
  const credentials = { accessKeyId, secretAccessKey: 'x' }
  const client = new CloudTrailClient({ endpoint, region, credentials, maxAttempts: 1 })
  clients.push(client)
  return client
}
const ask = (emulator: Emulator, input: LookupEventsCommandInput = {}, ...who: string[]) =>
  trailOf(emulator, ...who).send(new LookupEventsCommand(input))
const attribute = (AttributeKey: string, AttributeValue: string) =>
  ({ LookupAttributes: [{ AttributeKey, AttributeValue }] }) as LookupEventsCommandInput
const namesIn = async (emulator: Emulator, input?: LookupEventsCommandInput, ...who: string[]) =>
  ((await ask(emulator, input, ...who)).Events ?? []).map(({ EventName }) => EventName)

const pair = { PolicyId: DENY, TargetId: PROD }
const attach = (emulator: Emulator, who = 'mallory') => clientOf(emulator, who).send(new AttachPolicyCommand(pair))
const detach = (emulator: Emulator, who = 'mallory') => clientOf(emulator, who).send(new DetachPolicyCommand(pair))

test('a call is kept as the record that EventBridge gets, with the id that the caller got', async () => {
  const emulator = await begin()
  const { $metadata } = await attach(emulator)
  const [event] = await events(emulator)
  const { Events = [] } = await ask(emulator, attribute('EventName', 'AttachPolicy'))
  expect(Events).toEqual([
    {
      ...{ EventId: event?.detail.eventID, EventName: 'AttachPolicy', EventSource: 'organizations.amazonaws.com' },
      ...{ ReadOnly: 'false', Username: 'mallory', AccessKeyId: 'mallory' },
      EventTime: new Date('2026-11-21T12:00:00Z'),
      Resources: [{ ResourceType: 'AWS::Organizations::Policy', ResourceName: DENY }],
      CloudTrailEvent: JSON.stringify(event?.detail),
    },
  ])
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '')).toMatchObject({ requestID: $metadata.requestId })
})

test('what EventBridge lost is there, with a delay of its own; calls that were refused and reads are there too', async () => {
  const emulator = await begin({ delivery: { loss: 1, history: [60 * second, 300 * second] } })
  await attach(emulator)
  await refusal(attach(emulator))
  await clientOf(emulator).send(new ListRootsCommand({}))
  expect([await events(emulator), await namesIn(emulator)]).toEqual([[], []])
  clock.now += 300 * second
  expect(await namesIn(emulator, attribute('EventSource', 'organizations.amazonaws.com'))).toEqual([
    'ListRoots',
    'AttachPolicy',
    'AttachPolicy',
  ])
  const [, refused] = (await ask(emulator, attribute('EventSource', 'organizations.amazonaws.com'))).Events ?? []
  expect(JSON.parse(refused?.CloudTrailEvent ?? '')).toMatchObject({
    errorCode: 'DuplicatePolicyAttachmentException',
    responseElements: null,
  })
  expect(await control(emulator, 'POST', 'delivery', { history: 'soon' })).toMatchObject({ status: 400 })
  expect(await control(emulator, 'POST', 'delivery', { history: 0 })).toMatchObject({ status: 200 })
})

test.each([
  ['EventName', 'DetachPolicy', ['DetachPolicy']],
  ['Username', 'eve', ['TagResource']],
  ['AccessKeyId', 'eve', ['TagResource']],
  ['ReadOnly', 'true', ['ListRoots']],
  ['ReadOnly', 'false', ['TagResource', 'DetachPolicy', 'AttachPolicy']],
  ['EventSource', 'ssm.amazonaws.com', []],
  ['ResourceName', DENY, ['DetachPolicy', 'AttachPolicy']],
  ['ResourceType', 'AWS::Organizations::Policy', ['DetachPolicy', 'AttachPolicy']],
])('%s %s finds %j', async (key, value, found) => {
  const emulator = await begin()
  await attach(emulator)
  await detach(emulator)
  await clientOf(emulator, 'eve').send(new TagResourceCommand({ ResourceId: SPARE, Tags: [{ Key: 'a', Value: 'b' }] }))
  await clientOf(emulator).send(new ListRootsCommand({}))
  expect(await namesIn(emulator, attribute(key, value))).toEqual(found)
})

test('pages of fifty, the newest first, whatever comes in between; a token is good for the same question alone', async () => {
  const emulator = await begin()
  for (let round = 0; round < 30; round++) {
    await attach(emulator)
    clock.now += second
    await detach(emulator)
  }
  const question = attribute('ReadOnly', 'false')
  const first = await ask(emulator, question)
  expect(first.Events).toHaveLength(50)
  await attach(emulator)
  const second_ = await ask(emulator, { ...question, NextToken: first.NextToken })
  expect(second_.Events).toHaveLength(10)
  expect(second_.NextToken).toBeUndefined()
  const all = [...(first.Events ?? []), ...(second_.Events ?? [])]
  expect(new Set(all.map(({ EventId }) => EventId)).size).toBe(60)
  const times = all.map(({ EventTime }) => Number(EventTime))
  expect(times).toEqual([...times].sort((one, other) => other - one))
  expect(await refusal(ask(emulator, { NextToken: first.NextToken }))).toMatchObject({
    name: 'InvalidNextTokenException',
  })
  const { Events = [], NextToken } = await ask(emulator, { ...question, MaxResults: 3 })
  expect([Events.length, typeof NextToken]).toEqual([3, 'string'])
})

test('times are both included, in whole seconds, and ninety days are the end', async () => {
  const emulator = await begin()
  const at = new Date('2026-11-21T12:00:00Z')
  await attach(emulator)
  const name = attribute('EventName', 'AttachPolicy')
  const found = (StartTime?: Date, EndTime?: Date) => namesIn(emulator, { ...name, StartTime, EndTime })
  expect(await found(at, at)).toEqual(['AttachPolicy'])
  expect(await found(new Date(Number(at) + 1))).toEqual([])
  expect(await found(undefined, new Date(Number(at) - 1))).toEqual([])
  clock.now += 90 * day
  expect(await found()).toEqual(['AttachPolicy'])
  clock.now += 1
  expect(await found()).toEqual([])
})

test.each<[string, LookupEventsCommandInput]>([
  ['InvalidLookupAttributesException', attribute('Colour', 'red')],
  [
    'InvalidLookupAttributesException',
    { LookupAttributes: ['a', 'b'].map((AttributeValue) => ({ AttributeKey: 'EventName', AttributeValue })) },
  ],
  ['InvalidTimeRangeException', { StartTime: new Date(2), EndTime: new Date(1) }],
  ['InvalidMaxResultsException', { MaxResults: 51 }],
  ['InvalidNextTokenException', { NextToken: 'x' }],
])('%s: %j', async (name, input) => {
  expect(await refusal(ask(await begin(), input))).toMatchObject({ name })
})

test('each account and each region has its own history; Organizations has its in us-east-1', async () => {
  const emulator = await begin()
  await attach(emulator)
  const name = attribute('EventName', 'AttachPolicy')
  expect(await namesIn(emulator, name, 'auditor', 'eu-central-1')).toEqual([])
  expect(await namesIn(emulator, name, MEMBER)).toEqual([])
  expect(await namesIn(emulator, name)).toEqual(['AttachPolicy'])
})

test('with the rates of AWS, two calls a second for each account', async () => {
  const emulator = await begin({ throttle: 'aws' })
  const answers = async (...who: string[]) => (await refusal(ask(emulator, {}, ...who))).name
  expect([await answers(), await answers(), await answers()]).toEqual(['none', 'none', 'ThrottlingException'])
  expect(await answers(MEMBER)).toBe('none')
  clock.now += 500
  expect([await answers(), await answers()]).toEqual(['none', 'ThrottlingException'])
})

test('a reset begins with an empty history', async () => {
  const emulator = await begin()
  await attach(emulator)
  await control(emulator, 'POST', 'reset', organization())
  expect(await namesIn(emulator, attribute('EventName', 'AttachPolicy'))).toEqual([])
})
