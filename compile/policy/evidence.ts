import { evidenceBucket, identitiesBucket } from '../../core/deployed.ts'
import { parseJson } from '../../core/json.ts'
import { inPartition, isGlobal, type Keeper } from './keepers.ts'
import { deniedTo } from './lock-out.ts'
import { type Work, work } from './work.ts'

export interface EvidencePlace {
  partition: string
  organization: string
  account: string
  region: string
}

/** Roles of the CDK's bootstrap with the qualifier that it has where nobody chose another, and what each does for the stacks of the evidence. */
const roles = ({ account, region }: EvidencePlace): [role: string, work: Work[]][] => [
  [
    'deploy-role',
    [
      work(
        'cloudformation',
        `CreateChangeSet DescribeChangeSet ExecuteChangeSet DeleteChangeSet DescribeStacks DescribeStackEvents
         GetTemplate UpdateTerminationProtection`,
        `arn:*:cloudformation:${region}:${account}:stack/holdfast-*`,
      ),
      work('iam', 'PassRole', `arn:*:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-${region}`),
    ],
  ],
  ['file-publishing-role', [work('s3', 'PutObject', `arn:*:s3:::cdk-hnb659fds-assets-${account}-${region}/*`)]],
  [
    'cfn-exec-role',
    [
      work(
        's3',
        `CreateBucket PutBucketVersioning PutBucketObjectLockConfiguration PutEncryptionConfiguration PutBucketPolicy
         PutLifecycleConfiguration PutBucketPublicAccessBlock PutBucketOwnershipControls PutBucketTagging`,
        `arn:*:s3:::${evidenceBucket(account, region)}`,
      ),
      ...sealing(account, region),
    ],
  ],
]

/** What the stack of the seal is made of, and what a later deployment changes of it. */
const sealing = (account: string, region: string): Work[] => {
  const own = (service: string, names: string, resource: string) =>
    work(service, names, `arn:*:${service}:${region}:${account}:${resource}`)
  return [
    work(
      's3',
      'CreateBucket PutEncryptionConfiguration PutBucketPolicy PutLifecycleConfiguration PutBucketPublicAccessBlock PutBucketOwnershipControls',
      `arn:*:s3:::${identitiesBucket(account, region)}`,
    ),
    work(
      'iam',
      'CreateRole PutRolePolicy UpdateAssumeRolePolicy PassRole',
      `arn:*:iam::${account}:role/holdfast-seal*`,
    ),
    work('kms', 'CreateKey'),
    own('kms', 'CreateAlias', 'alias/holdfast-*'),
    own('kms', 'PutKeyPolicy', 'key/*'),
    own(
      'lambda',
      'CreateFunction UpdateFunctionCode PublishVersion CreateAlias UpdateAlias',
      'function:holdfast-seal*',
    ),
    own('scheduler', 'CreateSchedule UpdateSchedule', 'schedule/holdfast-seal/*'),
    own('logs', 'CreateLogGroup PutRetentionPolicy PutMetricFilter', 'log-group:/aws/lambda/holdfast-seal*'),
    own('sns', 'CreateTopic Subscribe SetTopicAttributes', 'holdfast-evidence'),
    own('cloudwatch', 'PutMetricAlarm', 'alarm:holdfast-seal-*'),
  ]
}

/** Actions of the deployment of bucket and seal that an SCP or RCP can deny, each once; null where it is no JSON. */
export function deniedToEvidence(content: string, place: EvidencePlace): string[] | null {
  const document = parseJson(content)
  if (document === undefined) return null
  return [...new Set(roles(place).flatMap(([role, does]) => deniedTo(keeperOf(role, does, place), document)))]
}

const keeperOf = (role: string, does: Work[], { partition, organization, account, region }: EvidencePlace): Keeper => ({
  code: 'locks-out-holdfast',
  who: 'the deployment of the evidence',
  role: `cdk-hnb659fds-${role}-${account}-${region}`,
  partition,
  work: does.map((one) => ({ ...one, resources: one.resources.map((arn) => inPartition(arn, partition)) })),
  untagged: false,
  carries: isGlobal,
  carried: new Map([
    ['aws:requestedregion', region],
    ['aws:principalaccount', account],
    ['aws:resourceaccount', account],
    ['aws:principalorgid', organization],
    ['aws:resourceorgid', organization],
  ]),
})
