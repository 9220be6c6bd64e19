import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { holdfastWork } from '../../compile/policy/holdfast.ts'
import type { Deployment } from '../../core/deployment.ts'
import { baselineStack } from '../../stacks/baseline.ts'
import { denialsStack } from '../../stacks/denials.ts'
import { policyInMessage } from '../../stacks/denied.ts'
import { evidenceStack } from '../../stacks/evidence.ts'
import { type Deployed, deploy, type Value } from '../support/deployed/template.ts'
import { takes } from '../support/eventbridge.ts'
import { decision, isLike } from '../support/iam.ts'
import { ofType, ownDeployment } from '../support/stacks.ts'

const stackSet = {
  exports: [] as { parameter: string; output: string }[],
  ...{ name: 'vpc', description: '', template: { file: 'vpc.yaml', text: '' }, parameters: [], regions: ['eu-west-1'] },
  ...{ exportsFrom: null as string | null, retainsStacks: true },
  operations: {
    ...{ failureTolerancePercentage: 10, maxConcurrentPercentage: 100 },
    ...({ regionConcurrency: 'parallel', concurrencyMode: 'soft' } as const),
  },
  ...{ units: [{ id: 'r-ab12', path: 'Root' }], accounts: [], inManagementAccount: false },
}
const deployment = {
  ...ownDeployment(),
  memberBaseline: { units: ['r-ab12'], regions: ['eu-west-1', 'us-east-1'] } as Deployment['memberBaseline'],
  stackSets: [{ ...stackSet, exports: [{ parameter: '/vpc', output: 'Id' }] }],
}

const childrenOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.includes('.stackset.'))
    .map((name) => join(folder, name))

let assembly: ReturnType<App['synth']>
let children: string[]
/** What both stack sets put into the account 444455556666, by region. */
let member: (region: string) => Deployed
let denials: Deployed
beforeAll(() => {
  const app = new App({ analyticsReporting: false })
  for (const make of [evidenceStack, denialsStack, baselineStack]) make(app, deployment)
  assembly = app.synth()
  children = childrenOf(assembly.directory)
  const [baseline, outputs] = children.map((file) => JSON.parse(readFileSync(file, 'utf8')))
  const template = { ...baseline, Resources: { ...baseline.Resources, ...outputs.Resources } }
  const place = { account: '444455556666', partition: 'aws' }
  member = (region) => deploy(template, { ...place, region })
  denials = deploy(assembly.getStackByName('holdfast-denials').template, {
    ...{ account: '333333333333', region: 'eu-west-1', partition: 'aws' },
  })
})

const home = 'eu-west-1'
const first = (deployed: Deployed, type: string): Value => deployed.ofType(type)[0]?.properties

test('stack sets reach every account below, those that join too, and keep nothing where one leaves', () => {
  const sets = ofType(assembly.getStackByName('holdfast-baseline').template, 'AWS::CloudFormation::StackSet')
  const assets = JSON.parse(readFileSync(join(assembly.directory, 'holdfast-baseline.assets.json'), 'utf8'))
  const hashes = children.map(
    (child) => Object.entries<Value>(assets.files).find(([, { source }]) => child.endsWith(source.path))?.[0],
  )
  const wanted = [
    ['holdfast-baseline', ['eu-west-1', 'us-east-1']],
    ['holdfast-stack-outputs-reader', ['eu-west-1']],
  ] as const
  expect(sets.map(([, { Properties }]) => Properties)).toMatchObject(
    wanted.map(([StackSetName, Regions]) => ({
      ...{ StackSetName, PermissionModel: 'SERVICE_MANAGED', CallAs: 'SELF' },
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ...{ Capabilities: ['CAPABILITY_NAMED_IAM'], ManagedExecution: { Active: true } },
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: ['r-ab12'] }, Regions }],
    })),
  )
  for (const [at, [, { Properties }]] of sets.entries())
    expect(JSON.stringify(Properties.TemplateURL)).toContain(hashes[at])
})

test('without a wish for it there is none', () => {
  const without = { ...deployment, memberBaseline: null, stackSets: [] }
  expect([baselineStack, denialsStack].map((make) => make({} as never, without))).toEqual([null, null])
})

test('roles are made once: in the home region alone, or in a set of one region; the rule and its role in each', () => {
  const places = (region: string) =>
    Object.values(member(region).resources)
      .map(({ type, name }) => `${type} ${name}`)
      .sort()
  const everywhere = (region: string) => [
    'AWS::Events::Rule holdfast-denials',
    `AWS::IAM::Role holdfast-denials-${region}`,
    'AWS::IAM::Role holdfast-stack-outputs-reader',
  ]
  expect(places('us-east-1')).toEqual(everywhere('us-east-1'))
  expect(places(home)).toEqual([...everywhere(home), 'AWS::IAM::Role holdfast-evidence-reader'].sort())
})

