import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import type { Emulator } from '../../emulator/index.ts'
import { control, events, MANAGEMENT, refusal, startLoaded, stopAll } from './support.ts'

// Parameter Store, as the SDK and the AWS CLI speak to it.

const clients: SSMClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await stopAll()
})

function ssmOf(emulator: Emulator, accessKeyId = 'mallory', region = 'us-east-1'): SSMClient {
  const credentials = { accessKeyId, secretAccessKey: 'x' }
  const client = new SSMClient({ endpoint: emulator.url, region, credentials, maxAttempts: 1 })
  clients.push(client)
  return client
}

const write = (client: SSMClient, Name: string, Value = 'x', rest: object = {}) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'String', ...rest }))

const now = Date.parse('2026-11-21T12:00:00.250Z')

test('what is written is read back, with the time of the write and its version', async () => {
  const client = ssmOf(await startLoaded({ now: () => now }))
  expect(await write(client, '/a/b', 'one')).toMatchObject({ Version: 1, Tier: 'Standard' })
  expect(await write(client, '/a/b', 'two', { Overwrite: true })).toMatchObject({ Version: 2 })
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/a/b' }))
  expect(Parameter).toEqual({
    ...{ Name: '/a/b', Type: 'String', Value: 'two', Version: 2, DataType: 'text' },
    LastModifiedDate: new Date(now),
    ARN: `arn:aws:ssm:us-east-1:${MANAGEMENT}:parameter/a/b`,
  })
  const first = await client.send(new GetParameterCommand({ Name: '/a/b:1' }))
  expect(first.Parameter).toMatchObject({ Value: 'one', Selector: ':1' })
  const { Parameters } = await client.send(new GetParameterHistoryCommand({ Name: '/a/b' }))
  expect(Parameters?.map(({ Version, Value }) => [Version, Value])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ])
})

test('parameters below a path come in pages of ten at most, deeper ones only where they are asked for', async () => {
  const client = ssmOf(await startLoaded())
  for (let at = 0; at < 23; at++) await write(client, `/holdfast/suspend/p-${at}/policy`)
  await write(client, '/holdfast/suspended')
  const flat = await client.send(new GetParametersByPathCommand({ Path: '/holdfast/suspend/' }))
  expect(flat.Parameters).toEqual([])
  const sizes: number[] = []
  const names = new Set<string>()
  let NextToken: string | undefined
  do {
    const page = await client.send(
      new GetParametersByPathCommand({ Path: '/holdfast/suspend', Recursive: true, NextToken }),
    )
    sizes.push(page.Parameters?.length ?? 0)
    for (const { Name = '' } of page.Parameters ?? []) names.add(Name)
    NextToken = page.NextToken
  } while (NextToken)
  expect([sizes, names.size]).toEqual([[10, 10, 3], 23])
})

test('what is deleted is gone, and what was never there is told', async () => {
  const client = ssmOf(await startLoaded())
  for (const name of ['/a', '/b', '/c']) await write(client, name)
  await client.send(new DeleteParameterCommand({ Name: '/a' }))
  expect(await client.send(new DeleteParametersCommand({ Names: ['/b', '/z'] }))).toMatchObject({
    DeletedParameters: ['/b'],
    InvalidParameters: ['/z'],
  })
  expect(await client.send(new GetParametersCommand({ Names: ['/a', '/c'] }))).toMatchObject({
    Parameters: [{ Name: '/c' }],
    InvalidParameters: ['/a'],
  })
  // After a deletion versions begin anew.
  expect(await write(client, '/a')).toMatchObject({ Version: 1 })
})

