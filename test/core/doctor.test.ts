import fc from 'fast-check'
import type { Deployment } from '../../core/deployment.ts'
import { type CheckName, checkNames, examine } from '../../core/doctor/checks.ts'
import type { DoctorFacts, Fact, OrganizationFact, Trail } from '../../core/doctor/facts.ts'
import '../support/seed.ts'
import { management, manifestOf, policy } from '../support/manifest.ts'

const digest = 'd'.repeat(64)

const manifest = (rest = {}) => ({
  ...manifestOf([policy('deny-root', ['r-ab12']), policy('perimeter', [], { type: 'RESOURCE_CONTROL_POLICY' })], rest),
  digest,
})

const deploymentOf = (rest: Partial<Deployment> = {}): Deployment => ({
  manifest: manifest(),
  accounts: { management, logArchive: '222222222222', audit: null },
  notifications: { emails: [] },
  audit: { retentionDays: 30, objectLock: 'governance', bucket: null, identitiesDays: 550, pseudonymEpoch: 1 },
  memberBaseline: null,
  stackSets: [],
  deletesStackSets: false,
  ...rest,
})

const stackSet = { name: 'baseline' } as Deployment['stackSets'][number]

const is = <Value>(value: Value): Fact<Value> => ({ value })
const unread = { unread: { why: 'x:Y is denied to these credentials', fix: 'Allow them x:Y.' } }

const trail = (rest: Partial<Trail> = {}): Trail => ({
  name: 'aws-controltower-BaselineCloudTrail',
  homeRegion: 'eu-west-1',
  isLogging: true,
  isValidated: true,
  basic: [],
  advanced: [],
  ...rest,
})

const both = (trails: Trail[]) => ({ organizations: is(trails), home: is(trails) })

/** An advanced event selector by its fields; one that begins with ! takes everything else. */
const advanced = (fields: Record<string, string[]>): Trail['advanced'] => [
  Object.entries(fields).map(([field, values]) => ({
    field: field.replace('!', ''),
    equals: field.startsWith('!') ? [] : values,
    notEquals: field.startsWith('!') ? values : [],
    isNarrower: false,
  })),
]

