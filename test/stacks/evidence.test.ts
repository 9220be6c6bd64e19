import type { Deployment } from '../../core/deployment.ts'
import { evidenceStack } from '../../stacks/evidence.ts'
import { deploy, type Value } from '../support/deployed/template.ts'
import { decision } from '../support/iam.ts'
import { ofType, ownDeployment, type Template, templateOf } from '../support/stacks.ts'

const deployment = ownDeployment()
const keptFor = (audit: Partial<Deployment['audit']>, of: Partial<Deployment> = {}): Template =>
  templateOf((app) =>
    evidenceStack(app, {
      ...deployment,
      ...of,
      audit: { ...deployment.audit, retentionDays: 2557, bucket: null, ...audit },
    }),
  )

const bucketOf = (template: Template): Value => ofType(template, 'AWS::S3::Bucket')[0]?.[1]

test('records are locked, versioned, private, and outlive the stack', () => {
  const template = keptFor({})
  // the policy too: a bucket without it is not guarded
  for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(template.Resources))
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain'])
  expect(bucketOf(template)).toMatchObject({
    Properties: {
      BucketName: 'holdfast-evidence-222222222222-eu-west-1',
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2557 } } },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  })
})

test('compliance is what the manifest asks for', () => {
  const template = keptFor({ objectLock: 'compliance', retentionDays: 30 })
  expect(bucketOf(template).Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
    Mode: 'COMPLIANCE',
    Days: 30,
  })
})

test('a bucket of your own needs no stack', () => {
  expect(evidenceStack({} as never, { ...deployment, audit: { ...deployment.audit, bucket: 'mine' } })).toBeNull()
})

test('without a log archive account the evidence is self-attested', () => {
  const accounts = { ...deployment.accounts, logArchive: null }
  expect(bucketOf(keptFor({}, { accounts })).Properties.BucketName).toBe('holdfast-evidence-111111111111-eu-west-1')
})

/** What a lifecycle does to an object of some size, day by day, as S3 does it. */
function life(template: Template, key: string, size: number): [day: number, becomes: string][] {
  const { Rules, TransitionDefaultMinimumObjectSize } = bucketOf(template).Properties.LifecycleConfiguration
  const small = (storage: string) =>
    size < 128 * 1024 &&
    !(TransitionDefaultMinimumObjectSize === 'varies_by_storage_class' && ['GLACIER', 'DEEP_ARCHIVE'].includes(storage))
  return Rules.filter(
    ({ Prefix = '', Status }: { Prefix?: string; Status: string }) => Status === 'Enabled' && key.startsWith(Prefix),
  )
    .flatMap(({ Transitions = [], ExpirationInDays }: Value) => [
      ...Transitions.map((one: Value) => [one.TransitionInDays, one.StorageClass]).filter(
        ([, storage]: string[]) => !small(storage ?? ''),
      ),
      ...(ExpirationInDays === undefined ? [] : [[ExpirationInDays, 'gone']]),
    ])
    .sort(([one]: [number], [other]: [number]) => one - other)
}

const lives: [string, number, string, number, [number, string][]][] = [
  [
    'a small bundle of seven years',
    2557,
    'bundles/2026/11/22.ndjson.gz',
    9_000,
    [
      [90, 'GLACIER'],
      [400, 'DEEP_ARCHIVE'],
      [2587, 'gone'],
    ],
  ],
  ['a record of seven years', 2557, 'records/2026/11/22/a.ndjson', 3_000, [[2587, 'gone']]],
  [
    'a bundle of a year',
    365,
    'bundles/2026/11/22.ndjson.gz',
    9_000,
    [
      [90, 'GLACIER'],
      [395, 'gone'],
    ],
  ],
  ['a bundle of a month', 30, 'bundles/2026/11/22.ndjson.gz', 9_000, [[60, 'gone']]],
]
test.each(lives)('%s', (_, retentionDays, key, size, expected) => {
  const template = keptFor({ retentionDays })
  expect(life(template, key, size)).toEqual(expected)
  for (const rule of bucketOf(template).Properties.LifecycleConfiguration.Rules)
    expect(Object.keys(rule).length).toBeGreaterThan(2)
})