test('a list of descriptions shows no values, and takes filters', async () => {
  const client = ssmOf(await startLoaded())
  await write(client, '/a/b', 'secret', { Description: 'about b' })
  await write(client, '/c')
  const find = async (Key: string, Option: string, value: string) => {
    const ParameterFilters = [{ Key, Option, Values: [value] }]
    const { Parameters = [] } = await client.send(new DescribeParametersCommand({ ParameterFilters }))
    return Parameters.map(({ Name }) => Name)
  }
  const { Parameters = [] } = await client.send(new DescribeParametersCommand({}))
  expect(Parameters[0]).toMatchObject({
    Name: '/a/b',
    Description: 'about b',
    LastModifiedUser: expect.stringContaining('mallory'),
  })
  expect(JSON.stringify(Parameters)).not.toContain('secret')
  expect(await find('Name', 'BeginsWith', '/a')).toEqual(['/a/b'])
  expect(await find('Path', 'Recursive', '/a')).toEqual(['/a/b'])
  expect(await find('Name', 'Equals', '/c')).toEqual(['/c'])
})

test('each account has its own parameters in each region', async () => {
  const emulator = await startLoaded()
  await write(ssmOf(emulator), '/a')
  const elsewhere = [ssmOf(emulator, 'mallory', 'eu-west-1'), ssmOf(emulator, '222222222222')]
  for (const client of elsewhere)
    expect(await refusal(client.send(new GetParameterCommand({ Name: '/a' })))).toMatchObject({
      name: 'ParameterNotFound',
    })
})

const refusals: [string, object, string][] = [
  ['that is there', { Name: '/there' }, 'ParameterAlreadyExists'],
  ['without a type', { Type: undefined }, 'ValidationException'],
  ['of another kind', { Name: '/there', Type: 'SecureString', Overwrite: true }, 'HierarchyTypeMismatchException'],
  ['that is empty', { Value: '' }, 'ValidationException'],
  ['of 4,097 bytes', { Value: 'x'.repeat(4_097) }, 'ValidationException'],
  ['with a wildcard', { Name: '/a/*' }, 'ValidationException'],
  ['with a slash, but not first', { Name: 'a/b' }, 'ValidationException'],
  ["with AWS's prefix", { Name: '/aws/x' }, 'ValidationException'],
  ['of 16 levels', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
  ['with tags', { Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException'],
]

test.each(refusals)('a parameter %s is refused', async (_, input, name) => {
  const client = ssmOf(await startLoaded())
  await write(client, '/there')
  expect(await refusal(write(client, '/a', 'x', input))).toMatchObject({ name })
})

test('a secure string is shown to who decrypts it', async () => {
  const client = ssmOf(await startLoaded())
  await write(client, '/s', 'secret', { Type: 'SecureString' })
  const shown = async (WithDecryption: boolean) =>
    (await client.send(new GetParameterCommand({ Name: '/s', WithDecryption }))).Parameter?.Value
  expect([await shown(true), await shown(false)]).toEqual(['secret', expect.not.stringContaining('secret')])
})

test('CloudTrail tells who wrote and who removed, never what; reads make no event, and no call is counted', async () => {
  const emulator = await startLoaded({ now: () => now })
  const client = ssmOf(emulator)
  await write(client, '/a/b', 'hush')
  await client.send(new GetParameterCommand({ Name: '/a/b' }))
  await client.send(new DeleteParameterCommand({ Name: '/a/b' }))
  const found = await events(emulator)
  expect(JSON.stringify(found)).not.toContain('hush')
  expect(found.map(({ source, region, detail }) => [source, region, detail.eventSource, detail.eventName])).toEqual([
    ['aws.ssm', 'us-east-1', 'ssm.amazonaws.com', 'PutParameter'],
    ['aws.ssm', 'us-east-1', 'ssm.amazonaws.com', 'DeleteParameter'],
  ])
  expect(found[0]?.detail).toMatchObject({
    requestParameters: { name: '/a/b', type: 'String', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    userIdentity: { userName: 'mallory' },
  })
  expect((await control(emulator, 'GET', 'calls')).body).toEqual({})
})

test('an operation that the emulator does not play is refused', async () => {
  const { url } = await startLoaded()
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.SendCommand' }
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' })
  expect([answer.status, await answer.json()]).toMatchObject([400, { __type: 'UnknownOperationException' }])
})
