import { join } from 'node:path'
import type { Deployment } from '../../core/deployment.ts'
import { sealStack } from '../../stacks/seal.ts'
import { type Deployed, deploy, type Value } from '../support/deployed/template.ts'
import { decision } from '../support/iam.ts'
import { ofType, ownDeployment, type Template, templateOf, temporaryFolder, writeBundles } from '../support/stacks.ts'

const [own, other] = ['222222222222', '111111111111']
const deployment = ownDeployment()
const folder = temporaryFolder()

const sealed = (rest: Partial<Deployment> = {}): Template =>
  templateOf((app) =>
    sealStack(app, { ...deployment, ...rest }, { bundles: writeBundles(join(folder, 'f')), architecture: 'arm64' }),
  )

let template: Template
let deployed: Deployed
let alone: Template
beforeAll(() => {
  template = sealed()
  deployed = deploy(template, { account: own, region: 'eu-west-1', partition: 'aws' })
  alone = sealed({
    accounts: { ...deployment.accounts, logArchive: null },
    audit: { ...deployment.audit, bucket: 'mine', identitiesDays: 90 },
  })
})

const one = (type: string, of = template): Value => ofType(of, type)[0]?.[1].Properties
const variables = (of: Template) => one('AWS::Lambda::Function', of).Environment.Variables

test('a function of its account seals the bucket there, every quarter of an hour, and needs no quota of Lambda to be raised', () => {
  expect(one('AWS::Lambda::Function')).toMatchObject({
    ...{ FunctionName: 'holdfast-seal', Handler: 'index.handler' },
    Environment: {
      Variables: {
        HOLDFAST_BUCKET: 'holdfast-evidence-222222222222-eu-west-1',
        HOLDFAST_ORGANIZATION: deployment.manifest.organization.id,
        HOLDFAST_ATTESTATION: 'independent',
      },
    },
  })
  // Lambda refuses to reserve any where fewer than 10 are left, and new accounts have 10.
  expect(one('AWS::Lambda::Function')).not.toHaveProperty('ReservedConcurrentExecutions')
  expect(one('AWS::Lambda::Function').Timeout).toBeLessThan(15 * 60)
  expect(one('AWS::Lambda::EventInvokeConfig')).toMatchObject({ Qualifier: 'live', MaximumRetryAttempts: 0 })
  const { ScheduleExpression, Target } = one('AWS::Scheduler::Schedule')
  expect(ScheduleExpression).toBe('rate(15 minutes)')
  expect(template.Resources[Target.Arn.Ref]?.Type).toBe('AWS::Lambda::Alias')
  expect(template.Resources[variables(template).HOLDFAST_SIGNING_KEY_ID.Ref]?.Properties).toMatchObject({
    ...{ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  })
})

test('without a log archive account it says that it attests itself, and a bucket of your own is sealed too', () => {
  expect(variables(alone)).toMatchObject({ HOLDFAST_ATTESTATION: 'self', HOLDFAST_BUCKET: 'mine' })
})

test('it refers to no other stack, and what cannot be made again outlives it', () => {
  expect(JSON.stringify(template)).not.toContain('Fn::ImportValue')
  const lasting = Object.values(template.Resources).filter(({ DeletionPolicy }) => DeletionPolicy !== undefined)
  expect(lasting.map(({ Type }) => Type).sort()).toEqual([
    'AWS::KMS::Key',
    'AWS::KMS::Key',
    'AWS::Lambda::Version',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
  ])
})

test('raw values expire, are encrypted with the key of their bucket, and are not locked', () => {
  const key = ofType(template, 'AWS::KMS::Key').find(([, { Properties }]) => !Properties.KeySpec)?.[0]
  const bucket = one('AWS::S3::Bucket')
  expect(bucket).toMatchObject({
    BucketName: 'holdfast-identities-222222222222-eu-west-1',
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] } },
        },
      ],
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 550, Status: 'Enabled' }] },
    PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
  })
  expect([bucket.ObjectLockEnabled, bucket.VersioningConfiguration]).toEqual([undefined, undefined])
  expect(one('AWS::S3::Bucket', alone).LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(90)
})

