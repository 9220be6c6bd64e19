// How accounts leave and end.
import {
  AcceptHandshakeCommand,
  AttachPolicyCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListPoliciesForTargetCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations'
import type { Emulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const { DENY, MANAGEMENT, MEMBER, OTHER, PROD, TEST } = given
const DAY = 24 * 60 * 60 * 1000
const NOW = Date.parse('2026-11-20T14:53:40Z')

afterEach(given.stopAll)

const clock = { now: NOW }
beforeEach(() => {
  clock.now = NOW
})
const start = () => given.startLoaded({ now: () => clock.now })

async function targetsOf(client: OrganizationsClient, PolicyId: string) {
  const { Targets = [] } = await client.send(new ListTargetsForPolicyCommand({ PolicyId }))
  return Targets.map(({ TargetId }) => TargetId)
}

const rejoin = async (emulator: Emulator, Id: string) => {
  const invite = new InviteAccountToOrganizationCommand({ Target: { Id, Type: 'ACCOUNT' } })
  const { Handshake } = await given.clientOf(emulator).send(invite)
  await given.clientOf(emulator, Id).send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
}

const WAYS = [
  {
    eventName: 'LeaveOrganization',
    caller: MEMBER,
    command: () => new LeaveOrganizationCommand({}),
    requestParameters: null,
    departureMethod: 'LEFT',
  },
  {
    eventName: 'RemoveAccountFromOrganization',
    caller: MANAGEMENT,
    command: () => new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }),
    requestParameters: { accountId: MEMBER },
    departureMethod: 'REMOVED',
  },
]

test.each(WAYS)('$eventName: the call in the account that made it, the departure at home', async (way) => {
  const emulator = await start()
  await given.clientOf(emulator, way.caller).send(way.command() as never)
  expect(await given.events(emulator)).toMatchObject([
    {
      account: way.caller,
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventName: way.eventName,
        userIdentity: { accountId: way.caller },
        recipientAccountId: way.caller,
        requestParameters: way.requestParameters,
        responseElements: null,
      },
    },
    {
      account: MANAGEMENT,
      'detail-type': 'AWS Service Event via CloudTrail',
      detail: {
        eventName: 'AccountDepartedOrganization',
        userIdentity: { accountId: MANAGEMENT, invokedBy: 'organizations.amazonaws.com' },
        recipientAccountId: MANAGEMENT,
        serviceEventDetails: {
          accountId: MEMBER,
          departureMethod: way.departureMethod,
          departureTime: 'Nov 20, 2026, 2:53:40 PM',
        },
      },
    },
  ])
})

test.each(WAYS)(
  '$eventName: everything that was attached to it or tagged on it is gone',
  async ({ caller, command }) => {
    const emulator = await start()
    const client = given.clientOf(emulator)
    await client.send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: MEMBER }))
    await client.send(new TagResourceCommand({ ResourceId: MEMBER, Tags: [{ Key: 'k', Value: 'v' }] }))
    await given.clientOf(emulator, caller).send(command() as never)
    expect(await targetsOf(client, DENY)).toEqual([])
    expect(await targetsOf(client, 'p-FullAWSAccess')).not.toContain(MEMBER)
    expect((await client.send(new ListAccountsCommand({}))).Accounts?.map(({ Id }) => Id)).toEqual([MANAGEMENT, OTHER])
    expect((await client.send(new ListAccountsForParentCommand({ ParentId: PROD }))).Accounts).toEqual([])
    const attach = client.send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: MEMBER }))
    expect((await given.refusal(attach)).name).toBe('TargetNotFoundException')

    await rejoin(emulator, MEMBER)
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))
    expect(Account).toMatchObject({
      Name: 'payments',
      Email: 'payments@example.com',
      JoinedMethod: 'INVITED',
      Paths: [`o-exampleorgid/${given.ROOT}/${MEMBER}/`],
    })
    const policies = new ListPoliciesForTargetCommand({ TargetId: MEMBER, Filter: 'SERVICE_CONTROL_POLICY' })
    expect((await client.send(policies)).Policies?.map(({ Id }) => Id)).toEqual(['p-FullAWSAccess'])
    expect((await client.send(new ListTagsForResourceCommand({ ResourceId: MEMBER }))).Tags).toEqual([])
  },
)