test('roles may do what policies are checked against, and nothing else', () => {
  const statements = member(home)
    .ofType('AWS::IAM::Role')
    .flatMap(({ properties }) => properties.Policies.flatMap(({ PolicyDocument }: Value) => PolicyDocument.Statement))
  const pairs = statements.flatMap(({ Effect, Action, Resource }) => {
    expect(Effect).toBe('Allow')
    return [Action].flat().map((action) => `${action} ${[Resource].flat().join(' ')}`)
  })
  const bus = 'arn:aws:events:eu-west-1:333333333333:event-bus/holdfast-denials'
  const expected = holdfastWork.flatMap(({ actions, resources }) =>
    actions.map((action) => {
      const on = resources.map((arn) => arn.replace(/^arn:\*:/, 'arn:aws:')).join(' ') || '*'
      return action === 'events:PutEvents' && isLike(on, bus) ? `${action} ${bus}` : `${action} ${on}`
    }),
  )
  expect(pairs.sort()).toEqual(expected.sort())
})

const ours = { 'aws:PrincipalOrgID': deployment.manifest.organization.id }
const trusted: [role: string, principal: string, keys: Record<string, string>, expected: string][] = [
  ['holdfast-evidence-reader', 'arn:aws:iam::222222222222:role/Auditor', ours, 'allowed'],
  [
    'holdfast-evidence-reader',
    'arn:aws:iam::222222222222:role/Auditor',
    { 'aws:PrincipalOrgID': 'o-other' },
    'not allowed',
  ],
  ['holdfast-evidence-reader', 'arn:aws:iam::111111111111:role/Admin', ours, 'not allowed'],
  ['holdfast-stack-outputs-reader', 'arn:aws:iam::111111111111:role/holdfast-stack-outputs', ours, 'allowed'],
  ['holdfast-stack-outputs-reader', 'arn:aws:iam::111111111111:role/Admin', ours, 'not allowed'],
  ['holdfast-stack-outputs-reader', 'arn:aws:iam::222222222222:role/holdfast-stack-outputs', ours, 'not allowed'],
  ['holdfast-denials-eu-west-1', 'events.amazonaws.com', { 'aws:SourceAccount': '444455556666' }, 'allowed'],
  ['holdfast-denials-eu-west-1', 'events.amazonaws.com', { 'aws:SourceAccount': '999999999999' }, 'not allowed'],
]
test.each(trusted)('%s and %s %j: %s', (role, principal, keys, expected) => {
  const found = member(home)
    .ofType('AWS::IAM::Role')
    .find(({ name }) => name === role)
  const asked = { principal, action: 'sts:AssumeRole', keys }
  expect(decision(found?.properties.AssumeRolePolicyDocument, asked)).toBe(expected)
})

const exporting = { ...stackSet, exports: [{ parameter: '/vpc', output: 'Id' }] }
const wishes: [string, Partial<typeof deployment>, string[]][] = [
  ['no exports', { stackSets: [stackSet] }, ['Baseline']],
  [
    'exports of the management account alone',
    { stackSets: [{ ...exporting, exportsFrom: '111111111111' }] },
    ['Baseline'],
  ],
  ['exports without the baseline', { memberBaseline: null, stackSets: [exporting] }, ['Outputs']],
]
test.each(wishes)('%s', (_, wish, expected) => {
  const app = new App({ analyticsReporting: false })
  baselineStack(app, { ...deployment, ...wish })
  const found = childrenOf(app.synth().directory).map((file) =>
    /(\w+)Template/.exec(file)?.[1]?.replace('holdfastbaseline', ''),
  )
  expect(found).toEqual(expected)
})

// AWS, "Enhanced access denied error messages with policy ARNs" and "Troubleshoot access denied error messages".
const user = 'User: arn:aws:sts::444455556666:assumed-role/Developer/alice is not authorized to perform:'
const arn = 'arn:aws:organizations::111111111111:policy/o-a1b2c3d4e5'
const messages: [what: string, message: string, policy: string | null | false][] = [
  [
    'an SCP that is named',
    `${user} iam:CreateUser on resource: arn:aws:iam::444455556666:user/x with an explicit deny in a service control policy: ${arn}/service_control_policy/p-examp123`,
    'p-examp123',
  ],
  [
    'an RCP that is named',
    `${user} sqs:CreateQueue on resource: arn:aws:sqs:eu-west-1:444455556666:q with an explicit deny in a resource control policy: ${arn}/resource_control_policy/p-rcp4567890`,
    'p-rcp4567890',
  ],
  [
    'an SCP that is named, with what EC2 adds',
    `You are not authorized to perform this operation. ${user} ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:444455556666:instance/* with an explicit deny in a service control policy: ${arn}/service_control_policy/p-examp123. Encoded authorization failure message: AbC-p-zzzzzzzz`,
    'p-examp123',
  ],
  [
    'an SCP that is not named',
    `${user} iam:CreateUser on resource: arn:aws:iam::444455556666:user/p-12345678 with an explicit deny in a service control policy`,
    null,
  ],
  [
    'what no SCP allows',
    `${user} iam:CreateUser because no service control policy allows the iam:CreateUser action`,
    null,
  ],
  [
    'an identity-based policy',
    `${user} iam:CreateUser because no identity-based policy allows the iam:CreateUser action`,
    false,
  ],
  ['another error', 'The role with name x cannot be found.', false],
]

