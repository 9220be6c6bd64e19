import fc from 'fast-check'
import { compilePolicy } from '../../compile/policy/check.ts'
import { awsQuotas, type PolicyType } from '../../core/policy/type.ts'

// What is found in one statement of a policy: codes and paths. How it is told, and where: cases/policy-*.

type Statement = Record<string, unknown>

const scp = 'SERVICE_CONTROL_POLICY'
const rcp = 'RESOURCE_CONTROL_POLICY'
const compile = (text: string, type: PolicyType) =>
  compilePolicy(text, 'p.json', type, {
    breakGlassRoles: [],
    characters: awsQuotas[type].characters,
    organization: null,
    partition: 'aws',
  }).problems
const found = (document: unknown, type: PolicyType = scp) =>
  compile(JSON.stringify(document), type).map(({ code, path }) => `${code} ${path?.replace(/^Statement\.?/, '')}`)
const inStatement = (statement: Statement, type?: PolicyType) =>
  found({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'a:B', Resource: '*', ...statement } }, type)
const region = 'aws:RequestedRegion'
const when = (operator: string, values: unknown, key = 'aws:SourceVpc') => ({
  Condition: { [operator]: { [key]: values } },
})

test.each<[string, Statement]>([
  ['a Sid', { Sid: 'Deny1' }],
  ['an empty Sid', { Sid: '' }],
  ['wildcards in actions', { Action: ['s3:Get*', 's3:Get*Object?', 'z*:Get*', 'z?:x'] }],
  ['hyphens in a service', { Action: 'elasticfilesystem-x:Create' }],
  ['an ARN', { Resource: 'arn:aws:s3:::bucket/a:b' }],
  [
    'a pattern that can be an ARN',
    { Resource: ['*', '**', 'arn:*', '*:bucket', 'a*', 'arn:aws:s3*', 'arn:??:s3:::x'] },
  ],
  ['an ARN with a variable', { Resource: `arn:aws:s3:::$\{aws:username}/*` }],
  ['an ARN of each partition', { Resource: ['arn:aws-cn:s3:::x', 'arn:aws:s3:::x', 'arn:*:s3:::y'] }],
  ['NotResource', { Resource: undefined, NotResource: 'arn:aws:s3:::bucket' }],
  ['an empty condition', { Condition: {} }],
  [
    'operators',
    { Condition: { StringEquals: { 'aws:a': 'x' }, Null: { 'aws:b': true }, NumericLessThan: { 'aws:c': 1 } } },
  ],
  ['an operator with IfExists', when('ArnNotLikeIfExists', ['arn:aws:iam::*:role/x'])],
  ['an operator of sets', when('ForAllValues:StringNotEqualsIgnoreCaseIfExists', ['a'])],
  [
    'a key that is absent or has a value',
    { Condition: { Null: { 'aws:a': 'true' }, StringEqualsIfExists: { 'aws:a': 'x' } } },
  ],
  ['a key that is absent, and another', { Condition: { Null: { 'aws:a': 'true' }, StringEquals: { 'aws:b': 'x' } } }],
  [
    'a key that is there, and has a value',
    { Condition: { Null: { 'aws:a': 'false' }, StringEquals: { 'aws:a': 'x' } } },
  ],
  ['regions', when('StringNotLike', ['eu-west-1', 'us-gov-east-1', 'ap-*', `$\{x:y}`], region)],
  ['regions where letter case does not count', when('StringEqualsIgnoreCase', 'EU-WEST-1', region)],
  ['truth', { Condition: { Bool: { 'aws:a': [true, 'True', `$\{aws:b}`] }, Null: { 'aws:b': 'false' } } }],
  ['accounts', when('StringNotLike', ['123456789012', '1234*', `$\{aws:ResourceAccount}`], 'aws:PrincipalAccount')],
  ['an absent tag', when('StringNotLike', '*', 'aws:PrincipalTag/team')],
  ['keys of AWS, in any letters', { Condition: { StringLike: { 'aws:requesttag/x': 'x', 'AWS:USERID': 'x' } } }],
  ['keys that AWS may know by now', when('StringLike', 'x', 'aws:SourcePlanet')],
  ['keys of a service', when('StringLike', 'x', 's3:RequestedRegions')],
  ['wildcards where there are some', when('StringNotLike', 'arn:aws:iam::*:role/x')],
  ['wildcards that are letters', when('StringNotEquals', '*')],
])('%s is right', (_, statement) => {
  expect(inStatement(statement)).toEqual([])
})

