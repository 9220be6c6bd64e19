import { type App, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs'
import { environmentNames, liveAlias, nameOf, resourceNames, stackNames } from '../core/deployed.ts'
import { type Deployment, evidenceAccount, recordsBucket } from '../core/deployment.ts'
import { type Alarm, createEach, functionMetric, ownMetrics } from './alarms.ts'
import type { Arns } from './arns.ts'
import { bundleOf } from './bundle.ts'
import { type EvidenceRoles, evidenceRoles, sealed } from './evidence-roles.ts'
import { createFunction } from './functions.ts'
import { createIdentities } from './identities.ts'
import { administration, keyStays } from './key-policy.ts'
import { logGroupOf } from './permissions.ts'
import { createSealSchedule, sealEvery } from './seal-schedule.ts'
import { allow, policyDocument, type Statement } from './statement.ts'
import { admitPublishers, createTopic } from './topic.ts'

export interface SealProps {
  /** The folder of the finished functions. */
  bundles: string
  architecture: string
}

/** Seconds: before the next run begins it is over. */
const longest = 14 * 60

const digests = 'Digests'

/** What people who watch the evidence are told of. */
const alarms: Readonly<Record<string, Alarm>> = {
  'holdfast-seal-missing': {
    means: 'No digest was written for 45 minutes: what is recorded since could be changed unseen once its lock is over',
    of: { namespace: ownMetrics, metricName: digests },
    ...{ statistic: 'Sum', every: sealEvery, periods: 3, threshold: 1 },
    comparisonOperator: 'LessThanThreshold',
    treatMissingData: 'breaching',
  },
  'holdfast-seal-errors': {
    means: 'The seal died, ran out of time, or found in the trail what is not to be there: its log says which',
    of: functionMetric('Errors', 'seal'),
    ...{ statistic: 'Sum', every: sealEvery, periods: 1, threshold: 0 },
  },
}

/**
 * What seals the evidence, in its account and the home region: key, function, clock, and a topic of its own, so that nobody of
 * another account can sign, or keep from being told that nothing is signed; and the bucket of what is behind pseudonyms. It refers
 * to no other stack.
 */
export function sealStack(app: App, deployment: Deployment, { bundles, architecture }: SealProps): Stack {
  const { manifest, accounts, audit, notifications } = deployment
  const account = evidenceAccount(deployment)
  const stack = new Stack(app, stackNames.seal, {
    env: { account, region: manifest.region },
    description: 'holdfast: seals the audit trail, and keeps what is behind its pseudonyms',
    terminationProtection: true,
  })
  const roles = evidenceRoles(deployment)
  const { home } = roles
  const isSelf = account === accounts.management
  createIdentities(stack, roles, audit.identitiesDays)
  const key = signingKey(stack, roles, isSelf)
  const bucket = recordsBucket(deployment)
  const seal = createFunction(stack, {
    ...{ name: 'seal', code: bundleOf(stack, bundles, 'seal', null), architecture, timeout: longest },
    permissions: sealPermissions(home, bucket, key.attrArn),
    environment: {
      [environmentNames.bucket]: bucket,
      [environmentNames.signingKey]: key.ref,
      [environmentNames.organization]: manifest.organization.id,
      [environmentNames.attestation]: isSelf ? 'self' : 'independent',
    },
    // Without a reserved concurrency: an account that has 10 in all may reserve none. Two runs at a time make one chain nevertheless.
    revision: '',
  })
  new CfnEventInvokeConfig(stack, 'SealOnce', {
    functionName: nameOf('seal'),
    qualifier: liveAlias,
    // The next run does what this one did not.
    ...{ maximumRetryAttempts: 0, maximumEventAgeInSeconds: sealEvery * 60 },
  }).addResourceDependency(seal.alias)
  createSealSchedule(stack, seal.alias, home)
  new CfnMetricFilter(stack, 'SealDigests', {
    logGroupName: seal.logGroup.ref,
    // The line of a run: handlers/seal.ts
    filterPattern: '{ $.sequence > 0 }',
    metricTransformations: [{ metricNamespace: ownMetrics, metricName: digests, metricValue: '1', unit: 'Count' }],
  })
  const topic = createTopic(stack, notifications.emails, undefined, resourceNames.evidenceTopic)
  admitPublishers(stack, topic, [], home)
  createEach(stack, alarms, topic.ref)
  return stack
}

const sealPermissions = ({ bucket: bucketArn, objects, logGroup }: Arns, bucket: string, key: string): Statement[] => [
  // Whoever may not list is told that he may not read what is not there.
  allow('FindRecords', ['s3:ListBucketVersions', 's3:ListBucket'], bucketArn(bucket)),
  allow(
    'ReadTrail',
    ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
    ['records/', ...sealed].map((prefix) => objects(bucket, prefix)),
  ),
  allow(
    'LeaveSeals',
    's3:PutObject',
    sealed.map((prefix) => objects(bucket, prefix)),
  ),
  allow('Sign', ['kms:Sign', 'kms:GetPublicKey'], key),
  allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], `${logGroup(logGroupOf('seal'))}:*`),
]

/** One role signs. Where the account is another one than the management account, nobody from there has to do with the key at all. */
function signingKey(stack: Stack, roles: EvidenceRoles, isSelf: boolean): CfnKey {
  const { home, management, seal } = roles
  const statements: Statement[] = [
    administration(home),
    {
      ...{ Sid: 'SealSigns', Effect: 'Allow', Principal: { AWS: home.root }, Action: 'kms:Sign', Resource: '*' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': seal } },
    },
    {
      ...{ Sid: 'OthersDoNotSign', Effect: 'Deny', Principal: { AWS: '*' }, Resource: '*' },
      Action: ['kms:Sign', 'kms:CreateGrant'],
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': seal } },
    },
    keyStays(roles),
  ]
  const fromManagement: Statement = {
    ...{ Sid: 'NobodyOfManagement', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' },
    Condition: { StringEquals: { 'aws:PrincipalAccount': management.account } },
  }
  const key = new CfnKey(stack, 'SigningKey', {
    description: 'holdfast: signs digests of the audit trail',
    ...{ keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' },
    keyPolicy: policyDocument([...statements, ...(isSelf ? [] : [fromManagement])]),
  })
  // Without it nothing of what was sealed could be sealed on.
  key.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  new CfnAlias(stack, 'SigningKeyAlias', { aliasName: resourceNames.signingKey, targetKeyId: key.attrKeyId })
  return key
}
