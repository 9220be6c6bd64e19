// Every refusal with its reason, one row each: what was done before, the call, and what AWS says.
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
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  DetachPolicyCommand,
  DisableAWSServiceAccessCommand,
  DisablePolicyTypeCommand,
  EnableAllFeaturesCommand,
  EnableAWSServiceAccessCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListDelegatedServicesForAccountCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import * as given from './support.ts'

const { BACKUP, CONTENT, DENY, EMPTY, MANAGEMENT, MEMBER, OTHER, PROD, ROOT, SPARE, TEST } = given

afterAll(given.stopAll)

/** Any command; which one it is no row needs to know. */
type Command = object

const attach = (PolicyId: string, TargetId: string) => new AttachPolicyCommand({ PolicyId, TargetId })
const detach = (PolicyId: string, TargetId: string) => new DetachPolicyCommand({ PolicyId, TargetId })
const create = (change: object) =>
  new CreatePolicyCommand({
    Name: 'New',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: CONTENT,
    ...change,
  })
const move = (SourceParentId: string, DestinationParentId: string, AccountId = MEMBER) =>
  new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId })
const unit = (ParentId: string, Name: string) => new CreateOrganizationalUnitCommand({ ParentId, Name })
const type = (PolicyType: string, RootId = ROOT) => ({ RootId, PolicyType }) as never
const tag = (ResourceId: string, Tags: { Key: string; Value: string }[]) => new TagResourceCommand({ ResourceId, Tags })
const invalid = (reason: string) => `InvalidInputException ${reason}`
const violated = (reason: string) => `ConstraintViolationException ${reason}`

const RCP = '{"Version":"2012-10-17","Statement":[]}'
const sized = (length: number, text = CONTENT) => text.replace('{', `{${' '.repeat(length - text.length)}`)
const statement = (rest: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', ...rest }] })
const rcp = (rest: object = {}) =>
  create({ Type: 'RESOURCE_CONTROL_POLICY', Content: statement({ Principal: '*', ...rest }) })
const malformed = 'MalformedPolicyDocumentException'
const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }))
const account = (change: object) => new CreateAccountCommand({ Email: 'a@example.com', AccountName: 'a', ...change })

const CONFIG = { ServicePrincipal: 'config.amazonaws.com' }
const access = (ServicePrincipal = CONFIG.ServicePrincipal) => new EnableAWSServiceAccessCommand({ ServicePrincipal })
const register = (AccountId = MEMBER) => new RegisterDelegatedAdministratorCommand({ AccountId, ...CONFIG })
const deregister = (ServicePrincipal = CONFIG.ServicePrincipal) =>
  new DeregisterDelegatedAdministratorCommand({ AccountId: MEMBER, ServicePrincipal })
const putText = (Content: string) => new PutResourcePolicyCommand({ Content })
const delegation = (change: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: MEMBER }, Action: 'organizations:*', Resource: '*', ...change },
  })
const put = (change: object = {}) => putText(delegation(change))
const padded = (length: number) => delegation().padEnd(length)
const NOT_THERE = 'ou-ab12-nothere0'

