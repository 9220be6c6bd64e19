import fc from 'fast-check'
import { controlTowerWork } from '../../compile/policy/control-tower.ts'
import { covers, matches, overlap } from '../../compile/policy/glob.ts'
import { keepersWith } from '../../compile/policy/keepers.ts'
import { lockOuts as lockOutsOf } from '../../compile/policy/lock-out.ts'
import { partitionOf } from '../../core/partition.ts'

// Whether an SCP can keep those out who keep accounts in order: the check by itself. How it is told: cases/locks-out-*.

type Statement = Record<string, unknown>

const keepers = keepersWith([], 'aws')
const lockOuts = (document: unknown) => lockOutsOf(document, keepers)
const controlTower = keepers.slice(0, 1)

const verdict = (statement: Statement): string => {
  const document = { Version: '2012-10-17', Statement: { Effect: 'Deny', Resource: '*', ...statement } }
  const [found] = lockOutsOf(document, controlTower)
  return found === undefined ? 'passes' : found.code === 'locks-everybody-out' ? 'everything' : 'locks out'
}

const config = 'config:PutConfigurationRecorder'
const role = 'arn:*:iam::*:role/AWSControlTowerExecution'
const when = (operator: string, values: unknown, key = 'aws:PrincipalArn') => ({
  Action: config,
  Condition: { [operator]: { [key]: values } },
})
const on = (Action: string, Resource: unknown) => ({ Action, Resource })
const notOn = (Action: string, NotResource: unknown) => ({ Action, Resource: undefined, NotResource })

