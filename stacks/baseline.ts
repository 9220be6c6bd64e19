import { type App, Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { StackSetStack } from 'cdk-stacksets'
import { evidenceWork, outputsWork } from '../compile/policy/holdfast.ts'
import { nameOf, resourceNames, stackNames } from '../core/deployed.ts'
import { type Deployment, evidenceAccount } from '../core/deployment.ts'
import { denialsBus } from './denials.ts'
import { denied } from './denied.ts'
import { memberStackSet, readerRole } from './members.ts'
import { readsMembers } from './stack-outputs.ts'

/**
 * What holdfast needs in member accounts: the baseline where the manifest wants it, and in all of them a role that reads outputs of
 * stacks where any are exported, which is there before stack sets are.
 */
export function baselineStack(app: App, deployment: Deployment): Stack | null {
  const { manifest, memberBaseline } = deployment
  const exports = readsMembers(deployment)
  if (memberBaseline === null && !exports) return null
  const stack = new Stack(app, stackNames.baseline, {
    env: { account: manifest.organization.managementAccount, region: manifest.region },
    description: 'holdfast: stack sets of what it needs in member accounts',
  })
  if (memberBaseline)
    memberStackSet(stack, 'Baseline', {
      name: stackNames.baseline,
      description: 'Evidence role of holdfast, and rules that forward calls which SCPs and RCPs denied',
      template: baselineTemplate(stack, deployment),
      ...memberBaseline,
    })
  if (exports)
    memberStackSet(stack, 'Outputs', {
      name: resourceNames.outputsRole,
      description: 'Role with which holdfast reads outputs of stacks that it deployed',
      template: outputsTemplate(stack, deployment),
      units: [manifest.organization.root],
      regions: [manifest.region],
    })
  return stack
}

/** The template for one account and region. It knows neither, so that all get the same one. */
function baselineTemplate(parent: Stack, deployment: Deployment): StackSetStack {
  const { manifest } = deployment
  const stack = new StackSetStack(parent, 'BaselineTemplate')
  stack.templateOptions.description = 'holdfast: evidence role, and the rule that forwards what SCPs and RCPs denied'
  const evidence = readerRole(stack, 'EvidenceRole', {
    roleName: resourceNames.evidenceRole,
    description: 'The log-archive account reads what is in force here',
    assumedBy: new AccountPrincipal(evidenceAccount(deployment)).withConditions({
      StringEquals: { 'aws:PrincipalOrgID': manifest.organization.id },
    }),
    work: evidenceWork,
  })
  // A role is there once for all regions.
  evidence.cfnOptions.condition = new CfnCondition(stack, 'IsHomeRegion', {
    expression: Fn.conditionEquals(Aws.REGION, manifest.region),
  })
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

function outputsTemplate(parent: Stack, { accounts: { management } }: Deployment): StackSetStack {
  const stack = new StackSetStack(parent, 'OutputsTemplate')
  stack.templateOptions.description = 'holdfast: role that reads outputs of its stacks'
  readerRole(stack, 'OutputsRole', {
    roleName: resourceNames.outputsRole,
    description: 'holdfast reads the outputs of stacks that it deployed here',
    assumedBy: new AccountPrincipal(management).withConditions({
      ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${management}:role/${nameOf('stack-outputs')}` },
    }),
    work: outputsWork,
  })
  return stack
}
