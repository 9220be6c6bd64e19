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