test.each<[string, string, Statement]>([
  // actions
  ['passes', 'an action that Control Tower never takes', { Action: 'organizations:LeaveOrganization' }],
  ['locks out', 'an action that it takes', { Action: config }],
  ['locks out', 'in any letter case', { Action: 'CONFIG:putconfigurationrecorder' }],
  ['locks out', 'one of several', { Action: ['s3:GetObject', config] }],
  ['locks out', 'a pattern', { Action: 'config:*Recorder' }],
  ['locks out', 'a pattern without a service', { Action: '*:CreateRol?' }],
  ['passes', 'a pattern that takes nothing of it', { Action: 'iam:*User' }],
  ['passes', 'an Allow', { Effect: 'Allow', Action: config }],
  ['locks out', 'NotAction that does not spare it', { NotAction: ['iam:*', 'sts:*'] }],
  ['passes', 'NotAction that spares all of it', { NotAction: controlTowerWork.flatMap(({ actions }) => actions) }],
  ['passes', 'sts:AssumeRole: the caller is in the management account', { Action: 'sts:AssumeRole' }],
  ['everything', 'everything', { Action: '*' }],
  ['everything', 'everything in a list', { Action: ['s3:GetObject', '*:*'] }],
  ['everything', 'all but what is none of its work', { NotAction: ['support:*', 'sts:*'] }],
  ['locks out', 'everything under a condition', { Action: '*', Condition: { Null: { 'aws:RequestTag/team': true } } }],
  ['locks out', 'everything on some things', { Action: '*', Resource: 'arn:aws:iam::*:role/*' }],
  // exemptions
  ['passes', 'ArnNotLike', when('ArnNotLike', role)],
  ['passes', 'one of several values', when('ArnNotLike', ['arn:aws:iam::*:role/admin', role])],
  ['passes', 'a key in other letters', when('ArnNotLike', role, 'AWS:principalARN')],
  ['passes', 'ArnNotEquals, which knows patterns as well', when('ArnNotEquals', role)],
  ['passes', 'IfExists', when('ArnNotLikeIfExists', role)],
  ['passes', 'StringNotLike', when('StringNotLike', 'arn:aws:iam::*:role/AWSControlTower*')],
  ['passes', 'StringNotLike without an ARN', when('StringNotLike', '*ControlTowerExecution')],
  ['passes', 'for any value', when('ForAnyValue:StringNotLike', role)],
  ['passes', 'a single account', when('StringNotEquals', 'arn:aws:iam::123456789012:role/AWSControlTowerExecution')],
  [
    'passes',
    'in any letters where these do not count',
    when('StringNotEqualsIgnoreCase', 'arn:aws:iam::123456789012:role/awscontroltowerexecution'),
  ],
  ['passes', 'a variable', when('ArnNotLike', `arn:aws:iam::$\{aws:PrincipalAccount}:role/AWSControlTowerExecution`)],
  ['passes', 'a role that is filled in later', when('ArnNotLike', `arn:aws:iam::*:role/$\{ROLE}`)],
  ['locks out', 'a pattern where none is known', when('StringNotEquals', role)],
  ['locks out', 'the role of another partition', when('ArnNotLike', role.replace('*', 'aws-cn'))],
  ['locks out', 'another role', when('ArnNotLike', 'arn:aws:iam::*:role/aws-controltower-*')],
  ['locks out', 'a path that the role has not', when('ArnNotLike', 'arn:aws:iam::*:role/*/AWSControlTowerExecution')],
  ['locks out', 'its session', when('ArnNotLike', 'arn:aws:sts::*:assumed-role/AWSControlTowerExecution/*')],
  ['locks out', 'in other letters', when('ArnNotLike', 'arn:aws:iam::*:role/awscontroltowerexecution')],
  ['locks out', 'another key', when('ArnNotLike', role, 'aws:SourceIp')],
  ['locks out', 'like, where unlike is meant', when('ArnLike', role)],
  [
    'passes',
    'one of two conditions, which are both needed',
    {
      Action: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' }, ArnNotLike: { 'aws:PrincipalArn': role } },
    },
  ],
  // conditions on others
  ['passes', 'the root user', when('ArnLike', 'arn:*:iam::*:root')],
  ['passes', 'the root user as text', when('StringLike', ['arn:aws:iam::*:root'])],
  ['locks out', 'all roles', when('StringLike', 'arn:*:iam::*:role/*')],
  ['passes', 'IAM users', when('StringEquals', 'User', 'aws:PrincipalType')],
  ['locks out', 'assumed roles', when('StringEquals', ['User', 'AssumedRole'], 'aws:PrincipalType')],
  ['passes', 'services', when('Bool', 'true', 'aws:PrincipalIsAWSService')],
  ['locks out', 'no services', when('BoolIfExists', 'False', 'aws:PrincipalIsAWSService')],
  ['passes', 'whoever has no ARN', when('Null', 'true')],
  ['locks out', 'whoever has one', when('Null', 'false')],
  ['locks out', 'who has no tag', when('StringNotEquals', 'yes', 'aws:PrincipalTag/admin')],
  ['passes', 'who has a tag', when('StringEquals', 'yes', 'aws:PrincipalTag/admin')],
  ['locks out', 'who has no tag of a kind', when('Null', 'true', 'aws:PrincipalTag/admin')],
  [
    'passes',
    'who has no tag, and another name',
    {
      Action: config,
      Condition: { StringNotEquals: { 'aws:PrincipalTag/admin': 'yes' }, ArnNotLike: { 'aws:PrincipalArn': role } },
    },
  ],
  ['locks out', 'a key that is misspelt', when('ArnNotLike', role, 'aws:PrincipalARNs')],
  ['locks out', 'a letter that is missing', when('ArnNotLike', role, 'aws:PrincpalArn')],
  ['passes', 'who is meant by a key that is misspelt', when('ArnLike', role, 'aws:PrincipalARNs')],
  ['passes', 'a key that AWS may know by now', when('ArnNotLike', role, 'aws:PrincipalDepartment')],
  ['passes', 'not through a service: nobody knows here', when('Bool', 'false', 'aws:ViaAWSService')],
  // conditions on requests
  ['locks out', 'a region', when('StringNotEquals', 'eu-west-1', 'aws:RequestedRegion')],
  ['passes', 'no TLS', when('BoolIfExists', 'false', 'aws:SecureTransport')],
  ['passes', 'a key that every object has', when('StringEquals', 'x', 'constructor')],
  ['passes', 'what is tagged by others', when('StringEquals', 'x', 'aws:ResourceTag/team')],
  [
    'locks out',
    'what it tags itself',
    when('StringEquals', 'managed-by-control-tower', 'aws:ResourceTag/aws-control-tower'),
  ],
  ['locks out', 'what is not tagged', when('Null', 'true', 'aws:RequestTag/team')],
  ['passes', 'what is tagged', when('Null', 'false', 'aws:RequestTag/team')],
  ['passes', "somebody's network", when('StringEquals', 'vpc-1', 'aws:SourceVpc')],
  ['locks out', 'any network but one', when('StringNotEquals', 'vpc-1', 'aws:SourceVpc')],
  ['passes', 'credentials of a machine', when('NumericLessThan', '2.0', 'ec2:RoleDelivery')],
  ['passes', 'another machine', when('ArnLike', 'arn:aws:ec2:*:*:instance/*', 'ec2:SourceInstanceARN')],
  ['locks out', 'who is no machine', when('Null', 'true', 'ec2:SourceInstanceARN')],
  ['passes', 'what another service asks', when('Bool', 'true', 'ram:AllowsExternalPrincipals')],
  ['locks out', 'a boundary that its roles lack', when('StringNotEquals', 'b', 'iam:PermissionsBoundary')],
  ['passes', 'a condition that is none', { Action: config, Condition: ['x'] }],
  ['locks out', 'an empty condition', { Action: config, Condition: {} }],
  // resources
  ['locks out', 'its roles', on('iam:*', 'arn:aws:iam::*:role/aws-controltower-*')],
  ['locks out', 'one of its roles', on('iam:*', 'arn:aws:iam::123456789012:role/AWSControlTowerExecution')],
  ['locks out', 'all roles of a kind', on('iam:*', ['arn:aws:iam::*:role/x', 'arn:aws:iam::*:role/a*'])],
  ['passes', 'other roles', on('iam:*', 'arn:aws:iam::*:role/platform-*')],
  ['passes', 'roles that are filled in later', on('iam:*', `arn:aws:iam::*:role/$\{RoleName}`)],
  ['locks out', 'roles of whom nobody knows', on('iam:*', `arn:aws:iam::*:role/$\{aws:username}`)],
  ['passes', 'things of another service', on('*', 'arn:aws:glacier:*:*:vaults/*')],
  ['passes', 'other buckets', on('s3:*', ['arn:aws:s3:::data-*', 'arn:aws:s3:::data-*/*'])],
  ['passes', 'what the action does not know', on('config:PutDeliveryChannel', 'arn:aws:config:*:*:delivery-channel/*')],
  ['locks out', 'everything but others', notOn('iam:*', 'arn:aws:iam::*:role/platform-*')],
  ['locks out', 'everything but roles elsewhere', notOn('iam:*', ['arn:aws-cn:iam::*:role/*'])],
  ['passes', 'roles elsewhere', on('iam:*', 'arn:aws-us-gov:iam::*:role/*')],
  ['passes', 'everything but its roles', notOn('iam:*', ['arn:aws:iam::*:role/a*', 'arn:aws:iam::*:role/A*'])],
])('%s: %s', (expected, _, statement) => {
  expect(verdict(statement)).toBe(expected)
})

