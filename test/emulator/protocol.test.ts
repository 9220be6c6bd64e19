// What goes over the wire when nobody means well: odd requests, faults on purpose, broken connections.
import {
  AttachPolicyCommand,
  DescribeOrganizationCommand,
  ListPoliciesForTargetCommand,
} from '@aws-sdk/client-organizations'
import type { Call, Fault } from '../../emulator/index.ts'
import * as given from './support.ts'

const { DENY, PROD } = given

afterEach(given.stopAll)

const LARGE = JSON.stringify({ Name: 'x'.repeat(1024 * 1024) })

test.each([
  {
    what: 'an unknown operation',
    target: 'CreateGovCloudAccount',
    body: '{}',
    status: 400,
    type: 'UnknownOperationException',
  },
  { what: "an object's own member", target: 'toString', body: '{}', status: 400, type: 'UnknownOperationException' },
  { what: 'no JSON', target: 'ListRoots', body: '{', status: 400, type: 'SerializationException' },
  { what: 'no body', target: 'ListRoots', body: '', status: 400, type: 'SerializationException' },
  { what: 'a list', target: 'ListRoots', body: '[]', status: 400, type: 'SerializationException' },
  {
    what: 'a number for a text',
    target: 'DescribePolicy',
    body: '{"PolicyId":1}',
    status: 400,
    type: 'SerializationException',
  },
  {
    what: 'a text for a number',
    target: 'ListRoots',
    body: '{"MaxResults":"5"}',
    status: 400,
    type: 'SerializationException',
  },
  {
    what: 'a text for a list',
    target: 'TagResource',
    body: `{"ResourceId":"${PROD}","Tags":"x"}`,
    status: 400,
    type: 'SerializationException',
  },
  { what: 'null for nothing', target: 'ListRoots', body: '{"NextToken":null}', status: 200, type: undefined },
  { what: 'more than 1 MB', target: 'CreatePolicy', body: LARGE, status: 413, type: 'RequestEntityTooLargeException' },
])('$what: $status $type', async ({ target, body, status, type }) => {
  const emulator = await given.startLoaded()
  const answer = await given.raw(emulator, target, body)
  expect([answer.status, (answer.body as { __type?: string }).__type]).toEqual([status, type])
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1')
  expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect(await given.events(emulator)).toEqual([])
})

test.each<Record<string, string>>([
  { 'x-amz-target': 'AnotherService.ListRoots' },
  { 'content-type': 'application/x-amz-json-1.0' },
  { 'content-type': 'text/plain' },
])('another protocol: %j', async (headers) => {
  const emulator = await given.startLoaded()
  const answer = await given.raw(emulator, 'ListRoots', '{}', headers)
  expect([answer.status, answer.body]).toMatchObject([400, { __type: 'UnknownOperationException' }])
})

test('an error on the wire has __type, Message and, where there is one, Reason', async () => {
  const emulator = await given.startLoaded()
  expect((await given.raw(emulator, 'DescribePolicy', '{"PolicyId":"p-nothere0"}')).body).toEqual({
    __type: 'PolicyNotFoundException',
    Message: "You specified a policy that doesn't exist.",
  })
  expect((await given.raw(emulator, 'DescribePolicy', '{}')).body).toEqual({
    __type: 'InvalidInputException',
    Message: 'You must include a value for all required parameters.',
    Reason: 'INPUT_REQUIRED',
  })
})

const attached = async (emulator: Awaited<ReturnType<typeof given.start>>): Promise<boolean> => {
  const list = new ListPoliciesForTargetCommand({ TargetId: PROD, Filter: 'SERVICE_CONTROL_POLICY' })
  const { Policies } = await given.clientOf(emulator).send(list)
  return (Policies ?? []).some(({ Id }) => Id === DENY)
}

const FAULTS: { what: string; fault: Fault; seen: object; took: boolean; events: (string | undefined)[] }[] = [
  {
    what: 'throttled',
    fault: { name: 'TooManyRequestsException' },
    seen: { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 400 } },
    took: false,
    events: ['TooManyRequestsException'],
  },
  {
    what: 'a service error after the fact',
    fault: { name: 'ServiceException', after: true },
    seen: { name: 'ServiceException', $metadata: { httpStatusCode: 500 } },
    took: true,
    events: ['ServiceException'],
  },
  {
    what: 'a reason, a message and a status',
    fault: {
      name: 'ConstraintViolationException',
      reason: 'POLICY_CONTENT_LIMIT_EXCEEDED',
      message: 'no',
      status: 429,
    },
    seen: { Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED', message: 'no', $metadata: { httpStatusCode: 429 } },
    took: false,
    events: ['ConstraintViolationException'],
  },
  {
    what: 'a lost request',
    fault: { name: 'x', destroy: true },
    seen: { message: expect.stringContaining('socket hang up') },
    took: false,
    events: [],
  },
  {
    what: 'a lost answer',
    fault: { name: 'x', destroy: true, after: true },
    seen: { message: expect.stringContaining('socket hang up') },
    took: true,
    events: [undefined],
  },
]

test.each(FAULTS)('a fault on purpose: $what', async ({ fault, seen, took, events }) => {
  const emulator = await given.startLoaded({
    fault: async ({ operation }) => (operation === 'AttachPolicy' ? fault : undefined),
  })
  const attach = new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD })
  await expect(given.clientOf(emulator).send(attach)).rejects.toMatchObject(seen)
  expect(await attached(emulator)).toBe(took)
  expect((await given.events(emulator)).map(({ detail }) => detail.errorCode)).toEqual(events)
})

test('the event of a call that failed after the fact does not show its output', async () => {
  const emulator = await given.startLoaded({ fault: () => ({ name: 'ServiceException', after: true }) })
  await given.raw(emulator, 'UpdatePolicy', JSON.stringify({ PolicyId: DENY, Name: 'Renamed', Content: null }))
  const [event] = await given.events(emulator)
  expect(event?.detail).toMatchObject({ errorCode: 'ServiceException', responseElements: null })
  expect(event?.detail.requestParameters).toEqual({ policyId: DENY, name: 'Renamed' })
})

test('the fault hook sees operation, input and a number that only grows', async () => {
  const calls: Call[] = []
  const emulator = await given.startLoaded({ fault: (call) => void calls.push(call) })
  const client = given.clientOf(emulator)
  await client.send(new DescribeOrganizationCommand({}))
  await given.control(emulator, 'POST', 'reset', given.organization())
  await client.send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD }))
  expect(calls).toEqual([
    { operation: 'DescribeOrganization', input: {}, number: 1 },
    { operation: 'AttachPolicy', input: { PolicyId: DENY, TargetId: PROD }, number: 2 },
  ])
})

test('a fault hook that throws is an error of the service', async () => {
  const emulator = await given.startLoaded({
    fault: () => {
      throw new Error('oops')
    },
  })
  await expect(given.clientOf(emulator).send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
    name: 'ServiceException',
    message: 'The emulator broke: Error: oops',
  })
})
