import { type App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
  TransitionDefaultMinimumObjectSize,
} from 'aws-cdk-lib/aws-s3'
import { evidenceBucket, stackNames } from '../core/deployed.ts'
import { type Deployment, evidenceAccount } from '../core/deployment.ts'
import { guardEvidence } from './evidence-policy.ts'
import { evidenceRoles } from './evidence-roles.ts'

/**
 * The bucket of the audit trail: versioned, locked, written by holdfast's functions alone, each object once. It refers to no
 * other stack, nor to roles that may not be there yet, and it outlives its stack. None where the manifest names a bucket.
 */
export function evidenceStack(app: App, deployment: Deployment): Stack | null {
  const { manifest, audit } = deployment
  if (audit.bucket !== null) return null
  const account = evidenceAccount(deployment)
  const stack = new Stack(app, stackNames.evidence, {
    env: { account, region: manifest.region },
    description: 'holdfast: the bucket of the audit trail',
    terminationProtection: true,
  })
  const retention = Duration.days(audit.retentionDays)
  const bucket = new Bucket(stack, 'Evidence', {
    bucketName: evidenceBucket(account, manifest.region),
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention[audit.objectLock](retention),
    // Not under a key of ours: who deletes the key deletes what is locked.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // Otherwise nothing below 128 KB ever leaves the standard class.
    transitionDefaultMinimumObjectSize: TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS,
    lifecycleRules: lifecycle(audit.retentionDays),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  guardEvidence(bucket, evidenceRoles(deployment), audit.retentionDays)
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Access logs need a second bucket, which nothing guards as this one is guarded. CloudTrail tells who writes where data events are on.',
  })
  return stack
}

/** Days between the end of the lock and the end of the object: a month to notice that it should have been kept. */
const grace = 30

/** Days after which a bundle moves on, and for which its class is billed at least. */
const classes = [
  { storageClass: StorageClass.GLACIER, after: 90, billed: 90 },
  { storageClass: StorageClass.DEEP_ARCHIVE, after: 400, billed: 180 },
]

/**
 * Records stay in the standard class: at 3 KB the transition of one costs more than seven years of it. Bundles of a day move on
 * when their quarter is over, and again after the year that an auditor asks for, where they stay long enough to be worth it.
 */
function lifecycle(retentionDays: number): LifecycleRule[] {
  const kept = retentionDays + grace
  const transitions = classes
    .filter(({ after, billed }) => kept >= after + billed)
    .map(({ storageClass, after }) => ({ storageClass, transitionAfter: Duration.days(after) }))
  return [
    ...(transitions.length > 0 ? [{ id: 'bundles-to-glacier', prefix: 'bundles/', transitions }] : []),
    {
      id: 'everything-expires',
      expiration: Duration.days(kept),
      noncurrentVersionExpiration: Duration.days(1),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    },
    { id: 'delete-markers-expire', expiredObjectDeleteMarker: true },
  ]
}
