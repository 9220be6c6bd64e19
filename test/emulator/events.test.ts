// Each mutating call yields one event, in the shape in which CloudTrail's records reach EventBridge. One row per shape.
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DeletePolicyCommand,
  DeleteResourcePolicyCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisableAWSServiceAccessCommand,
  DisablePolicyTypeCommand,
  EnableAllFeaturesCommand,
  EnableAWSServiceAccessCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  MoveAccountCommand,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import * as given from './support.ts'

const { CONTENT, DENY, EMPTY, MANAGEMENT, MEMBER, PROD, ROOT, SPARE } = given

afterAll(given.stopAll)

const NOW = Date.parse('2026-09-16T21:20:50.123Z')
const UUID = expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/)
const arn = (rest: string) => `arn:aws:organizations::${MANAGEMENT}:${rest}`

const policy = (change: object) => ({
  policy: {
    policySummary: {
      id: DENY,
      arn: arn(`policy/o-exampleorgid/service_control_policy/${DENY}`),
      name: 'Deny',
      description: '',
      type: 'SERVICE_CONTROL_POLICY',
      awsManaged: false,
      ...change,
    },
    content: CONTENT,
  },
})
const root = (...types: string[]) => ({
  root: {
    id: ROOT,
    arn: arn(`root/o-exampleorgid/${ROOT}`),
    name: 'Root',
    policyTypes: types.map((type) => ({ type, status: 'ENABLED' })),
  },
})
const unit = (change: object) => ({
  organizationalUnit: {
    id: EMPTY,
    arn: arn(`ou/o-exampleorgid/${EMPTY}`),
    name: 'Empty',
    path: `o-exampleorgid/${ROOT}/${EMPTY}/`,
    ...change,
  },
})

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'
const SERVICE = { ServicePrincipal: 'config.amazonaws.com' }
const DELEGATE = { AccountId: MEMBER, ...SERVICE }
const DELEGATION = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: MEMBER }, Action: 'organizations:ListRoots', Resource: '*' }],
})

interface Shape {
  before?: object[]
  call: object
  requestParameters: object | null
  responseElements: object | null
  error?: [string, string]
}

