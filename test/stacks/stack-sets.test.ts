import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { compileLock, compileManifest } from '../../compile/index.ts'
import type { Deployment } from '../../core/deployment.ts'
import { stackSetsStacks } from '../../stacks/stack-sets.ts'

process.env.CDK_VALIDATION = 'false'

const network =
  '\uFEFF# Bytes count:\ttabs,  spaces and CRLF\r\nParameters:\r\n  Zone: { Type: String }\r\n  Label: { Type: String }\r\nResources:\r\n  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Zone } }\r\nOutputs:\r\n  VpcId: { Value: !Ref Vpc }'
const uses =
  '{"Parameters":{"Vpc":{"Type":"String"},"Both":{"Type":"String"}},"Resources":{"Group":{"Type":"AWS::Logs::LogGroup"}},"Outputs":{"Name":{"Value":"x"}}}\n'

const manifest = `
region: eu-west-1
version: 2021-03-15
DELETION
resources:
  - name: network
    description: A network in each account
    resource_file: network.yaml
    deploy_method: stack_set
    deployment_targets: { organizational_units: [Workloads], accounts: [payments-prod] }
    parameters:
      - { parameter_key: Zone, parameter_value: "$[alfred_ssm_/network/zone]" }
      - { parameter_key: Label, parameter_value: [blue, "$[alfred_ssm_/network/zone]"] }
    export_outputs: [{ name: /network/vpc-id, value: "$[output_VpcId]" }]
    regions: [eu-central-1, eu-west-1]
    holdfast:
      retain_stacks: true
      operations: { region_concurrency: sequential, failure_tolerance_percentage: 0, max_concurrent_percentage: 20, concurrency_mode: soft }
  - name: uses-it
    resource_file: uses.json
    deploy_method: stack_set
    deployment_targets: { accounts: ["111111111111"] }
    parameters:
      - { parameter_key: Vpc, parameter_value: "$[alfred_ssm_/network/vpc-id]" }
      - { parameter_key: Both, parameter_value: "$[alfred_ssm_/network/vpc-id], $[alfred_ssm_/network/zone]" }
    export_outputs: [{ name: /uses/name, value: "$[output_Name]" }]
  - name: everywhere
    resource_file: uses.json
    deploy_method: stack_set
    deployment_targets: { organizational_units: [Root], accounts: ["111111111111"] }
    parameters:
      - { parameter_key: Vpc, parameter_value: vpc-1 }
      - { parameter_key: Both, parameter_value: 007 }
    regions: [eu-west-1, us-east-1]
`
const lock = `
version: 1
organization: { id: o-exampleorg1, management_account: "111111111111", root: r-ab12 }
organizational_units: { Workloads: ou-ab12-00000001 }
accounts: { payments-prod: "444455556666" }
`