describe('who may do what', () => {
  const template = keptFor({})
  const deployed = deploy(template, { account: '222222222222', region: 'eu-west-1', partition: 'aws' })
  const policy = deployed.ofType('AWS::S3::BucketPolicy')[0]?.properties.PolicyDocument
  const bucket = 'arn:aws:s3:::holdfast-evidence-222222222222-eu-west-1'
  const sweep = 'arn:aws:iam::111111111111:role/holdfast-sweep'
  const admin = 'arn:aws:iam::222222222222:role/Admin'
  const deployer = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-cfn-exec-role-222222222222-eu-west-1'
  const seal = 'arn:aws:iam::222222222222:role/holdfast-seal'
  const evidence = 'arn:aws:iam::111111111111:role/holdfast-evidence'
  const asks =
    'arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_holdfast-reidentification_1a2b'
  const once = { 's3:if-none-match': '*' }
  const record = `${bucket}/records/2026/11/22/a.ndjson`

  const requests: [string, string, string, Record<string, string>, string][] = [
    [sweep, 's3:PutObject', record, once, 'allowed'],
    ...['policy-drift', 'account-enrolment'].map((name): (typeof requests)[0] => [
      `arn:aws:iam::111111111111:role/holdfast-${name}`,
      's3:PutObject',
      record,
      once,
      'allowed',
    ]),
    [sweep, 's3:PutObject', record, { ...once, 's3:x-amz-server-side-encryption': 'AES256' }, 'allowed'],
    [sweep, 's3:PutObject', record, {}, 'denied: NothingIsWrittenTwice'],
    [
      sweep,
      's3:PutObject',
      record,
      { ...once, 's3:x-amz-server-side-encryption': 'aws:kms' },
      'denied: NothingUnderAKey',
    ],
    [sweep, 's3:PutObject', record, { ...once, 's3:x-amz-storage-class': 'STANDARD' }, 'allowed'],
    ...[sweep, seal].map((who): (typeof requests)[0] => [
      ...([who, 's3:PutObject', who === seal ? `${bucket}/digests/000000000001.json` : record] as const),
      ...([{ ...once, 's3:x-amz-storage-class': 'GLACIER' }, 'denied: NothingIsArchivedAtOnce'] as const),
    ]),
    [sweep, 's3:PutObject', record, { ...once, 'aws:SecureTransport': 'false' }, 'denied: s3:*'],
    [sweep, 's3:PutObject', record, { ...once, 's3:TlsVersion': '1.1' }, 'denied: s3:*'],
    ...[sweep, asks].map((who): (typeof requests)[0] => [
      ...([who, 's3:PutObject', `${bucket}/bundles/2026/11/22.ndjson.gz`] as const),
      ...([once, 'denied: OthersDoNotSeal'] as const),
    ]),
    ...['digests/000000000001.json', 'bundles/2026/11/22.ndjson.gz', 'keys/f.pem'].map((key): (typeof requests)[0] => [
      // What is allowed in its own account its IAM policy says.
      ...([seal, 's3:PutObject', `${bucket}/${key}`] as const),
      ...([once, 'not allowed'] as const),
    ]),
    [seal, 's3:PutObject', record, once, 'denied: OthersDoNotRecord'],
    [seal, 's3:PutObject', `${bucket}/digests/000000000001.json`, {}, 'denied: NothingIsWrittenTwice'],
    [seal.replace('222222222222', '111111111111'), 's3:PutObject', record, once, 'denied: OthersDoNotWrite'],
    [asks, 's3:PutObject', record, once, 'not allowed'],
    [asks.replace('222222222222', '111111111111'), 's3:PutObject', record, once, 'allowed'],
    [sweep, 's3:GetObject', record, {}, 'not allowed'],
    [evidence, 's3:PutObject', record, once, 'allowed'],
    [evidence, 's3:GetObjectVersion', record, {}, 'allowed'],
    [evidence, 's3:GetObject', `${bucket}/digests/000000000001.json`, {}, 'allowed'],
    [evidence, 's3:GetObject', `${bucket}/bundles/2026/11/22.ndjson.gz`, {}, 'not allowed'],
    [evidence, 's3:ListBucketVersions', bucket, { 's3:prefix': 'records/2026/11/22/' }, 'allowed'],
    [evidence, 's3:ListBucketVersions', bucket, {}, 'not allowed'],
    [evidence.replace('111111111111', '222222222222'), 's3:GetObject', record, {}, 'not allowed'],
    ['arn:aws:iam::111111111111:role/holdfast-deployment', 's3:PutObject', record, once, 'denied: OthersDoNotWrite'],
    ['arn:aws:iam::111111111111:role/Admin', 's3:PutObject', record, once, 'denied: OthersDoNotWrite'],
    ['arn:aws:iam::222222222222:role/holdfast-sweep', 's3:PutObject', record, once, 'denied: OthersDoNotWrite'],
    ['logging.s3.amazonaws.com', 's3:PutObject', record, once, 'denied: OthersDoNotWrite'],
    ...[sweep, admin, deployer].flatMap((who): typeof requests => [
      [who, 's3:DeleteObject', record, {}, 'denied: NothingIsDeleted'],
      [who, 's3:DeleteObjectVersion', record, {}, 'denied: NothingIsDeleted'],
      [who, 's3:BypassGovernanceRetention', record, {}, 'denied: NothingIsDeleted'],
      [who, 's3:DeleteBucket', bucket, {}, 'denied: TheBucketStays'],
      [
        who,
        's3:PutObjectRetention',
        record,
        { 's3:object-lock-remaining-retention-days': '2556' },
        'denied: NothingIsKeptForLess',
      ],
      [who, 's3:PutObjectRetention', record, { 's3:object-lock-remaining-retention-days': '2557' }, 'not allowed'],
    ]),
    [admin, 's3:PutLifecycleConfiguration', bucket, {}, 'denied: DeploymentsConfigure'],
    [admin, 's3:PutBucketPolicy', bucket, {}, 'denied: DeploymentsConfigure'],
    [admin, 's3:PutBucketVersioning', bucket, {}, 'denied: DeploymentsConfigure'],
    [admin, 's3:GetObject', record, {}, 'not allowed'],
    [deployer, 's3:PutLifecycleConfiguration', bucket, {}, 'not allowed'],
    [
      deployer.replaceAll('222222222222', '333333333333'),
      's3:PutBucketPolicy',
      bucket,
      {},
      'denied: DeploymentsConfigure',
    ],
  ]
  test.each(requests)('%s %s %s %j: %s', (principal, action, resource, keys, expected) => {
    expect(decision(policy, { principal, action, resource, keys })).toBe(expected)
  })

  test('nothing is deployed before it: no role and no other stack is referred to', () => {
    const { Resources, Parameters } = template
    expect(
      Object.values(Resources)
        .map(({ Type }) => Type)
        .sort(),
    ).toEqual(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'])
    expect(Object.keys(Parameters ?? {})).toEqual(['BootstrapVersion'])
    expect(JSON.stringify(template)).not.toContain('Fn::ImportValue')
    // a principal that does not exist makes S3 refuse the whole policy
    const principals = policy.Statement.map(({ Principal }: Value) => JSON.stringify(Principal))
    expect([...new Set(principals)].sort()).toEqual(['{"AWS":"*"}', '{"AWS":"arn:aws:iam::111111111111:root"}'])
  })
})