/** An account in which nothing lacks. */
const sound: DoctorFacts = {
  account: is(management),
  enabledTypes: is(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']),
  policies: is([{ type: 'SERVICE_CONTROL_POLICY' as const, name: 'deny-root' }]),
  tags: is([{ policy: 'deny-root', tags: { holdfast: 'deny-root', team: 'platform' } }]),
  trustedServices: is(['controltower.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com']),
  trails: both([trail()]),
  bootstrap: { organizations: is(30), home: is(6) },
  concurrency: is({ limit: 1000, unreserved: 990 }),
  enforcer: is(JSON.stringify({ digest })),
  stackSets: is(['AWSControlTowerBP-BASELINE-CONFIG']),
  acceleratorParameters: is([]),
  policyWriters: is([]),
  evidenceBlockers: is([]),
}

const theOne: OrganizationFact = is({ id: 'o-exampleorg', managementAccount: management, hasAllFeatures: true })

interface Case {
  facts?: Partial<DoctorFacts>
  organization?: OrganizationFact
  deployment?: Partial<Deployment>
}

const lookAt = ({ facts, organization = theOne, deployment }: Case) =>
  examine({ deployment: deploymentOf(deployment), organization, facts: { ...sound, ...facts } })

/** State and line of one check, and its fix. */
function said(check: CheckName, one: Case): string {
  const found = lookAt(one).find((other) => other.check === check)
  return [`${found?.state} ${found?.line}`, ...(found?.fix ? [found.fix] : [])].join(' > ')
}

const members = (rest: Partial<Deployment['accounts']>) => ({ management, logArchive: null, audit: null, ...rest })
const east = { manifest: manifest({ region: 'us-east-1' }) }
const manySCPs = (number: number) =>
  is(Array.from({ length: number }, (_, at) => ({ type: 'SERVICE_CONTROL_POLICY' as const, name: `p${at}` })))
const delegated = (...delegatedAdministrators: string[]) => ({ manifest: manifest({ delegatedAdministrators }) })
const baselined = {
  ...delegated('444444444444'),
  memberBaseline: { units: ['r-ab12'], regions: ['eu-west-1'] },
  accounts: members({ logArchive: '222222222222', audit: '333333333333' }),
}
const tagged = (tags: Record<string, string>) => ({ tags: is([{ policy: 'deny-root', tags }]) })

test('where nothing lacks, every check is ok and says so in a line of its own', () => {
  const checks = lookAt({ deployment: { stackSets: [stackSet] } })
  expect(checks.map(({ check }) => check)).toEqual(checkNames)
  expect(checks.filter(({ state, fix }) => state !== 'ok' || fix !== null)).toEqual([])
  expect(new Set(checks.map(({ line }) => line)).size).toBe(checks.length)
})

test.each<[CheckName, Case, string | RegExp]>([
  ['organization', { organization: is(null) }, /^error this account belongs to no organization > .*111111111111\.$/],
  [
    'organization',
    { organization: is({ id: 'o-other', managementAccount: '999999999999', hasAllFeatures: true }) },
    /^error o-other of management account 999999999999 answers, the lock is for o-exampleorg/,
  ],
  [
    'organization',
    { organization: is({ id: 'o-exampleorg', managementAccount: '999999999999', hasAllFeatures: true }) },
    /^error o-exampleorg of management account 999999999999/,
  ],
  ['organization', { organization: unread }, 'unknown x:Y is denied to these credentials > Allow them x:Y.'],
  [
    'credentials',
    { facts: { account: is('222222222222') } },
    /^error they are account 222222222222's.*111111111111\.$/,
  ],
  [
    'all-features',
    { organization: is({ id: 'o-exampleorg', managementAccount: management, hasAllFeatures: false }) },
    /^error .*consolidated billing.*enable-all-features/,
  ],
  ['policy-types', { facts: { enabledTypes: is([]) } }, /^warning SCPs and RCPs are not enabled on the root r-ab12/],
  ['policy-types', { facts: { enabledTypes: is(['SERVICE_CONTROL_POLICY']) } }, /^warning RCPs are not/],
  ['policy-types', { deployment: { manifest: manifestOf([]) } }, 'ok none is needed'],
  ['policy-quota', {}, 'ok 1 of 10,000 SCPs and 1 of 2,000 RCPs, with the manifest'],
  ['policy-quota', { facts: { policies: manySCPs(9_000) } }, /^warning there are 9001 of 10,000 SCPs/],
  ['policy-quota', { facts: { policies: manySCPs(9_999) } }, /^warning there are 10000 of/],
  ['policy-quota', { facts: { policies: manySCPs(10_000) } }, /^error with the manifest there would be 10001 of/],
  ['delegated-administrators', {}, 'ok none, here and in the manifest'],
  [
    'delegated-administrators',
    { facts: { policyWriters: is(['333333333333', management]) } },
    /^error 333333333333 may change policies .* not seen > Add them/,
  ],
  ['delegated-administrators', { facts: { policyWriters: is(['*']) } }, /^error .* lets every account change policies/],
  ['delegated-administrators', { facts: { policyWriters: is(null) } }, /^error .* is no JSON/],
  ['delegated-administrators', { deployment: delegated('333333333333') }, /^warning the manifest names 333333333333/],
  [
    'delegated-administrators',
    { deployment: delegated('333333333333'), facts: { policyWriters: is(['333333333333']) } },
    'ok 333333333333, as the resource policy says',
  ],
  ['trail', { facts: { trails: both([]) } }, /^error no trail logs what is changed in us-east-1.*> Have Control Tower/],
  [
    'trail',
    { facts: { trails: both([trail({ isLogging: false })]) } },
    /^error .* is stopped.*start-logging --name aws-c/,
  ],
  ['trail', { facts: { trails: both([trail({ isLogging: false }), trail({ name: 'two' })]) } }, /^ok two logs/],
  ...(
    [
      ['ok', { basic: [{ readWriteType: 'All', includesManagement: true }] }],
      ['ok', { basic: [{ readWriteType: 'WriteOnly', includesManagement: true }] }],
      ['error', { basic: [{ readWriteType: 'ReadOnly', includesManagement: true }] }],
      ['error', { basic: [{ readWriteType: 'All', includesManagement: false }] }],
      ['ok', { advanced: advanced({ eventCategory: ['Management'] }) }],
      ['ok', { advanced: advanced({ eventCategory: ['Management'], readOnly: ['false'] }) }],
      ['error', { advanced: advanced({ eventCategory: ['Management'], readOnly: ['true'] }) }],
      ['error', { advanced: advanced({ eventCategory: ['Data'] }) }],
      ['error', { advanced: advanced({ readOnly: ['false'] }) }],
      ['ok', { advanced: advanced({ eventCategory: ['Management'], '!eventSource': ['kms.amazonaws.com'] }) }],
      [
        'warning',
        { advanced: advanced({ eventCategory: ['Management'], eventSource: ['organizations.amazonaws.com'] }) },
      ],
      ['warning', { advanced: advanced({ eventCategory: ['Management'], eventName: ['DetachPolicy'] }) }],
      ['error', { advanced: advanced({ eventCategory: ['Management'], eventSource: ['s3.amazonaws.com'] }) }],
      [
        'ok',
        {
          advanced: [
            ...advanced({ eventCategory: ['Management'], readOnly: ['true'] }),
            ...advanced({ eventCategory: ['Management'], readOnly: ['false'] }),
          ],
        },
      ],
    ] as [string, Partial<Trail>][]
  ).map(([state, rest]): [CheckName, Case, RegExp] => [
    'trail',
    { facts: { trails: both([trail(rest)]) } },
    new RegExp(`^${state} `),
  ]),
  [
    'trail',
    { facts: { trails: both([trail({ name: 'x; rm -rf /', isLogging: false })]) } },
    /start-logging --name 'TRAIL'/,
  ],
  [
    'log-file-validation',
    { facts: { trails: both([trail({ isValidated: false })]) } },
    /^error .* --region eu-west-1 --enable-log-file-validation"\.$/,
  ],
  ['log-file-validation', { facts: { trails: both([]) } }, /^error there is no trail to validate/],
  ['log-file-validation', { facts: { trails: both([trail({ isLogging: false })]) } }, /^error there is no trail/],
  ['home-region', {}, /^ok eu-west-1, as aws-controltower-BaselineCloudTrail says$/],
  [
    'home-region',
    { facts: { trails: both([trail({ homeRegion: 'eu-central-1' })]) } },
    /^error .* eu-central-1 > Write region: eu-central-1\.$/,
  ],
  ['home-region', { facts: { trails: both([]) } }, 'ok eu-west-1, where Control Tower has its stack sets'],
  [
    'home-region',
    { facts: { trails: both([]), stackSets: is([]), trustedServices: is([]) } },
    'ok eu-west-1; Control Tower is not in use here',
  ],
  [
    'home-region',
    { facts: { trails: both([]), stackSets: is([]) } },
    /^warning nothing that Control Tower made was seen/,
  ],
  ['home-region', { facts: { trails: both([]), stackSets: unread } }, /^unknown x:Y/],
  [
    'home-region-trail',
    { facts: { trails: { organizations: is([trail()]), home: is([]) } } },
    /^error no trail logs what is changed in eu-west-1/,
  ],
  ['home-region-trail', { deployment: east, facts: { trails: both([]) } }, /^ok the home region is the one of/],
  ['stack-sets-access', { facts: { trustedServices: is([]) } }, 'ok not needed: the manifest has no stack sets'],
  [
    'stack-sets-access',
    { deployment: { stackSets: [stackSet] }, facts: { trustedServices: is(['sso.amazonaws.com']) } },
    /^error .* 1 stack set > .*activate-organizations-access --region eu-west-1/,
  ],
  [
    'stack-sets-access',
    { deployment: { memberBaseline: { units: ['r-ab12'], regions: [] } }, facts: { trustedServices: is([]) } },
    /^error /,
  ],
  ['bootstrap', {}, 'ok the CDK can deploy in us-east-1 and eu-west-1'],
  [
    'bootstrap',
    { facts: { bootstrap: { organizations: is(null), home: is(5) } } },
    'error the CDK is not bootstrapped in us-east-1 and eu-west-1 (version 5) in version 6 or newer > Run "npx cdk bootstrap aws://111111111111/us-east-1 aws://111111111111/eu-west-1".',
  ],
  ['bootstrap', { facts: { bootstrap: { organizations: unread, home: is(null) } } }, /^error .* in eu-west-1 > /],
  ['bootstrap', { facts: { bootstrap: { organizations: unread, home: is(30) } } }, /^unknown x:Y/],
  ['bootstrap', { deployment: east }, 'ok the CDK can deploy in us-east-1'],
  [
    'member-bootstrap',
    { facts: { enforcer: is(null) } },
    /^warning 222222222222 cannot be seen .*aws:\/\/222222222222\/eu-west-1 --trust 111111111111 /,
  ],
  [
    'member-bootstrap',
    { facts: { enforcer: is(JSON.stringify({ digest: 'e'.repeat(64) })) }, deployment: baselined },
    /^warning 222222222222, 333333333333 and 444444444444 .*bootstrap ENVIRONMENT --trust .*ENVIRONMENT is aws:\/\/222222222222\/eu-west-1, aws:\/\/333333333333\/eu-west-1 and aws:\/\/444444444444\/us-east-1\.$/,
  ],
  ['member-bootstrap', {}, /^ok this manifest was deployed into 222222222222 before$/],
  ['member-bootstrap', { deployment: { accounts: members({}) }, facts: { enforcer: is(null) } }, /^ok not needed/],
  [
    'evidence-stack',
    { facts: { evidenceBlockers: is([{ policy: 'aws-guardrails-AbCdEf', actions: ['s3:PutBucketPolicy'] }]) } },
    'error aws-guardrails-AbCdEf can stop it in 222222222222: it denies s3:PutBucketPolicy > Disable that control on the OU of the account while holdfast-evidence and holdfast-seal are deployed.',
  ],
  [
    'evidence-stack',
    { facts: { evidenceBlockers: is(['one', 'two'].map((name) => ({ policy: name, actions: ['s3:CreateBucket'] }))) } },
    /^error one can stop it .* and so does 1 more policy > Exempt arn:\*:iam::\*:role\/cdk-hnb659fds-\*/,
  ],
  // The seal is deployed there all the same.
  [
    'evidence-stack',
    {
      deployment: { audit: { ...deploymentOf().audit, bucket: 'mine' } },
      facts: { evidenceBlockers: is([{ policy: 'one', actions: ['kms:CreateKey'] }]) },
    },
    /^error one can stop it in 222222222222: it denies kms:CreateKey/,
  ],
  [
    'member-bootstrap',
    { deployment: { audit: { ...deploymentOf().audit, bucket: 'mine' } }, facts: { enforcer: is(null) } },
    /^warning 222222222222 cannot be seen /,
  ],
  ['evidence-stack', { deployment: { accounts: members({}) } }, /^ok .* management account, which no policy binds$/],
  [
    'lambda-concurrency',
    { facts: { concurrency: is({ limit: 10, unreserved: 9 }) } },
    /^warning 9 of 10 in us-east-1 .* need 10 > .*L-B99A9384/,
  ],
  ['lambda-concurrency', { facts: { concurrency: is({ limit: 10, unreserved: 10 }) } }, /^ok 10 of 10/],
  [
    'other-tools',
    { facts: tagged({ 'aws:cloudformation:stack-name': 'scps' }) },
    /^warning .*: the CloudFormation stack scps \(tag on deny-root\) > Take/,
  ],
  [
    'other-tools',
    { facts: tagged({ Accelerator: 'AWSAccelerator' }) },
    /: Landing Zone Accelerator \(tag on deny-root\)/,
  ],
  ['other-tools', { facts: tagged({ 'Managed-By': 'Terraform' }) }, /: Terraform \(tag on deny-root\)/],
  ['other-tools', { facts: tagged({ terraform: 'true' }) }, /: Terraform or its like/],
  ['other-tools', { facts: tagged({ terraform: 'false', 'created-by': 'alice' }) }, /^ok /],
  [
    'other-tools',
    { facts: { stackSets: is(['CustomControlTower-vpc']), tags: unread } },
    /^warning .*: CfCT \(stack set CustomControlTower-vpc\) > /,
  ],
  [
    'other-tools',
    { facts: { acceleratorParameters: is(['/accelerator/prepare-stack/validate']) } },
    /Landing Zone Accelerator \(parameter \/accelerator\/prepare-stack\/validate\)/,
  ],
  ['other-tools', { facts: { tags: unread } }, /^unknown x:Y/],
  ['enforcer', { facts: { enforcer: is(null) } }, 'ok none is deployed yet'],
  [
    'enforcer',
    { facts: { enforcer: is(JSON.stringify({ digest: 'e'.repeat(64) })) } },
    /^warning .*eeee; .* > Deploy this/,
  ],
  ...['', 'null', '{"digest":7}', '{"digest":"\u001b[31m"}', '['].map((text): [CheckName, Case, RegExp] => [
    'enforcer',
    { facts: { enforcer: is(text) } },
    /^error what the deployment wrote/,
  ]),
])('%s, where it is %j', (check, one, expected) => {
  if (typeof expected === 'string') expect(said(check, one)).toBe(expected)
  else expect(said(check, one)).toMatch(expected)
})

test('of another organization nothing else is said', () => {
  const another = is({ id: 'o-other', managementAccount: management, hasAllFeatures: false })
  const checks = examine({ deployment: deploymentOf(), organization: another, facts: null })
  expect(checks).toEqual([expect.objectContaining({ check: 'organization', state: 'error' })])
})

const anyFact = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value.map((one) => ({ value: one })),
    fc.constant(unread),
  )
