// The life of an organization, told with the real SDK.
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeletePolicyCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  type OrganizationsClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import * as given from './support.ts'

const { CONTENT, DENY, EMPTY, MANAGEMENT, MEMBER, OTHER, PROD, ROOT, SPARE, TEST } = given

afterEach(given.stopAll)

const loaded = async (): Promise<OrganizationsClient> => given.clientOf(await given.startLoaded())

async function policiesOf(client: OrganizationsClient, TargetId: string, Filter = 'SERVICE_CONTROL_POLICY') {
  const answer = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter: Filter as never }))
  return (answer.Policies ?? []).map(({ Id }) => Id)
}

async function targetsOf(client: OrganizationsClient, PolicyId: string) {
  const answer = await client.send(new ListTargetsForPolicyCommand({ PolicyId }))
  return (answer.Targets ?? []).map(({ TargetId }) => TargetId)
}

test('an account without organization creates one, with SCPs enabled and FullAWSAccess on root and account', async () => {
  const client = given.clientOf(await given.start())
  expect(await given.refusal(client.send(new DescribeOrganizationCommand({})))).toEqual({
    name: 'AWSOrganizationsNotInUseException',
  })
  const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const id = Organization?.Id ?? ''
  expect(Organization).toMatchObject({
    Id: expect.stringMatching(/^o-[a-z0-9]{10}$/),
    Arn: `arn:aws:organizations::123456789012:organization/${id}`,
    FeatureSet: 'ALL',
    MasterAccountId: '123456789012',
    MasterAccountArn: `arn:aws:organizations::123456789012:account/${id}/123456789012`,
  })
  const root = (await client.send(new ListRootsCommand({}))).Roots?.[0]
  expect(root).toMatchObject({
    Arn: `arn:aws:organizations::123456789012:root/${id}/${root?.Id}`,
    PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  })
  expect(await targetsOf(client, 'p-FullAWSAccess')).toEqual(['123456789012', root?.Id])
})

test('consolidated billing has no policies', async () => {
  const client = given.clientOf(await given.start({ account: MEMBER }))
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }))
  const create = new CreatePolicyCommand({
    Name: 'P',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: CONTENT,
  })
  expect(await given.refusal(client.send(create))).toMatchObject({
    name: 'PolicyTypeNotAvailableForOrganizationException',
  })
})

test('a document shows up as the tree that it describes', async () => {
  const client = await loaded()
  const { Account } = await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))
  expect(Account).toEqual({
    Id: MEMBER,
    Arn: `arn:aws:organizations::${MANAGEMENT}:account/o-exampleorgid/${MEMBER}`,
    Email: 'payments@example.com',
    Name: 'payments',
    Status: 'ACTIVE',
    State: 'ACTIVE',
    Paths: [`o-exampleorgid/${ROOT}/${PROD}/${MEMBER}/`],
    JoinedMethod: 'CREATED',
    JoinedTimestamp: new Date('2026-11-02T00:00:00Z'),
  })
  const closed = await client.send(new DescribeAccountCommand({ AccountId: OTHER }))
  expect(closed.Account).toMatchObject({ State: 'CLOSED', Status: 'SUSPENDED' })
  const units = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: ROOT }))
  expect(units.OrganizationalUnits?.map(({ Name }) => Name).sort()).toEqual(['Empty', 'Prod'])
  const unit = await client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: TEST }))
  expect(unit.OrganizationalUnit).toEqual({
    Id: TEST,
    Arn: `arn:aws:organizations::${MANAGEMENT}:ou/o-exampleorgid/${TEST}`,
    Name: 'Test',
    Path: `o-exampleorgid/${ROOT}/${PROD}/${TEST}/`,
  })
  const accounts = await client.send(new ListAccountsForParentCommand({ ParentId: PROD }))
  expect(accounts.Accounts?.map(({ Id }) => Id)).toEqual([MEMBER])
  const children = await client.send(new ListChildrenCommand({ ParentId: PROD, ChildType: 'ORGANIZATIONAL_UNIT' }))
  expect(children.Children).toEqual([{ Id: TEST, Type: 'ORGANIZATIONAL_UNIT' }])
  const parents = await client.send(new ListParentsCommand({ ChildId: PROD }))
  expect(parents.Parents).toEqual([{ Id: ROOT, Type: 'ROOT' }])
})

