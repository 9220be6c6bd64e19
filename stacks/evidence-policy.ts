import { RemovalPolicy } from 'aws-cdk-lib'
import { AccountPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { nameOf } from '../core/deployed.ts'
import type { EvidenceRoles } from './evidence-roles.ts'
import { compared, sealed } from './evidence-roles.ts'

/** What would undo the bucket's promises. */
const configuration = [
  ...[
    'DeleteBucketPolicy',
    'PutBucketPolicy',
    'PutBucketAcl',
    'PutBucketOwnershipControls',
    'PutBucketPublicAccessBlock',
  ],
  ...['PutBucketObjectLockConfiguration', 'PutBucketVersioning', 'PutLifecycleConfiguration'],
  ...['PutEncryptionConfiguration', 'PutReplicationConfiguration'],
]

/**
 * Functions of the management account write records, each once, and the seal writes seals; nobody else writes, nobody deletes, and
 * only a deployment configures. Roles are conditions, because a role that is not there yet cannot be a principal. That the root user
 * of the bucket's account can take a bucket policy away is S3's own rule: against that account's administrators only the lock holds.
 */
export function guardEvidence(bucket: Bucket, roles: EvidenceRoles, retentionDays: number): void {
  const { management, functions, seal, reidentification, deployer } = roles
  const recorders = [...functions, ...reidentification.here, ...reidentification.management]
  const objects = bucket.arnForObjects('*')

  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'FunctionsWriteRecords',
      principals: [new AccountPrincipal(management.account)],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('records/*')],
      conditions: { ArnLike: { 'aws:PrincipalArn': [...functions, ...reidentification.management] } },
    }),
  )
  const reader = { ArnEquals: { 'aws:PrincipalArn': management.role(nameOf('evidence')) } }
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RecordsAreCompared',
      principals: [new AccountPrincipal(management.account)],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: compared.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      conditions: reader,
    }),
  )
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RecordsAreListed',
      principals: [new AccountPrincipal(management.account)],
      actions: ['s3:ListBucketVersions'],
      resources: [bucket.bucketArn],
      conditions: { ...reader, StringLike: { 's3:prefix': compared.map((prefix) => `${prefix}*`) } },
    }),
  )
  const denials: [sid: string, names: string[], on: string | string[], conditions?: PolicyStatement['conditions']][] = [
    ['OthersDoNotWrite', ['PutObject'], objects, { ArnNotLike: { 'aws:PrincipalArn': [...recorders, seal] } }],
    [
      'OthersDoNotRecord',
      ['PutObject'],
      bucket.arnForObjects('records/*'),
      { ArnNotLike: { 'aws:PrincipalArn': recorders } },
    ],
    [
      'OthersDoNotSeal',
      ['PutObject'],
      sealed.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      { ArnNotEquals: { 'aws:PrincipalArn': seal } },
    ],
    ['NothingIsWrittenTwice', ['PutObject'], objects, { Null: { 's3:if-none-match': 'true' } }],
    [
      'NothingUnderAKey',
      ['PutObject'],
      objects,
      {
        Null: { 's3:x-amz-server-side-encryption': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' },
      },
    ],
    [
      // Nobody could read it, nor the seal name it.
      'NothingIsArchivedAtOnce',
      ['PutObject'],
      objects,
      {
        Null: { 's3:x-amz-storage-class': 'false' },
        StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD' },
      },
    ],
    ['NothingIsDeleted', ['BypassGovernanceRetention', 'DeleteObject', 'DeleteObjectVersion'], objects],
    [
      'NothingIsKeptForLess',
      ['PutObjectRetention'],
      objects,
      { NumericLessThan: { 's3:object-lock-remaining-retention-days': String(retentionDays) } },
    ],
    ['TheBucketStays', ['DeleteBucket'], bucket.bucketArn],
    ['DeploymentsConfigure', configuration, bucket.bucketArn, { ArnNotLike: { 'aws:PrincipalArn': deployer } }],
  ]
  for (const [sid, names, on, conditions = {}] of denials) {
    bucket.addToResourcePolicy(
      new PolicyStatement({
        ...{ sid, effect: Effect.DENY, principals: [new AnyPrincipal()] },
        ...{ actions: names.map((name) => `s3:${name}`), resources: [on].flat(), conditions },
      }),
    )
  }
  // A bucket that outlives its stack stays guarded.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
}
