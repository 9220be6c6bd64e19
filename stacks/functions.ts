import { type CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnAlias, CfnEventSourceMapping, CfnFunction, type CfnFunctionProps, CfnVersion } from 'aws-cdk-lib/aws-lambda'
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { Asset } from 'aws-cdk-lib/aws-s3-assets'
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type LambdaName, liveAlias, nameOf } from '../core/deployed.ts'
import { digest } from '../core/digest.ts'
import type { Queue } from '../core/event/wiring.ts'
import { pascal } from './id.ts'
import { logGroupOf } from './permissions.ts'
import { policyDocument, type Statement, trust } from './statement.ts'

/** A function, and the alias under which it is called. */
export interface DeployedFunction {
  name: LambdaName
  role: CfnRole
  logGroup: CfnLogGroup
  alias: CfnAlias
}

export interface FunctionProps {
  name: LambdaName
  code: Asset
  permissions: Statement[]
  architecture: string
  /** Seconds. */
  timeout: number
  environment: Record<string, string>
  /** Of logs and environment; without one AWS's own keys. */
  key?: CfnKey
  /** What else tells one version from another: of what stands in the environment only once it is deployed. */
  revision: string
}

/** MB; Lambda gives a share of a processor with it. Most of a run is waiting for AWS. */
const memory = 512

/** Of all functions. */
export const runtime = 'nodejs24.x'

/** Days. What has to be kept for longer is in the audit trail. */
export const logsAreKept = 90

/** Every deployment makes a version, and moves the alias to it: what is called is never half of two. */
export function createFunction(stack: Stack, props: FunctionProps): DeployedFunction {
  const { name, code, key } = props
  const scope = new Construct(stack, pascal(name))
  const logGroup = new CfnLogGroup(scope, 'LogGroup', {
    logGroupName: logGroupOf(name),
    retentionInDays: logsAreKept,
    ...(key && { kmsKeyId: key.attrArn }),
  })
  const role = new CfnRole(scope, 'Role', {
    roleName: nameOf(name),
    description: `holdfast: what ${name} may do`,
    assumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    policies: [{ policyName: name, policyDocument: policyDocument(props.permissions) }],
  })
  const definition: CfnFunctionProps = {
    functionName: nameOf(name),
    description: `holdfast ${name}`,
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    runtime,
    architectures: [props.architecture],
    handler: 'index.handler',
    role: role.attrArn,
    memorySize: memory,
    timeout: props.timeout,
    environment: { variables: props.environment },
    ...(key && { kmsKeyArn: key.attrArn }),
    loggingConfig: { logGroup: logGroup.ref },
    // A sweep of a large organization goes on by message for hours; Lambda would take the seventeenth run for a loop.
    recursiveLoop: 'Allow',
  }
  const created = new CfnFunction(scope, 'Function', definition)
  code.addResourceMetadata(created, 'Code')
  const revision = digest([stack.resolve(definition), props.revision]).slice(0, 12)
  const version = new CfnVersion(scope, `Version${revision}`, { functionName: created.ref })
  // To remove the version before, CloudFormation would call DeleteFunction, which everybody is told of as the end of a function. It
  // goes with its function; one of a deployment that is rolled back goes at once, else the next could not publish the same.
  version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  const alias = new CfnAlias(scope, 'Live', {
    name: liveAlias,
    functionName: created.ref,
    functionVersion: version.attrVersion,
  })
  return { name, role, logGroup, alias }
}

/** Messages of a queue for a function: no more than two batches at a time, and a message that fails fails alone. */
export const createMapping = (
  scope: Construct,
  { queue, source, alias }: { queue: Queue; source: CfnQueue; alias: CfnResource },
): CfnEventSourceMapping =>
  new CfnEventSourceMapping(scope, `${pascal(queue.function)}Mapping`, {
    eventSourceArn: source.attrArn,
    functionName: alias.ref,
    batchSize: queue.batchSize,
    maximumBatchingWindowInSeconds: queue.batchWindow / 1_000,
    functionResponseTypes: ['ReportBatchItemFailures'],
    // SQS knows no smaller number. Where that is one too many, leases see to it.
    scalingConfig: { maximumConcurrency: 2 },
  })