function deploymentOf(text: string): Deployment {
  const files: Record<string, string> = { 'manifest.yaml': text, lock, 'network.yaml': network, 'uses.json': uses }
  const read = (path: string) => (files[path] === undefined ? 'missing' : new TextEncoder().encode(files[path]))
  const { lock: locked } = compileLock({ read, file: 'lock' })
  const { deployment, problems } = compileManifest({ read, file: 'manifest.yaml', lock: locked, commit: null })
  if (!deployment) throw new Error(JSON.stringify(problems))
  return deployment
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-stacks-'))
  mkdirSync(join(folder, 'functions/stack-outputs'), { recursive: true })
  writeFileSync(join(folder, 'functions/stack-outputs/index.mjs'), 'export const handler = () => {}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let synths = 0
function synthesized(text: string) {
  const app = new App({ outdir: join(folder, `out-${synths++}`), analyticsReporting: false })
  stackSetsStacks(app, deploymentOf(text), { bundles: join(folder, 'functions'), architecture: 'arm64' })
  return app.synth()
}

const withoutDeletion = manifest.replace('DELETION', '')

describe('stack sets of a manifest', () => {
  let assembly: ReturnType<App['synth']>
  let home: Template
  beforeAll(() => {
    assembly = synthesized(withoutDeletion)
    home = Template.fromJSON(assembly.getStackByName('holdfast-stack-sets').template as Record<string, unknown>)
  })

  const sets = () =>
    Object.values(home.findResources('AWS::CloudFormation::StackSet')).map(({ Properties, ...rest }) => ({
      name: String(Properties.StackSetName),
      properties: Properties as Record<string, unknown>,
      ...(rest as { DependsOn?: string[]; DeletionPolicy: string; UpdateReplacePolicy: string }),
    }))
  const named = (name: string) => {
    const found = sets().find((one) => one.name === name)
    if (!found) throw new Error(`There is no stack set ${name}`)
    return found
  }

  test('there are one for OUs, which takes in who joins, and one for accounts, by intersection; nobody is in both', () => {
    expect(sets().map(({ name }) => name)).toEqual([
      'holdfast-network-ous',
      'holdfast-network-accounts',
      'holdfast-everywhere-ous',
    ])
    const regions = ['eu-central-1', 'eu-west-1']
    expect(named('holdfast-network-ous').properties).toMatchObject({
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true },
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: ['ou-ab12-00000001'],
            Accounts: ['444455556666'],
            AccountFilterType: 'DIFFERENCE',
          },
          Regions: regions,
        },
      ],
    })
    expect(named('holdfast-network-accounts').properties).toMatchObject({
      AutoDeployment: { Enabled: false },
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: ['r-ab12'],
            Accounts: ['444455556666'],
            AccountFilterType: 'INTERSECTION',
          },
          Regions: regions,
        },
      ],
    })
    expect(named('holdfast-everywhere-ous').properties.StackInstancesGroup).toEqual([
      { DeploymentTargets: { OrganizationalUnitIds: ['r-ab12'] }, Regions: ['eu-west-1', 'us-east-1'] },
    ])
    expect(named('holdfast-network-accounts').properties.AutoDeployment).toEqual({ Enabled: false })
  })

  test('they are service-managed, ours by a tag, and go as the manifest says', () => {
    for (const { properties, DeletionPolicy, UpdateReplacePolicy } of sets()) {
      expect(properties).toMatchObject({
        PermissionModel: 'SERVICE_MANAGED',
        CallAs: 'SELF',
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        ManagedExecution: { Active: true },
      })
      // What was made a moment before another one failed would be in the way of the next deployment.
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain'])
    }
    expect(named('holdfast-network-ous').properties).toMatchObject({
      Description: 'A network in each account',
      Tags: [{ Key: 'holdfast', Value: 'network' }],
      OperationPreferences: {
        FailureTolerancePercentage: 0,
        MaxConcurrentPercentage: 20,
        RegionConcurrencyType: 'SEQUENTIAL',
        RegionOrder: ['eu-central-1', 'eu-west-1'],
        ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
      },
    })
    expect(named('holdfast-everywhere-ous').properties.OperationPreferences).toEqual({
      FailureTolerancePercentage: 10,
      MaxConcurrentPercentage: 100,
      RegionConcurrencyType: 'PARALLEL',
      ConcurrencyMode: 'STRICT_FAILURE_TOLERANCE',
    })
  })

  test('each waits for all of the one before it', () => {
    const resources = home.toJSON().Resources as Record<string, { Type: string; DependsOn?: string[] }>
    const [first, last] = ['networkous', 'everywhereous'].map((start) =>
      Object.keys(resources).find((id) => id.startsWith(start)),
    )
    const before = new Set<string>()
    const walk = (id = '') => {
      for (const one of resources[id]?.DependsOn ?? []) if (!before.has(one)) walk(before.add(one) && one)
    }
    walk(last)
    expect([...before]).toContain(first)
    const types = [...before].map((id) => resources[id]?.Type)
    expect(types).toEqual(
      expect.arrayContaining([
        'AWS::CloudFormation::StackSet',
        'Custom::HoldfastStackOutputs',
        'AWS::SSM::Parameter',
        'AWS::CloudFormation::Stack',
      ]),
    )
  })

  test('templates are the bytes of the file', () => {
    const keys = new Map<string, string>()
    for (const { properties } of sets())
      keys.set(String(properties.StackSetName), JSON.stringify(properties.TemplateURL))
    const bytesOf = (name: string) => {
      const [, hash = '', extension = ''] = /\/([0-9a-f]{64})(\.\w+)/.exec(keys.get(name) ?? '') ?? []
      return readFileSync(join(assembly.directory, `asset.${hash}${extension}`))
    }
    expect(bytesOf('holdfast-network-ous').equals(Buffer.from(network))).toBe(true)
    expect(bytesOf('holdfast-everywhere-ous').equals(Buffer.from(uses))).toBe(true)
    expect(keys.get('holdfast-network-ous')).toMatch(/\.yaml/)
  })

  test('SSM parameters are read with each deployment, once; what is exported above is wired through', () => {
    const parameters = home.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' })
    const read = Object.entries(parameters).filter(([id]) => id !== 'BootstrapVersion')
    expect(read.map(([, { Default }]) => Default)).toEqual(['/network/zone'])
    const [zone] = read.map(([id]) => id)
    expect(named('holdfast-network-ous').properties.Parameters).toEqual([
      { ParameterKey: 'Zone', ParameterValue: { Ref: zone } },
      { ParameterKey: 'Label', ParameterValue: { 'Fn::Join': ['', ['blue,', { Ref: zone }]] } },
    ])
    const [outputs] = Object.keys(home.findResources('Custom::HoldfastStackOutputs'))
    const vpc = { 'Fn::GetAtt': [outputs, 'VpcId'] }
    home.hasResourceProperties('AWS::SSM::Parameter', { Name: '/network/vpc-id', Type: 'String', Value: vpc })
    home.hasResourceProperties('AWS::CloudFormation::Stack', {
      Parameters: { Vpc: vpc, Both: { 'Fn::Join': ['', [vpc, ',', { Ref: zone }]] } },
    })
    home.hasResourceProperties('AWS::CloudFormation::Stack', { Parameters: { Vpc: 'vpc-1', Both: '007' } })
  })

  test('outputs are read of the first account, or of the stack beside it', () => {
    home.resourceCountIs('Custom::HoldfastStackOutputs', 1)
    home.hasResourceProperties('Custom::HoldfastStackOutputs', {
      StackSet: 'holdfast-network-accounts',
      Region: 'eu-central-1',
      Account: '444455556666',
      Outputs: ['VpcId'],
      Template: Match.stringLikeRegexp('^[0-9a-f]{64}$'),
    })
    home.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/uses/name',
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^usesit'), 'Outputs.Name'] },
    })
  })

  test('the function may find stacks and take the one role that reads them, in this organization', () => {
    const [role] = Object.values(home.findResources('AWS::IAM::Role'))
    expect(role?.Properties.RoleName).toBe('holdfast-stack-outputs')
    const statements = role?.Properties.Policies[0].PolicyDocument.Statement as object[]
    expect(statements.map((one) => ({ ...one, Sid: undefined }))).toEqual([
      {
        Effect: 'Allow',
        Action: 'cloudformation:ListStackInstances',
        Resource: 'arn:aws:cloudformation:eu-west-1:111111111111:stackset/holdfast-*',
      },
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::*:role/holdfast-stack-outputs-reader',
        Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-exampleorg1' } },
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/holdfast-stack-outputs:*',
      },
    ])
    home.resourceCountIs('AWS::IAM::Policy', 0)
    home.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] })
  })

  test('the management account has stacks of its own, in each region from there', () => {
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual([
      'holdfast-stack-sets',
      'holdfast-stack-sets-us-east-1',
    ])
    home.resourceCountIs('AWS::CloudFormation::Stack', 2)
    home.allResources('AWS::CloudFormation::Stack', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    })
    const there = assembly.getStackByName('holdfast-stack-sets-us-east-1')
    expect(there.environment).toMatchObject({ account: '111111111111', region: 'us-east-1' })
    expect(there.dependencies.map(({ id }) => id)).toContain('holdfast-stack-sets')
    const template = Template.fromJSON(there.template as Record<string, unknown>)
    template.hasResourceProperties('AWS::CloudFormation::Stack', {
      Parameters: { Vpc: 'vpc-1', Both: '007' },
      Tags: [{ Key: 'holdfast', Value: 'everywhere' }],
    })
    expect(JSON.stringify(template.toJSON())).toContain('-111111111111-us-east-1')
  })
})

