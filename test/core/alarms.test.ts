import { deadLettersOf, type LambdaName, nameOf, resourceNames } from '../../core/deployed.ts'
import { type Alarm, concerns } from '../../core/event/alarm.ts'
import { readEvent } from '../../core/event/read.ts'
import { nowhere } from '../../core/event/scope.ts'
import { sendersOf, wiring } from '../../core/event/wiring.ts'
import { sample, samples } from '../support/aws-events/index.ts'
import { manifestOf, policy } from '../support/manifest.ts'

const manifest = manifestOf([policy('deny', ['r-ab12'])])
const read = (event: unknown) => {
  const reading = readEvent(event, sendersOf(manifest))
  if (reading.kind !== 'watched') throw new Error(`It is ${reading.kind}`)
  return reading
}
const alarmOf = (event: unknown): Alarm | null => read(event).alarm

const blinding = samples.filter(({ rule }) => rule?.startsWith('blinding-'))

test.each(blinding)('$name is critical, says what it is about, and has everything looked at', ({ event }) => {
  const { alarm, scope } = read(event)
  expect(alarm).toMatchObject({ severity: 'critical', sweeps: true, unit: null })
  expect(alarm?.text.length).toBeGreaterThan(20)
  expect(alarm?.advice.length).toBeGreaterThan(20)
  expect(scope).toStrictEqual(nowhere)
})

