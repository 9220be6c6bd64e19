// Which account calls: the one whose twelve digits are the access key id, else the emulator's own.
import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import * as given from './support.ts'

const { DENY, MANAGEMENT, MEMBER, PROD } = given
const STRANGER = '999999999999'

afterEach(given.stopAll)

const attach = new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD })

test.each([
  ['a name', 'alice', 'none'],
  ['the management account', MANAGEMENT, 'none'],
  ['eleven digits', '22222222222', 'none'],
  ['thirteen digits', '2222222222222', 'none'],
  ['a member', MEMBER, 'AccessDeniedException'],
  ['an account in no organization', STRANGER, 'AWSOrganizationsNotInUseException'],
])('%s as access key id, in a call of the management account', async (_who, key, refused) => {
  const client = given.clientOf(await given.startLoaded(), key)
  expect((await given.refusal(client.send(attach))).name).toBe(refused)
  expect((await given.refusal(client.send(new ListRootsCommand({})))).name).toBe(refused)
})

test('a member sees to which organization it belongs', async () => {
  const emulator = await given.startLoaded()
  const { Organization } = await given.clientOf(emulator, MEMBER).send(new DescribeOrganizationCommand({}))
  expect(Organization).toMatchObject({ Id: 'o-exampleorgid', MasterAccountId: MANAGEMENT })
  const stranger = given.clientOf(emulator, STRANGER).send(new DescribeOrganizationCommand({}))
  expect((await given.refusal(stranger)).name).toBe('AWSOrganizationsNotInUseException')
})

test('a refused permission is logged in the account that has not got it, as AccessDenied', async () => {
  const emulator = await given.startLoaded()
  const call = given.clientOf(emulator, MEMBER).send(attach)
  await expect(call).rejects.toThrow("You don't have permissions to access this resource.")
  expect(await given.events(emulator)).toMatchObject([
    {
      account: MEMBER,
      detail: {
        eventName: 'AttachPolicy',
        userIdentity: { accountId: MEMBER, arn: `arn:aws:iam::${MEMBER}:user/${MEMBER}` },
        recipientAccountId: MEMBER,
        errorCode: 'AccessDenied',
        responseElements: null,
      },
    },
  ])
})

test('another account may have an organization of its own', async () => {
  const emulator = await given.startLoaded()
  const stranger = given.clientOf(emulator, STRANGER)
  await stranger.send(new CreateOrganizationCommand({}))
  expect((await stranger.send(new ListAccountsCommand({}))).Accounts?.map(({ Id }) => Id)).toEqual([STRANGER])
  const home = await given.clientOf(emulator).send(new DescribeOrganizationCommand({}))
  expect(home.Organization?.MasterAccountId).toBe(MANAGEMENT)
  const again = given.clientOf(emulator, MEMBER).send(new CreateOrganizationCommand({}))
  expect((await given.refusal(again)).name).toBe('AlreadyInOrganizationException')
})
