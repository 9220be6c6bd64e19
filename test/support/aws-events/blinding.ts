import { callEvent } from '../events.ts'
import { left, type Make, type Sample, taken } from './sample.ts'

// Calls that would blind us. Shapes: CloudTrail turns the members of a request into lower camel case; names of Lambda's
// events end in the version of its API (Lambda Developer Guide, "Logging AWS Lambda API calls").

/** A call to another service. */
export const callOf =
  (service: string): Make =>
  (detail, rest) =>
    callEvent({ eventSource: `${service}.amazonaws.com`, ...detail }, { source: `aws.${service}`, ...rest })

const asking = (requestParameters: unknown) => ({ requestParameters })

const trail = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/aws-controltower-BaselineCloudTrail'
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/111111111111/holdfast-policy-drift'
const topicArn = 'arn:aws:sns:us-east-1:111111111111:holdfast'
const subscriptionArn = `${topicArn}:0f2a1c9e-0000-4000-8000-000000000001`
const functionArn = 'arn:aws:lambda:us-east-1:111111111111:function:holdfast-policy-drift'
const mapping = { uUID: '14e0db71-0000-4000-8000-000000000001', functionArn: `${functionArn}:live`, state: 'Disabling' }
const role = { roleName: 'holdfast-sweep', policyName: 'holdfast' }
const deployed = {
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/cdk-hnb659fds-cfn-exec-role/AWSCloudFormation',
    accountId: '111111111111',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111111111111:role/cdk-hnb659fds-cfn-exec-role' },
    },
    invokedBy: 'cloudformation.amazonaws.com',
  },
  sourceIPAddress: 'cloudformation.amazonaws.com',
  userAgent: 'cloudformation.amazonaws.com',
}

