import { join } from 'node:path'
import { manifestOf, policy } from '../support/manifest.ts'
import { deploymentOf, ofType, referred, synthesize, type Template, temporaryFolder } from '../support/stacks.ts'

const policies = [policy('deny', ['r-ab12'])]
const places = {
  alone: { region: 'us-east-1' },
  home: { region: 'eu-west-1' },
  delegated: { region: 'us-east-1', delegatedAdministrators: ['222222222222', '333333333333'] },
  both: { region: 'eu-west-1', delegatedAdministrators: ['222222222222'] },
}
const folder = temporaryFolder()
let stacks: Record<keyof typeof places, Record<string, Template>>

beforeAll(() => {
  const render = (name: keyof typeof places) =>
    synthesize(deploymentOf(manifestOf(policies, places[name])), join(folder, name))
  stacks = { alone: render('alone'), home: render('home'), delegated: render('delegated'), both: render('both') }
})

const stackOf = (name: keyof typeof places, stack: string): Template => {
  const template = stacks[name][stack]
  if (!template) throw new Error(`no ${stack}`)
  return template
}

const rulesOf = (template: Template, bus?: string) =>
  ofType(template, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties)
    .filter(({ EventBusName }) => (bus ? EventBusName?.Ref === bus : !EventBusName))

const sourcesOf = (rules: { EventPattern: { source: string[] } }[]) =>
  new Set(rules.flatMap(({ EventPattern }) => EventPattern.source))

test('there is a forwarder where something occurs elsewhere, and no other', () => {
  const forwarders = Object.entries(stacks).map(([name, all]) => [
    name,
    Object.keys(all).filter((stack) => stack.startsWith('holdfast-forwarder-')),
  ])
  expect(Object.fromEntries(forwarders)).toEqual({
    alone: [],
    home: ['holdfast-forwarder-111111111111-eu-west-1'],
    delegated: ['holdfast-forwarder-222222222222-us-east-1', 'holdfast-forwarder-333333333333-us-east-1'],
    both: ['holdfast-forwarder-111111111111-eu-west-1', 'holdfast-forwarder-222222222222-us-east-1'],
  })
})

test('from home comes what Control Tower does, and nothing that is logged in the Organizations region alone', () => {
  const sources = sourcesOf(rulesOf(stackOf('home', 'holdfast-forwarder-111111111111-eu-west-1')))
  expect(sources).toContain('aws.controltower')
  expect(sources).toContain('aws.cloudtrail')
  expect(sources).not.toContain('aws.organizations')
})

test('from a delegated administrator comes what policy administrators do, and nothing that only the management account does', () => {
  const rules = rulesOf(stackOf('both', 'holdfast-forwarder-222222222222-us-east-1'))
  expect(rules.map(({ Name }) => Name)).toContain('holdfast-policy-changes')
  expect(rules.map(({ Name }) => Name)).not.toContain('holdfast-account-moves')
  for (const { EventPattern } of rules) expect(EventPattern.account).toContain('222222222222')
})

test.each(Object.keys(places) as (keyof typeof places)[])(
  '%s: the bus admits the roles of the forwarders, and only these',
  (name) => {
    const template = stackOf(name, 'holdfast-management')
    const senders = Object.keys(stacks[name]).flatMap((stack) => stack.match(/^holdfast-forwarder-(\d+)-/)?.[1] ?? [])
    expect(ofType(template, 'AWS::Events::EventBus')).toHaveLength(senders.length > 0 ? 1 : 0)
    const statements = ofType(template, 'AWS::Events::EventBusPolicy').map(([, { Properties }]) => Properties.Statement)
    expect(statements).toEqual(
      senders.map((account) => ({
        Sid: `Forwarder${account}`,
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: 'arn:aws:events:us-east-1:111111111111:event-bus/holdfast',
        Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/holdfast-forwarder` } },
      })),
    )
  },
)

test.each(['home', 'delegated', 'both'] as const)(
  '%s: what is forwarded finds the same rule behind the bus',
  (name) => {
    const management = stackOf(name, 'holdfast-management')
    const behind = rulesOf(management, 'Bus').map(({ Name, EventPattern }) => ({ Name, EventPattern }))
    const sent = Object.entries(stacks[name])
      .filter(([stack]) => stack.startsWith('holdfast-forwarder-'))
      .flatMap(([, template]) => rulesOf(template))
    expect(sent.length).toBeGreaterThan(0)
    const unique = new Map(sent.map(({ Name, EventPattern }) => [Name, { Name, EventPattern }]))
    expect([...behind].sort(byName)).toEqual([...unique.values()].sort(byName))
  },
)

test("a forwarder may write that one bus, keeps what it could not deliver, and is nobody else's", () => {
  const template = stackOf('both', 'holdfast-forwarder-222222222222-us-east-1')
  const bus = 'arn:aws:events:us-east-1:111111111111:event-bus/holdfast'
  const [[, role] = []] = ofType(template, 'AWS::IAM::Role')
  expect(role?.Properties).toMatchObject({
    RoleName: 'holdfast-forwarder',
    Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }] } }],
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': '222222222222' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:events:us-east-1:222222222222:rule/holdfast-*' },
          },
        },
      ],
    },
  })
  const rules = rulesOf(template)
  for (const { Targets } of rules) {
    expect(Targets).toHaveLength(1)
    expect(Targets[0].Arn).toBe(bus)
    expect(template.Resources[referred(Targets[0].DeadLetterConfig.Arn)]?.Type).toBe('AWS::SQS::Queue')
  }
  const [[, admitted] = []] = ofType(template, 'AWS::SQS::QueuePolicy')
  expect(admitted?.Properties.PolicyDocument.Statement[0].Condition.ArnEquals['aws:SourceArn']).toEqual(
    rules.map(({ Name }) => `arn:aws:events:us-east-1:222222222222:rule/${Name}`),
  )
})

const byName = (one: { Name: string }, other: { Name: string }) => (one.Name < other.Name ? -1 : 1)
