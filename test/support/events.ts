/** EventBridge events of the shape that AWS sends (CloudTrail record samples, ids replaced). */
export interface CloudTrailEvent {
  source: string
  account: string
  detail: Record<string, unknown>
  [member: string]: unknown
}

export const alice = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEID:alice',
  arn: 'arn:aws:sts::111111111111:assumed-role/OrgAdmin/alice',
  accountId: '111111111111',
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEID',
      arn: 'arn:aws:iam::111111111111:role/OrgAdmin',
      accountId: '111111111111',
      userName: 'OrgAdmin',
    },
    attributes: { creationDate: '2026-11-20T00:30:00Z', mfaAuthenticated: 'true' },
  },
}

/** A call as CloudTrail tells of it; `detail` holds what differs from a DetachPolicy. */
export const callEvent = (detail: Record<string, unknown>, rest: Partial<CloudTrailEvent> = {}): CloudTrailEvent => ({
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.organizations',
  account: '111111111111',
  time: '2026-11-20T00:39:22Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    eventVersion: '1.11',
    userIdentity: alice,
    eventTime: '2026-11-20T00:39:22Z',
    eventSource: 'organizations.amazonaws.com',
    eventName: 'DetachPolicy',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.10',
    userAgent: 'Mozilla/5.0',
    requestParameters: { targetId: 'ou-ab12-11111111', policyId: 'p-examp123' },
    responseElements: null,
    requestID: '7621816a-a0b3-46bf-a458-056f64243ba9',
    eventID: 'bc589e5f-3859-4acb-9b54-30d7cb08edd6',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111111111111',
    eventCategory: 'Management',
    sessionCredentialFromConsole: 'true',
    ...detail,
  },
  ...rest,
})

const summary = {
  id: 'p-examp123',
  description: 'd',
  type: 'SERVICE_CONTROL_POLICY',
  awsManaged: false,
  arn: 'arn:aws:organizations::111111111111:policy/o-exampleorgid/service_control_policy/p-examp123',
  name: 'DenyLeave',
}
const content = '{"Version":"2012-10-17","Statement":[]}'
const enabled = {
  root: {
    policyTypes: [{ status: 'ENABLED', type: 'SERVICE_CONTROL_POLICY' }],
    arn: 'arn:aws:organizations::111111111111:root/o-exampleorgid/r-ab12',
    name: 'Root',
    id: 'r-ab12',
  },
}

/** What differs in the detail of each watched event. */
export const details = {
  DetachPolicy: {},
  UpdatePolicy: {
    eventName: 'UpdatePolicy',
    requestParameters: { content, policyId: 'p-examp123', description: 'd', name: 'DenyLeave' },
    responseElements: { policy: { policySummary: summary, content } },
  },
  CreatePolicy: {
    eventName: 'CreatePolicy',
    requestParameters: { name: 'DenyLeave', description: 'd', type: 'SERVICE_CONTROL_POLICY', content },
    responseElements: { policy: { policySummary: summary, content } },
  },
  DeletePolicy: { eventName: 'DeletePolicy', requestParameters: { policyId: 'p-examp123' } },
  DisablePolicyType: {
    eventName: 'DisablePolicyType',
    requestParameters: { rootId: 'r-ab12', policyType: 'SERVICE_CONTROL_POLICY' },
    responseElements: enabled,
  },
  EnablePolicyType: {
    eventName: 'EnablePolicyType',
    requestParameters: { rootId: 'r-ab12', policyType: 'RESOURCE_CONTROL_POLICY' },
    responseElements: enabled,
  },
  TagResource: {
    eventName: 'TagResource',
    requestParameters: { resourceId: 'p-examp123', tags: [{ key: 'holdfast', value: 'x' }] },
  },
  UntagResource: {
    eventName: 'UntagResource',
    requestParameters: { resourceId: 'p-examp123', tagKeys: ['holdfast'] },
  },
}

/** An event that AWS makes by itself; `detail` holds what differs from a CreateAccountResult. */
export const serviceEvent = (
  detail: Record<string, unknown>,
  rest: Partial<CloudTrailEvent> = {},
): CloudTrailEvent => ({
  version: '0',
  id: '1f0c7a57-0000-4000-8000-000000000001',
  'detail-type': 'AWS Service Event via CloudTrail',
  source: 'aws.organizations',
  account: '111111111111',
  time: '2026-09-16T21:20:53Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    eventVersion: '1.11',
    userIdentity: { accountId: '111111111111', invokedBy: 'AWS Internal' },
    eventTime: '2026-09-16T21:20:53Z',
    eventSource: 'organizations.amazonaws.com',
    eventName: 'CreateAccountResult',
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    requestParameters: null,
    responseElements: null,
    eventID: '00000000-0000-4000-8000-000000000002',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: '111111111111',
    eventCategory: 'Management',
    ...detail,
  },
  ...rest,
})

const created = (state: string, rest: object = {}) => ({
  serviceEventDetails: {
    createAccountStatus: { id: 'car-examplecreateaccountrequestid111', state, accountName: '****', ...rest },
  },
})

const organizationOf = (eventName: string, serviceEventDetails: object, rest: object = {}) =>
  serviceEvent({ eventName, serviceEventDetails, ...rest })

const towerOf = (eventName: string, serviceEventDetails: object) =>
  serviceEvent(
    { eventName, eventSource: 'controltower.amazonaws.com', serviceEventDetails },
    { source: 'aws.controltower', region: 'eu-west-1' },
  )

