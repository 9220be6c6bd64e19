import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CloudFormationClient, CreateStackSetCommand } from '@aws-sdk/client-cloudformation'
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnableAWSServiceAccessCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  type OrganizationsClient,
  PutResourcePolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { createClient } from '../../aws/client.ts'
import { connect } from '../../aws/clients.ts'
import { askOrganization, readFacts } from '../../aws/doctor/facts.ts'
import { doctorServices, type Services } from '../../aws/doctor/services.ts'
import type { Deployment } from '../../core/deployment.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import { describeWithMoto } from '../support/moto.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import { content, management, smallOrganization } from '../support/world.ts'

const logArchive = '333333333333'

/** The home region is not the one of Organizations. */
const deployment = (accounts: Deployment['accounts'] = { management, logArchive, audit: null }): Deployment => ({
  manifest: manifestOf([policy('deny-root', ['r-ab12'])]),
  accounts,
  notifications: { emails: [] },
  audit: { retentionDays: 30, objectLock: 'governance', bucket: null, identitiesDays: 550, pseudonymEpoch: 1 },
  memberBaseline: null,
  stackSets: [],
  deletesStackSets: false,
})

const clock = virtualClock()

/** Facts as they are when every call that AWS asks to repeat was repeated. */
const read = (services: Services, one = deployment()) => clock.until(readFacts(services, one))

const servicesAt = (env: Record<string, string>) => doctorServices({ region: 'eu-west-1', env, clock })

const house = join(__dirname, '../..')

describe('on an emulated organization', () => {
  let emulator: Emulator
  let admin: OrganizationsClient
  let services: Services
  beforeEach(async () => {
    emulator = await startEmulator({ organization: smallOrganization() })
    const env = { AWS_ENDPOINT_URL: emulator.url }
    admin = createClient({ region: 'us-east-1', env })
    services = servicesAt(env)
  })
  afterEach(() => emulator.close())

  async function makePolicy(Name: string, targets: string[]): Promise<string> {
    const Content = content(Name === 'deny-root' ? 'a:*' : 's3:PutBucketPolicy')
    const made = await admin.send(
      new CreatePolicyCommand({ Name, Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' }),
    )
    const id = made.Policy?.PolicySummary?.Id ?? ''
    for (const TargetId of targets) await admin.send(new AttachPolicyCommand({ PolicyId: id, TargetId }))
    return id
  }

  test('what Organizations knows is read, with policies above the log archive, and nothing that was not needed', async () => {
    await admin
      .send(new EnablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: 'SERVICE_CONTROL_POLICY' }))
      .catch(() => undefined)
    const id = await makePolicy('deny-root', [])
    await makePolicy('on-the-account', [logArchive])
    await makePolicy('on-its-unit', ['ou-ab12-33333333'])
    await makePolicy('on-the-root', ['r-ab12'])
    await makePolicy('elsewhere', ['ou-ab12-22222222'])
    await admin.send(new TagResourceCommand({ ResourceId: id, Tags: [{ Key: 'managed-by', Value: 'terraform' }] }))
    await admin.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'sso.amazonaws.com' }))
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'organizations:AttachPolicy', Resource: '*' }]
    const delegation = JSON.stringify({ Version: '2012-10-17', Statement })
    await admin.send(new PutResourcePolicyCommand({ Content: delegation }))

    expect(await clock.until(askOrganization(services))).toEqual({
      value: { id: 'o-exampleorg', managementAccount: management, hasAllFeatures: true },
    })
    const facts = await read(services)
    const names = ['deny-root', 'elsewhere', 'on-its-unit', 'on-the-account', 'on-the-root']
    const found = 'value' in facts.policies ? facts.policies.value : []
    expect(found.map(({ name }) => name).sort()).toEqual(names)
    expect(facts).toMatchObject({
      enabledTypes: { value: ['SERVICE_CONTROL_POLICY'] },
      tags: { value: [{ policy: 'deny-root', tags: { 'managed-by': 'terraform' } }] },
      trustedServices: { value: ['sso.amazonaws.com'] },
      resourcePolicy: { value: delegation },
      logArchivePolicies: {
        value: ['on-its-unit', 'on-the-account', 'on-the-root'].map((name) => ({
          name,
          content: content('s3:PutBucketPolicy'),
        })),
      },
    })
  })

  test('where there is no delegation, no log archive and no such account, nothing of them is read', async () => {
    const none = { management, logArchive: null, audit: null }
    expect(await read(services, deployment(none))).toMatchObject({
      resourcePolicy: { value: null },
      logArchivePolicies: { value: [] },
    })
    const unknown = { management, logArchive: '999999999999', audit: null }
    expect(await read(services, deployment(unknown))).toMatchObject({ logArchivePolicies: { value: [] } })
  })

  test('an account without organization is a fact', async () => {
    await fetch(`${emulator.url}/_holdfast/reset`, { method: 'POST' })
    expect(await clock.until(askOrganization(services))).toEqual({ value: null })
  })

  test('docs/doctor.md lists exactly the permissions that it needs', async () => {
    await makePolicy('deny-root', [logArchive])
    await clock.until(askOrganization(services))
    await read(services)
    const page = readFileSync(join(house, 'docs/doctor.md'), 'utf8')
    const block = page.split('```json\n')[1]?.split('```')[0] ?? ''
    const [statement] = JSON.parse(block).Statement
    // Only where AWS does not tell the path of an account, as below with moto.
    const ofOrganizations = [...Object.keys(services.organizations.counts()), 'ListParents']
    const [asked, sent] = callsInSource()
    expect(asked).toEqual(sent)
    expect(statement.Action).toEqual([...asked, ...ofOrganizations.map((name) => `organizations:${name}`)].sort())
  })
})

