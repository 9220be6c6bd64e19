import { CfnResource, type Stack } from 'aws-cdk-lib'
import type { CfnStackSet } from 'aws-cdk-lib/aws-cloudformation'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { nameOf, resourceNames } from '../core/deployed.ts'
import type { Deployment, StackSet } from '../core/deployment.ts'
import { partitionOf } from '../core/partition.ts'
import { arnsOf } from './arns.ts'
import { bundleOf } from './bundle.ts'
import { logsAreKept, runtime } from './functions.ts'
import { allow, policyDocument, type Statement, trust } from './statement.ts'
import type { TemplateAsset } from './template-asset.ts'

export interface StackSetsProps {
  /** The folder of the finished functions. */
  bundles: string
  architecture: string
}

const name = nameOf('stack-outputs')
const logGroupName = `/aws/lambda/${name}`

/** Whether any stack set exports what only stacks in member accounts know. */
export const readsMembers = ({ manifest, stackSets }: Deployment): boolean =>
  stackSets.some(
    ({ exports, exportsFrom }) => exports.length > 0 && exportsFrom !== manifest.organization.managementAccount,
  )

/** What the function may: find stacks of stack sets, and take the one role that reads their outputs, in this organization. */
function outputsPermissions({ manifest }: Deployment): Statement[] {
  const { managementAccount, id } = manifest.organization
  const arns = arnsOf({ account: managementAccount, region: manifest.region })
  const readers = `arn:${partitionOf(manifest.region)}:iam::*:role/${resourceNames.outputsRole}`
  return [
    allow('FindStacks', 'cloudformation:ListStackInstances', arns.stackSet('holdfast-*')),
    allow('ReadOutputs', 'sts:AssumeRole', readers, { StringEquals: { 'aws:ResourceOrgID': id } }),
    allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${arns.logGroup(logGroupName)}:*`),
  ]
}

/** The function that reads outputs of stacks in member accounts; null where none is exported. */
export function outputsReader(stack: Stack, deployment: Deployment, props: StackSetsProps): CfnFunction | null {
  if (!readsMembers(deployment)) return null
  const scope = new Construct(stack, 'StackOutputs')
  const logGroup = new CfnLogGroup(scope, 'LogGroup', { logGroupName, retentionInDays: logsAreKept })
  const role = new CfnRole(scope, 'Role', {
    roleName: name,
    description: 'holdfast: what stack-outputs may do',
    assumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    policies: [{ policyName: 'stack-outputs', policyDocument: policyDocument(outputsPermissions(deployment)) }],
  })
  const code = bundleOf(stack, props.bundles, 'stack-outputs', null)
  const made = new CfnFunction(scope, 'Function', {
    functionName: name,
    description: 'holdfast stack-outputs',
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    runtime,
    architectures: [props.architecture],
    handler: 'index.handler',
    role: role.attrArn,
    memorySize: 256,
    // as long as a stack may take after CloudFormation says that the stack set is there
    timeout: 600,
    loggingConfig: { logGroup: logGroup.ref },
  })
  code.addResourceMetadata(made, 'Code')
  return made
}

interface Source {
  stackSet: StackSet
  /** The stack set whose stacks have the outputs. */
  set: CfnStackSet
  reader: CfnFunction
  asset: TemplateAsset
  parameters: { key: string; value: string }[]
}

/** A custom resource whose attributes are the outputs that a stack set exports. */
export function outputsOf(scope: Construct, { stackSet, set, reader, asset, parameters }: Source): CfnResource {
  const { exports, exportsFrom, regions } = stackSet
  const read = new CfnResource(scope, 'Outputs', {
    type: 'Custom::HoldfastStackOutputs',
    properties: {
      ServiceToken: reader.attrArn,
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