test('a management account that the document leaves out stands in the root', async () => {
  const document = given.organization()
  document.root.accounts = []
  const client = given.clientOf(await given.start({ organization: document }))
  const { Accounts } = await client.send(new ListAccountsForParentCommand({ ParentId: ROOT }))
  expect(Accounts?.map(({ Id }) => Id)).toEqual([MANAGEMENT])
})

test('a policy from creation to deletion', async () => {
  const client = await loaded()
  const { Policy } = await client.send(
    new CreatePolicyCommand({
      Name: 'New',
      Description: 'd',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: CONTENT,
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  )
  const PolicyId = Policy?.PolicySummary?.Id ?? ''
  expect(Policy).toEqual({
    PolicySummary: {
      Id: expect.stringMatching(/^p-[a-z0-9]{8}$/),
      Arn: `arn:aws:organizations::${MANAGEMENT}:policy/o-exampleorgid/service_control_policy/${PolicyId}`,
      Name: 'New',
      Description: 'd',
      Type: 'SERVICE_CONTROL_POLICY',
      AwsManaged: false,
    },
    Content: CONTENT,
  })
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId: PROD }))
  expect(await policiesOf(client, PROD)).toEqual(['p-FullAWSAccess', PolicyId].sort())
  expect((await client.send(new ListTargetsForPolicyCommand({ PolicyId }))).Targets).toEqual([
    {
      TargetId: PROD,
      Arn: `arn:aws:organizations::${MANAGEMENT}:ou/o-exampleorgid/${PROD}`,
      Name: 'Prod',
      Type: 'ORGANIZATIONAL_UNIT',
    },
  ])
  await client.send(new UpdatePolicyCommand({ PolicyId, Name: 'Renamed' }))
  const described = await client.send(new DescribePolicyCommand({ PolicyId }))
  expect(described.Policy).toMatchObject({
    PolicySummary: { Name: 'Renamed', Description: 'd' },
    Content: CONTENT,
  })
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: PROD }))
  await client.send(new DeletePolicyCommand({ PolicyId }))
  expect(await policiesOf(client, PROD)).toEqual(['p-FullAWSAccess'])
  const { Policies } = await client.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
  expect(Policies?.map(({ Name }) => Name)).toEqual(['FullAWSAccess', 'Deny', 'Spare'])
  await client.send(
    new CreatePolicyCommand({ Name: 'Renamed', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: CONTENT }),
  )
})

test('AWS-managed policies have an ARN of their own', async () => {
  const client = await loaded()
  const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: 'p-FullAWSAccess' }))
  expect(Policy?.PolicySummary).toMatchObject({
    Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
    AwsManaged: true,
  })
})

test('the same name may stand for policies of two types', async () => {
  const client = await loaded()
  const create = new CreatePolicyCommand({ Name: 'Deny', Description: '', Type: 'TAG_POLICY', Content: '{"tags":{}}' })
  await client.send(create)
  expect(await given.refusal(client.send(create))).toMatchObject({ name: 'DuplicatePolicyException' })
})

test('disabling a type loses its attachments for good; enabling it brings full access alone', async () => {
  const client = await loaded()
  await client.send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: MEMBER }))
  const type = { RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' } as const
  await client.send(new DisablePolicyTypeCommand(type))
  expect((await client.send(new ListRootsCommand({}))).Roots?.[0]?.PolicyTypes).toEqual([])
  expect(await policiesOf(client, MEMBER)).toEqual([])
  expect(await targetsOf(client, DENY)).toEqual([])
  await client.send(new DescribePolicyCommand({ PolicyId: DENY }))
  await client.send(new EnablePolicyTypeCommand(type))
  expect(await targetsOf(client, DENY)).toEqual([])
  expect(await targetsOf(client, 'p-FullAWSAccess')).toEqual([MANAGEMENT, MEMBER, OTHER, EMPTY, PROD, TEST, ROOT])
})