test('people of that account are told where no digest is written, and where the seal fails', () => {
  expect(one('AWS::SNS::Topic').TopicName).toBe('holdfast-evidence')
  expect(ofType(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties.Endpoint)).toEqual(
    deployment.notifications.emails,
  )
  const topic = ofType(template, 'AWS::SNS::Topic')[0]?.[0]
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)
  for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: topic }])
  const [missing, errors] = alarms
  expect(missing).toMatchObject({
    ...{ AlarmName: 'holdfast-seal-missing', TreatMissingData: 'breaching', Threshold: 1 },
    ...{ ComparisonOperator: 'LessThanThreshold', Statistic: 'Sum' },
  })
  expect(missing.Period * missing.EvaluationPeriods).toBe(45 * 60)
  const { MetricTransformations, FilterPattern } = one('AWS::Logs::MetricFilter')
  expect(MetricTransformations[0]).toMatchObject({ MetricNamespace: missing.Namespace, MetricName: missing.MetricName })
  expect(FilterPattern).toBe('{ $.sequence > 0 }')
  expect(errors).toMatchObject({ AlarmName: 'holdfast-seal-errors', MetricName: 'Errors' })
})

describe('who may do what', () => {
  const role = (name: string, account = own) => `arn:aws:iam::${account}:role/${name}`
  const sso = (account: string) =>
    role('aws-reserved/sso.amazonaws.com/AWSReservedSSO_holdfast-reidentification_1a2b', account)
  const [sweep, seal, asks, asksThere] = [
    role('holdfast-sweep', other),
    role('holdfast-seal'),
    role('holdfast-reidentification'),
    sso(other),
  ]
  const [admin, adminThere] = [role('Admin'), role('Admin', other)]
  const deployer = role('cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1')
  const bucket = 'arn:aws:s3:::holdfast-identities-222222222222-eu-west-1'
  const object = `${bucket}/2026/11/22/a.json`
  const inBucket = { 'kms:EncryptionContext:aws:s3:arn': bucket }

  const policyOf = {
    'the signing key': () =>
      deployed.ofType('AWS::KMS::Key').find(({ properties }) => properties.KeySpec)?.properties.KeyPolicy,
    'the key of raw values': () =>
      deployed.ofType('AWS::KMS::Key').find(({ properties }) => !properties.KeySpec)?.properties.KeyPolicy,
    'the bucket of raw values': () => deployed.ofType('AWS::S3::BucketPolicy')[0]?.properties.PolicyDocument,
  }
  type Request = [who: string, action: string, keys: Record<string, string>, answer: string]
  const requests: Record<keyof typeof policyOf, Request[]> = {
    'the signing key': [
      [seal, 'kms:Sign', {}, 'allowed'],
      [seal, 'kms:GetPublicKey', {}, 'allowed'],
      [admin, 'kms:GetPublicKey', {}, 'allowed'],
      [admin, 'kms:Sign', {}, 'denied: OthersDoNotSign'],
      [admin, 'kms:CreateGrant', {}, 'denied: OthersDoNotSign'],
      [admin, 'kms:ScheduleKeyDeletion', {}, 'denied: TheKeyStays'],
      [deployer, 'kms:PutKeyPolicy', {}, 'allowed'],
      [deployer, 'kms:Sign', {}, 'denied: OthersDoNotSign'],
      ...[adminThere, role('holdfast-seal', other), sweep].flatMap((who): Request[] =>
        ['kms:GetPublicKey', 'kms:PutKeyPolicy'].map((action) => [
          ...([who, action, { 'aws:PrincipalAccount': other }] as const),
          'denied: NobodyOfManagement',
        ]),
      ),
      [role('holdfast-seal', other), 'kms:Sign', {}, 'denied: OthersDoNotSign'],
    ],
    'the key of raw values': [
      [sweep, 'kms:GenerateDataKey', inBucket, 'allowed'],
      [sweep, 'kms:GenerateDataKey', { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::mallory' }, 'not allowed'],
      [sweep, 'kms:Decrypt', inBucket, 'denied: OthersDoNotDecrypt'],
      [adminThere, 'kms:GenerateDataKey', inBucket, 'not allowed'],
      [adminThere, 'kms:Decrypt', inBucket, 'denied: OthersDoNotDecrypt'],
      [asksThere, 'kms:GenerateDataKey', inBucket, 'allowed'],
      [asksThere, 'kms:Decrypt', inBucket, 'denied: OthersDoNotDecrypt'],
      [asks, 'kms:Decrypt', inBucket, 'allowed'],
      [sso(own), 'kms:Decrypt', inBucket, 'allowed'],
      [admin, 'kms:Decrypt', inBucket, 'denied: OthersDoNotDecrypt'],
      [admin, 'kms:DescribeKey', {}, 'allowed'],
      [deployer, 'kms:ScheduleKeyDeletion', {}, 'allowed'],
      [admin, 'kms:DisableKey', {}, 'denied: TheKeyStays'],
    ],
    'the bucket of raw values': [
      [sweep, 's3:PutObject', {}, 'allowed'],
      [sweep, 's3:PutObject', { 's3:x-amz-server-side-encryption': 'AES256' }, 'denied: UnderNoOtherKey'],
      [sweep, 's3:PutObject', { 'aws:SecureTransport': 'false' }, 'denied: s3:*'],
      [sweep, 's3:GetObject', {}, 'denied: OthersDoNotRead'],
      [role('holdfast-deployment', other), 's3:PutObject', {}, 'denied: OthersDoNotWrite'],
      [adminThere, 's3:PutObject', {}, 'denied: OthersDoNotWrite'],
      [admin, 's3:PutObject', {}, 'denied: OthersDoNotWrite'],
      [admin, 's3:GetObject', {}, 'denied: OthersDoNotRead'],
      [asksThere, 's3:GetObject', {}, 'denied: OthersDoNotRead'],
      [asksThere, 's3:PutObject', {}, 'allowed'],
      // In its own account an IAM policy allows it; somebody's data can be erased.
      [asks, 's3:GetObject', {}, 'not allowed'],
      [admin, 's3:DeleteObject', {}, 'not allowed'],
      [admin, 's3:PutBucketPolicy', {}, 'denied: DeploymentsConfigure'],
    ],
  }
  const cases = Object.entries(requests).flatMap(([of, some]) => some.map((request) => [of, ...request] as const))
  test.each(cases)('%s: %s %s %j: %s', (of, principal, action, keys, expected) => {
    const resource = action.startsWith('kms:') ? '*' : action.endsWith('Policy') ? bucket : object
    const policy = policyOf[of as keyof typeof policyOf]()
    expect(decision(policy, { principal, action, resource, keys })).toBe(expected)
  })

  test('where it attests itself the one account signs, with the one role', () => {
    const here = deploy(alone, { account: other, region: 'eu-west-1', partition: 'aws' })
    const policy = here.ofType('AWS::KMS::Key').find(({ properties }) => properties.KeySpec)?.properties.KeyPolicy
    const ask = (principal: string) =>
      decision(policy, { principal, action: 'kms:Sign', keys: { 'aws:PrincipalAccount': other } })
    expect([ask(role('holdfast-seal', other)), ask(adminThere)]).toEqual(['allowed', 'denied: OthersDoNotSign'])
  })

  test('the function reads the trail, adds to it, signs, and does nothing else', () => {
    const statements = deployed.ofType('AWS::IAM::Role').find(({ name }) => name === 'holdfast-seal')?.properties
      .Policies[0].PolicyDocument.Statement
    const evidence = 'arn:aws:s3:::holdfast-evidence-222222222222-eu-west-1'
    const places = (...names: string[]) => names.map((name) => `${evidence}/${name}/*`)
    const key = deployed.ofType('AWS::KMS::Key').find(({ properties }) => properties.KeySpec)?.arn
    expect(statements.map(({ Action, Resource }: Value) => [[Action].flat(), [Resource].flat()])).toEqual([
      [['s3:ListBucketVersions', 's3:ListBucket'], [evidence]],
      [
        ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
        places('records', 'digests', 'bundles', 'keys'),
      ],
      [['s3:PutObject'], places('digests', 'bundles', 'keys')],
      [['kms:Sign', 'kms:GetPublicKey'], [key]],
      [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [`arn:aws:logs:eu-west-1:${own}:log-group:/aws/lambda/holdfast-seal:*`],
      ],
    ])
  })
})