/** Permissions that the readers of other services name, and the commands that they send, as their files have them. */
function callsInSource(): [asked: string[], sent: string[]] {
  const folder = join(house, 'aws/doctor')
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const asked = texts.flatMap((text) =>
    [...text.matchAll(/ask\('([\w:]+)'/g)].map(([, permission]) => permission ?? ''),
  )
  const sent = texts.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(\w+)'/g)].flatMap(([, names = '', service]) =>
      service === 'organizations' ? [] : [...names.matchAll(/(\w+)Command\b/g)].map(([, name]) => `${service}:${name}`),
    ),
  )
  return [[...new Set(asked)].sort(), sent.sort()]
}

describe('where nobody answers as AWS does', () => {
  let server: Server
  const answering = async (status: number, headers: Record<string, string>, body: (isQuery: boolean) => string) => {
    server = createServer((request, response) => {
      const isQuery = request.headers['content-type']?.includes('urlencoded') ?? false
      response.writeHead(status, { ...headers, 'content-type': isQuery ? 'text/xml' : 'application/json' })
      response.end(body(isQuery))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return servicesAt({ AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  }
  afterEach(() => new Promise((closed) => server.close(closed)))

  const denied = (isQuery: boolean) =>
    isQuery
      ? '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'
      : JSON.stringify({ __type: 'AccessDeniedException', message: 'no' })

  test('every fact that is denied names the permission that lacks', async () => {
    const services = await answering(403, { 'x-amzn-errortype': 'AccessDeniedException' }, denied)
    const lacking = (fact: object) => /^Allow them (\S+) in/.exec(Reflect.get(fact, 'unread')?.fix)?.[1]
    expect(lacking(await clock.until(askOrganization(services)))).toBe('organizations:DescribeOrganization')
    const { trails, bootstrap, ...facts } = await read(services)
    expect([trails.organizations, trails.home, bootstrap.organizations, bootstrap.home].map(lacking)).toEqual([
      ...['cloudtrail:DescribeTrails', 'cloudtrail:DescribeTrails', 'ssm:GetParameter', 'ssm:GetParameter'],
    ])
    expect(Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, lacking(fact)]))).toEqual({
      account: 'sts:GetCallerIdentity',
      enabledTypes: 'organizations:ListRoots',
      policies: 'organizations:ListPolicies',
      tags: 'organizations:ListPolicies',
      trustedServices: 'organizations:ListAWSServiceAccessForOrganization',
      concurrency: 'lambda:GetAccountSettings',
      enforcer: 'ssm:GetParameter',
      stackSets: 'cloudformation:ListStackSets',
      acceleratorParameters: 'ssm:GetParametersByPath',
      resourcePolicy: 'organizations:DescribeResourcePolicy',
      logArchivePolicies: expect.stringMatching(/^organizations:(ListRoots|DescribeAccount)$/),
    })
  })

  test.each<[string, number, string, RegExp]>([
    ['a web page', 200, '<html>hello</html>', /does not know|failed with/],
    ['JSON of something else', 200, '[]', /^(?!.*undefined)/],
    ['an error of something else', 500, 'oops', /does not know|failed with|got no answer/],
    ['an error with a hostile name', 400, '{"__type":"\u001b[31mRed","message":"x"}', /failed with|does not know/],
  ])('%s is no crash', async (_, status, body, why) => {
    const services = await answering(status, {}, () => body)
    const facts = [await clock.until(askOrganization(services)), ...Object.values(await read(services))]
    for (const fact of facts) {
      const unread = Reflect.get(fact, 'unread')
      if (unread !== undefined) expect(unread.why).toMatch(why)
    }
  })
})

describeWithMoto('what the other services know is read from moto, which has no settings of Lambda', (moto) => {
  const at = (region: string) => ({ ...moto.connection, region })
  const parameter = (region: string, Name: string, Value: string) =>
    connect(SSMClient, 'SSM', at(region)).send(new PutParameterCommand({ Name, Value, Type: 'String' }))

  test('trails, bootstraps, parameters and stack sets, each of its region', async () => {
    const env = { AWS_ENDPOINT_URL: moto.endpoint }
    const s3 = new S3Client({ ...at('us-east-1'), endpoint: moto.endpoint, forcePathStyle: true, credentials })
    await s3.send(new CreateBucketCommand({ Bucket: 'trails' }))
    const trail = connect(CloudTrailClient, 'CLOUDTRAIL', at('eu-west-1'))
    const create = (Name: string, rest: object) =>
      trail.send(new CreateTrailCommand({ Name, S3BucketName: 'trails', ...rest }))
    await create('everywhere', { IsMultiRegionTrail: true, EnableLogFileValidation: true })
    await create('at-home', {})
    await trail.send(new StartLoggingCommand({ Name: 'everywhere' }))
    const AdvancedEventSelectors = [
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Management'] },
          { Field: 'readOnly', Equals: ['false'] },
        ],
      },
    ]
    await trail.send(new PutEventSelectorsCommand({ TrailName: 'everywhere', AdvancedEventSelectors }))
    const EventSelectors = [{ ReadWriteType: 'ReadOnly' as const, IncludeManagementEvents: true }]
    await trail.send(new PutEventSelectorsCommand({ TrailName: 'at-home', EventSelectors }))
    await parameter('us-east-1', '/cdk-bootstrap/hnb659fds/version', '30')
    await parameter('us-east-1', '/holdfast/enforcer', '{}')
    await parameter('eu-west-1', '/accelerator/prepare-stack/validate', 'value')
    await connect(CloudFormationClient, 'CLOUDFORMATION', at('eu-west-1')).send(
      new CreateStackSetCommand({ StackSetName: 'CustomControlTower-vpc', TemplateBody: '{"Resources":{}}' }),
    )

    const everywhere = {
      ...{ name: 'everywhere', homeRegion: 'eu-west-1', isLogging: true, isValidated: true, basic: [] },
      advanced: [
        [
          { field: 'eventCategory', equals: ['Management'], notEquals: [], isNarrower: false },
          { field: 'readOnly', equals: ['false'], notEquals: [], isNarrower: false },
        ],
      ],
    }
    const atHome = {
      ...{ name: 'at-home', homeRegion: 'eu-west-1', isLogging: false, isValidated: false, advanced: [] },
      basic: [{ readWriteType: 'ReadOnly', includesManagement: true }],
    }
    expect(await read(servicesAt(env))).toMatchObject({
      account: { value: '123456789012' },
      trails: { organizations: { value: [everywhere] }, home: { value: [atHome, everywhere] } },
      bootstrap: { organizations: { value: 30 }, home: { value: null } },
      enforcer: { value: '{}' },
      stackSets: { value: ['CustomControlTower-vpc'] },
      acceleratorParameters: { value: ['/accelerator/prepare-stack/validate'] },
      concurrency: { unread: { why: 'the endpoint does not know lambda:GetAccountSettings' } },
    })
  })

  test('where an account has no path its parents are listed', async () => {
    const env = { AWS_ENDPOINT_URL: moto.endpoint }
    const admin = createClient({ region: 'us-east-1', env })
    await admin.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
    const { Roots } = await admin.send(new ListRootsCommand({}))
    const RootId = Roots?.[0]?.Id ?? ''
    await admin.send(new EnablePolicyTypeCommand({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' }))
    const { CreateAccountStatus } = await admin.send(
      new CreateAccountCommand({ AccountName: 'log-archive', Email: 'log-archive@example.com' }),
    )
    const account = CreateAccountStatus?.AccountId ?? ''
    const Content = content('s3:*')
    const { Policy } = await admin.send(
      new CreatePolicyCommand({ Name: 'guard', Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' }),
    )
    const PolicyId = Policy?.PolicySummary?.Id ?? ''
    await admin.send(new AttachPolicyCommand({ PolicyId, TargetId: RootId }))
    const services = servicesAt(env)
    const facts = await read(services, deployment({ management, logArchive: account, audit: null }))
    expect(facts.logArchivePolicies).toEqual({ value: [{ name: 'guard', content: Content }] })
    expect(services.organizations.counts().ListParents).toBe(1)
  })
})

const credentials = { accessKeyId: 'holdfast', secretAccessKey: 'holdfast' }
