import { compilePolicy } from '../../compile/policy/check.ts'

// Whom an RCP cuts off: codes and paths. How it is told: cases/cuts-off-services, cases/rcp-locks-everybody-out.

type Statement = Record<string, unknown>

const own = 'o-a1b2c3d4e5'
const foreign = 'o-zzzzzzzzzz'
const codes = (statement: Statement, organization: string | null = own, type = 'RESOURCE_CONTROL_POLICY' as const) => {
  const whole = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...statement }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: whole })
  return compilePolicy(text, 'p.json', type, {
    breakGlassRoles: [],
    characters: 5_120,
    organization,
    partition: 'aws',
  }).problems.map(({ code, path }) => `${code} ${path?.split('.')[1] ?? ''}`)
}
const when = (operator: string, values: unknown, key = 'aws:PrincipalOrgID') => ({ [operator]: { [key]: values } })
const noService = when('BoolIfExists', 'false', 'aws:PrincipalIsAWSService')
const perimeter = when('StringNotEqualsIfExists', own)

test.each<[string, Statement]>([
  ['a whole service', {}],
  ['several of them, by ARN', { Action: ['s3:GetObject', 'kms:*'], Resource: ['arn:aws:s3:::*', 'arn:aws:s3:::x'] }],
  ['who is of the organization', { Condition: when('StringEquals', own) }],
  ['who is of its root', { Condition: when('ForAnyValue:StringLike', `${own}/*`, 'aws:PrincipalOrgPaths') }],
  ['who is not of another', { Condition: { ...when('StringNotEquals', foreign), ...noService } }],
  ['what belongs to the organization', { Condition: when('StringEquals', own, 'aws:ResourceOrgID') }],
  ['whoever has an ARN', { Condition: when('ArnLike', '*', 'aws:PrincipalArn') }],
  ['who is in an account', { Condition: when('Null', 'false', 'aws:PrincipalAccount') }],
  ['who is no service', { Condition: noService }],
  ['over TLS', { Condition: when('Bool', 'true', 'aws:SecureTransport') }],
  ['what no service asks for', { Condition: when('Null', true, 'aws:SourceAccount') }],
  ['what the organization does not ask for', { Condition: when('StringNotEquals', own, 'aws:SourceOrgID') }],
])('everybody is locked out: %s', (_, statement) => {
  expect(codes(statement)).toEqual([expect.stringMatching(/^locks-everybody-out /)])
})

test.each<[string, Statement]>([
  ['a single action', { Action: 's3:DeleteBucket' }],
  ['all actions of a kind', { Action: 's3:Delete*' }],
  ['a bucket', { Resource: ['arn:aws:s3:::x', 'arn:aws:s3:::x/*'] }],
  ['all but a bucket', { Resource: undefined, NotResource: 'arn:aws:s3:::x' }],
  ['no TLS', { Condition: when('BoolIfExists', 'false', 'aws:SecureTransport') }],
  ['an old TLS', { Condition: when('NumericLessThan', '1.2', 's3:TlsVersion') }],
  ['a perimeter', { Condition: { ...perimeter, ...noService } }],
  ['a perimeter with partners', { Condition: { ...when('StringNotEqualsIfExists', [foreign, own]), ...noService } }],
  [
    'a perimeter of paths',
    { Condition: { ...when('ForAllValues:StringNotLike', `${own}/*`, 'aws:PrincipalOrgPaths'), ...noService } },
  ],
  [
    'a perimeter that AWS fills in',
    { Condition: when('StringNotEquals', `$\{aws:ResourceOrgID}`, 'aws:PrincipalOrgID'), Action: 'dynamodb:*' },
  ],
  ['some roles', { Condition: when('ArnLike', 'arn:aws:iam::*:role/x', 'aws:PrincipalArn') }],
  ['nobody', { Condition: when('ArnNotLike', '*', 'aws:PrincipalArn') }],
  ['an account', { Condition: when('StringEquals', '123456789012', 'aws:PrincipalAccount') }],
  ['services', { Condition: when('Bool', 'true', 'aws:PrincipalIsAWSService') }],
  [
    'services of others',
    {
      Condition: {
        ...when('StringNotEqualsIfExists', own, 'aws:SourceOrgID'),
        ...when('Null', 'false', 'aws:SourceAccount'),
      },
    },
  ],
])('nobody is locked out: %s', (_, statement) => {
  expect(codes(statement)).toEqual([])
})