const SHAPES: Shape[] = [
  {
    call: new EnableAWSServiceAccessCommand(SERVICE),
    requestParameters: { servicePrincipal: 'config.amazonaws.com' },
    responseElements: null,
  },
  {
    call: new DisableAWSServiceAccessCommand(SERVICE),
    requestParameters: { servicePrincipal: 'config.amazonaws.com' },
    responseElements: null,
  },
  {
    before: [new EnableAWSServiceAccessCommand(SERVICE)],
    call: new RegisterDelegatedAdministratorCommand(DELEGATE),
    requestParameters: { accountId: MEMBER, servicePrincipal: 'config.amazonaws.com' },
    responseElements: null,
  },
  {
    before: [new EnableAWSServiceAccessCommand(SERVICE), new RegisterDelegatedAdministratorCommand(DELEGATE)],
    call: new DeregisterDelegatedAdministratorCommand(DELEGATE),
    requestParameters: { accountId: MEMBER, servicePrincipal: 'config.amazonaws.com' },
    responseElements: null,
  },
  {
    call: new PutResourcePolicyCommand({ Content: DELEGATION, Tags: [{ Key: 'k', Value: 'v' }] }),
    requestParameters: { content: HIDDEN, tags: [{ key: 'k', value: 'v' }] },
    responseElements: {
      resourcePolicy: {
        resourcePolicySummary: {
          id: expect.stringMatching(/^rp-/),
          arn: expect.stringMatching(`^${arn('resourcepolicy/o-exampleorgid/rp-')}`),
        },
        content: HIDDEN,
      },
    },
  },
  {
    call: new PutResourcePolicyCommand({ Content: 'nonsense' }),
    requestParameters: { content: HIDDEN },
    responseElements: null,
    error: ['InvalidInputException', 'The content of the resource policy is not valid.'],
  },
  {
    before: [new PutResourcePolicyCommand({ Content: DELEGATION })],
    call: new DeleteResourcePolicyCommand({}),
    requestParameters: null,
    responseElements: null,
  },
  {
    call: new EnableAllFeaturesCommand({}),
    requestParameters: null,
    responseElements: null,
    error: [
      'HandshakeConstraintViolationException',
      'The handshake request is invalid because the organization has already enabled all features.',
    ],
  },
  {
    call: new DeleteOrganizationCommand({}),
    requestParameters: null,
    responseElements: null,
    error: [
      'OrganizationNotEmptyException',
      "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account.",
    ],
  },
  {
    call: new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD }),
    requestParameters: { policyId: DENY, targetId: PROD },
    responseElements: null,
  },
  {
    call: new DetachPolicyCommand({ PolicyId: DENY, TargetId: PROD }),
    requestParameters: { policyId: DENY, targetId: PROD },
    responseElements: null,
    error: ['PolicyNotAttachedException', 'The specified policy is not attached to the specified target.'],
  },
  {
    call: new AttachPolicyCommand({ PolicyId: DENY, TargetId: 'odd' }),
    requestParameters: { policyId: DENY, targetId: 'odd' },
    responseElements: null,
    error: ['InvalidInputException', "You specified a policy target ID that doesn't match the required pattern."],
  },
  {
    call: new UpdatePolicyCommand({ PolicyId: DENY, Name: 'Renamed' }),
    requestParameters: { policyId: DENY, name: 'Renamed' },
    responseElements: policy({ name: 'Renamed' }),
  },
  {
    call: new CreatePolicyCommand({
      Name: 'New',
      Description: 'd',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: CONTENT,
      Tags: [{ Key: 'Team', Value: 'Security' }],
    }),
    requestParameters: {
      name: 'New',
      description: 'd',
      type: 'SERVICE_CONTROL_POLICY',
      content: CONTENT,
      tags: [{ key: 'Team', value: 'Security' }],
    },
    responseElements: policy({ id: expect.any(String), arn: expect.any(String), name: 'New', description: 'd' }),
  },
  {
    call: new DeletePolicyCommand({ PolicyId: SPARE }),
    requestParameters: { policyId: SPARE },
    responseElements: null,
  },
  {
    call: new DisablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' }),
    requestParameters: { rootId: ROOT, policyType: 'SERVICE_CONTROL_POLICY' },
    responseElements: root('SERVICE_CONTROL_POLICY'),
  },
  {
    call: new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'TAG_POLICY' }),
    requestParameters: { rootId: ROOT, policyType: 'TAG_POLICY' },
    responseElements: root('SERVICE_CONTROL_POLICY', 'TAG_POLICY'),
  },
  {
    call: new MoveAccountCommand({ AccountId: MEMBER, SourceParentId: PROD, DestinationParentId: ROOT }),
    requestParameters: { accountId: MEMBER, sourceParentId: PROD, destinationParentId: ROOT },
    responseElements: null,
  },
  {
    call: new CreateOrganizationalUnitCommand({ ParentId: ROOT, Name: 'New' }),
    requestParameters: { parentId: ROOT, name: 'New' },
    responseElements: unit({
      id: expect.any(String),
      arn: expect.any(String),
      name: 'New',
      path: expect.stringMatching(/^o-exampleorgid\/r-ab12\/ou-ab12-[a-z0-9]{8}\/$/),
    }),
  },
  {
    call: new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: EMPTY, Name: 'Void' }),
    requestParameters: { organizationalUnitId: EMPTY, name: 'Void' },
    responseElements: unit({ name: 'Void' }),
  },
  {
    call: new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: EMPTY }),
    requestParameters: { organizationalUnitId: EMPTY },
    responseElements: null,
  },
  {
    call: new TagResourceCommand({ ResourceId: DENY, Tags: [{ Key: 'k', Value: 'v' }] }),
    requestParameters: { resourceId: DENY, tags: [{ key: 'k', value: 'v' }] },
    responseElements: null,
  },
  {
    call: new UntagResourceCommand({ ResourceId: DENY, TagKeys: ['k'] }),
    requestParameters: { resourceId: DENY, tagKeys: ['k'] },
    responseElements: null,
  },
]