test.each<[string, Statement, string[]]>([
  ['a misspelt key', { Effect: undefined, effect: 'Deny' }, ['policy-shape effect']],
  ['a key in the plural', { Action: undefined, Actions: ['a:B'] }, ['policy-shape Actions']],
  ['a key that nothing is like', { Comment: 'x' }, ['policy-shape Comment']],
  [
    'a misspelt key and a missing one',
    { Effect: 'deny', Resource: undefined, Resources: '*' },
    ['policy-shape Resources', 'policy-shape Effect'],
  ],
  ['a key too many that is like one that is there', { Resources: '*' }, ['policy-shape Resources']],
  ['a Sid with a hyphen', { Sid: 'deny-it' }, ['policy-shape Sid']],
  ['a Sid that is a number', { Sid: 1 }, ['policy-shape Sid']],
  ['no resources', { Resource: [] }, ['policy-shape Resource']],
  ['no spared resources', { Resource: undefined, NotResource: [] }, ['policy-shape NotResource']],
  [
    'resources that are no ARNs',
    { Resource: ['bucket', 's3:::bucket', 'arn:aws:s3', '', 1, '?'] },
    [
      'policy-shape Resource[0]',
      'policy-shape Resource[1]',
      'policy-shape Resource[2]',
      'policy-shape Resource[3]',
      'policy-shape Resource[4]',
      'policy-shape Resource[5]',
    ],
  ],
  ['a condition that is a list', { Condition: [{ StringEquals: { a: 'b' } }] }, ['policy-shape Condition']],
  ['an operator that is none', when('StringEqual', 'x'), ['policy-shape Condition.StringEqual']],
  ['Null with IfExists', when('NullIfExists', 'true'), ['policy-shape Condition.NullIfExists']],
  [
    'a set of another name',
    when('ForEachValue:StringLike', 'x'),
    ['policy-shape Condition["ForEachValue:StringLike"]'],
  ],
  ['an operator without keys', { Condition: { StringEquals: 'x' } }, ['policy-shape Condition.StringEquals']],
  [
    'values that are none',
    when('StringEquals', ['x', null, { y: 1 }]),
    [
      'policy-shape Condition.StringEquals["aws:SourceVpc"][1]',
      'policy-shape Condition.StringEquals["aws:SourceVpc"][2]',
    ],
  ],
  [
    'a key that is absent and has a value',
    { Condition: { StringEquals: { 'AWS:a': 'x' }, Null: { 'aws:a': 'true' } } },
    ['policy-shape Condition.StringEquals["AWS:a"]'],
  ],
  ['a NotAction of all', { Action: undefined, NotAction: ['s3:*', '*'] }, ['policy-shape NotAction']],
  ['a NotResource of all', { Resource: undefined, NotResource: '*' }, ['policy-shape NotResource']],
  ['an operator in other letters', when('stringLike', 'x'), ['policy-doubtful Condition.stringLike']],
  ['a service in capitals', { Action: ['s3:X', 'S3:X'] }, ['policy-doubtful Action[1]']],
  [
    'a key that is misspelt',
    when('StringNotEquals', 'eu-west-1', 'aws:RequestedRegions'),
    ['policy-doubtful Condition.StringNotEquals["aws:RequestedRegions"]'],
  ],
  [
    'a key that lacks two letters',
    when('StringNotEquals', 'eu-west-1', 'AWS:requestregion'),
    ['policy-doubtful Condition.StringNotEquals["AWS:requestregion"]'],
  ],
  [
    'a key with letters that changed places',
    when('StringLike', 'x', 'aws:SoruceVcp'),
    ['policy-doubtful Condition.StringLike["aws:SoruceVcp"]'],
  ],
  [
    'a tag under a key that is misspelt',
    when('StringEquals', 'x', 'aws:ResourceTags/team'),
    ['policy-doubtful Condition.StringEquals["aws:ResourceTags/team"]'],
  ],
  [
    'a zone',
    when('StringEquals', 'eu-west-1a', region),
    ['policy-doubtful Condition.StringEquals["aws:RequestedRegion"]'],
  ],
  [
    'a region in capitals',
    when('StringLike', ['eu-*', 'EU-WEST-1'], region),
    ['policy-doubtful Condition.StringLike["aws:RequestedRegion"]'],
  ],
  [
    'a pattern of regions as text',
    when('StringNotEquals', 'eu-*', region),
    ['policy-doubtful Condition.StringNotEquals["aws:RequestedRegion"]'],
  ],
  ['yes for true', when('Bool', 'yes'), ['policy-doubtful Condition.Bool["aws:SourceVpc"]']],
  ['no for absent', when('Null', 'no'), ['policy-doubtful Condition.Null["aws:SourceVpc"]']],
  [
    'an account id without its zero',
    when('StringEquals', ['123456789012', 12345678901], 'aws:SourceAccount'),
    ['policy-doubtful Condition.StringEquals["aws:SourceAccount"]'],
  ],
  [
    'everybody who is spared',
    when('ArnNotLike', ['arn:*:iam::*:role/x', '*'], 'aws:PrincipalArn'),
    ['policy-shape Condition.ArnNotLike["aws:PrincipalArn"]'],
  ],
  ['a resource elsewhere', { Resource: ['*', 'arn:aws-cn:s3:::x'] }, ['policy-doubtful Resource']],
  [
    'a spared resource elsewhere',
    { Resource: undefined, NotResource: 'arn:aws-us-gov:s3:::x' },
    ['policy-doubtful NotResource'],
  ],
  [
    'a role elsewhere',
    when('ArnLike', 'arn:aws-cn:iam::*:role/x', 'aws:PrincipalArn'),
    ['policy-doubtful Condition.ArnLike["aws:PrincipalArn"]'],
  ],
  ['no value', when('StringEquals', []), ['policy-doubtful Condition.StringEquals["aws:SourceVpc"]']],
  [
    'a pattern where letters are compared',
    when('StringNotEquals', ['x', 'arn:aws:iam::*:role/x'], 'aws:SourceArn'),
    ['policy-doubtful Condition.StringNotEquals["aws:SourceArn"]'],
  ],
  [
    'an Allow of one thing',
    { Effect: 'Allow', Resource: ['*', 'arn:aws:s3:::x', 'arn:aws:s3:::y'] },
    ['allow-list Effect', 'policy-doubtful Resource[1]'],
  ],
  [
    'an Allow of all but one thing',
    { Effect: 'Allow', Resource: undefined, NotResource: 'arn:aws:s3:::x' },
    ['allow-list Effect', 'policy-doubtful NotResource'],
  ],
])('%s is told', (_, statement, expected) => {
  expect(inStatement(statement)).toEqual(expected)
})

