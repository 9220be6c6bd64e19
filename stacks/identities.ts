import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { identitiesBucket, resourceNames } from '../core/deployed.ts'
import type { EvidenceRoles } from './evidence-roles.ts'
import { administration, keyStays } from './key-policy.ts'
import { policyDocument, type Statement } from './statement.ts'

/**
 * What is behind pseudonyms: functions put it here and cannot read it, roles of one name read it, and after some days it is gone.
 * Without a lock, so that somebody's data can be erased before.
 */
export function createIdentities(stack: Stack, roles: EvidenceRoles, days: number): Bucket {
  const { home } = roles
  const bucketName = identitiesBucket(stack.account, stack.region)
  const bucket = new Bucket(stack, 'Identities', {
    bucketName,
    encryption: BucketEncryption.KMS,
    encryptionKey: identitiesKey(stack, roles, home.bucket(bucketName)),
    // Then what S3 asks its key for says the bucket, and not each object.
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      {
        id: 'everything-expires',
        expiration: Duration.days(days),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  for (const statement of bucketStatements(roles, bucketName))
    bucket.addToResourcePolicy(PolicyStatement.fromJson(statement))
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Names of objects say a day and no more. Who decrypts, CloudTrail tells: each reading of an object asks the key.',
  })
  return bucket
}

function bucketStatements({ home, management, functions, reidentification, deployer }: EvidenceRoles, name: string) {
  const [bucket, objects] = [home.bucket(name), home.objects(name, '')]
  const writers = [...functions, ...reidentification.here, ...reidentification.management]
  const statements: Statement[] = [
    {
      ...{ Sid: 'FunctionsKeep', Effect: 'Allow', Principal: { AWS: management.root } },
      ...{ Action: 's3:PutObject', Resource: objects },
      Condition: { ArnLike: { 'aws:PrincipalArn': [...functions, ...reidentification.management] } },
    },
    {
      ...{
        Sid: 'OthersDoNotWrite',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:PutObject',
        Resource: objects,
      },
      Condition: { ArnNotLike: { 'aws:PrincipalArn': writers } },
    },
    {
      // What asks for nothing else is encrypted with the key of the bucket.
      ...{ Sid: 'UnderNoOtherKey', Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:PutObject', Resource: objects },
      Condition: { Null: { 's3:x-amz-server-side-encryption': 'false' } },
    },
    {
      ...{ Sid: 'OthersDoNotRead', Effect: 'Deny', Principal: { AWS: '*' }, Resource: objects },
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Condition: { ArnNotLike: { 'aws:PrincipalArn': reidentification.here } },
    },
    {
      ...{ Sid: 'DeploymentsConfigure', Effect: 'Deny', Principal: { AWS: '*' }, Resource: bucket },
      Action: [
        'DeleteBucketPolicy',
        'PutBucketPolicy',
        'PutEncryptionConfiguration',
        'PutReplicationConfiguration',
      ].map((action) => `s3:${action}`),
      Condition: { ArnNotLike: { 'aws:PrincipalArn': deployer } },
    },
  ]
  return statements
}

/** The functions may only encrypt. Who administers the key cannot decrypt, and nobody of the management account where it is another one. */
function identitiesKey(stack: Stack, roles: EvidenceRoles, bucket: string): Key {
  const { home, management, functions, reidentification } = roles
  const ofBucket = { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': bucket } }
  const statements: Statement[] = [
    administration(home),
    {
      ...{ Sid: 'FunctionsEncrypt', Effect: 'Allow', Principal: { AWS: management.root } },
      ...{ Action: 'kms:GenerateDataKey', Resource: '*' },
      Condition: { ...ofBucket, ArnLike: { 'aws:PrincipalArn': [...functions, ...reidentification.management] } },
    },
    {
      ...{ Sid: 'ReidentificationDecrypts', Effect: 'Allow', Principal: { AWS: home.root } },
      ...{ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
      Condition: { ...ofBucket, ArnLike: { 'aws:PrincipalArn': reidentification.here } },
    },
    {
      ...{ Sid: 'OthersDoNotDecrypt', Effect: 'Deny', Principal: { AWS: '*' } },
      ...{ Action: ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant'], Resource: '*' },
      Condition: { ArnNotLike: { 'aws:PrincipalArn': reidentification.here } },
    },
    keyStays(roles),
  ]
  return new Key(stack, 'IdentitiesKey', {
    alias: resourceNames.identitiesKey,
    description: 'holdfast: what is behind pseudonyms',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    policy: PolicyDocument.fromJson(policyDocument(statements)),
  })
}