test.each(SHAPES.map((shape) => ({ ...shape, eventName: shape.call.constructor.name.replace('Command', '') })))(
  '$eventName $error.0',
  async ({ before = [], call, eventName, requestParameters, responseElements, error }) => {
    const emulator = await given.startLoaded({ now: () => NOW })
    const client = given.clientOf(emulator)
    for (const earlier of before) await client.send(earlier as never)
    await client.send(call as never).catch((refusal: Error) => expect(refusal.name).toBe(error?.[0]))
    expect((await given.events(emulator)).slice(before.length)).toEqual([
      {
        version: '0',
        id: UUID,
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.organizations',
        account: MANAGEMENT,
        time: '2026-09-16T21:20:50Z',
        region: 'us-east-1',
        resources: [],
        detail: {
          eventVersion: '1.11',
          userIdentity: {
            type: 'IAMUser',
            principalId: 'AKIATEST',
            arn: `arn:aws:iam::${MANAGEMENT}:user/AKIATEST`,
            accountId: MANAGEMENT,
            accessKeyId: 'AKIATEST',
            userName: 'AKIATEST',
          },
          eventTime: '2026-09-16T21:20:50Z',
          eventSource: 'organizations.amazonaws.com',
          eventName,
          awsRegion: 'us-east-1',
          sourceIPAddress: '127.0.0.1',
          userAgent: expect.stringContaining('aws-sdk-js/3'),
          requestParameters,
          responseElements,
          ...(error === undefined ? {} : { errorCode: error[0], errorMessage: error[1] }),
          requestID: UUID,
          eventID: UUID,
          readOnly: false,
          eventType: 'AwsApiCall',
          managementEvent: true,
          recipientAccountId: MANAGEMENT,
          eventCategory: 'Management',
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: 'organizations.us-east-1.amazonaws.com',
          },
        },
      },
    ])
  },
)

test('a new account: the call with its names masked, its result, its joining', async () => {
  const emulator = await given.startLoaded({ now: () => NOW })
  await given.clientOf(emulator).send(new CreateAccountCommand({ Email: 'new@example.com', AccountName: 'new' }))
  const [call, result, joined] = await given.events(emulator)
  expect(call?.detail).toMatchObject({
    eventName: 'CreateAccount',
    requestParameters: { email: '****', accountName: '****' },
    responseElements: {
      createAccountStatus: {
        accountName: '****',
        state: 'IN_PROGRESS',
        id: expect.stringMatching(/^car-/),
        requestedTimestamp: 'Sep 16, 2026 9:20:50 PM',
      },
    },
  })
  const service = {
    userIdentity: { accountId: MANAGEMENT, invokedBy: 'AWS Internal' },
    requestParameters: null,
    responseElements: null,
    eventType: 'AwsServiceEvent',
  }
  expect(result?.['detail-type']).toBe('AWS Service Event via CloudTrail')
  expect(result?.detail).toMatchObject({
    ...service,
    eventName: 'CreateAccountResult',
    serviceEventDetails: {
      createAccountStatus: {
        state: 'SUCCEEDED',
        accountName: '****',
        accountId: expect.stringMatching(/^\d{12}$/),
        requestedTimestamp: 'Sep 16, 2026 9:20:50 PM',
        completedTimestamp: 'Sep 16, 2026 9:20:50 PM',
      },
    },
  })
  expect(joined?.detail).toMatchObject({
    ...service,
    userIdentity: { accountId: MANAGEMENT, invokedBy: 'organizations.amazonaws.com' },
    eventName: 'AccountJoinedOrganization',
    serviceEventDetails: {
      accountId: expect.stringMatching(/^\d{12}$/),
      joinedMethod: 'Created',
      joinedTime: 'Sep 16, 2026, 9:20:50 PM',
    },
  })
})

