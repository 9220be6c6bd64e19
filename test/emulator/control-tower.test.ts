// AWS Control Tower as the emulator plays it: what it does, and the events as they reach EventBridge.
import {
  AttachPolicyCommand,
  DescribeAccountCommand,
  ListAccountsCommand,
  MoveAccountCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations'
import type { Emulator, EmulatorOptions } from '../../emulator/index.ts'
import * as given from './support.ts'

const { DENY, EMPTY, MANAGEMENT, MEMBER, OTHER, PROD, ROOT, TEST } = given
const NOW = Date.parse('2026-08-30T21:42:18.500Z')
const TIME = '2026-08-30T21:42:18Z'
const UUID = expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/)

afterEach(given.stopAll)

const start = (options: EmulatorOptions = {}) => given.startLoaded({ now: () => NOW, ...options })
const play = (emulator: Emulator, body: unknown) => given.control(emulator, 'POST', 'control-tower', body)

const pathOf = async (client: OrganizationsClient, AccountId: string) =>
  (await client.send(new DescribeAccountCommand({ AccountId }))).Account?.Paths?.[0]

const ids = async (emulator: Emulator) => (await given.events(emulator)).map(({ id }) => id)
const names = async (emulator: Emulator) => (await given.events(emulator)).map(({ detail }) => detail.eventName)

const envelope = {
  version: '0',
  id: UUID,
  source: 'aws.controltower',
  account: MANAGEMENT,
  time: TIME,
  resources: [],
}
const record = (region: string) => ({
  userIdentity: { accountId: MANAGEMENT, invokedBy: 'AWS Internal' },
  eventTime: TIME,
  eventSource: 'controltower.amazonaws.com',
  awsRegion: region,
  sourceIPAddress: 'AWS Internal',
  userAgent: 'AWS Internal',
  eventID: UUID,
  readOnly: false,
  eventType: 'AwsServiceEvent',
})
const timestamps = { requestedTimestamp: '2026-08-30T21:42:18+0000', completedTimestamp: '2026-08-30T21:42:18+0000' }

const lifecycle = (eventName: string, serviceEventDetails: object, region = 'us-east-1') => ({
  ...envelope,
  'detail-type': 'AWS Service Event via CloudTrail',
  region,
  detail: { eventVersion: '1.05', ...record(region), eventName, serviceEventDetails },
})

