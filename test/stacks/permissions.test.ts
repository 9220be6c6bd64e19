import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ManagementFunction } from '../../core/deployed.ts'
import type { Manifest, ManifestPolicy } from '../../core/manifest.ts'
import { parameterNames } from '../../core/parameters.ts'
import { arnsOf } from '../../stacks/arns.ts'
import { permissionsOf } from '../../stacks/permissions.ts'
import { policyDocument, type Statement } from '../../stacks/statement.ts'
import { management, manifestOf, policy } from '../support/manifest.ts'

const names: ManagementFunction[] = ['policy-drift', 'account-enrolment', 'sweep', 'evidence', 'deployment']
const rcp = { type: 'RESOURCE_CONTROL_POLICY' } as const
const keyArn = 'arn:aws:kms:us-east-1:111111111111:key/1'
const macArn = 'arn:aws:kms:us-east-1:111111111111:key/2'

const permissions = (name: ManagementFunction, policies: ManifestPolicy[], rest: Partial<Manifest> = {}) =>
  permissionsOf(name, manifestOf(policies, rest), arnsOf({ account: management, region: 'us-east-1' }), {
    key: keyArn,
    pseudonymKey: macArn,
    bucket: 'evidence',
    identities: { bucket: 'identities', arns: arnsOf({ account: '999999999999', region: 'eu-west-1' }) },
  })

const listOf = (value: string | string[]): string[] => [value].flat()

/** Resources on which an action is allowed, and not refused everywhere. */
function allowed(statements: Statement[], action: string): string[] {
  const about = statements.filter(({ Action }) => listOf(Action).includes(action))
  if (about.some(({ Effect }) => Effect === 'Deny')) return []
  return about.flatMap(({ Resource }) => listOf(Resource))
}

const own = `arn:aws:organizations::${management}:`
const scps = `${own}policy/o-exampleorg/service_control_policy/*`
const rcps = `${own}policy/o-exampleorg/resource_control_policy/*`
const root = `${own}root/o-exampleorg/r-ab12`
const units = `${own}ou/o-exampleorg/ou-*`
const accounts = `${own}account/o-exampleorg/*`
const everything = manifestOf(
  [
    policy('a', ['r-ab12', 'ou-ab12-11111111', '222222222222'], { evict: true, prune: true }),
    policy('b', [], { state: 'absent' }),
    policy('c', ['r-ab12', 'ou-ab12-11111111', '222222222222'], { ...rcp, evict: true, prune: true }),
    policy('d', [], { ...rcp, state: 'absent' }),
  ],
  { fullAwsAccess: 'restore' },
)

describe.each(names)('%s', (name) => {
  const most = permissions(name, everything.policies, everything)

  test('changes nothing of AWS Organizations but what its ARNs say', () => {
    const writes = most.filter(
      ({ Effect, Action }) =>
        Effect === 'Allow' && listOf(Action).some((action) => !/:(Describe|List|Get|Lookup)/.test(action)),
    )
    expect(writes.length).toBeGreaterThan(3)
    expect(writes.flatMap(({ Resource }) => listOf(Resource)).filter((arn) => arn === '*')).toEqual([])
    const ours = writes.filter(({ Action }) => listOf(Action).some((action) => action.startsWith('organizations:')))
    for (const { Resource } of ours)
      for (const arn of listOf(Resource))
        expect(arn).toMatch(/^arn:aws:organizations::(111111111111:\w+\/o-exampleorg\/|aws:)/)
  })

  test('moves no account and takes nothing apart, whatever else the role gets', () => {
    const [never] = most.filter(({ Effect }) => Effect === 'Deny')
    expect(never?.Resource).toBe('*')
    expect(never?.Action).toEqual(
      expect.arrayContaining(
        [
          ...['MoveAccount', 'CreateOrganizationalUnit', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit'],
          ...['LeaveOrganization', 'RemoveAccountFromOrganization', 'CloseAccount', 'DisablePolicyType'],
          ...['PutResourcePolicy', 'DeleteResourcePolicy'],
        ].map((action) => `organizations:${action}`),
      ),
    )
  })

  test('fits into a role, with a Sid for each statement', () => {
    expect(JSON.stringify(policyDocument(most)).length).toBeLessThan(10_240)
    const sids = most.map(({ Sid }) => Sid)
    expect(new Set(sids).size).toBe(sids.length)
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/)
  })

  test('makes pseudonyms with one key, leaves evidence and raw values in one place each, and reads no more than it needs', () => {
    expect(allowed(most, 'kms:Decrypt')).toEqual([keyArn])
    if (name === 'deployment') {
      for (const action of ['kms:GenerateMac', 's3:PutObject', 'ssm:GetParametersByPath'])
        expect(allowed(most, action)).toEqual([])
      return
    }
    expect(allowed(most, 'kms:GenerateMac')).toEqual([macArn])
    expect(allowed(most, 's3:PutObject')).toEqual(['arn:aws:s3:::evidence/records/*', 'arn:aws:s3:::identities/*'])
    const suspensions = `arn:aws:ssm:us-east-1:${management}:parameter${parameterNames.suspensions}`
    const isEvidence = name === 'evidence'
    expect({
      records: allowed(most, 's3:GetObject'),
      history: allowed(most, 'cloudtrail:LookupEvents'),
      suspensions: allowed(most, 'ssm:GetParametersByPath'),
    }).toEqual({
      records: isEvidence ? ['records', 'digests'].map((prefix) => `arn:aws:s3:::evidence/${prefix}/*`) : [],
      history: isEvidence ? ['*'] : [],
      suspensions: [suspensions.slice(0, -1), `${suspensions}*`],
    })
  })
})