test('a request for an account that fails says so and nobody joins', async () => {
  const emulator = await given.startLoaded()
  const create = new CreateAccountCommand({ Email: 'payments@example.com', AccountName: 'again' })
  await given.clientOf(emulator).send(create)
  const [, result, ...rest] = await given.events(emulator)
  expect(result?.detail).toMatchObject({
    serviceEventDetails: { createAccountStatus: { state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } },
  })
  expect(rest).toEqual([])
})

test('the request for all features tells its handshake', async () => {
  const emulator = await given.start({ now: () => NOW })
  const client = given.clientOf(emulator)
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }))
  const { Handshake } = await client.send(new EnableAllFeaturesCommand({}))
  const [organization] = Handshake?.Parties ?? []
  expect((await given.events(emulator)).at(-1)?.detail).toMatchObject({
    eventName: 'EnableAllFeatures',
    requestParameters: null,
    responseElements: {
      handshake: {
        id: Handshake?.Id,
        arn: Handshake?.Arn,
        parties: [{ id: organization?.Id, type: 'ORGANIZATION' }],
        state: 'OPEN',
        action: 'ENABLE_ALL_FEATURES',
        requestedTimestamp: 'Sep 16, 2026 9:20:50 PM',
        expirationTimestamp: 'Dec 15, 2026 9:20:50 PM',
        resources: [{ type: 'ORGANIZATION', value: organization?.Id }],
      },
    },
  })
})

test('with the organization its management account joins', async () => {
  const emulator = await given.start()
  await given.clientOf(emulator).send(new CreateOrganizationCommand({}))
  expect((await given.events(emulator)).map(({ account, detail }) => [account, detail.eventName])).toEqual([
    ['123456789012', 'CreateOrganization'],
    ['123456789012', 'AccountJoinedOrganization'],
  ])
})

test('reads yield no event', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  await client.send(new ListAccountsCommand({}))
  await client.send(new DescribePolicyCommand({ PolicyId: DENY }))
  expect(await given.events(emulator)).toEqual([])
})

test("an event's requestID is the request id of the answer", async () => {
  const emulator = await given.startLoaded()
  const answer = await given.clientOf(emulator).send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD }))
  const [event] = await given.events(emulator)
  expect(event?.detail.requestID).toBe(answer.$metadata.requestId)
})

test.each([
  { what: 'no header', authorization: undefined, user: 'anonymous' },
  { what: 'no credential', authorization: 'Bearer x', user: 'anonymous' },
  { what: 'an access key', authorization: 'AWS4-HMAC-SHA256 Credential=alice/20260101/us-east-1, x', user: 'alice' },
  { what: 'markup', authorization: 'AWS4-HMAC-SHA256 Credential=<b>"x"\\u0000/2026, x', user: 'bxu0000' },
  { what: 'a long name', authorization: `Credential=${'a'.repeat(5000)}/x`, user: 'a'.repeat(128) },
])('the caller of a request with $what', async ({ authorization, user }) => {
  const emulator = await given.startLoaded()
  const body = JSON.stringify({ PolicyId: DENY, TargetId: PROD, Unknown: 'left out' })
  await given.raw(emulator, 'AttachPolicy', body, authorization === undefined ? {} : { authorization })
  const [event] = await given.events(emulator)
  expect(event?.detail).toMatchObject({
    userIdentity: { userName: user, arn: `arn:aws:iam::${MANAGEMENT}:user/${user}` },
    requestParameters: { policyId: DENY, targetId: PROD },
  })
  expect(event?.detail.requestParameters).not.toHaveProperty('unknown')
})
