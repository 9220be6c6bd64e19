// From consolidated billing to all features: the request, what invited members approve, and the last word.
import * as sdk from '@aws-sdk/client-organizations'
import type { Emulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const HOME = '123456789012'
const INVITED = '444444444444'
const SECOND = '555555555555'

afterAll(given.stopAll)

const accept = (HandshakeId: string | undefined) => new sdk.AcceptHandshakeCommand({ HandshakeId })
const byParent = (ParentHandshakeId: string | undefined) =>
  new sdk.ListHandshakesForOrganizationCommand({ Filter: { ParentHandshakeId } })

/** An organization for billing only with a created member and the invited ones. */
async function billing(...invited: string[]): Promise<Emulator> {
  const emulator = await given.start()
  const client = given.clientOf(emulator)
  await client.send(new sdk.CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }))
  await client.send(new sdk.CreateAccountCommand({ Email: 'new@example.com', AccountName: 'new' }))
  for (const Id of invited) {
    const invite = new sdk.InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id } })
    const { Handshake } = await client.send(invite)
    await given.clientOf(emulator, Id).send(accept(Handshake?.Id))
  }
  return emulator
}

test('every invited member approves, then the management account finishes', async () => {
  const emulator = await billing(INVITED, SECOND)
  const client = given.clientOf(emulator)
  const { Handshake: request } = await client.send(new sdk.EnableAllFeaturesCommand({}))
  expect(request).toMatchObject({
    Action: 'ENABLE_ALL_FEATURES',
    State: 'REQUESTED',
    Parties: [{ Type: 'ORGANIZATION' }],
  })
  expect(request?.Arn).toMatch(/:handshake\/o-\w+\/enable_all_features\/h-\w+$/)
  const { Handshakes: approvals = [] } = await client.send(byParent(request?.Id))
  expect(approvals.map(({ Parties }) => Parties?.[1]?.Id).sort()).toEqual([INVITED, SECOND])
  expect(approvals.map(({ Action, State }) => [Action, State])).toEqual(
    approvals.map(() => ['APPROVE_ALL_FEATURES', 'REQUESTED']),
  )
  expect((await given.refusal(client.send(accept(request?.Id)))).name).toBe('InvalidHandshakeTransitionException')
  for (const { Id, Parties } of approvals) {
    expect((await given.refusal(client.send(accept(Id)))).name).toBe('AccessDeniedException')
    await given.clientOf(emulator, Parties?.[1]?.Id ?? '').send(accept(Id))
  }
  const open = await client.send(new sdk.DescribeHandshakeCommand({ HandshakeId: request?.Id }))
  expect(open.Handshake?.State).toBe('OPEN')
  await client.send(accept(request?.Id))
  const { Organization } = await client.send(new sdk.DescribeOrganizationCommand({}))
  expect(Organization?.FeatureSet).toBe('ALL')
  const { Roots } = await client.send(new sdk.ListRootsCommand({}))
  expect(Roots?.[0]?.PolicyTypes).toEqual([])
  const enable = { RootId: Roots?.[0]?.Id, PolicyType: 'SERVICE_CONTROL_POLICY' } as const
  await client.send(new sdk.EnablePolicyTypeCommand(enable))
  const attached = { TargetId: INVITED, Filter: 'SERVICE_CONTROL_POLICY' } as const
  const { Policies } = await client.send(new sdk.ListPoliciesForTargetCommand(attached))
  expect(Policies?.map(({ Id }) => Id)).toEqual(['p-FullAWSAccess'])
})

test('where nobody was invited, or who was has left, nobody has to approve', async () => {
  const emulator = await billing(INVITED)
  const client = given.clientOf(emulator)
  const { Handshake } = await client.send(new sdk.EnableAllFeaturesCommand({}))
  await given.clientOf(emulator, INVITED).send(new sdk.LeaveOrganizationCommand({}))
  await client.send(accept(Handshake?.Id))
  expect((await given.refusal(client.send(new sdk.EnableAllFeaturesCommand({})))).reason).toBe(
    'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
  )
})

test('one request at a time, no invitations meanwhile; it can be taken back', async () => {
  const emulator = await billing(INVITED)
  const client = given.clientOf(emulator)
  const { Handshake } = await client.send(new sdk.EnableAllFeaturesCommand({}))
  const invite = new sdk.InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id: SECOND } })
  const reasons = [new sdk.EnableAllFeaturesCommand({}), invite].map((call) =>
    given.refusal(client.send(call as never)),
  )
  expect((await Promise.all(reasons)).map(({ reason }) => reason)).toEqual([
    'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
    'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES',
  ])
  await client.send(new sdk.CancelHandshakeCommand({ HandshakeId: Handshake?.Id }))
  const { Handshakes } = await client.send(byParent(Handshake?.Id))
  expect(Handshakes?.map(({ State }) => State)).toEqual(['CANCELED'])
  await client.send(invite)
})

test('an organization ends with its last member, and its management account can begin another', async () => {
  const emulator = await given.start()
  const client = given.clientOf(emulator)
  await client.send(new sdk.CreateOrganizationCommand({}))
  const invite = new sdk.InviteAccountToOrganizationCommand({ Target: { Type: 'ACCOUNT', Id: INVITED } })
  const { Handshake } = await client.send(invite)
  await given.clientOf(emulator, INVITED).send(accept(Handshake?.Id))
  const remove = new sdk.DeleteOrganizationCommand({})
  expect((await given.refusal(client.send(remove))).name).toBe('OrganizationNotEmptyException')
  await client.send(new sdk.RemoveAccountFromOrganizationCommand({ AccountId: INVITED }))
  const late = await client.send(invite)
  await client.send(remove)
  const joining = given.clientOf(emulator, INVITED).send(accept(late.Handshake?.Id))
  expect((await given.refusal(joining)).name).toBe('InvalidHandshakeTransitionException')
  const lost = client.send(new sdk.DescribeOrganizationCommand({}))
  expect((await given.refusal(lost)).name).toBe('AWSOrganizationsNotInUseException')
  const { Organization } = await client.send(new sdk.CreateOrganizationCommand({}))
  expect(Organization?.MasterAccountId).toBe(HOME)
})

test('requests for accounts are listed by what became of them', async () => {
  const client = given.clientOf(await given.startLoaded())
  for (const Email of ['a@example.com', 'b@example.com', 'payments@example.com'])
    await client.send(new sdk.CreateAccountCommand({ Email, AccountName: Email }))
  const listed = async (...States: sdk.CreateAccountState[]) =>
    (await client.send(new sdk.ListCreateAccountStatusCommand({ States }))).CreateAccountStatuses ?? []
  expect((await listed()).map(({ State }) => State).sort()).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED'])
  expect((await listed('FAILED')).map(({ FailureReason }) => FailureReason)).toEqual(['EMAIL_ALREADY_EXISTS'])
  expect(await listed('IN_PROGRESS')).toEqual([])
})