test('new OUs and accounts get the full access of every enabled type', async () => {
  const client = await loaded()
  await client.send(new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' }))
  await client.send(new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'TAG_POLICY' }))
  const created = await client.send(new CreateOrganizationalUnitCommand({ ParentId: PROD, Name: 'New' }))
  const unit = created.OrganizationalUnit?.Id ?? ''
  expect(unit).toMatch(/^ou-ab12-[a-z0-9]{8}$/)
  expect(await policiesOf(client, unit)).toEqual(['p-FullAWSAccess'])
  expect(await policiesOf(client, unit, 'RESOURCE_CONTROL_POLICY')).toEqual(['p-RCPFullAWSAccess'])
  expect(await policiesOf(client, unit, 'TAG_POLICY')).toEqual([])
})

test('a created account is there at once and its request has succeeded at the next look', async () => {
  const client = await loaded()
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ Email: 'new@example.com', AccountName: 'new' }),
  )
  expect(CreateAccountStatus).toMatchObject({ State: 'IN_PROGRESS', AccountName: 'new' })
  const CreateAccountRequestId = CreateAccountStatus?.Id ?? ''
  const status = await client.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }))
  expect(status.CreateAccountStatus).toMatchObject({
    State: 'SUCCEEDED',
    AccountId: expect.stringMatching(/^\d{12}$/),
    CompletedTimestamp: expect.any(Date),
  })
  const AccountId = status.CreateAccountStatus?.AccountId ?? ''
  expect(await policiesOf(client, AccountId)).toEqual(['p-FullAWSAccess'])
  expect((await client.send(new ListParentsCommand({ ChildId: AccountId }))).Parents?.[0]?.Id).toBe(ROOT)
})

test('an e-mail address that is taken fails the request, not the call', async () => {
  const client = await loaded()
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ Email: 'Payments@example.com', AccountName: 'again' }),
  )
  const status = await client.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id ?? '' }),
  )
  expect(status.CreateAccountStatus).toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' })
  expect((await client.send(new ListAccountsCommand({}))).Accounts).toHaveLength(3)
})

test('an account that moves takes its own policies along and changes its path', async () => {
  const client = await loaded()
  await client.send(new AttachPolicyCommand({ PolicyId: DENY, TargetId: MEMBER }))
  await client.send(new MoveAccountCommand({ AccountId: MEMBER, SourceParentId: PROD, DestinationParentId: EMPTY }))
  const { Account } = await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))
  expect(Account?.Paths).toEqual([`o-exampleorgid/${ROOT}/${EMPTY}/${MEMBER}/`])
  expect(await policiesOf(client, MEMBER)).toContain(DENY)
  expect((await client.send(new ListAccountsForParentCommand({ ParentId: PROD }))).Accounts).toEqual([])
})

test('an OU can be renamed and, once empty, deleted with what is attached to it', async () => {
  const client = await loaded()
  await client.send(new AttachPolicyCommand({ PolicyId: SPARE, TargetId: EMPTY }))
  await client.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: EMPTY, Name: 'Void' }))
  await client.send(new CreateOrganizationalUnitCommand({ ParentId: ROOT, Name: 'Empty' }))
  await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: EMPTY }))
  expect(await targetsOf(client, SPARE)).toEqual([])
  expect(await targetsOf(client, 'p-FullAWSAccess')).not.toContain(EMPTY)
})

test('tags are merged, removed and listed', async () => {
  const client = await loaded()
  await client.send(new TagResourceCommand({ ResourceId: DENY, Tags: [{ Key: 'team', Value: 'security' }] }))
  await client.send(new UntagResourceCommand({ ResourceId: DENY, TagKeys: ['owner', 'unknown'] }))
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: DENY }))
  expect(Tags).toEqual([{ Key: 'team', Value: 'security' }])
})