test.each<[string, Statement, string[]]>([
  ['nothing, as AWS writes it', { Principal: '*', Action: ['s3:DeleteBucket'] }, []],
  ['a whole service', { Principal: '*', Action: ['s3:*'] }, ['locks-everybody-out Action']],
  ['a Principal that is missing', { Action: 's3:*' }, ['policy-shape Principal']],
  ['a Principal that is misspelt', { principal: '*', Action: 's3:*' }, ['policy-shape principal']],
  ['a Principal that AWS writes elsewhere', { Principal: { AWS: '*' }, Action: 's3:*' }, ['policy-shape Principal']],
  ['all actions', { Principal: '*', Action: '*' }, ['policy-shape Action']],
  ['a service that is not reached', { Principal: '*', Action: 'sns:Publish' }, ['rcp-service-unsupported Action']],
  ['nothing about keepers, whose roles no RCP spares by name', { Principal: '*', Action: 's3:CreateBucket' }, []],
])('in an RCP: %s', (_, statement, expected) => {
  expect(inStatement(statement, rcp)).toEqual(expected)
})

const deny = { Effect: 'Deny', Action: 'a:B', Resource: '*' }
const allow = { Effect: 'Allow', Action: '*', Resource: '*' }

test.each<[string, unknown, string[]]>([
  ['an Id', { Version: '2012-10-17', Id: 'x', Statement: deny }, []],
  ['statement', { Version: '2012-10-17', statement: [deny] }, ['policy-shape statement']],
  ['a key of a statement', { Version: '2012-10-17', Effect: 'Deny', Statement: deny }, ['policy-shape Effect']],
  [
    'a Sid for the second time',
    { Version: '2012-10-17', Statement: ['A', 'B', 'A', '', ''].map((Sid) => ({ ...deny, Sid })) },
    ['policy-shape [2].Sid'],
  ],
  ['several Allows', { Version: '2012-10-17', Statement: [deny, allow, allow] }, ['allow-list [1].Effect']],
])('a document with %s', (_, document, expected) => {
  expect(found(document)).toEqual(expected)
})