/** What is tried, the call, what comes back, and what was done before. */
const CASES: [string, Command, string, ...Command[]][] = [
  ['a second organization', new CreateOrganizationCommand({}), 'AlreadyInOrganizationException'],

  ['attach twice', attach(DENY, PROD), 'DuplicatePolicyAttachmentException', attach(DENY, PROD)],
  ['attach an unknown policy', attach('p-nothere0', PROD), 'PolicyNotFoundException'],
  ['attach to an unknown target', attach(DENY, NOT_THERE), 'TargetNotFoundException'],
  ['attach to an unknown account', attach(DENY, '999999999999'), 'TargetNotFoundException'],
  ['attach a type that is off', attach(BACKUP, PROD), 'PolicyTypeNotEnabledException'],
  [
    'attach without target',
    new AttachPolicyCommand({ PolicyId: DENY, TargetId: undefined }),
    invalid('INPUT_REQUIRED'),
  ],
  ['attach to something odd', attach(DENY, 'x-1'), invalid('INVALID_PATTERN_TARGET_ID')],
  ['attach to an id with a tail', attach(DENY, `${ROOT}/x`), invalid('INVALID_PATTERN_TARGET_ID')],
  ['attach an odd policy id', attach('DENY', PROD), invalid('INVALID_SYNTAX_POLICY_ID')],

  ['detach what is not attached', detach(DENY, PROD), 'PolicyNotAttachedException'],
  ['detach an unknown policy', detach('p-nothere0', PROD), 'PolicyNotFoundException'],
  ['detach from an unknown target', detach(DENY, NOT_THERE), 'TargetNotFoundException'],
  ['detach the last SCP', detach('p-FullAWSAccess', MEMBER), violated('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED')],
  [
    'detach RCPFullAWSAccess',
    detach('p-RCPFullAWSAccess', ROOT),
    invalid('NON_DETACHABLE_POLICY'),
    new EnablePolicyTypeCommand(type('RESOURCE_CONTROL_POLICY')),
  ],

  ['a name that is taken', create({ Name: 'Deny' }), 'DuplicatePolicyException'],
  ["a name that is AWS's", create({ Name: 'FullAWSAccess' }), 'DuplicatePolicyException'],
  ['content that is no JSON', create({ Content: 'nonsense' }), 'MalformedPolicyDocumentException'],
  ['content that is a list', create({ Content: '[]' }), 'MalformedPolicyDocumentException'],
  ['content without Statement', create({ Content: '{}' }), 'MalformedPolicyDocumentException'],
  ['no content', create({ Content: '' }), invalid('MIN_LENGTH_EXCEEDED')],
  ['no description', create({ Description: undefined }), invalid('INPUT_REQUIRED')],
  ['a long name', create({ Name: 'n'.repeat(129) }), invalid('MAX_LENGTH_EXCEEDED')],
  ['an unknown type', create({ Type: 'IAM' }), invalid('INVALID_ENUM_POLICY_TYPE')],
  ['an SCP of 10,240 characters', create({ Content: sized(10_240) }), 'none'],
  ['an SCP of 10,241 characters', create({ Content: sized(10_241) }), violated('POLICY_CONTENT_LIMIT_EXCEEDED')],
  ['an RCP of 5,120 characters', create({ Type: 'RESOURCE_CONTROL_POLICY', Content: sized(5_120, RCP) }), 'none'],
  [
    'an RCP of 5,121 characters',
    create({ Type: 'RESOURCE_CONTROL_POLICY', Content: sized(5_121) }),
    violated('POLICY_CONTENT_LIMIT_EXCEEDED'),
  ],
  ['an SCP that allows', create({ Content: statement({ Effect: 'Allow' }) }), 'none'],
  ['an SCP for everything but', create({ Content: statement({ Action: undefined, NotAction: 'iam:*' }) }), 'none'],
  ['an SCP with a Principal', create({ Content: statement({ Principal: '*' }) }), malformed],
  ['an SCP without a Resource', create({ Content: statement({ Resource: undefined }) }), malformed],
  ['an SCP with Action and NotAction', create({ Content: statement({ NotAction: 'iam:*' }) }), malformed],
  ['an SCP with another Effect', create({ Content: statement({ Effect: 'deny' }) }), malformed],
  ['an RCP', rcp(), 'none'],
  ['an RCP for everything but', rcp({ Resource: undefined, NotResource: 'arn:aws:s3:::x' }), 'none'],
  ['an RCP that allows', rcp({ Effect: 'Allow' }), malformed],
  ['an RCP for one principal', rcp({ Principal: { AWS: '*' } }), malformed],
  ['an RCP without Principal', rcp({ Principal: undefined }), malformed],
  ['an RCP for every action', rcp({ Action: '*' }), malformed],
  ['an RCP for every action among others', rcp({ Action: ['s3:*', '*'] }), malformed],
  ['an RCP with NotAction', rcp({ Action: undefined, NotAction: 's3:*' }), malformed],
  ['an RCP with NotPrincipal', rcp({ Principal: undefined, NotPrincipal: '*' }), malformed],
  ['a policy with one tag twice', create({ Tags: [...tags(1), ...tags(1)] }), invalid('DUPLICATE_TAG_KEY')],

  ['update of an unknown policy', new UpdatePolicyCommand({ PolicyId: 'p-nothere0' }), 'PolicyNotFoundException'],
  ['update to a taken name', new UpdatePolicyCommand({ PolicyId: DENY, Name: 'Spare' }), 'DuplicatePolicyException'],
  ['update to its own name', new UpdatePolicyCommand({ PolicyId: DENY, Name: 'Deny' }), 'none'],
  ['update to nonsense', new UpdatePolicyCommand({ PolicyId: DENY, Content: '1' }), 'MalformedPolicyDocumentException'],
  [
    "update of AWS's policy",
    new UpdatePolicyCommand({ PolicyId: 'p-FullAWSAccess', Name: 'x' }),
    invalid('IMMUTABLE_POLICY'),
  ],
  ["delete of AWS's policy", new DeletePolicyCommand({ PolicyId: 'p-FullAWSAccess' }), invalid('IMMUTABLE_POLICY')],
  [
    'delete of an attached policy',
    new DeletePolicyCommand({ PolicyId: DENY }),
    'PolicyInUseException',
    attach(DENY, PROD),
  ],
  ['delete of an unknown policy', new DeletePolicyCommand({ PolicyId: 'p-nothere0' }), 'PolicyNotFoundException'],
  ['describe of an unknown policy', new DescribePolicyCommand({ PolicyId: 'p-nothere0' }), 'PolicyNotFoundException'],
  [
    'targets of an unknown policy',
    new ListTargetsForPolicyCommand({ PolicyId: 'p-nothere0' }),
    'PolicyNotFoundException',
  ],
  [
    'policies of an unknown target',
    new ListPoliciesForTargetCommand({ TargetId: NOT_THERE, Filter: 'SERVICE_CONTROL_POLICY' }),
    'TargetNotFoundException',
  ],

  ['enable twice', new EnablePolicyTypeCommand(type('SERVICE_CONTROL_POLICY')), 'PolicyTypeAlreadyEnabledException'],
  ['enable in another root', new EnablePolicyTypeCommand(type('TAG_POLICY', 'r-zz99')), 'RootNotFoundException'],
  ['disable what is off', new DisablePolicyTypeCommand(type('TAG_POLICY')), 'PolicyTypeNotEnabledException'],
  ['disable in another root', new DisablePolicyTypeCommand(type('TAG_POLICY', 'r-zz99')), 'RootNotFoundException'],

  ['an OU below nothing', unit(NOT_THERE, 'x'), 'ParentNotFoundException'],
  ['an OU without name', unit(ROOT, ''), invalid('MIN_LENGTH_EXCEEDED')],
  ['an OU of a taken name', unit(ROOT, 'Prod'), 'DuplicateOrganizationalUnitException'],
  ['the same name elsewhere', unit(PROD, 'Prod'), 'none'],
  [
    'rename to a taken name',
    new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: EMPTY, Name: 'Prod' }),
    'DuplicateOrganizationalUnitException',
  ],
  [
    'rename of no OU',
    new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: NOT_THERE, Name: 'x' }),
    'OrganizationalUnitNotFoundException',
  ],
  [
    'delete of an OU with children',
    new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: PROD }),
    'OrganizationalUnitNotEmptyException',
  ],
  [
    'delete of an OU with accounts',
    new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: TEST }),
    'OrganizationalUnitNotEmptyException',
  ],
  [
    'delete of no OU',
    new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: NOT_THERE }),
    'OrganizationalUnitNotFoundException',
  ],
  [
    'describe of no OU',
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: NOT_THERE }),
    'OrganizationalUnitNotFoundException',
  ],
  [
    'OUs below nothing',
    new ListOrganizationalUnitsForParentCommand({ ParentId: NOT_THERE }),
    'ParentNotFoundException',
  ],
  [
    'children of an account',
    new ListChildrenCommand({ ParentId: MEMBER, ChildType: 'ACCOUNT' }),
    invalid('INVALID_PATTERN'),
  ],
  [
    'children of an odd kind',
    new ListChildrenCommand({ ParentId: ROOT, ChildType: 'POLICY' as never }),
    invalid('INVALID_ENUM'),
  ],
  ['parents of nobody', new ListParentsCommand({ ChildId: NOT_THERE }), 'ChildNotFoundException'],

  ['an unknown account', new DescribeAccountCommand({ AccountId: '999999999999' }), 'AccountNotFoundException'],
  ['move of an unknown account', move(PROD, EMPTY, '999999999999'), 'AccountNotFoundException'],
  ['move from nowhere', move(NOT_THERE, EMPTY), 'SourceParentNotFoundException'],
  ['move from another parent', move(ROOT, EMPTY), 'SourceParentNotFoundException'],
  ['move to nowhere', move(PROD, NOT_THERE), 'DestinationParentNotFoundException'],
  ['move to where it is', move(PROD, PROD), 'DuplicateAccountException'],
  [
    'an account without e-mail',
    new CreateAccountCommand({ Email: 'nobody', AccountName: 'x' }),
    invalid('INVALID_PATTERN'),
  ],
  [
    'a request nobody made',
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: 'car-12345678' }),
    'CreateAccountStatusNotFoundException',
  ],

  ['tags on nothing', tag(NOT_THERE, tags(1)), 'TargetNotFoundException'],
  ['a system tag', tag(PROD, [{ Key: 'aws:x', Value: '' }]), invalid('INVALID_SYSTEM_TAGS_PARAMETER')],
  [
    'removing a system tag',
    new UntagResourceCommand({ ResourceId: PROD, TagKeys: ['aws:x'] }),
    invalid('INVALID_SYSTEM_TAGS_PARAMETER'),
  ],
  ['50 tags', tag(PROD, tags(50)), 'none'],
  ['51 tags', tag(PROD, tags(51)), violated('MAX_TAG_LIMIT_EXCEEDED')],
  ["tags on AWS's policy", tag('p-FullAWSAccess', tags(1)), invalid('TARGET_NOT_SUPPORTED')],

  ['access for no service', access('nobody'), invalid('UNRECOGNIZED_SERVICE_PRINCIPAL')],
  ['access twice', access(), 'none', access()],
  ['an end of access that never began', new DisableAWSServiceAccessCommand(CONFIG), 'none'],
  ['a delegate without access', register(), violated('SERVICE_ACCESS_NOT_ENABLED')],
  ['a delegate twice', register(), 'AccountAlreadyRegisteredException', access(), register()],
  [
    'the management account as delegate',
    register(MANAGEMENT),
    violated('CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR'),
    access(),
  ],
  [
    'a closed delegate',
    register(OTHER),
    violated('CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR'),
    access(),
  ],
  ['an unknown delegate', register('999999999999'), 'AccountNotFoundException', access()],
  ['an end of no delegation', deregister(), 'AccountNotRegisteredException'],
  [
    'an end of another delegation',
    deregister('ram.amazonaws.com'),
    'AccountNotRegisteredException',
    access(),
    register(),
  ],
  [
    'services of no delegate',
    new ListDelegatedServicesForAccountCommand({ AccountId: MEMBER }),
    'AccountNotRegisteredException',
  ],
  [
    'removal of a delegate',
    new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }),
    violated('CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG'),
    access(),
    register(),
  ],
  [
    'removal of who was one',
    new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }),
    'none',
    access(),
    register(),
    deregister(),
  ],

  ['no resource policy', new DescribeResourcePolicyCommand({}), 'ResourcePolicyNotFoundException'],
  ['deleting no resource policy', new DeleteResourcePolicyCommand({}), 'ResourcePolicyNotFoundException'],
  ['a resource policy', put(), 'none'],
  ['a resource policy of 40,000 characters', putText(padded(40_000)), 'none'],
  ['a resource policy of 40,001 characters', putText(padded(40_001)), invalid('MAX_LENGTH_EXCEEDED')],
  ['a resource policy that is no JSON', putText('nonsense'), invalid('INVALID_RESOURCE_POLICY_JSON')],
  ['a resource policy without Statement', putText('{}'), invalid('INVALID_RESOURCE_POLICY_JSON')],
  ['a resource policy of texts', putText('{"Statement":["x"]}'), invalid('INVALID_RESOURCE_POLICY_JSON')],
  [
    'a resource policy with NotAction',
    put({ Action: undefined, NotAction: 'organizations:*' }),
    invalid('INVALID_RESOURCE_POLICY_JSON'),
  ],
  [
    'a resource policy with NotResource',
    put({ Resource: undefined, NotResource: '*' }),
    invalid('INVALID_RESOURCE_POLICY_JSON'),
  ],
  ['a resource policy for a service', put({ Principal: { Service: 'x.amazonaws.com' } }), invalid('INVALID_PRINCIPAL')],
  ['a resource policy for nobody', put({ Principal: { AWS: 'payments' } }), invalid('INVALID_PRINCIPAL')],
  ['a resource policy about S3', put({ Action: ['s3:*'] }), invalid('UNSUPPORTED_ACTION_IN_RESOURCE_POLICY')],
  [
    'tags on a resource policy that is there',
    new PutResourcePolicyCommand({ ...put().input, Tags: tags(1) }),
    invalid('TARGET_NOT_SUPPORTED'),
    put(),
  ],

  ['a name with a script', create({ Name: '<script>x</script>' }), invalid('INVALID_PATTERN')],
  ['a description with a script', create({ Description: '<img src=x onerror=alert(1)>' }), invalid('INVALID_PATTERN')],
  ['an OU with a script', unit(ROOT, 'javascript:x'), invalid('INVALID_PATTERN')],
  ['signs that are no script', create({ Name: 'a < b & onward = "c"' }), 'none'],
  ['a role of AWS', account({ RoleName: 'AWSServiceRoleForX' }), invalid('INVALID_ROLE_NAME')],
  [
    'requests in no state',
    new ListCreateAccountStatusCommand({ States: ['DONE' as never] }),
    invalid('INVALID_LIST_MEMBER'),
  ],
  [
    'all features again',
    new EnableAllFeaturesCommand({}),
    'HandshakeConstraintViolationException ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
  ],
  ['the end of an organization with members', new DeleteOrganizationCommand({}), 'OrganizationNotEmptyException'],

  ['pages of 21', new ListAccountsCommand({ MaxResults: 21 }), invalid('MAX_VALUE_EXCEEDED')],
  ['pages of none', new ListAccountsCommand({ MaxResults: 0 }), invalid('MIN_VALUE_EXCEEDED')],
  ['a made-up token', new ListAccountsCommand({ NextToken: 'bm9uc2Vuc2U' }), invalid('INVALID_NEXT_TOKEN')],
]