test.each([
  ['us-gov-west-1', 'aws-us-gov'],
  ['cn-north-1', 'aws-cn'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['eu-west-1', 'aws'],
  ['', 'aws'],
])('roles of the region %s are of the partition %s', (region, partition) => {
  const exempting = (arn: string) =>
    lockOutsOf({ Statement: { Effect: 'Deny', Resource: '*', ...when('ArnNotLike', arn) } }, [
      ...keepersWith([], partitionOf(region)).slice(0, 1),
    ])
  expect(exempting(role)).toEqual([])
  expect(exempting(role.replace('*', partition))).toEqual([])
  expect(exempting(role.replace('*', partition === 'aws' ? 'aws-cn' : 'aws'))).toHaveLength(1)
})

const shortNames: Record<string, string> = { 'Control Tower': 'tower', StackSets: 'stacks', 'break-glass': 'glass' }

/** Whom a statement locks out, each asked for itself; ! where it denies them everything. */
const whom = (statement: Statement): string =>
  keepersWith(['rescue/Glass?*'], 'aws')
    .flatMap((keeper) => {
      const document = {
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Action: '*', Resource: '*', ...statement },
      }
      const [found] = lockOutsOf(document, [keeper])
      const certainly = found?.code === 'locks-everybody-out' ? '!' : ''
      return found === undefined ? [] : [`${shortNames[keeper.who] ?? keeper.who}${certainly}`]
    })
    .join(' ')

const unless = (...names: string[]) => ({
  Condition: { ArnNotLike: { 'aws:PrincipalArn': names.map((name) => `arn:*:iam::*:role/${name}`) } },
})
const given = (operator: string, values: unknown, key = 'aws:PrincipalArn') => ({
  Condition: { [operator]: { [key]: values } },
})
const everybody = 'tower! stacks! holdfast! glass!'
const maybeEverybody = 'tower stacks holdfast glass'