test('an account that left keeps its address and may have an organization of its own', async () => {
  const emulator = await start()
  const member = given.clientOf(emulator, MEMBER)
  await member.send(new LeaveOrganizationCommand({}))
  const create = new CreateAccountCommand({ Email: 'payments@example.com', AccountName: 'again' })
  const { CreateAccountStatus } = await given.clientOf(emulator).send(create)
  const status = await given
    .clientOf(emulator)
    .send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }))
  expect(status.CreateAccountStatus?.FailureReason).toBe('EMAIL_ALREADY_EXISTS')
  await member.send(new CreateOrganizationCommand({}))
  const { Account } = await member.send(new DescribeAccountCommand({ AccountId: MEMBER }))
  expect(Account).toMatchObject({ Name: 'payments', Email: 'payments@example.com' })
})

test('a created account stays four days, an invited one goes when it likes', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  await client.send(new CreateAccountCommand({ Email: 'new@example.com', AccountName: 'new' }))
  const { Accounts = [] } = await client.send(new ListAccountsCommand({}))
  const created = Accounts.find(({ Name }) => Name === 'new')?.Id ?? ''
  clock.now = NOW + 4 * DAY - 1
  const removal = new RemoveAccountFromOrganizationCommand({ AccountId: created })
  const wait = { name: 'ConstraintViolationException', reason: 'WAIT_PERIOD_ACTIVE' }
  expect(await given.refusal(client.send(removal))).toEqual(wait)
  const leave = new LeaveOrganizationCommand({})
  expect(await given.refusal(given.clientOf(emulator, created).send(leave))).toEqual(wait)
  clock.now = NOW + 4 * DAY
  await client.send(removal)
  await rejoin(emulator, created)
  await given.clientOf(emulator, created).send(leave)
})

test('a closure is pending until the event that reports it is delivered', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  const state = async () => {
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))
    return [Account?.State, Account?.Status]
  }
  await given.control(emulator, 'POST', 'delivery', { hold: true })
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  expect(await state()).toEqual(['PENDING_CLOSURE', 'PENDING_CLOSURE'])
  expect((await given.refusal(client.send(new CloseAccountCommand({ AccountId: MEMBER })))).name).toBe(
    'ConflictException',
  )
  await given.control(emulator, 'POST', 'delivery', { hold: false })
  expect(await state()).toEqual(['CLOSED', 'SUSPENDED'])
  const [call, result] = await given.events(emulator)
  expect(call).toMatchObject({
    account: MANAGEMENT,
    detail: { eventName: 'CloseAccount', requestParameters: { accountId: MEMBER }, responseElements: null },
  })
  expect(result).toMatchObject({
    account: MANAGEMENT,
    'detail-type': 'AWS Service Event via CloudTrail',
    detail: {
      eventName: 'CloseAccountResult',
      userIdentity: { accountId: MANAGEMENT, invokedBy: 'AWS Internal' },
      serviceEventDetails: {
        closeAccountStatus: {
          accountId: MEMBER,
          state: 'SUCCEEDED',
          requestedTimestamp: 'Nov 20, 2026 2:53:40 PM',
          completedTimestamp: 'Nov 20, 2026 2:53:40 PM',
        },
      },
    },
  })
})

test('three closures at a time', async () => {
  const document = given.organization()
  const ids = ['500000000001', '500000000002', '500000000003', '500000000004']
  document.root.accounts = ids.map((id) => ({ id, name: id }))
  const emulator = await given.start({ organization: document })
  const client = given.clientOf(emulator)
  const close = (AccountId = '') => client.send(new CloseAccountCommand({ AccountId }))
  await given.control(emulator, 'POST', 'delivery', { hold: true })
  for (const id of ids.slice(0, 3)) await close(id)
  expect((await given.refusal(close(ids[3]))).reason).toBe('CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED')
  await given.control(emulator, 'POST', 'delivery', { hold: false })
  await close(ids[3])
})