const resources: [string, string][] = [
  ['StopLogging', 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/aws-controltower-BaselineCloudTrail'],
  ['PutEventSelectors', 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/aws-controltower-BaselineCloudTrail'],
  ['RemoveTargets', 'holdfast-policy-changes'],
  ['DeleteAlarms', 'other holdfast-sweep-missing'],
  ['DeleteEventSourceMapping20150331 without an answer', ''],
  ['PutResourcePolicy', ''],
  ['RegisterDelegatedAdministrator', 'cloudtrail.amazonaws.com'],
  ['DeleteOrganizationalUnit', 'ou-ab12-22222222'],
  ['CreateOrganizationalUnit', 'ou-ab12-22222222'],
]

test.each(resources)('%s is about %j', (name, resource) => {
  const alarm = alarmOf(sample(name))
  expect(alarm?.resource).toBe(resource)
  expect(alarm?.text.endsWith(resource && `. Resource: ${resource}`)).toBe(true)
})

test('no event of a look is an alarm', () => {
  const looked = samples.filter(({ rule }) => /^(policy|account|accepted|member|control)/.test(rule ?? ''))
  expect(looked.length).toBeGreaterThan(15)
  for (const { event } of looked) expect(alarmOf(event)).toBeNull()
})

const severities: [string, Alarm['severity']][] = [
  ['PutResourcePolicy', 'critical'],
  ['DeleteResourcePolicy', 'critical'],
  ['DeleteOrganizationalUnit', 'high'],
  ['UpdateOrganizationalUnit', 'medium'],
  ['UpdateAlias20150331', 'critical'],
  ['UpdateAlias20150331 of a deployment', 'low'],
  ['PutRule of a deployment', 'critical'],
]

test.each(severities)('%s is %s', (name, severity) => {
  expect(alarmOf(sample(name))?.severity).toBe(severity)
})

const { detail, ...rest } = sample('PutRule')
const callers: { what: string; by: object; is: boolean }[] = [
  { what: 'by its address', by: { sourceIPAddress: 'cloudformation.amazonaws.com' }, is: true },
  { what: 'by who invoked it', by: { userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } }, is: true },
  { what: 'not by a user agent, which anybody writes', by: { userAgent: 'cloudformation.amazonaws.com' }, is: false },
]

test.each(callers)('CloudFormation is known $what', ({ by, is }) => {
  expect(alarmOf({ ...rest, detail: { ...detail, ...by } })?.text.includes('CloudFormation')).toBe(is)
})

test('what somebody writes into an event is bounded', () => {
  const name = `holdfast-${'x'.repeat(200_000)}`
  const alarm = alarmOf({ ...rest, detail: { ...detail, requestParameters: { name } } })
  expect(alarm?.resource).toBe(name.slice(0, 200))
  expect(alarm?.text.length).toBeLessThan(400)
  const names = Array(100_000).fill('holdfast')
  const many = sample('DeleteAlarms')
  const alarms = alarmOf({ ...many, detail: { ...many.detail, requestParameters: { alarmNames: names } } })
  expect(alarms?.resource).toBe(Array(10).fill('holdfast').join(' '))
  const long = Array(10).fill(name)
  const longer = alarmOf({ ...many, detail: { ...many.detail, requestParameters: { alarmNames: long } } })
  expect(longer?.resource).toHaveLength(200)
})

/** Which names a manifest uses: the last part of a path, or the whole path. */
const units: { what: string; unit: Alarm['unit']; is: boolean }[] = [
  { what: 'an id', unit: { id: 'ou-ab12-22222222', name: '' }, is: true },
  { what: 'the name of another OU', unit: { id: 'ou-ab12-99999999', name: 'Prod' }, is: true },
  { what: 'the id of an OU whose accounts are covered', unit: { id: 'ou-ab12-44444444', name: 'New' }, is: true },
  { what: 'the end of a name', unit: { id: 'ou-ab12-99999999', name: 'rod' }, is: false },
  { what: 'a stranger', unit: { id: 'ou-ab12-99999999', name: 'Else' }, is: false },
  { what: 'no name', unit: { id: 'ou-ab12-99999999', name: '' }, is: false },
]

test.each(units)('an OU concerns who names it: $what', ({ unit, is }) => {
  const named = manifestOf([
    policy('deny', ['ou-ab12-22222222'], {
      eachAccountIn: [{ id: 'ou-ab12-44444444', path: 'Sandbox', joinedAfter: null, except: [] }],
      targets: [{ id: 'ou-ab12-22222222', path: 'Workloads:Prod' }],
    }),
  ])
  const alarm = alarmOf(sample('DeleteOrganizationalUnit')) as Alarm
  expect(concerns({ ...alarm, unit }, named)).toBe(is)
  expect(concerns({ ...alarm, unit: null }, named)).toBe(true)
})

/** Where each rule's events occur, and whether the rule itself tells: a function that was stopped cannot. */
const rules: [string, 'organizations' | 'both', 'directly' | null][] = [
  ['administration', 'organizations', 'directly'],
  ['deleted-units', 'organizations', null],
  ['named-units', 'organizations', null],
  ['blinding-trails', 'both', 'directly'],
  ['blinding-rules', 'both', 'directly'],
  ['blinding-targets', 'both', 'directly'],
  ['blinding-functions', 'organizations', 'directly'],
  ['blinding-mappings', 'organizations', 'directly'],
  ['replaced-functions', 'organizations', null],
  ['blinding-queues', 'organizations', 'directly'],
  ['blinding-topic', 'organizations', null],
  ['blinding-subscriptions', 'organizations', 'directly'],
  ['blinding-schedules', 'organizations', 'directly'],
  ['blinding-schedule-groups', 'organizations', 'directly'],
  ['blinding-keys', 'organizations', 'directly'],
  ['blinding-state', 'organizations', null],
  ['blinding-roles', 'organizations', 'directly'],
  ['blinding-alarms', 'organizations', 'directly'],
]

test.each(rules)('rule %s', (name, region, tell) => {
  expect(wiring(manifest).rules.find((rule) => rule.name === name)).toMatchObject({
    ...{ queue: 'policy-drift', region, tell },
    pattern: { account: ['111111111111'], 'detail-type': ['AWS API Call via CloudTrail'] },
  })
})

test.each(['blinding-trails', 'blinding-rules', 'blinding-targets', 'blinding-roles'])(
  '%s of forwarders are told from the accounts of delegated administrators',
  (name) => {
    const delegated = manifestOf([], { delegatedAdministrators: ['333333333333'] })
    const rule = wiring(delegated).rules.find((one) => one.name === name)
    expect(rule?.pattern).toMatchObject({ account: ['111111111111', '333333333333'] })
  },
)

const functions: LambdaName[] = ['policy-drift', 'account-enrolment', 'sweep', 'deployment']
const deployed: { event: string; member: string; name: string }[] = [
  ...functions.flatMap((name) => [
    { event: 'DeleteFunction20150331', member: 'functionName', name: nameOf(name) },
    { event: 'DeleteRole', member: 'roleName', name: nameOf(name) },
  ]),
  ...(['policy-drift', 'account-enrolment', 'sweep'] as const).flatMap((name) => [
    { event: 'PurgeQueue', member: 'queueUrl', name: `https://sqs.us-east-1.amazonaws.com/1/${nameOf(name)}` },
    { event: 'PurgeQueue', member: 'queueUrl', name: `https://sqs.us-east-1.amazonaws.com/1/${deadLettersOf(name)}` },
  ]),
  { event: 'DeleteTopic', member: 'topicArn', name: `arn:aws:sns:us-east-1:1:${resourceNames.topic}` },
  { event: 'DeleteEventBus', member: 'name', name: resourceNames.bus },
  { event: 'DeleteTable', member: 'tableName', name: resourceNames.table },
  { event: 'DeleteRole', member: 'roleName', name: resourceNames.forwarderRole },
  { event: 'DeleteSchedule', member: 'groupName', name: resourceNames.schedules },
]

test.each(deployed)('$event of $name is of something of ours', ({ event, member, name }) => {
  const { detail, ...rest } = sample(event)
  expect(alarmOf({ ...rest, detail: { ...detail, requestParameters: { [member]: name } } })?.resource).toBe(name)
})
