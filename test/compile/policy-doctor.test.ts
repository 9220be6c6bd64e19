import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deniedToEvidence, policyWriters } from '../../compile/index.ts'

// Policies that others wrote, read for what they let happen.

const [delegate, other] = ['222222222222', '333333333333']
const arns = (type: string) => [`arn:aws:organizations::111111111111:policy/o-exampleorg/${type}/*`]
const everywhere = ['root', 'ou', 'account'].map((kind) => `arn:aws:organizations::111111111111:${kind}/o-exampleorg/*`)

/** A statement of a resource policy: to the delegate, on everything, unless it says otherwise. */
const allow = (Action: string | string[] | undefined, rest: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${delegate}:root` },
  ...(Action && { Action }),
  Resource: '*',
  ...rest,
})

const ofType = (operator: string, ...types: string[]) => ({
  Condition: { [operator]: { 'organizations:PolicyType': types } },
})

test.each<[string, unknown, string[] | null]>([
  ['nobody, by no statement', { Statement: [] }, []],
  ['who may attach', { Statement: allow('organizations:AttachPolicy') }, [delegate]],
  ['who may do everything', { Statement: [allow('*')] }, [delegate]],
  ['who may do what is written in other letters', { Statement: [allow('ORGANIZATIONS:detach*')] }, [delegate]],
  [
    'who may take away the tag that tells whose a policy is',
    { Statement: [allow('organizations:UntagResource')] },
    [delegate],
  ],
  [
    'who may disable a policy type',
    { Statement: [allow('organizations:DisablePolicyType', { Resource: everywhere })] },
    [delegate],
  ],
  ['not who may only read', { Statement: [allow(['organizations:Describe*', 'organizations:List*'])] }, []],
  ['not who is denied', { Statement: [{ ...allow('*'), Effect: 'Deny' }] }, []],
  [
    'not who may change backup policies, by condition',
    { Statement: [allow('organizations:*', ofType('StringEquals', 'BACKUP_POLICY'))] },
    [],
  ],
  [
    'not who may change backup policies, by condition on what has the key',
    { Statement: [allow('organizations:*', ofType('StringLikeIfExists', 'BACKUP_*'))] },
    [],
  ],
  [
    'who may change SCPs, by condition',
    { Statement: [allow('organizations:*', ofType('StringLike', 'BACKUP_POLICY', 'SERVICE_CONTROL_POLICY'))] },
    [delegate],
  ],
  [
    'who may change all but tag policies',
    { Statement: [allow('organizations:*', ofType('StringNotEquals', 'TAG_POLICY'))] },
    [delegate],
  ],
  [
    'not who may attach backup policies, by resource',
    { Statement: [allow('organizations:AttachPolicy', { Resource: [...everywhere, ...arns('backup_policy')] })] },
    [],
  ],
  [
    'who may attach RCPs, by resource',
    {
      Statement: [
        allow('organizations:AttachPolicy', { Resource: [...everywhere, ...arns('resource_control_policy')] }),
      ],
    },
    [delegate],
  ],
  [
    "who may detach AWS's own SCP",
    {
      Statement: [
        allow('organizations:DetachPolicy', { Resource: 'arn:aws:organizations::aws:policy/service_control_policy/*' }),
      ],
    },
    [delegate],
  ],
  [
    'who may do all but read, as stored policies may say',
    { Statement: [allow(undefined, { NotAction: 'organizations:List*' })] },
    [delegate],
  ],
  [
    'who may do it on all but something',
    { Statement: [allow('organizations:*', { Resource: undefined, NotResource: 'arn:aws:s3:::x' })] },
    [delegate],
  ],
  [
    'several, each once, whatever their form',
    {
      Statement: [
        allow('organizations:*', {
          Principal: { AWS: [other, `arn:aws-cn:iam::${delegate}:role/x`, `arn:aws:sts::${other}:assumed-role/a/b`] },
        }),
      ],
    },
    [delegate, other],
  ],
  [
    'everybody',
    {
      Statement: [
        allow('organizations:*', { Principal: '*' }),
        allow('organizations:*', { Principal: { AWS: ['*'] } }),
      ],
    },
    ['*'],
  ],
  [
    'no services and no deleted users',
    {
      Statement: [
        allow('organizations:*', { Principal: { Service: 'x.amazonaws.com', AWS: ['AIDAEXAMPLE', 7, null] } }),
      ],
    },
    [],
  ],
  ['nobody by what is no policy', [1, { Statement: [null, 'x', allow('organizations:*', { Principal: 5 })] }], []],
])('a resource policy lets change policies: %s', (_, document, expected) => {
  expect(policyWriters(JSON.stringify(document), 'o-exampleorg')).toEqual(expected)
})

const place = { partition: 'aws', organization: 'o-exampleorg', account: delegate, region: 'eu-west-1' }
const deny = (Action: string | string[], rest: object = {}) => ({
  Statement: [{ Effect: 'Deny', Action, Resource: '*', ...rest }],
})
const exempt = (...roles: string[]) => ({
  Condition: { ArnNotLike: { 'aws:PrincipalARN': roles.map((role) => `arn:*:iam::*:role/${role}`) } },
})
const regionDeny = (...regions: string[]) => ({
  Statement: {
    Effect: 'Deny',
    NotAction: ['iam:*', 'organizations:*', 'sts:*', 's3:GetAccountPublic*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': regions }, ...exempt('AWSControlTowerExecution').Condition },
  },
})

test.each<[string, unknown, string[]]>([
  // AWS Control Tower Controls Reference: mandatory, and elective for the log archive
  [
    'a mandatory control that guards buckets of Control Tower alone',
    deny(['s3:PutBucketPolicy', 's3:PutEncryptionConfiguration'], {
      Resource: 'arn:aws:s3:::aws-controltower*',
      ...exempt('AWSControlTowerExecution'),
    }),
    [],
  ],
  [
    'a control on the encryption of every bucket',
    deny('s3:PutEncryptionConfiguration', exempt('AWSControlTowerExecution')),
    ['s3:PutEncryptionConfiguration'],
  ],
  [
    'a control on policies and lifecycle of every bucket',
    deny(['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration']),
    ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration'],
  ],
  ['the same that exempts the roles of the CDK', deny('s3:*', exempt('cdk-hnb659fds-*')), []],
  ['a region deny with the region', regionDeny('eu-west-1', 'us-east-1'), []],
  [
    'a region deny without it',
    regionDeny('us-east-1'),
    expect.arrayContaining(['s3:CreateBucket', 'cloudformation:CreateChangeSet', 's3:PutObject']),
  ],
  ['no new stacks', deny('cloudformation:CreateChangeSet'), ['cloudformation:CreateChangeSet']],
  ['no passing of roles', deny('iam:PassRole'), ['iam:PassRole']],
  // As the published policy protect-control-tower-roles would, without its exemption.
  [
    'no roles of the seal',
    deny(['iam:CreateRole', 'iam:PutRolePolicy'], { Resource: 'arn:*:iam::*:role/holdfast-*' }),
    ['iam:CreateRole', 'iam:PutRolePolicy'],
  ],
  ['no keys', deny(['kms:CreateKey', 'kms:ScheduleKeyDeletion']), ['kms:CreateKey']],
  ['no functions', deny('lambda:CreateFunction', exempt('AWSControlTowerExecution')), ['lambda:CreateFunction']],
  ['no roles of others', deny('iam:PassRole', { Resource: 'arn:aws:iam::*:role/aws-controltower-*' }), []],
  ['a deny without TLS', deny('s3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), []],
  [
    'an RCP for strangers',
    deny('s3:*', { Principal: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg' } } }),
    [],
  ],
  [
    'an RCP for another organization',
    deny('s3:PutObject', {
      Principal: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-other' } },
    }),
    ['s3:PutObject'],
  ],
  ['for other accounts', deny('s3:*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': delegate } } }), []],
  ['everything', deny('*'), expect.arrayContaining(['s3:CreateBucket'])],
  ['what leaves open', { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, []],
  ['what is no policy', [null, { Statement: 5 }], []],
])('a policy stops the evidence stack: %s', (_, document, expected) => {
  expect(deniedToEvidence(JSON.stringify(document), place)).toEqual(expected)
})

test.each(['', '{', '\u0000'])('what is no JSON is not judged: %j', (text) => {
  expect([policyWriters(text, 'o-exampleorg'), deniedToEvidence(text, place)]).toEqual([null, null])
})

const scps = join(__dirname, '../../policies/scp')

test.each(readdirSync(scps).filter((name) => name.endsWith('.json')))(
  'the policy %s of this repository lets its log archive account have bucket and seal',
  (name) => {
    const content = readFileSync(join(scps, name), 'utf8')
    expect(deniedToEvidence(content, { ...place, account: '222222222222' })).toEqual([])
  },
)