const everywhere = ['r-ab12', 'ou-ab12-11111111', '222222222222']
/** `joining`: what an account that joins can ask for, where that is something else. */
const attaching: {
  what: string
  policies: ManifestPolicy[]
  rest?: Partial<Manifest>
  to: string[]
  joining?: string[]
}[] = [
  { what: 'nothing', policies: [], to: [] },
  { what: 'an SCP on the root', policies: [policy('a', ['r-ab12'])], to: [scps, root], joining: [] },
  { what: 'an SCP on an OU', policies: [policy('a', ['ou-ab12-11111111'])], to: [scps, units], joining: [] },
  { what: 'an SCP on an account', policies: [policy('a', ['222222222222'])], to: [scps, accounts] },
  {
    what: 'an SCP on each account in an OU',
    policies: [
      policy('a', [], { eachAccountIn: [{ id: 'ou-ab12-11111111', path: 'x', joinedAfter: null, except: [] }] }),
    ],
    to: [scps, accounts],
  },
  {
    what: 'SCPs and RCPs on different kinds of target',
    policies: [policy('a', ['r-ab12']), policy('b', ['222222222222'], rcp)],
    ...{ to: [scps, root, rcps, accounts], joining: [rcps, accounts] },
  },
  { what: 'a policy that is to be absent', policies: [policy('a', everywhere, { state: 'absent' })], to: [] },
  {
    what: 'FullAWSAccess where it was',
    policies: [policy('a', ['r-ab12'], rcp)],
    rest: { fullAwsAccess: 'restore' },
    to: ['arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess', root, units, accounts, rcps, root],
    joining: [],
  },
]

test.each(attaching)('may attach $what', ({ policies, rest, to, joining = to }) => {
  const places = (name: ManagementFunction) => allowed(permissions(name, policies, rest), 'organizations:AttachPolicy')
  expect(places('policy-drift')).toEqual(to)
  expect(places('sweep')).toEqual(to)
  expect(places('account-enrolment')).toEqual(joining)
  expect(places('deployment')).toEqual([])
})

test('an account that joins may have a policy made anew for every place that it lies at', () => {
  const statements = permissions('account-enrolment', [policy('a', ['222222222222']), policy('b', ['r-ab12'])])
  expect(allowed(statements, 'organizations:CreatePolicy')).toEqual([scps])
  expect(allowed(statements, 'organizations:AttachPolicy')).toEqual([scps, root, accounts])
})

test('what completes the evidence writes nothing in AWS Organizations, whatever the manifest asks for', () => {
  const statements = permissions('evidence', everything.policies, everything)
  const about = statements.filter(({ Action }) => listOf(Action).some((action) => action.startsWith('organizations:')))
  const allowing = about.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => listOf(Action))
  expect(allowing.filter((action) => !/^organizations:(Describe|List)/.test(action))).toEqual([])
  const denied = about.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => listOf(Action))
  expect(denied).toEqual(expect.arrayContaining(['organizations:AttachPolicy', 'organizations:TagResource']))
})

test('only a sweep looks whether a type is enabled, and enables it', () => {
  const enabling = (name: ManagementFunction) =>
    allowed(permissions(name, [policy('a', everywhere)]), 'organizations:EnablePolicyType')
  expect(names.map((name) => [name, enabling(name)])).toEqual(
    names.map((name) => [name, name === 'sweep' ? [root] : []]),
  )
})