test.each<[string, string, Statement]>([
  [everybody, 'everything', {}],
  [everybody, 'everything, in a list', { Action: ['s3:*', '*'], Resource: ['arn:aws:s3:::x', '*'] }],
  [
    'tower! stacks! holdfast! glass',
    'everything but what is none of their work',
    { Action: undefined, NotAction: 'a:*' },
  ],
  ['tower stacks holdfast glass', 'everything but one bucket', { Resource: undefined, NotResource: 'arn:aws:s3:::x' }],
  ['glass', 'what none of the others does', { Action: 'organizations:LeaveOrganization' }],
  ['glass', 'things of which the others have none', { Resource: 'arn:aws:glacier:*:*:vaults/*' }],
  ['stacks glass', 'what only stacks hold', { Action: 'config:PutConformancePack' }],
  ['holdfast glass', 'reading', { Action: ['organizations:Describe*', 'iam:ListRoles'] }],
  // exemptions
  ['', 'nobody', unless('AWSControlTowerExecution', 'stacksets-exec-*', 'holdfast-*', 'rescue/Glass?*')],
  ['', 'nobody, in one pattern', unless('*')],
  ['', 'nobody, wherever the path ends', unless('*AWSControlTowerExecution', 'stacksets-*', 'hold*', '*/Glass*')],
  ['stacks! holdfast! glass!', 'all but one', unless('AWSControlTowerExecution')],
  ['tower! stacks! holdfast glass', 'all but a part of its roles', unless('holdfast-reader', 'rescue/Glass1*')],
  [everybody, 'a role without its path, in other letters', unless('Glass*', 'Holdfast-*')],
  ['tower! stacks! holdfast! glass!', 'pattern where none is known', given('StringNotEquals', 'arn:aws:iam::*:role/*')],
  // conditions that hold for some, or for certain
  ['tower!', 'this role', given('ArnLike', role)],
  ['tower', 'this role in one account', given('ArnLike', 'arn:aws:iam::123456789012:role/AWSControlTowerExecution')],
  ['stacks', 'some of its roles', given('StringLike', 'arn:aws:iam::*:role/stacksets-exec-0*')],
  [everybody, 'all roles', given('ArnLike', 'arn:aws:iam::*:role/*')],
  [maybeEverybody, 'roles that AWS fills in', given('ArnLike', `arn:aws:iam::*:role/$\{aws:username}`)],
  [everybody, 'who has an ARN', given('Null', 'false')],
  [everybody, 'who is no service', given('Bool', 'false', 'aws:PrincipalIsAWSService')],
  [everybody, 'over TLS', given('Bool', true, 'aws:SecureTransport')],
  [maybeEverybody, 'in other regions', given('StringNotEquals', 'eu-west-1', 'aws:RequestedRegion')],
  ['stacks glass', 'what is tagged', given('StringEquals', 'x', 'aws:RequestTag/team')],
  ['tower stacks', 'who has no tag', given('StringNotEquals', 'yes', 'aws:PrincipalTag/admin')],
  ['', 'credentials of a machine', given('NumericLessThan', '2.0', 'ec2:RoleDelivery')],
  ['glass', "from somebody's network", given('StringEquals', 'vpc-1', 'aws:SourceVpc')],
  ['stacks glass', 'with a key of another service', given('StringEquals', 'm5.large', 'ec2:InstanceType')],
  ['', 'with an operator that nobody knows', given('StringEqual', role)],
])('%s: %s', (expected, _, statement) => {
  expect(whom(statement)).toBe(expected)
})

test('one statement is told once, with everybody whom it locks out and what spares them all', () => {
  const found = lockOutsOf(
    {
      Statement: [
        { Effect: 'Deny', Action: ['s3:CreateBucket', 'organizations:Leave*'], Resource: '*' },
        { Effect: 'Deny', Action: 'organizations:Leave*', Resource: '*' },
      ],
    },
    keepersWith(['Rescue', 'Firefighter'], 'aws'),
  )
  expect(found.map(({ code }) => code)).toEqual(['locks-out-control-tower', 'locks-out-break-glass'])
  for (const name of ['AWSControlTowerExecution', 'stacksets-exec-*', 'Rescue', 'Firefighter']) {
    expect(found[0]?.message).toContain(name)
    expect(found[0]?.hint).toContain(`"arn:*:iam::*:role/${name}"`)
  }
  expect(found[0]?.message).toContain('break-glass (Rescue, Firefighter): it denies s3:CreateBucket')
  expect(found[1]?.hint).not.toContain('AWSControlTower')
})

