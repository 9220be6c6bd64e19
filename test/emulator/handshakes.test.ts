// Invitations, from both sides.
import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  CreateOrganizationCommand,
  DeclineHandshakeCommand,
  DescribeAccountCommand,
  DescribeHandshakeCommand,
  EnablePolicyTypeCommand,
  type HandshakePartyType,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  ListPoliciesForTargetCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations'
import type { Emulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const { MANAGEMENT, MEMBER, ROOT } = given
const GUEST = '444455556666'
const STRANGER = '999999999999'
const DAY = 24 * 60 * 60 * 1000
const NOW = Date.parse('2027-01-18T21:41:16Z')

afterEach(given.stopAll)

const clock = { now: NOW }
beforeEach(() => {
  clock.now = NOW
})
const start = () => given.startLoaded({ now: () => clock.now })

const invitation = (Id: string, Type: HandshakePartyType = 'ACCOUNT') =>
  new InviteAccountToOrganizationCommand({ Target: { Id, Type } })

async function invite(emulator: Emulator, Id = GUEST, Type: HandshakePartyType = 'ACCOUNT', from = MANAGEMENT) {
  const { Handshake } = await given.clientOf(emulator, from).send(invitation(Id, Type))
  return { HandshakeId: Handshake?.Id ?? '' }
}

const told = async (emulator: Emulator) =>
  (await given.events(emulator)).map(({ account, detail }) => [account, detail.eventName])

test('an invited account joins the root with full access, the tags of the invitation and its own address', async () => {
  const emulator = await start()
  const management = given.clientOf(emulator)
  const guest = given.clientOf(emulator, GUEST)
  await management.send(new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' }))
  const { Handshake } = await management.send(
    new InviteAccountToOrganizationCommand({
      Target: { Id: GUEST, Type: 'ACCOUNT' },
      Notes: 'join us',
      Tags: [{ Key: 'team', Value: 'guests' }],
    }),
  )
  const expected = {
    Id: expect.stringMatching(/^h-[a-z0-9]{8,32}$/),
    Arn: `arn:aws:organizations::${MANAGEMENT}:handshake/o-exampleorgid/invite/${Handshake?.Id}`,
    Parties: [
      { Id: 'o-exampleorgid', Type: 'ORGANIZATION' },
      { Id: GUEST, Type: 'ACCOUNT' },
    ],
    State: 'OPEN',
    RequestedTimestamp: new Date(NOW),
    ExpirationTimestamp: new Date(NOW + 15 * DAY),
    Action: 'INVITE',
    Resources: [
      {
        Type: 'ORGANIZATION',
        Value: 'o-exampleorgid',
        Resources: [
          { Type: 'MASTER_EMAIL', Value: `account+${MANAGEMENT}@example.com` },
          { Type: 'MASTER_NAME', Value: 'management' },
          { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' },
        ],
      },
      { Type: 'ACCOUNT', Value: GUEST },
      { Type: 'NOTES', Value: 'join us' },
    ],
  }
  expect(Handshake).toEqual(expected)
  const accepted = await guest.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(accepted.Handshake).toEqual({ ...expected, State: 'ACCEPTED' })

  const { Account } = await management.send(new DescribeAccountCommand({ AccountId: GUEST }))
  expect(Account).toMatchObject({
    Email: `account+${GUEST}@example.com`,
    State: 'ACTIVE',
    JoinedMethod: 'INVITED',
    JoinedTimestamp: new Date(NOW),
    Paths: [`o-exampleorgid/${ROOT}/${GUEST}/`],
  })
  for (const [Filter, policy] of [
    ['SERVICE_CONTROL_POLICY', 'p-FullAWSAccess'],
    ['RESOURCE_CONTROL_POLICY', 'p-RCPFullAWSAccess'],
  ] as const) {
    const { Policies } = await management.send(new ListPoliciesForTargetCommand({ TargetId: GUEST, Filter }))
    expect(Policies?.map(({ Id }) => Id)).toEqual([policy])
  }
  const { Tags } = await management.send(new ListTagsForResourceCommand({ ResourceId: GUEST }))
  expect(Tags).toEqual([{ Key: 'team', Value: 'guests' }])
})

test('the invitation is logged at home, the answer where it is given, the joining at home', async () => {
  const emulator = await start()
  const { HandshakeId } = await invite(emulator)
  await given.clientOf(emulator, GUEST).send(new AcceptHandshakeCommand({ HandshakeId }))
  const handshake = {
    id: HandshakeId,
    requestedTimestamp: 'Jan 18, 2027 9:41:16 PM',
    expirationTimestamp: 'Feb 2, 2027 9:41:16 PM',
    parties: [
      { type: 'ORGANIZATION', id: 'o-exampleorgid' },
      { type: 'ACCOUNT', id: GUEST },
    ],
  }
  expect(await given.events(emulator)).toMatchObject([
    {
      account: MANAGEMENT,
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventName: 'InviteAccountToOrganization',
        recipientAccountId: MANAGEMENT,
        requestParameters: { target: { type: 'ACCOUNT', id: GUEST } },
        responseElements: { handshake: { ...handshake, action: 'invite', state: 'OPEN' } },
      },
    },
    {
      account: GUEST,
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventName: 'AcceptHandshake',
        userIdentity: { accountId: GUEST },
        recipientAccountId: GUEST,
        requestParameters: { handshakeId: HandshakeId },
        responseElements: { handshake: { ...handshake, action: 'INVITE', state: 'ACCEPTED' } },
      },
    },
    {
      account: MANAGEMENT,
      'detail-type': 'AWS Service Event via CloudTrail',
      detail: {
        eventName: 'AccountJoinedOrganization',
        userIdentity: { accountId: MANAGEMENT, invokedBy: 'organizations.amazonaws.com' },
        recipientAccountId: MANAGEMENT,
        serviceEventDetails: { accountId: GUEST, joinedMethod: 'INVITED', joinedTime: 'Jan 18, 2027, 9:41:16 PM' },
      },
    },
  ])
})

test('an account that is invited by an address that nobody has joins with that address', async () => {
  const emulator = await start()
  const { HandshakeId } = await invite(emulator, 'diego@example.com', 'EMAIL')
  const { Handshake } = await given.clientOf(emulator, GUEST).send(new AcceptHandshakeCommand({ HandshakeId }))
  expect(Handshake?.Parties?.[1]).toEqual({ Id: 'diego@example.com', Type: 'EMAIL' })
  const { Account } = await given.clientOf(emulator).send(new DescribeAccountCommand({ AccountId: GUEST }))
  expect(Account?.Email).toBe('diego@example.com')
})

test('an address that an account has is that account', async () => {
  const emulator = await start()
  await given.clientOf(emulator, MEMBER).send(new LeaveOrganizationCommand({}))
  const { HandshakeId } = await invite(emulator, 'Payments@example.com', 'EMAIL')
  const accept = new AcceptHandshakeCommand({ HandshakeId })
  expect((await given.refusal(given.clientOf(emulator, STRANGER).send(accept))).name).toBe('AccessDeniedException')
  expect((await given.refusal(given.clientOf(emulator).send(invitation(MEMBER)))).name).toBe(
    'DuplicateHandshakeException',
  )
  const { Handshakes } = await given.clientOf(emulator, MEMBER).send(new ListHandshakesForAccountCommand({}))
  expect(Handshakes?.map(({ Id }) => Id)).toEqual([HandshakeId])
  await given.clientOf(emulator, MEMBER).send(accept)
})

test('a member of another organization leaves that one as it joins', async () => {
  const emulator = await start()
  await given.clientOf(emulator, STRANGER).send(new CreateOrganizationCommand({}))
  const { HandshakeId } = await invite(emulator, MEMBER, 'ACCOUNT', STRANGER)
  await given.clientOf(emulator, MEMBER).send(new AcceptHandshakeCommand({ HandshakeId }))
  expect((await told(emulator)).slice(-3)).toEqual([
    [MEMBER, 'AcceptHandshake'],
    [MANAGEMENT, 'AccountDepartedOrganization'],
    [STRANGER, 'AccountJoinedOrganization'],
  ])
  const describe = new DescribeAccountCommand({ AccountId: MEMBER })
  expect((await given.clientOf(emulator, STRANGER).send(describe)).Account?.Name).toBe('payments')
  expect((await given.refusal(given.clientOf(emulator).send(describe))).name).toBe('AccountNotFoundException')
})

test.each([
  ['DeclineHandshake', DeclineHandshakeCommand, GUEST, 'DECLINED'],
  ['CancelHandshake', CancelHandshakeCommand, MANAGEMENT, 'CANCELED'],
] as const)('%s: nobody joins, it is logged where it is done', async (name, Command, who, state) => {
  const emulator = await start()
  const { HandshakeId } = await invite(emulator)
  const { Handshake } = await given.clientOf(emulator, who).send(new Command({ HandshakeId }))
  expect(Handshake?.State).toBe(state)
  expect(await told(emulator)).toEqual([
    [MANAGEMENT, 'InviteAccountToOrganization'],
    [who, name],
  ])
  await invite(emulator)
})

test('both sides see the invitation, with its filter, page by page, until 30 days after it ended', async () => {
  const emulator = await start()
  const management = given.clientOf(emulator)
  const guest = given.clientOf(emulator, GUEST)
  const { HandshakeId } = await invite(emulator)
  const other = await invite(emulator, '777777777777')
  const sent = async (Filter?: object) =>
    (await management.send(new ListHandshakesForOrganizationCommand({ Filter }))).Handshakes?.map(({ Id }) => Id)
  expect(await sent()).toEqual([HandshakeId, other.HandshakeId].sort())
  expect(await sent({ ActionType: 'INVITE' })).toHaveLength(2)
  expect(await sent({ ActionType: 'ENABLE_ALL_FEATURES' })).toEqual([])
  expect(await sent({ ParentHandshakeId: HandshakeId })).toEqual([])
  const first = await management.send(new ListHandshakesForOrganizationCommand({ MaxResults: 1 }))
  const { NextToken } = first
  const second = await management.send(new ListHandshakesForOrganizationCommand({ MaxResults: 1, NextToken }))
  expect([first, second].flatMap(({ Handshakes = [] }) => Handshakes.map(({ Id }) => Id))).toEqual(await sent())

  const received = async () => (await guest.send(new ListHandshakesForAccountCommand({}))).Handshakes
  const described = async () => (await guest.send(new DescribeHandshakeCommand({ HandshakeId }))).Handshake?.State
  expect(await received()).toMatchObject([{ Id: HandshakeId, State: 'OPEN' }])
  clock.now = NOW + 15 * DAY - 1
  expect(await described()).toBe('OPEN')
  clock.now = NOW + 15 * DAY
  expect(await described()).toBe('EXPIRED')
  const accept = new AcceptHandshakeCommand({ HandshakeId })
  expect((await given.refusal(guest.send(accept))).name).toBe('InvalidHandshakeTransitionException')
  await invite(emulator)
  clock.now = NOW + 45 * DAY
  expect((await given.refusal(described())).name).toBe('HandshakeNotFoundException')
  expect(await received()).toMatchObject([{ State: 'EXPIRED' }])
})

type Step = [caller: string, command: (HandshakeId: string) => object]
const by = (caller: string, command: Step[1]): Step => [caller, command]
const accept: Step[1] = (HandshakeId) => new AcceptHandshakeCommand({ HandshakeId })
const decline: Step[1] = (HandshakeId) => new DeclineHandshakeCommand({ HandshakeId })
const cancel: Step[1] = (HandshakeId) => new CancelHandshakeCommand({ HandshakeId })
const describeIt: Step[1] = (HandshakeId) => new DescribeHandshakeCommand({ HandshakeId })
const inviting = (Id: string, Type?: HandshakePartyType): Step => [MANAGEMENT, () => invitation(Id, Type)]
const constrained = (reason: string) => `HandshakeConstraintViolationException ${reason}`
const found = (Filter: object) => () => new ListHandshakesForOrganizationCommand({ Filter })

/** An invitation of GUEST is open; then come the earlier steps, and the call that is refused. */
const REFUSALS: [what: string, call: Step, refused: string, ...before: Step[]][] = [
  ['a second invitation', inviting(GUEST), 'DuplicateHandshakeException'],
  ['inviting a member', inviting(MEMBER), constrained('ALREADY_IN_AN_ORGANIZATION')],
  ['inviting itself', inviting(MANAGEMENT), constrained('ALREADY_IN_AN_ORGANIZATION')],
  ["inviting a member's address", inviting('payments@example.com', 'EMAIL'), constrained('ALREADY_IN_AN_ORGANIZATION')],
  [
    'inviting an organization',
    inviting('o-exampleorgid', 'ORGANIZATION'),
    'InvalidInputException INVALID_PARTY_TYPE_TARGET',
  ],
  ['inviting no account id', inviting('4444'), 'InvalidInputException INVALID_PATTERN'],
  ['inviting no address', inviting(GUEST, 'EMAIL'), 'InvalidInputException INVALID_EMAIL_ADDRESS_TARGET'],
  ['an invitation by a member', by(MEMBER, () => invitation(STRANGER)), 'AccessDeniedException'],
  ['an invitation by nobody', by(STRANGER, () => invitation(GUEST)), 'AWSOrganizationsNotInUseException'],
  ['accepting for another', by(STRANGER, accept), 'AccessDeniedException'],
  ['declining for another', by(MANAGEMENT, decline), 'AccessDeniedException'],
  ['the recipient cancels', by(GUEST, cancel), 'AccessDeniedException'],
  ['a third party looks', by(STRANGER, describeIt), 'AccessDeniedException'],
  ['accepting twice', by(GUEST, accept), 'HandshakeAlreadyInStateException', by(GUEST, accept)],
  ['declining twice', by(GUEST, decline), 'HandshakeAlreadyInStateException', by(GUEST, decline)],
  ['cancelling twice', by(MANAGEMENT, cancel), 'HandshakeAlreadyInStateException', by(MANAGEMENT, cancel)],
  ['accepting what was declined', by(GUEST, accept), 'InvalidHandshakeTransitionException', by(GUEST, decline)],
  ['accepting what was cancelled', by(GUEST, accept), 'InvalidHandshakeTransitionException', by(MANAGEMENT, cancel)],
  ['cancelling what was accepted', by(MANAGEMENT, cancel), 'InvalidHandshakeTransitionException', by(GUEST, accept)],
  [
    'the management account of another organization',
    by(GUEST, accept),
    'MasterCannotLeaveOrganizationException',
    by(GUEST, () => new CreateOrganizationCommand({})),
  ],
  ['no handshake id', by(GUEST, () => accept('x')), 'InvalidInputException INVALID_PATTERN'],
  ['an unknown handshake', by(GUEST, () => accept('h-00000000')), 'HandshakeNotFoundException'],
  ['a list for a member', by(MEMBER, found({})), 'AccessDeniedException'],
  [
    'two filters',
    by(MANAGEMENT, found({ ActionType: 'INVITE', ParentHandshakeId: 'h-00000000' })),
    'InvalidInputException MAX_LIMIT_EXCEEDED_FILTER',
  ],
]

test.each(REFUSALS)('%s', async (_what, [caller, command], refused, ...before) => {
  const emulator = await start()
  const { HandshakeId } = await invite(emulator)
  for (const [who, step] of before) await given.clientOf(emulator, who).send(step(HandshakeId) as never)
  const { name, reason } = await given.refusal(given.clientOf(emulator, caller).send(command(HandshakeId) as never))
  expect([name, reason].filter((part) => part !== undefined).join(' ')).toBe(refused)
})

test('of two invitations of one account the second is too late, whichever it is', async () => {
  for (const [first, refused] of [
    [0, 'AccessDeniedException'],
    [1, 'HandshakeConstraintViolationException'],
  ] as const) {
    const emulator = await start()
    const both = [await invite(emulator), await invite(emulator, 'diego@example.com', 'EMAIL')]
    const guest = given.clientOf(emulator, GUEST)
    const [taken, late] = (first === 0 ? both : both.reverse()) as [{ HandshakeId: string }, { HandshakeId: string }]
    await guest.send(new AcceptHandshakeCommand(taken))
    expect((await given.refusal(guest.send(new AcceptHandshakeCommand(late)))).name).toBe(refused)
  }
})