test.each(messages)('%s', (_, errorMessage, policy) => {
  const event = {
    ...{ version: '0', source: 'aws.iam', 'detail-type': 'AWS API Call via CloudTrail', account: '444455556666' },
    detail: { eventName: 'CreateUser', errorCode: 'AccessDenied', errorMessage },
  }
  const forwards = first(member(home), 'AWS::Events::Rule')
  const writes = first(denials, 'AWS::Events::Rule')
  expect([forwards, writes].map((rule) => takes(rule.EventPattern, event))).toEqual(Array(2).fill(policy !== false))
  expect(takes(forwards.EventPattern, { ...event, source: 'my.own' })).toBe(false)
  const found = new RegExp(policyInMessage.slice(1, -1)).exec(JSON.stringify(event))?.groups?.policy
  expect(found ?? null).toBe(policy || null)
})

describe('the bus of denials', () => {
  const bus = 'arn:aws:events:eu-west-1:333333333333:event-bus/holdfast-denials'
  const rule = 'arn:aws:events:eu-west-1:333333333333:rule/holdfast-denials/holdfast-denials'
  const log = 'arn:aws:logs:eu-west-1:333333333333:log-group:/aws/events/holdfast-denials'

  test('rules of members send to it, write to the log from it', () => {
    expect(first(member('us-east-1'), 'AWS::Events::Rule').Targets.map(({ Arn }: Value) => Arn)).toEqual([bus])
    const { EventBusName, Targets } = first(denials, 'AWS::Events::Rule')
    expect([EventBusName, Targets[0].Arn]).toEqual(['holdfast-denials', log])
    expect(first(denials, 'AWS::Logs::LogGroup')).toMatchObject({
      LogGroupName: '/aws/events/holdfast-denials',
      RetentionInDays: 90,
    })
  })

  const role = 'arn:aws:iam::444455556666:role/holdfast-denials-us-east-1'
  test.each([
    [role, ours, 'allowed'],
    [role, { 'aws:PrincipalOrgID': 'o-other' }, 'not allowed'],
    [role, {}, 'not allowed'],
    ['arn:aws:iam::444455556666:role/Developer', ours, 'not allowed'],
  ])('%s %j: %s', (principal, keys, expected) => {
    const { Statement } = first(denials, 'AWS::Events::EventBusPolicy')
    expect(
      decision(
        { Statement },
        {
          principal,
          action: 'events:PutEvents',
          resource: bus,
          keys: keys as Record<string, string>,
        },
      ),
    ).toBe(expected)
  })

  test('its rule writes to the log, no other one, and the log may use its key', () => {
    const policy = JSON.parse(first(denials, 'AWS::Logs::ResourcePolicy').PolicyDocument)
    const put = (source: string) =>
      decision(policy, {
        principal: 'events.amazonaws.com',
        action: 'logs:PutLogEvents',
        resource: `${log}:log-stream:x`,
        keys: { 'aws:SourceArn': source },
      })
    expect([put(rule), put(rule.replaceAll('denials', 'other'))]).toEqual(['allowed', 'not allowed'])
    const key = first(denials, 'AWS::KMS::Key').KeyPolicy
    const encrypt = (of: string) =>
      decision(key, {
        principal: 'logs.eu-west-1.amazonaws.com',
        action: 'kms:GenerateDataKey',
        keys: { 'kms:EncryptionContext:aws:logs:arn': of },
      })
    expect([encrypt(log), encrypt(`${log}-other`)]).toEqual(['allowed', 'not allowed'])
  })

  test('every count stands on the dashboard, and is saved as a query', () => {
    const saved = denials.ofType('AWS::Logs::QueryDefinition').map(({ properties }) => properties)
    expect(saved.map(({ Name }) => Name)).toEqual(
      ['by policy', 'by policy and account', 'by policy and call', 'by policy and caller'].map(
        (one) => `holdfast/Denials ${one}`,
      ),
    )
    const dashboard = first(denials, 'AWS::CloudWatch::Dashboard').DashboardBody
    const { widgets } = JSON.parse(String(dashboard))
    expect(widgets.map(({ properties }: Value) => properties.query)).toEqual(
      saved.map(({ QueryString }) => `SOURCE '/aws/events/holdfast-denials' | ${QueryString}`),
    )
  })
})
