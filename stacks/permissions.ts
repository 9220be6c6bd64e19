import { type LambdaName, type ManagementFunction, nameOf, resourceNames, sendsTo } from '../core/deployed.ts'
import type { FunctionName } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { parameterNames } from '../core/parameters.ts'
import type { Arns } from './arns.ts'
import { compared } from './evidence-roles.ts'
import { never, writesOf } from './organization-writes.ts'
import { allow, type Statement } from './statement.ts'

// What each function may, as data: docs/decisions/0022-what-the-functions-may.md

/** What has no name that is fixed for every deployment. */
export interface Named {
  /** ARN of the key of topic, queues, table, logs and environments. */
  key: string
  /** ARN of the HMAC key of pseudonyms. */
  pseudonymKey: string
  /** Name of the evidence bucket. */
  bucket: string
  /** Name of the bucket of raw values, and the ARNs of its place. */
  identities: { bucket: string; arns: Arns }
}

export const permissionsOf = (name: ManagementFunction, manifest: Manifest, arns: Arns, named: Named): Statement[] => [
  ...(name === 'deployment' ? planning() : recording(name, manifest, arns, named)),
  ...(sendsTo[name].length > 0
    ? [
        allow(
          'SendMessages',
          'sqs:SendMessage',
          sendsTo[name].map((queue) => arns.queue(nameOf(queue))),
        ),
      ]
    : []),
  allow('KeepState', keeps, arns.table(resourceNames.table)),
  allow('TellPeople', 'sns:Publish', arns.topic(resourceNames.topic)),
  allow('UseKey', uses, named.key),
  allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${arns.logGroup(logGroupOf(name))}:*`),
]

/** It looks at what a deployment would change, and changes nothing. */
const planning = (): Statement[] => [allow('ReadOrganization', reads, '*'), never([])]

function recording(name: FunctionName, manifest: Manifest, arns: Arns, named: Named): Statement[] {
  const { pseudonymKey, bucket, identities } = named
  const writes = writesOf(name, manifest, arns)
  return [
    allow('ReadOrganization', reads, '*'),
    ...writes,
    never(writes),
    allow('TakeMessages', takes, arns.queue(nameOf(name))),
    allow('LeaveEvidence', 's3:PutObject', arns.objects(bucket, 'records/')),
    allow('MakePseudonyms', 'kms:GenerateMac', pseudonymKey),
    allow('KeepIdentities', 's3:PutObject', arns.objects(identities.bucket, '')),
    // The id of that key nobody knows before it is made; what S3 asks for says the bucket.
    allow('EncryptIdentities', 'kms:GenerateDataKey', identities.arns.keys, {
      StringEquals: { 'kms:EncryptionContext:aws:s3:arn': arns.bucket(identities.bucket) },
    }),
    allow('ReadSuspensions', 'ssm:GetParametersByPath', [
      arns.parameter(parameterNames.suspensions.slice(0, -1)),
      arns.parameter(`${parameterNames.suspensions}*`),
    ]),
    ...(name === 'evidence' ? completing(arns, named) : []),
  ]
}

/** It compares what was recorded with what CloudTrail knows; LookupEvents knows no resources. */
const completing = (arns: Arns, { bucket }: Named): Statement[] => [
  allow('LookUpEvents', 'cloudtrail:LookupEvents', '*'),
  allow('ListEvidence', 's3:ListBucketVersions', arns.bucket(bucket), {
    StringLike: { 's3:prefix': compared.map((prefix) => `${prefix}*`) },
  }),
  allow(
    'ReadEvidence',
    ['s3:GetObject', 's3:GetObjectVersion'],
    compared.map((prefix) => arns.objects(bucket, prefix)),
  ),
]

export const logGroupOf = (name: LambdaName): string => `/aws/lambda/${nameOf(name)}`

/** What it looks at is decided by events and the manifest, at ids that nobody knows before: AWS is asked for all. */
const reads = [
  'organizations:DescribeAccount',
  'organizations:DescribeOrganization',
  'organizations:DescribeOrganizationalUnit',
  'organizations:DescribePolicy',
  'organizations:ListAccounts',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListParents',
  'organizations:ListPolicies',
  'organizations:ListPoliciesForTarget',
  'organizations:ListRoots',
  'organizations:ListTagsForResource',
  'organizations:ListTargetsForPolicy',
]

const takes = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes']

const keeps = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem']

/** Queues and topic need the first two. For a table under a customer's key AWS documents no smaller set than all of them. */
const uses = [
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
]