export const blinding: Sample[] = [
  ...taken('blinding-trails', callOf('cloudtrail'), {
    StopLogging: asking({ name: trail }),
    DeleteTrail: asking({ name: trail }),
    UpdateTrail: asking({ name: trail, isMultiRegionTrail: false }),
    PutEventSelectors: asking({ trailName: trail, eventSelectors: [{ includeManagementEvents: false }] }),
  }),
  ...taken(
    'blinding-trails',
    callOf('cloudtrail'),
    {
      'StopLogging in the home region': { ...asking({ name: trail }), awsRegion: 'eu-west-1' },
    },
    { region: 'eu-west-1' },
  ),
  ...taken('blinding-rules', callOf('events'), {
    DisableRule: asking({ name: 'holdfast-policy-changes' }),
    DeleteRule: asking({ name: 'holdfast-policy-changes', force: false }),
    PutRule: asking({ name: 'holdfast-policy-changes', eventPattern: '{}', state: 'ENABLED' }),
    DeleteEventBus: asking({ name: 'holdfast' }),
    'PutRule of a deployment': { ...asking({ name: 'holdfast-policy-changes' }), ...deployed },
  }),
  ...taken('blinding-targets', callOf('events'), {
    RemoveTargets: asking({ rule: 'holdfast-policy-changes', ids: ['Target0'], force: false }),
    PutTargets: asking({ rule: 'holdfast-policy-changes', targets: [{ id: 'Target0', arn: `${topicArn}-other` }] }),
  }),
  ...taken('blinding-functions', callOf('lambda'), {
    DeleteFunction20150331: asking({ functionName: 'holdfast-sweep' }),
    'DeleteFunction20150331 by its ARN': asking({ functionName: functionArn }),
    'DeleteFunction20150331 by a part of its ARN': asking({ functionName: '111111111111:function:holdfast-sweep' }),
    DeleteFunction: asking({ functionName: 'holdfast-sweep' }),
    PutFunctionConcurrency20171031: asking({ functionName: 'holdfast-policy-drift', reservedConcurrentExecutions: 0 }),
    DeleteAlias20150331: asking({ functionName: 'holdfast-policy-drift', name: 'live' }),
  }),
  ...taken('blinding-mappings', callOf('lambda'), {
    UpdateEventSourceMapping20150331: {
      ...asking({ uUID: mapping.uUID, enabled: false }),
      responseElements: mapping,
    },
    DeleteEventSourceMapping20150331: { ...asking({ uUID: mapping.uUID }), responseElements: mapping },
    'DeleteEventSourceMapping20150331 without an answer': asking({ uUID: mapping.uUID }),
  }),
  ...taken('replaced-functions', callOf('lambda'), {
    UpdateAlias20150331: asking({ functionName: 'holdfast-policy-drift', name: 'live', functionVersion: '8' }),
    'UpdateAlias20150331 of a deployment': {
      ...asking({ functionName: 'holdfast-policy-drift', name: 'live', functionVersion: '8' }),
      ...deployed,
    },
  }),
  ...taken('blinding-queues', callOf('sqs'), {
    PurgeQueue: asking({ queueUrl }),
    DeleteQueue: asking({ queueUrl: 'https://queue.amazonaws.com/111111111111/holdfast-sweep' }),
    SetQueueAttributes: asking({ queueUrl, attributes: { MessageRetentionPeriod: '60' } }),
  }),
  ...taken('blinding-topic', callOf('sns'), {
    DeleteTopic: asking({ topicArn }),
    SetTopicAttributes: asking({ topicArn, attributeName: 'Policy', attributeValue: '{}' }),
  }),
  ...taken('blinding-subscriptions', callOf('sns'), {
    Unsubscribe: asking({ subscriptionArn }),
    SetSubscriptionAttributes: asking({
      subscriptionArn,
      attributeName: 'FilterPolicy',
      attributeValue: '{"a":["b"]}',
    }),
  }),
  ...taken('blinding-schedules', callOf('scheduler'), {
    UpdateSchedule: asking({ name: 'holdfast-sweep', groupName: 'holdfast', state: 'DISABLED' }),
    DeleteSchedule: asking({ name: 'holdfast-sweep', groupName: 'holdfast' }),
  }),
  ...taken('blinding-schedule-groups', callOf('scheduler'), { DeleteScheduleGroup: asking({ name: 'holdfast' }) }),
  ...taken('blinding-keys', callOf('kms'), {
    DisableKey: asking({ keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }),
    ScheduleKeyDeletion: asking({ keyId: '1234abcd-12ab-34cd-56ef-1234567890ab', pendingWindowInDays: 7 }),
    PutKeyPolicy: asking({
      keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      policyName: 'default',
      policy: '{"Statement":[{"Effect":"Deny"}]}',
      bypassPolicyLockoutSafetyCheck: false,
    }),
  }),
  ...taken('blinding-state', callOf('dynamodb'), {
    DeleteTable: asking({ tableName: 'holdfast-state' }),
    'DeleteTable by its ARN': asking({ tableName: 'arn:aws:dynamodb:us-east-1:111111111111:table/holdfast-state' }),
  }),
  ...taken('blinding-roles', callOf('iam'), {
    DeleteRole: asking({ roleName: 'holdfast-sweep' }),
    PutRolePolicy: asking({ ...role, policyDocument: '{"Statement":[{"Effect":"Deny"}]}' }),
    DeleteRolePolicy: asking(role),
    AttachRolePolicy: asking({ roleName: 'holdfast-sweep', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
    DetachRolePolicy: asking({ roleName: 'holdfast-sweep', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    PutRolePermissionsBoundary: asking({
      ...{ roleName: 'holdfast-sweep', permissionsBoundary: 'arn:aws:iam::aws:policy/AWSDenyAll' },
    }),
    UpdateAssumeRolePolicy: asking({ roleName: 'holdfast-sweep', policyDocument: '{}' }),
  }),
  ...taken('blinding-alarms', callOf('monitoring'), {
    DeleteAlarms: asking({ alarmNames: ['other', 'holdfast-sweep-missing'] }),
    DisableAlarmActions: asking({ alarmNames: ['holdfast-sweep-missing'] }),
  }),
  ...left(callOf('events'), {
    'DisableRule of others': { why: 'It is not a rule of ours', detail: asking({ name: 'nightly-report' }) },
    'DisableRule that was denied': {
      why: 'AWS refused it: nothing changed',
      detail: { ...asking({ name: 'holdfast-policy-changes' }), errorCode: 'AccessDenied' },
    },
    'DisableRule in a member account': {
      why: 'Nothing of ours that brings events runs there',
      detail: { ...asking({ name: 'holdfast-policy-changes' }), recipientAccountId: '999999999999' },
      rest: { account: '999999999999' },
    },
  }),
  ...left(callOf('lambda'), {
    'DeleteFunction20150331 of others': {
      why: 'It is not a function of ours',
      detail: asking({ functionName: 'not-holdfast-sweep' }),
    },
    DeleteFunctionUrlConfig: {
      why: 'Another operation that begins alike; functions of ours have no URL',
      detail: asking({ functionName: 'holdfast-sweep' }),
    },
    'UpdateEventSourceMapping20150331 of others': {
      why: 'It is not a function of ours',
      detail: {
        ...asking({ uUID: mapping.uUID }),
        responseElements: { ...mapping, functionArn: functionArn.replace('holdfast', 'other') },
      },
    },
    UpdateFunctionCode20150331v2: {
      why: 'It runs when the alias moves: UpdateAlias tells of it',
      detail: asking({ functionName: 'holdfast-sweep' }),
    },
    UpdateFunctionConfiguration20150331v2: {
      why: 'It counts when the alias moves: UpdateAlias tells of it',
      detail: asking({ functionName: 'holdfast-sweep' }),
    },
  }),
  ...left(callOf('sqs'), {
    'PurgeQueue of others': {
      why: 'It is not a queue of ours',
      detail: asking({ queueUrl: 'https://sqs.us-east-1.amazonaws.com/111111111111/my-holdfast' }),
    },
  }),
]