test('an RCP is attached to no target of an SCP', () => {
  const statements = permissions('sweep', [policy('a', ['r-ab12']), policy('b', ['222222222222'], rcp)])
  const types = (arn: string) =>
    statements
      .filter(({ Action, Resource }) => Action === 'organizations:AttachPolicy' && Resource.includes(arn))
      .map(({ Condition }) => Condition?.StringEquals?.['organizations:PolicyType'])
  expect(types(root)).toEqual(['SERVICE_CONTROL_POLICY'])
  expect(types(accounts)).toEqual(['RESOURCE_CONTROL_POLICY'])
})

const removing: {
  what: string
  policies: ManifestPolicy[]
  detach: string[]
  drift?: string[]
  joining?: string[]
  delete?: string[]
}[] = [
  { what: 'nothing', policies: [policy('a', everywhere)], detach: [] },
  { what: 'with prune', policies: [policy('a', ['r-ab12'], { prune: true })], detach: [scps, root, units, accounts] },
  {
    what: 'where a policy is to be absent',
    policies: [policy('a', [], { state: 'absent' }), policy('b', ['r-ab12'], rcp)],
    ...{ detach: [scps, root, units, accounts], delete: [scps] },
  },
  {
    what: 'to make room, where that is asked for',
    policies: [policy('a', ['ou-ab12-11111111'], { evict: true }), policy('b', ['r-ab12'])],
    ...{ detach: [scps, units], drift: [scps, units], joining: [] },
  },
  {
    what: 'to make room in accounts',
    policies: [policy('a', ['222222222222'], { evict: true })],
    ...{ detach: [scps, accounts], drift: [scps, accounts] },
  },
  {
    what: 'nothing where a policy that would evict only notifies',
    policies: [policy('a', ['r-ab12'], { evict: true, mode: 'notify' })],
    detach: [],
  },
]

test.each(removing)(
  'may detach and delete: $what',
  ({ policies, detach, drift = [], joining = drift, delete: deleted = [] }) => {
    expect(allowed(permissions('sweep', policies), 'organizations:DetachPolicy')).toEqual(detach)
    expect(allowed(permissions('sweep', policies), 'organizations:DeletePolicy')).toEqual(deleted)
    for (const name of ['policy-drift', 'account-enrolment'] as const) {
      const wanted = name === 'policy-drift' ? drift : joining
      expect(allowed(permissions(name, policies), 'organizations:DetachPolicy')).toEqual(wanted)
      expect(allowed(permissions(name, policies), 'organizations:DeletePolicy')).toEqual([])
    }
    expect(allowed(permissions('deployment', policies), 'organizations:DetachPolicy')).toEqual([])
  },
)

test('a key of another account encrypts what goes into the bucket of raw values, and nothing is decrypted under it', () => {
  const statements = permissions('sweep', [policy('a', ['r-ab12'])])
  const theirs = statements.filter(({ Resource }) => String(Resource).includes('999999999999'))
  expect(theirs).toEqual([
    {
      ...{ Sid: 'EncryptIdentities', Effect: 'Allow', Action: 'kms:GenerateDataKey' },
      Resource: 'arn:aws:kms:eu-west-1:999999999999:key/*',
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::identities' } },
    },
  ])
})

test('what a manifest does not ask for is refused, not only not allowed', () => {
  const refused = (name: ManagementFunction) =>
    permissions(name, [policy('a', ['r-ab12'])])
      .filter(({ Effect }) => Effect === 'Deny')
      .flatMap(({ Action }) => Action)
  expect(refused('sweep')).toEqual(expect.arrayContaining(['organizations:DetachPolicy', 'organizations:DeletePolicy']))
  expect(refused('deployment')).toEqual(
    expect.arrayContaining(['organizations:AttachPolicy', 'organizations:UpdatePolicy', 'organizations:TagResource']),
  )
})

test('only the own tag is set', () => {
  const tagging = permissions('sweep', [policy('a', ['r-ab12'])]).filter(
    ({ Action }) => Action === 'organizations:TagResource',
  )
  expect(tagging).toMatchObject([
    { Resource: scps, Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['holdfast'] } } },
  ])
})

test('the calls of the adapter and the actions of the roles are the same', () => {
  const calls = ['read', 'apply'].flatMap((file) => {
    const source = readFileSync(join(__dirname, `../../aws/${file}.ts`), 'utf8')
    return [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => `organizations:${name}`)
  })
  const given = permissions('sweep', everything.policies, everything)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => listOf(Action))
    .filter((action) => action.startsWith('organizations:'))
  expect(calls.length).toBeGreaterThan(15)
  expect([...new Set(given)].sort()).toEqual([...new Set(calls)].sort())
})