test.each(CASES)('%s', async (_what, call, refused, ...before) => {
  const client = given.clientOf(await given.startLoaded())
  for (const command of before) await client.send(command as never)
  const { name, reason } = await given.refusal(client.send(call as never))
  expect([name, reason].filter((part) => part !== undefined).join(' ')).toBe(refused)
})

test('OUs nest five deep', async () => {
  const client = given.clientOf(await given.startLoaded())
  let parent = ROOT
  for (let depth = 1; depth <= 5; depth += 1) {
    const made = await client.send(unit(parent, 'deep'))
    parent = made.OrganizationalUnit?.Id ?? ''
  }
  expect(await given.refusal(client.send(unit(parent, 'deep')))).toEqual({
    name: 'ConstraintViolationException',
    reason: 'OU_DEPTH_LIMIT_EXCEEDED',
  })
})

test('2,000 OUs', async () => {
  const units = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `ou-ab12-${`${index}`.padStart(8, '0')}`, name: `U${index}` }))
  const document = given.organization()
  const organization = { ...document, root: { ...document.root, organizational_units: units(1_999) } }
  const client = given.clientOf(await given.start({ organization }))
  await client.send(unit(ROOT, 'the last'))
  expect((await given.refusal(client.send(unit(ROOT, 'one more')))).reason).toBe('OU_NUMBER_LIMIT_EXCEEDED')
})

test('a token is good only for the list that gave it out', async () => {
  const client = given.clientOf(await given.startLoaded())
  const { NextToken } = await client.send(
    new ListTargetsForPolicyCommand({ PolicyId: 'p-FullAWSAccess', MaxResults: 1 }),
  )
  expect(NextToken).toEqual(expect.any(String))
  expect(await given.refusal(client.send(new ListTargetsForPolicyCommand({ PolicyId: SPARE, NextToken })))).toEqual({
    name: 'InvalidInputException',
    reason: 'INVALID_NEXT_TOKEN',
  })
})

test("refusals are told in AWS's own words", async () => {
  const client = given.clientOf(await given.startLoaded())
  await expect(client.send(attach(BACKUP, PROD))).rejects.toThrow(
    'This operation can be performed only for enabled policy types.',
  )
  await expect(client.send(detach('p-FullAWSAccess', PROD))).rejects.toThrow(
    'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
  )
})
