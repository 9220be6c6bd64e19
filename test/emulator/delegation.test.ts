// Members that act for the organization: administrators of services, and those that the resource policy names.
import * as sdk from '@aws-sdk/client-organizations'
import type { Emulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const { CONTENT, DENY, EMPTY, MANAGEMENT, MEMBER, PROD, ROOT, SPARE } = given

afterAll(given.stopAll)

const arn = (rest: string) => `arn:aws:organizations::${MANAGEMENT}:${rest}`
const SCPS = arn('policy/o-exampleorgid/service_control_policy/*')
const AWS_SCPS = 'arn:aws:organizations::aws:policy/service_control_policy/*'
const UNITS = arn('ou/o-exampleorgid/*')
const attach = (PolicyId = DENY, TargetId = PROD) => new sdk.AttachPolicyCommand({ PolicyId, TargetId })
const list = (Filter: sdk.PolicyType) => new sdk.ListPoliciesCommand({ Filter })

const statement = (change: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${MEMBER}:root` },
  Action: 'organizations:*',
  Resource: '*',
  ...change,
})
const put = (...statements: object[]) =>
  new sdk.PutResourcePolicyCommand({ Content: JSON.stringify({ Version: '2012-10-17', Statement: statements }) })

const only = (type: string, operator = 'StringEquals') => ({
  Condition: { [operator]: { 'organizations:PolicyType': type } },
})
const denied = 'AccessDeniedException'

/** What the policy says, what the member calls, what comes back. */
const CASES: [string, object[], object, string][] = [
  ['no statement for it', [statement({ Principal: { AWS: '999999999999' } })], attach(), denied],
  ['its root', [statement()], attach(), 'none'],
  ['its id among others', [statement({ Principal: { AWS: [MANAGEMENT, MEMBER] } })], attach(), 'none'],
  ['everybody', [statement({ Principal: '*' })], attach(), 'none'],
  ['the action in other case', [statement({ Action: ['organizations:attachpolicy'] })], attach(), 'none'],
  ['another action', [statement({ Action: ['organizations:Detach*'] })], attach(), denied],
  ['policy and target', [statement({ Resource: [SCPS, UNITS] })], attach(), 'none'],
  ['the policy alone', [statement({ Resource: [SCPS] })], attach(), denied],
  ["not AWS's policies", [statement({ Resource: [SCPS, UNITS] })], attach('p-FullAWSAccess'), denied],
  ["AWS's policies too", [statement({ Resource: [SCPS, AWS_SCPS, UNITS] })], attach('p-FullAWSAccess', EMPTY), 'dup'],
  ['a single character', [statement({ Resource: [SCPS, UNITS.replace('*', 'ou-ab??-prod0000')] })], attach(), 'none'],
  ['what does not exist', [statement({ Resource: [SCPS, UNITS] })], attach('p-nothere0'), denied],
  ['a deny over it', [statement(), statement({ Effect: 'Deny', Resource: SCPS })], attach(), denied],
  ['a deny of something else', [statement(), statement({ Effect: 'Deny', Resource: AWS_SCPS })], attach(), 'none'],
  ['the type of the policy', [statement(only('SERVICE_CONTROL_POLICY'))], attach(), 'none'],
  ['another type', [statement(only('TAG_POLICY'))], attach(), denied],
  ['the type of a list', [statement(only('*_CONTROL_POLICY', 'StringLike'))], list('SERVICE_CONTROL_POLICY'), 'none'],
  ['a list of another type', [statement(only('TAG*', 'StringLike'))], list('SERVICE_CONTROL_POLICY'), denied],
  ['no type', [statement(only('TAG_POLICY'))], new sdk.ListRootsCommand({}), denied],
  [
    'no type, if it exists',
    [statement(only('TAG_POLICY', 'StringEqualsIfExists'))],
    new sdk.ListRootsCommand({}),
    'none',
  ],
  ['an unknown condition', [statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })], attach(), denied],
  [
    'a deny with an unknown condition',
    [statement(), statement({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    attach(),
    denied,
  ],
  [
    'what nobody can delegate',
    [statement()],
    new sdk.MoveAccountCommand({ AccountId: MEMBER, SourceParentId: PROD, DestinationParentId: ROOT }),
    denied,
  ],
  ['the policy about itself', [statement()], put(statement()), denied],
]

test.each(CASES)('the resource policy names %s', async (_what, statements, call, answer) => {
  const emulator = await given.startLoaded()
  await given.clientOf(emulator).send(put(...statements))
  const { name } = await given.refusal(given.clientOf(emulator, MEMBER).send(call as never))
  expect(name).toBe(answer === 'dup' ? 'DuplicatePolicyAttachmentException' : answer)
})

const SHOWING = [
  new sdk.ListAccountsCommand({}),
  new sdk.DescribePolicyCommand({ PolicyId: DENY }),
  new sdk.DescribeOrganizationalUnitCommand({ OrganizationalUnitId: PROD }),
  new sdk.ListDelegatedAdministratorsCommand({}),
  new sdk.ListHandshakesForOrganizationCommand({}),
]
const CHANGING = [
  attach(),
  new sdk.CreatePolicyCommand({ Name: 'n', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: CONTENT }),
  new sdk.EnableAWSServiceAccessCommand({ ServicePrincipal: 'config.amazonaws.com' }),
]
const SERVICE = { ServicePrincipal: 'config.amazonaws.com' }

const names = async (emulator: Emulator, calls: readonly object[]) => {
  const client = given.clientOf(emulator, MEMBER)
  const answers = await Promise.all(calls.map((call) => given.refusal(client.send(call as never))))
  return [...new Set(answers.map(({ name }) => name))]
}

test('an administrator of any service looks, and changes nothing', async () => {
  const emulator = await given.startLoaded({ now: () => Date.parse('2026-11-20T00:00:00Z') })
  const client = given.clientOf(emulator)
  expect(await names(emulator, [...SHOWING, ...CHANGING])).toEqual([denied])
  await client.send(new sdk.EnableAWSServiceAccessCommand(SERVICE))
  await client.send(new sdk.RegisterDelegatedAdministratorCommand({ AccountId: MEMBER, ...SERVICE }))
  expect(await names(emulator, SHOWING)).toEqual(['none'])
  expect(await names(emulator, CHANGING)).toEqual([denied])

  const date = new Date('2026-11-20T00:00:00Z')
  const { DelegatedAdministrators } = await client.send(new sdk.ListDelegatedAdministratorsCommand(SERVICE))
  expect(DelegatedAdministrators).toEqual([
    {
      Id: MEMBER,
      Arn: arn(`account/o-exampleorgid/${MEMBER}`),
      Email: 'payments@example.com',
      Name: 'payments',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: new Date('2026-11-02T00:00:00Z'),
      DelegationEnabledDate: date,
    },
  ])
  const other = await client.send(new sdk.ListDelegatedAdministratorsCommand({ ServicePrincipal: 'ram.amazonaws.com' }))
  expect(other.DelegatedAdministrators).toEqual([])
  const services = await client.send(new sdk.ListDelegatedServicesForAccountCommand({ AccountId: MEMBER }))
  expect(services.DelegatedServices).toEqual([{ ...SERVICE, DelegationEnabledDate: date }])
  const access = await client.send(new sdk.ListAWSServiceAccessForOrganizationCommand({}))
  expect(access.EnabledServicePrincipals).toEqual([{ ...SERVICE, DateEnabled: date }])

  await client.send(new sdk.DeregisterDelegatedAdministratorCommand({ AccountId: MEMBER, ...SERVICE }))
  expect(await names(emulator, SHOWING)).toEqual([denied])
})

test("what a delegated policy administrator does is on its own account's bus alone", async () => {
  const emulator = await given.startLoaded()
  await given.clientOf(emulator).send(put(statement()))
  const delegate = given.clientOf(emulator, MEMBER)
  await delegate.send(attach())
  await delegate.send(new sdk.TagResourceCommand({ ResourceId: SPARE, Tags: [{ Key: 'k', Value: 'v' }] }))
  const seen = async (account: string) =>
    (await given.events(emulator, `account=${account}`)).map(({ detail }) => [
      detail.eventName,
      detail.recipientAccountId,
    ])
  expect(await seen(MEMBER)).toEqual([
    ['AttachPolicy', MEMBER],
    ['TagResource', MEMBER],
  ])
  expect(await seen(MANAGEMENT)).toEqual([['PutResourcePolicy', MANAGEMENT]])
})

test('the resource policy keeps its id and its tags', async () => {
  const client = given.clientOf(await given.startLoaded())
  const Tags = [{ Key: 'owner', Value: 'security' }]
  const first = await client.send(new sdk.PutResourcePolicyCommand({ ...put(statement()).input, Tags }))
  const { Id = '', Arn } = first.ResourcePolicy?.ResourcePolicySummary ?? {}
  expect(Arn).toBe(arn(`resourcepolicy/o-exampleorgid/${Id}`))
  const changed = put(statement({ Action: 'organizations:Describe*' }))
  await client.send(changed)
  const { ResourcePolicy } = await client.send(new sdk.DescribeResourcePolicyCommand({}))
  expect(ResourcePolicy).toEqual({ ResourcePolicySummary: { Id, Arn }, Content: changed.input.Content })
  expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceId: Id }))).Tags).toEqual(Tags)
  await client.send(new sdk.DeleteResourcePolicyCommand({}))
  expect((await given.refusal(client.send(new sdk.DescribeResourcePolicyCommand({})))).name).toBe(
    'ResourcePolicyNotFoundException',
  )
})