describe('what the manifest no longer names', () => {
  const stackSetsOf = (text: string) => {
    const [stack] = synthesized(text).stacks
    return stack && Template.fromJSON(stack.template as Record<string, unknown>)
  }
  const deleting = (text: string) => text.replace('DELETION', 'enable_stack_set_deletion: true')
  const none = `${manifest.split('resources:')[0]}resources: []\n`

  test('goes with its stacks where it says so', () => {
    const template = stackSetsOf(deleting(manifest))
    for (const type of ['AWS::CloudFormation::StackSet', 'AWS::CloudFormation::Stack', 'AWS::SSM::Parameter'])
      template?.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' })
  })

  test('goes too where it was the last; else there is no stack', () => {
    expect(stackSetsOf(deleting(none))?.toJSON().Resources).toEqual({
      Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
    })
    expect(stackSetsOf(none.replace('DELETION', ''))).toBeUndefined()
  })
})

test('names that look alike stay apart, and other partitions hold nothing of aws', () => {
  const entry = (name: string) =>
    `  - { name: ${name}, resource_file: uses.json, deploy_method: stack_set, parameters: [{ parameter_key: Vpc, parameter_value: v }, { parameter_key: Both, parameter_value: b }], export_outputs: [{ name: /${name}, value: "$[output_Name]" }], deployment_targets: { organizational_units: [Root] } }\n`
  const text = `region: cn-north-1\nversion: 2021-03-15\nresources:\n${entry('a-b')}${entry('ab')}`
  const template = Template.fromJSON(synthesized(text).getStackByName('holdfast-stack-sets').template as object)
  template.resourceCountIs('AWS::CloudFormation::StackSet', 2)
  template.resourceCountIs('AWS::SSM::Parameter', 2)
  expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws:|(?<!"Service":"lambda\.)amazonaws\.com/)
})