const baseline = (account: string, status: string) => ({
  ...envelope,
  'detail-type': 'AWS Service Event via CloudTrail',
  region: 'us-east-1',
  detail: {
    eventVersion: '1.11',
    ...record('us-east-1'),
    eventName: 'EnableBaseline',
    requestParameters: null,
    responseElements: null,
    managementEvent: true,
    recipientAccountId: MANAGEMENT,
    eventCategory: 'Management',
    serviceEventDetails: {
      enableBaselineStatus: {
        enabledBaselineDetails: {
          arn: expect.stringMatching(/^arn:aws:controltower:us-east-1:111111111111:enabledbaseline\/[A-Z0-9]{16}$/),
          parentIdentifier: expect.stringMatching(/^arn:aws:controltower:us-east-1:111111111111:enabledbaseline\//),
          targetIdentifier: `arn:aws:organizations::${MANAGEMENT}:account/o-exampleorgid/${account}`,
          baselineIdentifier: expect.stringMatching(/^arn:aws:controltower:us-east-1::baseline\/[A-Z0-9]{16}$/),
          baselineVersion: '4.0',
          statusSummary: { lastOperationIdentifier: UUID, status },
          parameters: [],
        },
        ...timestamps,
      },
    },
  },
})

const NEW = { name: 'new', email: 'new@example.com', organizational_unit: PROD }

test('an account is created, moved by the role of Control Tower, and reported from the home region', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  const answer = await play(emulator, { create_account: NEW, region: 'eu-west-1' })
  const { account } = answer.body as { account: string }
  expect(answer).toEqual({
    status: 200,
    body: { account: expect.stringMatching(/^\d{12}$/), events: await ids(emulator) },
  })
  expect(await pathOf(client, account)).toBe(`o-exampleorgid/${ROOT}/${PROD}/${account}/`)
  const [created, result, joined, moved, managed, ...rest] = await given.events(emulator)
  expect([created, result, joined].map((event) => event?.detail.eventName)).toEqual([
    'CreateAccount',
    'CreateAccountResult',
    'AccountJoinedOrganization',
  ])
  expect(moved).toMatchObject({
    source: 'aws.organizations',
    account: MANAGEMENT,
    region: 'us-east-1',
    detail: {
      eventName: 'MoveAccount',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${MANAGEMENT}:assumed-role/AWSControlTowerAdmin/AWSControlTower`,
        accountId: MANAGEMENT,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            arn: `arn:aws:iam::${MANAGEMENT}:role/service-role/AWSControlTowerAdmin`,
            accountId: MANAGEMENT,
            userName: 'AWSControlTowerAdmin',
          },
          attributes: { creationDate: TIME, mfaAuthenticated: 'false' },
        },
        invokedBy: 'controltower.amazonaws.com',
      },
      sourceIPAddress: 'controltower.amazonaws.com',
      userAgent: 'controltower.amazonaws.com',
      requestParameters: { accountId: account, sourceParentId: ROOT, destinationParentId: PROD },
      responseElements: null,
      recipientAccountId: MANAGEMENT,
    },
  })
  expect(managed).toEqual(
    lifecycle(
      'CreateManagedAccount',
      {
        createManagedAccountStatus: {
          organizationalUnit: { organizationalUnitName: 'Prod', organizationalUnitId: PROD },
          account: { accountName: 'new', accountId: account },
          state: 'SUCCEEDED',
          message: 'AWS Control Tower successfully created a managed account.',
          ...timestamps,
        },
      },
      'eu-west-1',
    ),
  )
  expect(rest).toEqual([])
})

test('an account whose address is taken is not created, and reported as failed', async () => {
  const emulator = await start()
  const answer = await play(emulator, { create_account: { ...NEW, email: 'payments@example.com' } })
  expect(answer).toEqual({ status: 200, body: { account: null, events: await ids(emulator) } })
  const [, , managed, ...rest] = await given.events(emulator)
  expect(managed?.detail.serviceEventDetails).toEqual({
    createManagedAccountStatus: {
      organizationalUnit: { organizationalUnitName: 'Prod', organizationalUnitId: PROD },
      account: { accountName: 'new' },
      state: 'FAILED',
      message: 'AWS Control Tower failed to create a managed account.',
      ...timestamps,
    },
  })
  expect(rest).toEqual([])
})

test.each([
  { fail: false, state: 'SUCCEEDED', words: 'successfully updated' },
  { fail: true, state: 'FAILED', words: 'failed to update' },
])('an account is enrolled, $state: moved, updated, baselined', async ({ fail, state, words }) => {
  const emulator = await start()
  const enroll = { enroll_account: { account: MEMBER, organizational_unit: EMPTY }, fail }
  const answer = await play(emulator, enroll)
  expect(answer).toEqual({ status: 200, body: { account: MEMBER, events: await ids(emulator) } })
  expect(await pathOf(given.clientOf(emulator), MEMBER)).toBe(`o-exampleorgid/${ROOT}/${EMPTY}/${MEMBER}/`)
  const [moved, updated, ...baselines] = await given.events(emulator)
  expect(moved?.detail.eventName).toBe('MoveAccount')
  expect(updated).toEqual(
    lifecycle('UpdateManagedAccount', {
      updateManagedAccountStatus: {
        organizationalUnit: { organizationalUnitName: 'Empty', organizationalUnitId: EMPTY },
        account: { accountName: 'payments', accountId: MEMBER },
        state,
        message: `AWS Control Tower ${words} a managed account.`,
        ...timestamps,
      },
    }),
  )
  expect(baselines).toEqual([baseline(MEMBER, state)])
})

test('an account that is where it shall be is not moved', async () => {
  const emulator = await start()
  await play(emulator, { enroll_account: { account: MEMBER, organizational_unit: PROD } })
  expect(await names(emulator)).toEqual(['UpdateManagedAccount', 'EnableBaseline'])
})

test('a failed creation leaves the account where it was moved', async () => {
  const emulator = await start()
  const { body } = await play(emulator, { create_account: NEW, fail: true })
  const { account } = body as { account: string }
  expect(await pathOf(given.clientOf(emulator), account)).toBe(`o-exampleorgid/${ROOT}/${PROD}/${account}/`)
  expect((await given.events(emulator)).at(-1)?.detail.serviceEventDetails).toMatchObject({
    createManagedAccountStatus: { account: { accountId: account }, state: 'FAILED' },
  })
})

test.each([
  { fail: false, state: 'SUCCEEDED', words: 'successfully registered' },
  { fail: true, state: 'FAILED', words: 'failed to register' },
])('an OU is registered, $state: one baseline for each member directly in it', async ({ fail, state, words }) => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  for (const AccountId of [MANAGEMENT, OTHER])
    await client.send(
      new MoveAccountCommand({
        AccountId,
        SourceParentId: AccountId === OTHER ? TEST : ROOT,
        DestinationParentId: PROD,
      }),
    )
  const answer = await play(emulator, { register_organizational_unit: { organizational_unit: PROD }, fail })
  const [registered, ...baselines] = (await given.events(emulator)).slice(2)
  expect(answer).toEqual({ status: 200, body: { account: null, events: (await ids(emulator)).slice(2) } })
  expect(registered).toEqual(
    lifecycle('RegisterOrganizationalUnit', {
      registerOrganizationalUnitStatus: {
        organizationalUnit: { organizationalUnitName: 'Prod', organizationalUnitId: PROD },
        state,
        message: `AWS Control Tower ${words} an organizational unit.`,
        ...timestamps,
      },
    }),
  )
  expect(baselines).toEqual([baseline(MEMBER, state), baseline(OTHER, state)])
  const parents = new Set(baselines.map((event) => /"parentIdentifier":"([^"]*)/.exec(JSON.stringify(event))?.[1]))
  expect(parents.size).toBe(1)
})

test('an OU below is not part of a registration', async () => {
  const emulator = await start()
  await play(emulator, { register_organizational_unit: { organizational_unit: PROD } })
  expect(await names(emulator)).toEqual(['RegisterOrganizationalUnit', 'EnableBaseline'])
})

test('drift is told and nothing moves', async () => {
  const emulator = await start()
  const drift = { type: 'ACCOUNT_MOVED_BETWEEN_OUS', account: MEMBER, organizational_unit: TEST }
  const answer = await play(emulator, { drift, region: 'eu-west-1' })
  expect(answer).toEqual({ status: 200, body: { account: MEMBER, events: await ids(emulator) } })
  expect(await given.events(emulator)).toEqual([
    {
      ...envelope,
      'detail-type': 'Drift Detected',
      region: 'eu-west-1',
      detail: {
        message: expect.stringContaining(MEMBER),
        managementAccountId: MANAGEMENT,
        organizationId: 'o-exampleorgid',
        driftType: 'ACCOUNT_MOVED_BETWEEN_OUS',
        remediationStep: expect.any(String),
        accountId: MEMBER,
        sourceId: MEMBER,
        destinationId: TEST,
      },
    },
  ])
  expect(await pathOf(given.clientOf(emulator), MEMBER)).toBe(`o-exampleorgid/${ROOT}/${PROD}/${MEMBER}/`)
})

test("Control Tower's calls are not counted, and no fault meets them", async () => {
  const emulator = await start({ fault: () => ({ name: 'ServiceException' }) })
  expect((await play(emulator, { create_account: NEW })).status).toBe(200)
  expect((await given.control(emulator, 'GET', 'calls')).body).toEqual({})
  const attach = given.clientOf(emulator).send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD }))
  expect((await given.refusal(attach)).name).toBe('ServiceException')
})

const NOT_THERE = 'ou-ab12-nothere0'
const WRONG: [body: unknown, message: string][] = [
  [undefined, 'The body must be an object.'],
  [[], 'The body must be an object.'],
  [{}, 'The body must have one of create_account, enroll_account, register_organizational_unit, drift.'],
  [
    { create_account: NEW, drift: {} },
    'The body must have one of create_account, enroll_account, register_organizational_unit, drift.',
  ],
  [{ create_account: NEW, extra: 1 }, 'The body has an unknown member "extra".'],
  [{ create_account: 'new' }, 'create_account must be an object.'],
  [{ create_account: { ...NEW, ou: 1 } }, 'create_account has an unknown member "ou".'],
  [{ create_account: { ...NEW, name: '' } }, 'create_account.name must be a name of 1 to 50 ASCII characters.'],
  [{ create_account: { ...NEW, email: 'x' } }, 'create_account.email must be an e-mail address of 6 to 64 characters.'],
  [
    { create_account: { ...NEW, email: `${'x'.repeat(60)}@a.de` } },
    'create_account.email must be an e-mail address of 6 to 64 characters.',
  ],
  [
    { create_account: { ...NEW, organizational_unit: ROOT } },
    'create_account.organizational_unit must be an OU id such as ou-ab12-11111111.',
  ],
  [{ create_account: { ...NEW, organizational_unit: NOT_THERE } }, `There is no organizational unit ${NOT_THERE}.`],
  [{ create_account: NEW, fail: 'yes' }, 'fail must be true or false.'],
  [{ create_account: NEW, region: 'here' }, 'region must be a region such as eu-west-1.'],
  [
    { enroll_account: { account: 222222222222, organizational_unit: PROD } },
    'enroll_account.account must be an account id of twelve digits, as text.',
  ],
  [
    { enroll_account: { account: '999999999999', organizational_unit: PROD } },
    'There is no member account 999999999999.',
  ],
  [{ enroll_account: { account: MANAGEMENT, organizational_unit: PROD } }, `There is no member account ${MANAGEMENT}.`],
  [
    { register_organizational_unit: {} },
    'register_organizational_unit.organizational_unit must be an OU id such as ou-ab12-11111111.',
  ],
  [
    { drift: { type: 'SCP_UPDATED', account: MEMBER, organizational_unit: PROD } },
    'drift.type must be ACCOUNT_MOVED_BETWEEN_OUS.',
  ],
  [
    { drift: { type: 'ACCOUNT_MOVED_BETWEEN_OUS', account: MEMBER, organizational_unit: PROD }, fail: true },
    'The body has an unknown member "fail".',
  ],
]

test.each(WRONG)('%j is refused in one sentence and does nothing', async (body, message) => {
  const emulator = await start()
  expect(await play(emulator, body)).toEqual({ status: 400, body: { message } })
  expect(await given.events(emulator)).toEqual([])
  expect((await given.clientOf(emulator).send(new ListAccountsCommand({}))).Accounts).toHaveLength(3)
})

test('without organization there is no Control Tower', async () => {
  const emulator = await given.start()
  expect(await play(emulator, { create_account: NEW })).toEqual({
    status: 400,
    body: { message: 'The account 123456789012 is in no organization.' },
  })
})
