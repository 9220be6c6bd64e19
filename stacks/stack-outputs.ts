import { join } from 'node:path'
import { Duration, RemovalPolicy, CfnResource as Resource, type Stack } from 'aws-cdk-lib'
import type { CfnStackSet } from 'aws-cdk-lib/aws-cloudformation'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { nameOf, resourceNames } from '../core/deployed.ts'
import type { Deployment, StackSet } from '../core/deployment.ts'
import { partitionOf } from '../core/partition.ts'
import type { TemplateAsset } from './template-asset.ts'

export interface StackSetsProps {
  /** The folder of the finished functions. */
  bundles: string
  architecture: 'arm64' | 'x86_64'
}

/** The function that reads outputs of stacks in member accounts. */
export interface Reader {
  arn: string
}

const reads = ({ exports, exportsFrom }: StackSet, management: string): boolean =>
  exports.length > 0 && exportsFrom !== management

/** Whether any stack set exports what only stacks in member accounts know. */
export const readsMembers = ({ manifest, stackSets }: Deployment): boolean =>
  stackSets.some((one) => reads(one, manifest.organization.managementAccount))

/** The function, where anything is exported that the home stack does not know itself. */
export function outputsReader(
  stack: Stack,
  deployment: Deployment,
  { bundles, architecture }: StackSetsProps,
): Reader | null {
  if (!readsMembers(deployment)) return null
  const { manifest } = deployment
  const { managementAccount, id } = manifest.organization
  const partition = partitionOf(manifest.region)
  const functionName = nameOf('stack-outputs')
  const logGroup = new LogGroup(stack, 'OutputsLog', {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const may = (sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    new PolicyStatement({ sid, actions, resources, ...(conditions && { conditions }) })
  const role = new Role(stack, 'OutputsRole', {
    roleName: functionName,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      reads: new PolicyDocument({
        statements: [
          may(
            'FindStacks',
            ['cloudformation:ListStackInstances'],
            [`arn:${partition}:cloudformation:${manifest.region}:${managementAccount}:stackset/holdfast-*`],
          ),
          may('ReadOutputs', ['sts:AssumeRole'], [`arn:${partition}:iam::*:role/${resourceNames.outputsRole}`], {
            StringEquals: { 'aws:ResourceOrgID': id },
          }),
          may(
            'WriteLog',
            ['logs:CreateLogStream', 'logs:PutLogEvents'],
            [`arn:${partition}:logs:${manifest.region}:${managementAccount}:log-group:/aws/lambda/${functionName}:*`],
          ),
        ],
      }),
    },
  })
  const made = new LambdaFunction(stack, 'Outputs', {
    functionName,
    description: 'holdfast: reads outputs of stacks in member accounts for SSM parameters',
    runtime: Runtime.NODEJS_24_X,
    architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(join(bundles, 'stack-outputs')),
    timeout: Duration.minutes(15),
    memorySize: 256,
    ...{ role, logGroup },
  })
  return { arn: made.functionArn }
}

interface Source {
  stackSet: StackSet
  /** The stack set whose stacks have the outputs. */
  set: CfnStackSet
  reader: Reader
  asset: TemplateAsset
  parameters: { key: string; value: string }[]
}

/** A custom resource whose attributes are the outputs that a stack set exports. */
export function outputsOf(scope: Construct, { stackSet, set, reader, asset, parameters }: Source): Resource {
  const { exports, exportsFrom, regions } = stackSet
  const read = new Resource(scope, 'Outputs', {
    type: 'Custom::HoldfastStackOutputs',
    properties: {
      ServiceToken: reader.arn,
      ServiceTimeout: '900',
      StackSet: set.stackSetName,
      Region: regions[0],
      Account: exportsFrom ?? '',
      Outputs: exports.map(({ output }) => output),
      // read anew whenever a stack may have other outputs
      Template: asset.hash,
      Parameters: parameters.map(({ key, value }) => `${key}=${value}`),
    },
  })
  read.addResourceDependency(set)
  return read
}