test('90 days after its closure an account is gone, at that time and not before', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  const known = async () => (await client.send(new ListAccountsCommand({}))).Accounts?.map(({ Id }) => Id)
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  clock.now += 90 * DAY - 1
  expect(await known()).toContain(MEMBER)
  clock.now += DAY
  expect(await known()).toEqual([MANAGEMENT, OTHER])
  const departures = (await given.events(emulator)).filter(
    ({ detail }) => detail.eventName === 'AccountDepartedOrganization',
  )
  expect(
    departures.map(({ account, time, detail }) => ({ account, time, details: detail.serviceEventDetails })),
  ).toEqual([
    {
      account: MANAGEMENT,
      time: '2027-02-18T14:53:40Z',
      details: { accountId: MEMBER, departureMethod: 'CLEANED', departureTime: 'Feb 18, 2027, 2:53:40 PM' },
    },
  ])
  expect(await targetsOf(client, 'p-FullAWSAccess')).not.toContain(MEMBER)
})

test('an account that a document closed stays, and so does who left before its time', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  clock.now += 10 * DAY
  await client.send(new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }))
  clock.now += 100 * DAY
  await client.send(new ListAccountsCommand({}))
  const methods = (await given.events(emulator)).flatMap(
    ({ detail }) => (detail.serviceEventDetails as { departureMethod?: string } | undefined)?.departureMethod ?? [],
  )
  expect(methods).toEqual(['REMOVED'])
  expect((await client.send(new DescribeAccountCommand({ AccountId: OTHER }))).Account?.State).toBe('CLOSED')
})

test('a closed account is as closed when it comes back', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  await client.send(new RemoveAccountFromOrganizationCommand({ AccountId: OTHER }))
  await rejoin(emulator, OTHER)
  expect((await client.send(new DescribeAccountCommand({ AccountId: OTHER }))).Account?.State).toBe('CLOSED')
})

const STRANGER = '999999999999'
const REFUSALS: [what: string, caller: string, command: object, refused: string][] = [
  ['leaving nothing', STRANGER, new LeaveOrganizationCommand({}), 'AWSOrganizationsNotInUseException'],
  ['leaving as manager', MANAGEMENT, new LeaveOrganizationCommand({}), 'MasterCannotLeaveOrganizationException'],
  [
    'removing the manager',
    MANAGEMENT,
    new RemoveAccountFromOrganizationCommand({ AccountId: MANAGEMENT }),
    'MasterCannotLeaveOrganizationException',
  ],
  [
    'removing nobody',
    MANAGEMENT,
    new RemoveAccountFromOrganizationCommand({ AccountId: STRANGER }),
    'AccountNotFoundException',
  ],
  [
    'removing as a member',
    MEMBER,
    new RemoveAccountFromOrganizationCommand({ AccountId: OTHER }),
    'AccessDeniedException',
  ],
  [
    'closing the manager',
    MANAGEMENT,
    new CloseAccountCommand({ AccountId: MANAGEMENT }),
    'ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
  ],
  ['closing nobody', MANAGEMENT, new CloseAccountCommand({ AccountId: STRANGER }), 'AccountNotFoundException'],
  ['closing twice', MANAGEMENT, new CloseAccountCommand({ AccountId: OTHER }), 'AccountAlreadyClosedException'],
  ['closing as a member', MEMBER, new CloseAccountCommand({ AccountId: OTHER }), 'AccessDeniedException'],
  ['closing an OU', MANAGEMENT, new CloseAccountCommand({ AccountId: TEST }), 'InvalidInputException INVALID_PATTERN'],
]

test.each(REFUSALS)('%s', async (_what, caller, command, refused) => {
  const client = given.clientOf(await start(), caller)
  const { name, reason } = await given.refusal(client.send(command as never))
  expect([name, reason].filter((part) => part !== undefined).join(' ')).toBe(refused)
})

test('without all features no account is closed', async () => {
  const client = given.clientOf(await given.start())
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }))
  await client.send(new CreateAccountCommand({ Email: 'new@example.com', AccountName: 'new' }))
  const { Accounts = [] } = await client.send(new ListAccountsCommand({}))
  const AccountId = Accounts.find(({ Name }) => Name === 'new')?.Id
  expect(await given.refusal(client.send(new CloseAccountCommand({ AccountId })))).toEqual({
    name: 'ConstraintViolationException',
    reason: 'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
  })
})
