import { type App, Aws, CfnCondition, Fn, Stack, Validations } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import {
  AccountPrincipal,
  type CfnRole,
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam'
import { Capability, DeploymentType, StackSet, StackSetStack, StackSetTarget, StackSetTemplate } from 'cdk-stacksets'
import { evidenceWork, outputsWork } from '../compile/policy/holdfast.ts'
import type { Work } from '../compile/policy/work.ts'
import { nameOf, resourceNames, stackNames } from '../core/deployed.ts'
import type { Deployment } from '../core/deployment.ts'
import { denialsBus } from './denials.ts'
import { denied } from './denied.ts'
import { evidenceAccount } from './evidence.ts'

/**
 * What every member account gets: a role that the log-archive account reads with, one that reads outputs of stacks where the
 * manifest exports any, and in each region a rule that forwards denials. A stack set, because accounts join.
 */
export function baselineStack(app: App, deployment: Deployment): Stack | null {
  const { manifest, memberBaseline } = deployment
  if (memberBaseline === null) return null
  const stack = new Stack(app, stackNames.baseline, {
    env: { account: manifest.organization.managementAccount, region: manifest.region },
    description: 'holdfast: the stack set of what it needs in member accounts',
  })
  new StackSet(stack, 'StackSet', {
    stackSetName: stackNames.baseline,
    description: 'Evidence role of holdfast, and rules that forward calls which SCPs and RCPs denied',
    template: StackSetTemplate.fromStackSetStack(memberTemplate(stack, deployment)),
    target: StackSetTarget.fromOrganizationalUnits({
      organizationalUnits: memberBaseline.units,
      regions: memberBaseline.regions,
    }),
    deploymentType: DeploymentType.serviceManaged({
      delegatedAdmin: false,
      autoDeployEnabled: true,
      autoDeployRetainStacks: false,
    }),
    capabilities: [Capability.NAMED_IAM],
    // One account that refuses it keeps no other from getting it.
    operationPreferences: { maxConcurrentPercentage: 25, failureTolerancePercentage: 100 },
  })
  return stack
}

/** The template for one account and region. It knows neither, so that all get the same one. */
function memberTemplate(parent: Stack, deployment: Deployment): StackSetStack {
  const { manifest, accounts, stackSets } = deployment
  const stack = new StackSetStack(parent, 'Member')
  stack.templateOptions.description = 'holdfast: evidence role, and the rule that forwards what SCPs and RCPs denied'
  const isHome = new CfnCondition(stack, 'IsHomeRegion', {
    expression: Fn.conditionEquals(Aws.REGION, manifest.region),
  })
  const reader = (id: string, roleName: string, description: string, who: IPrincipal, work: Work[]) => {
    const role = new Role(stack, id, {
      ...{ roleName, description, assumedBy: who },
      inlinePolicies: { reads: new PolicyDocument({ statements: statementsOf(work) }) },
    })
    // A role is there once for all regions.
    const resource = role.node.defaultChild as CfnRole
    resource.cfnOptions.condition = isHome
    for (const { resources } of work)
      for (const arn of resources.length > 0 ? resources : ['*'])
        Validations.of(role).acknowledge({
          id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn.replace(/^arn:\*:/, 'arn:<AWS::Partition>:')}]`,
          reason: arn === '*' ? 'These reads know no resources.' : 'It only reads, and only what holdfast has named.',
        })
  }
  reader(
    'EvidenceRole',
    resourceNames.evidenceRole,
    'The log-archive account reads what is in force here',
    new AccountPrincipal(evidenceAccount(deployment)).withConditions({
      StringEquals: { 'aws:PrincipalOrgID': manifest.organization.id },
    }),
    evidenceWork,
  )
  if (stackSets.some(({ exports }) => exports.length > 0))
    reader(
      'OutputsRole',
      resourceNames.outputsRole,
      'holdfast reads the outputs of stacks that it deployed here',
      new AccountPrincipal(accounts.management).withConditions({
        ArnEquals: {
          'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${accounts.management}:role/${nameOf('stack-outputs')}`,
        },
      }),
      outputsWork,
    )
  const bus = denialsBus(deployment, Aws.PARTITION)
  const forwarder = new Role(stack, 'DenialsRole', {
    roleName: `${resourceNames.denialsRole}${Aws.REGION}`,
    description: 'Sends denials to where they are counted',
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      forward: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] })],
      }),
    },
  })
  new CfnRule(stack, 'Denials', {
    name: resourceNames.denials,
    description: 'Forwards calls that an SCP or RCP denied, to be counted by policy',
    // Denied reads are left out: they are many, and cost by the event.
    state: 'ENABLED',
    eventPattern: denied,
    targets: [{ id: 'Counted', arn: bus, roleArn: forwarder.roleArn }],
  })
  return stack
}

const statementsOf = (work: Work[]): PolicyStatement[] =>
  work.map(
    ({ actions, resources }) =>
      new PolicyStatement({
        actions,
        resources:
          resources.length > 0 ? resources.map((arn) => arn.replace(/^arn:\*:/, `arn:${Aws.PARTITION}:`)) : ['*'],
      }),
  )
