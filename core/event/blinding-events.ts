import type { Alarming } from './alarm.ts'
import type { Matcher } from './pattern.ts'
import type { Watch } from './watch.ts'

// What would blind us: calls that keep events from coming, functions from running, or messages from arriving. They are told,
// and followed by a look at everything. Each is a message about something that happened, not a state that ends.

type Row = Pick<Watch, 'rule' | 'from' | 'region' | 'isVersioned' | 'tell'> &
  Pick<Alarming, 'at' | 'events' | 'advice' | 'isRoutine'> & { source: string; ours?: Alarming['ours'] }

/** What holdfast deploys bears names that begin so, alone, in an ARN, and in the URL of a queue. */
const ours: readonly Matcher[] = [{ prefix: 'holdfast' }, { wildcard: '*:holdfast*' }, { wildcard: '*/holdfast*' }]

const redeploy = 'Find out who did it, and deploy the stacks again'

const rows: Row[] = [
  {
    rule: 'blinding-trails',
    source: 'aws.cloudtrail',
    // Which trail it is that brings our events is not known here.
    ...{ at: ['requestParameters.name', 'requestParameters.trailName'], ours: null },
    ...{ from: 'policy-administrators', region: 'both', tell: 'directly' },
    events: {
      StopLogging: 'A trail logs no more: without one that does, no event comes and only sweeps find drift',
      DeleteTrail: 'A trail was deleted: without one that logs, no event comes and only sweeps find drift',
      UpdateTrail: 'A trail was changed: it may log less, elsewhere, or in one region only',
      PutEventSelectors: 'It was changed what a trail logs: without management events no event comes',
    },
    advice: 'Run "holdfast doctor", which says whether a trail logs what is needed, and start or mend the trail',
  },
  {
    rule: 'blinding-rules',
    source: 'aws.events',
    at: ['requestParameters.name'],
    ...{ from: 'policy-administrators', region: 'both', tell: 'directly' },
    events: {
      DisableRule: 'A rule was disabled: events that it matched come no more',
      DeleteRule: 'A rule was deleted: events that it matched come no more',
      PutRule: 'A rule was written: it may match less than before, or be disabled',
      DeleteEventBus: 'The bus was deleted on which events of other accounts and regions arrive',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-targets',
    source: 'aws.events',
    at: ['requestParameters.rule'],
    ...{ from: 'policy-administrators', region: 'both', tell: 'directly' },
    events: {
      RemoveTargets: 'Targets of a rule were removed: what it matches reaches nobody',
      PutTargets: 'Targets of a rule were written: what it matches may go elsewhere',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-functions',
    source: 'aws.lambda',
    ...{ at: ['requestParameters.functionName'], isVersioned: true },
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      DeleteFunction: 'A function was deleted: nobody takes its messages',
      PutFunctionConcurrency: 'It was changed how often a function may run: with 0 it never does',
      DeleteAlias: 'The alias of a function was deleted under which it is called',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-mappings',
    source: 'aws.lambda',
    // The request names the mapping by a number that nobody chose; whose it is stands in the answer.
    ...{ at: ['responseElements.functionArn'], ours: [...ours, { exists: false }], isVersioned: true },
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      UpdateEventSourceMapping: 'It was changed how messages reach a function: it may be disabled',
      DeleteEventSourceMapping: 'Messages of a queue reach their function no more',
    },
    advice: redeploy,
  },
  {
    rule: 'replaced-functions',
    source: 'aws.lambda',
    ...{ at: ['requestParameters.functionName'], isVersioned: true, isRoutine: true },
    ...{ from: 'management', region: 'organizations', tell: null },
    events: { UpdateAlias: 'Another version of a function runs from now on' },
    advice: 'Where nobody deployed just now, find out who did it, and deploy the stacks again',
  },
  {
    rule: 'blinding-queues',
    source: 'aws.sqs',
    at: ['requestParameters.queueUrl'],
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      PurgeQueue: 'Events that waited in a queue were thrown away',
      DeleteQueue: 'A queue was deleted, with the events that waited in it',
      SetQueueAttributes: 'A queue was changed: it may refuse events, or forget them early',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-topic',
    source: 'aws.sns',
    at: ['requestParameters.topicArn'],
    ...{ from: 'management', region: 'organizations', tell: null },
    events: {
      DeleteTopic: 'The topic was deleted: nobody is told anything any more',
      SetTopicAttributes: 'The topic was changed: messages may be refused, or reach others',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-subscriptions',
    source: 'aws.sns',
    at: ['requestParameters.subscriptionArn'],
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      Unsubscribe: 'Somebody who was told is told no more',
      SetSubscriptionAttributes: 'It was changed what a subscriber is told: a filter may hold messages back',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-schedules',
    source: 'aws.scheduler',
    at: ['requestParameters.groupName'],
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      UpdateSchedule: 'A schedule was changed: sweeps may come late or never',
      DeleteSchedule: 'A schedule was deleted: its sweeps come no more',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-schedule-groups',
    source: 'aws.scheduler',
    at: ['requestParameters.name'],
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: { DeleteScheduleGroup: 'The schedules were deleted: sweeps come no more' },
    advice: redeploy,
  },
  {
    rule: 'blinding-keys',
    source: 'aws.kms',
    // Keys have no names, and aliases are not what these calls are made with.
    ...{ at: ['requestParameters.keyId'], ours: null },
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      DisableKey: 'A key was disabled: where it is that of holdfast, queues and topic take nothing any more',
      ScheduleKeyDeletion:
        'A key is to be deleted: where it is that of holdfast, pseudonyms lose their meaning for ever',
      PutKeyPolicy:
        'It was changed who may use a key: where it is that of holdfast, queues and topic may take nothing any more',
    },
    advice:
      'Compare it with the keys of the aliases that begin with alias/holdfast; enable it again, cancel the deletion, or deploy the stacks again',
  },
  {
    rule: 'blinding-state',
    source: 'aws.dynamodb',
    at: ['requestParameters.tableName'],
    ...{ from: 'management', region: 'organizations', tell: null },
    events: { DeleteTable: 'The state was deleted: what was told may be told again, evict and contention forget' },
    advice: redeploy,
  },
  {
    rule: 'blinding-roles',
    source: 'aws.iam',
    at: ['requestParameters.roleName'],
    ...{ from: 'policy-administrators', region: 'organizations', tell: 'directly' },
    events: {
      DeleteRole: 'A role was deleted: what works with it may do nothing any more',
      PutRolePolicy: 'Rights of a role were written: it may do less or more than before',
      DeleteRolePolicy: 'Rights of a role were deleted',
      AttachRolePolicy: 'A role got a policy: it may do more, or with a Deny in it less',
      DetachRolePolicy: 'A policy was taken from a role: it may do less, or more',
      PutRolePermissionsBoundary: 'A boundary was put on a role: it may do less',
      UpdateAssumeRolePolicy: 'It was changed who may act with a role',
    },
    advice: redeploy,
  },
  {
    rule: 'blinding-alarms',
    source: 'aws.monitoring',
    at: ['requestParameters.alarmNames'],
    ...{ from: 'management', region: 'organizations', tell: 'directly' },
    events: {
      DeleteAlarms: 'Alarms were deleted: nobody is told when sweeps stay out or messages are stuck',
      DisableAlarmActions: 'Alarms tell nobody any more that sweeps stay out or messages are stuck',
    },
    advice: redeploy,
  },
]

export const blindingAlarms = rows.map(({ at, events, advice, isRoutine, ours: own = ours, ...watch }) => ({
  ...watch,
  alarming: {
    ...{ at, ours: own, events, advice, sweeps: true, severity: 'critical' as const },
    ...(isRoutine && { isRoutine }),
  },
}))