test.each([
  ['*', 'a?*b', true],
  ['a*', 'a?', true],
  ['a?', 'a?', true],
  ['?', '*', false],
  ['?b', 'ab*', false],
  ['a', '?', false],
  ['a', '*', false],
  ['*b', 'ab*', false],
])('%s covers %s: %s', (one, other, expected) => {
  expect(covers(one, other)).toBe(expected)
})

test('a pattern covers another only where it takes all that the other takes', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 3 }).map((letters) => letters.join(''))
  const filled = (text: string, fills: string[]) => {
    let at = 0
    const next = () => fills[at++ % fills.length] ?? ''
    return text.replace(/[*?]/g, (letter) => (letter === '?' ? next().slice(0, 1) || 'a' : next()))
  }
  fc.assert(
    fc.property(
      pattern,
      pattern,
      fc.array(fc.stringMatching(/^[abc]{0,3}$/), { minLength: 1 }),
      (one, other, fills) => {
        const text = filled(other, fills)
        expect(matches(other, text)).toBe(true)
        if (covers(one, other)) expect([one, other, text, matches(one, text)]).toEqual([one, other, text, true])
        expect(covers(other, other)).toBe(true)
        expect(covers('*', other)).toBe(true)
      },
    ),
  )
})

test.each(['*a*', 'a?c', '?*b', '**', 'abc', '', '*c', 'a*b*c'])('patterns that overlap: %s', (one) => {
  const texts = ['', 'a', 'c', 'ab', 'abc', 'aXc', 'xb', 'abbc', 'cab']
  for (const other of ['*', 'a*', '*b*', '??c', 'x?', 'abc']) {
    const takes = (pattern: string, text: string) =>
      new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`).test(text)
    if (texts.some((text) => takes(one, text) && takes(other, text)))
      expect([one, other, overlap(one, other)]).toEqual([one, other, true])
  }
})

const roles = keepers.map((keeper) => `arn:*:iam::*:role/${keeper.role}`)

const some = (...values: string[]) => fc.oneof(fc.constantFrom(...values), fc.array(fc.constantFrom(...values)))
const key = fc.constantFrom(
  'aws:PrincipalArn',
  'aws:principalarn',
  'aws:PrincipalTag/x',
  'aws:RequestedRegion',
  'ec2:Vpc',
)
const operator = fc.constantFrom('ArnNotLike', 'StringLike', 'Null', 'StringNotEqualsIfExists', 'Bool', 'IpAddress')
const condition = fc.dictionary(operator, fc.dictionary(key, some('true', 'eu-west-1', 'arn:aws:iam::*:role/x', '*')))
const actions = some('*', 'iam:*', config, 's3:GetObject', 'ec2:Delete*')
const statement = fc
  .record({ Effect: fc.constantFrom('Deny', 'Allow'), Resource: some('*', 'arn:aws:iam::*:role/*') })
  .chain((rest) =>
    fc
      .record({ Action: actions, Condition: condition }, { requiredKeys: [] })
      .chain((more) =>
        'Action' in more
          ? fc.constant({ ...rest, ...more })
          : actions.map((NotAction) => ({ ...rest, ...more, NotAction })),
      ),
  )

test('exempting the roles in every statement silences it, whatever the statements say', () => {
  fc.assert(
    fc.property(fc.array(statement), (statements) => {
      const exempt = statements.map((one: Statement) => {
        const terms = (one.Condition ?? {}) as Record<string, Record<string, unknown>>
        const values = [terms.ArnNotLike?.['aws:PrincipalArn'] ?? []].flat()
        const ArnNotLike = { ...terms.ArnNotLike, 'aws:PrincipalArn': [...values, ...roles] }
        return { ...one, Condition: { ...terms, ArnNotLike } }
      })
      expect(lockOuts({ Version: '2012-10-17', Statement: exempt })).toEqual([])
      // and what is found stands in the statement that it is about
      for (const { path } of lockOuts({ Version: '2012-10-17', Statement: statements }))
        expect(statements[Number(path[1])]?.Effect).toBe('Deny')
    }),
    { numRuns: 500 },
  )
})

test('nothing that JSON can hold makes it fall over', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(lockOuts(one)).toEqual([])
      lockOuts({ Statement: [other, { Effect: 'Deny', Action: '*', Resource: other, Condition: one }] })
      lockOuts({ Statement: { Effect: 'Deny', Action: one, NotResource: other, Condition: { Null: other } } })
    }),
  )
})