test('without a lock nobody knows whom an id stands for', () => {
  expect(codes({ Condition: when('StringEquals', own) }, null)).toEqual([])
  expect(codes({ Condition: { ...when('StringNotEquals', foreign), ...noService } }, null)).toEqual([])
  expect(codes({}, null)).toEqual(['locks-everybody-out Action'])
})

const asking = (Action: unknown, ...terms: object[]) => ({ Action, Condition: Object.assign({}, ...terms) })

test.each<[string, Statement]>([
  ['services', asking(['s3:*', 'sts:AssumeRole'], perimeter)],
  ['services, by a part of their actions', asking('kms:DECR*', perimeter)],
  ['services, around accounts', asking('sqs:*', when('StringNotEquals', '123456789012', 'aws:PrincipalAccount'))],
  [
    'services, unless there is no such key',
    asking('s3:*', perimeter, when('Bool', 'true', 'aws:PrincipalIsAWSService')),
  ],
  ['services, in one region', asking('s3:*', perimeter, when('StringEquals', 'eu-west-1', 'aws:RequestedRegion'))],
  ['federated users', asking('sts:*', perimeter, noService)],
  ['those of SAML', asking('sts:AssumeRoleWithSAML', perimeter)],
])('a perimeter cuts off %s', (_, statement) => {
  expect(codes(statement)).toEqual(['cuts-off-services Condition'])
})

test.each<[string, Statement]>([
  ['services are spared', asking('s3:*', perimeter, noService)],
  [
    'some services are spared',
    asking('s3:*', perimeter, when('StringNotEquals', 'x.amazonaws.com', 'aws:PrincipalServiceName')),
  ],
  ['services of the organization are spared', asking('s3:*', perimeter, when('StringNotLike', own, 'aws:SourceOrgID'))],
  ['a key of a service may spare them', asking('kms:*', perimeter, when('Bool', 'false', 'kms:GrantIsForAWSResource'))],
  ['no service asks so', asking('s3:DeleteBucket', perimeter)],
  [
    'it needs an organization',
    asking('s3:*', when('StringNotEquals', own), when('Null', 'false', 'aws:PrincipalOrgID')),
  ],
  [
    'only some roles are meant',
    asking('s3:*', perimeter, when('ArnLike', 'arn:aws:iam::*:role/x', 'aws:PrincipalArn')),
  ],
  [
    'providers are looked at',
    asking('sts:*', perimeter, noService, when('StringNotLike', 'x', 'aws:FederatedProvider')),
  ],
  ['only sts:AssumeRole is named', asking(['sts:AssumeRole', 'sts:GetSessionToken'], perimeter, noService)],
])('a perimeter cuts nobody off where %s', (_, statement) => {
  expect(codes(statement)).toEqual([])
})

test.each<[string, object, string[]]>([
  ['the own', when('StringLike', own), []],
  ['another', when('StringLike', foreign), ['other-organization-in-policy Condition']],
  ['both', when('StringLike', [foreign, own]), []],
  [
    'another in a path',
    when('StringLike', `${foreign}/r-ab12/*`, 'aws:SourceOrgPaths'),
    ['other-organization-in-policy Condition'],
  ],
  ['the own in a path', when('StringLike', `${own}/r-ab12/*`, 'AWS:ResourceOrgPaths'), []],
  ['what AWS fills in', when('StringLike', `$\{aws:ResourceOrgID}`), []],
  ['another under a key that is not of it', when('StringLike', foreign, 'aws:PrincipalTag/org'), []],
])('a condition that names %s', (_, Condition, expected) => {
  expect(codes({ Action: 's3:DeleteBucket', Condition })).toEqual(expected)
  expect(codes({ Action: 's3:DeleteBucket', Condition }, null)).toEqual([])
})