const placeholders = (text: string) =>
  compile(JSON.stringify({ Version: '2012-10-17', Statement: { ...deny, ...when('StringEquals', [text]) } }), scp)
    .filter(({ code }) => code === 'policy-placeholder')
    .map(({ message }) => message)

test.each([
  `$\{OrgId}`,
  `$\{AWS::AccountId}`,
  `$\{var.org_id}`,
  `$\{ACCEL_LOOKUP::VPC_ID:OU:Infrastructure}`,
  `$\{a ? "b" : "c"}`,
  '{{ org_id }}',
  '<my-org-id>',
  '<ORG_ID>',
  '[PRIVILEGED_ROLE]',
  '[INSERT ORGANIZATION ID]',
  '[PATH_TO_POLICY/*]',
  'o-xxxxxxxxxx',
  'ou-xxxx-xxxxxxxx',
  'xxxxxxxxxxxx',
])('%s is a placeholder', (text) => {
  expect(placeholders(`arn:aws:iam::${text}:role/x`)).toEqual([expect.stringContaining(JSON.stringify(text))])
})

test.each([
  `$\{aws:PrincipalOrgID}`,
  `$\{aws:PrincipalTag/team}`,
  `$\{aws:PrincipalTag/team, 'none'}`,
  `$\{accounts.google.com:sub}`,
  `$\{*}`,
  `$\{?}`,
  `$\{$}`,
  '123456789012',
  'o-a1b2c3d4e5',
  'o-xray12345',
  '[abc]*',
  'a < b > c',
  'x-xxxx',
  '{}',
])('%s is none', (text) => {
  expect(placeholders(text)).toEqual([])
})

test('a placeholder is told once, where it stands first, also in a key', () => {
  const text = `{ "Version": "2012-10-17", "Statement": [
    { "Effect": "Deny", "Action": "a:B", "Resource": "arn:aws:s3:::<bucket>",
      "Condition": { "StringEquals": { "<idp>:sub": "\\u003cx\\u003e", "aws:a": "<bucket>" } } } ] }`
  expect(compile(text, scp).map(({ line, column, message }) => [line, column, message])).toEqual([
    [2, 68, expect.stringContaining('"<bucket>" is not filled in, here and in 1 more place')],
    [3, 41, expect.stringContaining('"<idp>"')],
    [3, 53, expect.stringContaining('"<x>"')],
  ])
})

test('nothing that JSON can hold makes it fall over, and all that is found has a place', () => {
  const key = fc.constantFrom('Sid', 'Action', 'Resource', 'Condition', 'Principal', 'NotAction', 'x', '__proto__')
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('*', '<x>', 'arn:*', `$\{x}`))
  fc.assert(
    fc.property(fc.array(fc.dictionary(key, value)), fc.constantFrom(scp, rcp), (statements, type) => {
      const all = statements.map((one) => ({ Effect: 'Deny', ...one }))
      for (const problem of compile(JSON.stringify({ Version: '2012-10-17', Statement: all }, null, 1), type)) {
        expect(problem.line).toBeGreaterThan(0)
        expect(problem.message + problem.hint).not.toMatch(/\p{Cc}|undefined/u)
      }
    }),
  )
})