const text = fc.string({ maxLength: 12 })
const texts = fc.array(text, { maxLength: 4 })
const anyTrail = fc.record({
  name: text,
  homeRegion: text,
  isLogging: fc.boolean(),
  isValidated: fc.boolean(),
  basic: fc.array(fc.record({ readWriteType: text, includesManagement: fc.boolean() }), { maxLength: 2 }),
  advanced: fc.array(
    fc.array(
      fc.record({
        field: fc.constantFrom('eventCategory', 'readOnly', 'eventSource', 'other'),
        equals: fc.oneof(texts, fc.constant(['Management']), fc.constant(['false'])),
        notEquals: texts,
        isNarrower: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    { maxLength: 2 },
  ),
})
const inBoth = (value: fc.Arbitrary<unknown>) => fc.record({ organizations: anyFact(value), home: anyFact(value) })
const anyFacts = fc.record({
  account: anyFact(text),
  enabledTypes: anyFact(texts),
  policies: anyFact(fc.array(fc.record({ type: fc.constantFrom('SERVICE_CONTROL_POLICY', 'TAG_POLICY'), name: text }))),
  tags: anyFact(fc.array(fc.record({ policy: text, tags: fc.dictionary(text, text) }), { maxLength: 3 })),
  trustedServices: anyFact(texts),
  trails: inBoth(fc.array(anyTrail, { maxLength: 3 })),
  bootstrap: inBoth(fc.option(fc.integer())),
  concurrency: anyFact(fc.record({ limit: fc.integer(), unreserved: fc.integer() })),
  enforcer: anyFact(fc.option(fc.oneof(text, fc.json()))),
  stackSets: anyFact(texts),
  acceleratorParameters: anyFact(texts),
  policyWriters: anyFact(fc.option(texts)),
  evidenceBlockers: anyFact(fc.array(fc.record({ policy: text, actions: texts }), { maxLength: 3 })),
}) as unknown as fc.Arbitrary<DoctorFacts>

test('whatever was read, each check says something, and a way out unless it is ok', () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(theOne, is(null), unread), (facts, organization) => {
      const checks = examine({ deployment: deploymentOf(), organization, facts })
      expect(checks.map(({ check }) => check)).toEqual(checkNames)
      for (const { state, line, fix } of checks) {
        expect(line).not.toBe('')
        expect(state === 'ok').toBe(fix === null)
        expect(fix).not.toBe('')
      }
    }),
  )
})

test('what was not read is never taken for sound', () => {
  const nothing = Object.fromEntries(
    Object.keys(sound).map((name) => [
      name,
      name === 'trails' || name === 'bootstrap' ? { organizations: unread, home: unread } : unread,
    ]),
  ) as unknown as DoctorFacts
  const checks = lookAt({ facts: nothing, deployment: { stackSets: [stackSet] } })
  const rest = checks.filter(({ state }) => state !== 'unknown').map(({ check }) => check)
  expect(rest).toEqual(['organization', 'all-features'])
})