const managedOf = (state: string) => ({
  organizationalUnit: { organizationalUnitName: 'Custom', organizationalUnitId: 'ou-ab12-22222222' },
  account: { accountName: 'LifeCycle1', accountId: '222222222222' },
  state,
  message: 'AWS Control Tower successfully created a managed account.',
})

const baselineOf = (targetIdentifier: string) => ({
  enableBaselineStatus: {
    enabledBaselineDetails: {
      arn: 'arn:aws:controltower:us-east-2:111111111111:enabledbaseline/EXAMPLEENABLED001',
      targetIdentifier,
      statusSummary: { status: 'SUCCEEDED' },
    },
  },
})

const accepted = (parties: object[], account = '222222222222') =>
  callEvent(
    {
      eventName: 'AcceptHandshake',
      userIdentity: { type: 'AssumedRole', accountId: account },
      requestParameters: { handshakeId: 'h-examplehandshakeid111' },
      responseElements: { handshake: { id: 'h-examplehandshakeid111', action: 'INVITE', state: 'ACCEPTED', parties } },
      recipientAccountId: account,
    },
    { account },
  )

const driftOf = (detail: object): CloudTrailEvent => ({
  ...serviceEvent({}),
  'detail-type': 'Drift Detected',
  source: 'aws.controltower',
  detail: {
    message: 'Moved',
    managementAccountId: '111111111111',
    organizationId: 'o-123EXAMPLE',
    driftType: 'ACCOUNT_MOVED_BETWEEN_OUS',
    ...detail,
  },
})

/** Everything that tells of the membership of 222222222222; with `isAll` of an account that it does not name. */
export const memberships: { what: string; event: CloudTrailEvent; isAll?: true }[] = [
  { what: 'an account that was created', event: serviceEvent(created('SUCCEEDED', { accountId: '222222222222' })) },
  { what: 'one that was created, without its id', event: serviceEvent(created('SUCCEEDED')), isAll: true },
  ...[
    { accountId: '222222222222', joinedMethod: 'INVITED' },
    { accountId: '222222222222', joinedMethod: 'Created' },
    { AccountId: '222222222222' },
    { account_id: '222222222222' },
    { membership: { joinedAccountId: '222222222222' } },
    { member: { organizationalUnits: [{ accountID: '222222222222' }] }, accountId: '111111111111' },
  ].map((details) => ({
    what: `AccountJoinedOrganization with ${JSON.stringify(details)}`,
    event: organizationOf('AccountJoinedOrganization', details),
  })),
  {
    what: 'AccountJoinedOrganization as a call',
    event: callEvent({ eventName: 'AccountJoinedOrganization', requestParameters: { accountId: '222222222222' } }),
  },
  {
    what: 'AccountJoinedOrganization without an id',
    event: organizationOf('AccountJoinedOrganization', { accountId: '111111111111', joinedMethod: 'INVITED' }),
    isAll: true,
  },
  {
    what: 'AccountDepartedOrganization',
    event: organizationOf('AccountDepartedOrganization', { accountId: '222222222222', departureMethod: 'LEFT' }),
  },
  {
    what: 'MoveAccount',
    event: callEvent({
      eventName: 'MoveAccount',
      requestParameters: {
        accountId: '222222222222',
        destinationParentId: 'ou-ab12-22222222',
        sourceParentId: 'r-ab12',
      },
    }),
  },
  {
    what: 'a move without the id of the account',
    event: callEvent({ eventName: 'MoveAccount', requestParameters: { sourceParentId: 'r-ab12' } }),
    isAll: true,
  },
  {
    what: 'AcceptHandshake of an account',
    event: accepted([
      { id: 'o-aa111bb222', type: 'ORGANIZATION' },
      { id: '222222222222', type: 'ACCOUNT' },
    ]),
  },
  {
    what: 'AcceptHandshake of an e-mail address',
    event: accepted([
      { id: 'o-aa111bb222', type: 'ORGANIZATION' },
      { id: 'a@example.com', type: 'EMAIL' },
    ]),
  },
  ...['SUCCEEDED', 'FAILED'].flatMap((state) => [
    {
      what: `CreateManagedAccount ${state}`,
      event: towerOf('CreateManagedAccount', { createManagedAccountStatus: managedOf(state) }),
    },
    {
      what: `UpdateManagedAccount ${state}`,
      event: towerOf('UpdateManagedAccount', { updateManagedAccountStatus: managedOf(state) }),
    },
  ]),
  {
    what: 'CreateManagedAccount that failed before there was an account',
    event: towerOf('CreateManagedAccount', { createManagedAccountStatus: { state: 'FAILED', account: {} } }),
    isAll: true,
  },
  ...['RegisterOrganizationalUnit', 'DeregisterOrganizationalUnit'].map((name) => ({
    what: name,
    event: towerOf(name, {
      status: { state: 'SUCCEEDED', organizationalUnit: { name: 'Custom', id: 'ou-ab12-22222222' } },
    }),
    isAll: true as const,
  })),
  {
    what: 'EnableBaseline for an account',
    event: towerOf(
      'EnableBaseline',
      baselineOf('arn:aws:organizations::111111111111:account/o-ern76xmzvf/222222222222'),
    ),
  },
  {
    what: 'EnableBaseline for an OU',
    event: towerOf(
      'EnableBaseline',
      baselineOf('arn:aws:organizations::111111111111:ou/o-ern76xmzvf/ou-ab12-22222222'),
    ),
    isAll: true,
  },
  { what: 'Drift Detected of an account', event: driftOf({ accountId: '222222222222', sourceId: '222222222222' }) },
  { what: 'Drift Detected of an OU', event: driftOf({ organizationalUnitId: 'ou-ab12-22222222' }), isAll: true },
]
