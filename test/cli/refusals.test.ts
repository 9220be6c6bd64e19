import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import { holdfast as built, exampleDocument, exampleOrganization, userFolder } from '../support/cli.ts'
import { ran as holdfast } from '../support/command.ts'

const writes = /^(Create|Update|Delete|Attach|Detach|Enable|Disable|Tag)/

/** Text as it was before it was broken into lines. */
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ')

let user: ReturnType<typeof userFolder>
beforeEach(() => {
  user = userFolder()
})
afterEach(() => user.remove())

const file = (name: string, text: string | Uint8Array) => writeFileSync(join(user.folder, name), text)

/** What is wrong, the command, and what the sentence must say. */
const rcp = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: '*' }],
}

test.each<[string, () => void, string[], RegExp[]]>([
  [
    'no manifest',
    () => rmSync(join(user.folder, 'manifest.yaml')),
    ['validate'],
    [/manifest\.yaml error missing-file/],
  ],
  [
    'empty manifest',
    () => file('manifest.yaml', ''),
    ['up', '--once'],
    [/manifest\.yaml:1:1 error empty-manifest/, /> Write at least/],
  ],
  [
    'syntax error',
    () => file('manifest.yaml', 'region: [\n'),
    ['plan', '--organization', exampleOrganization],
    [/manifest\.yaml:2:1 error yaml-syntax/],
  ],
  [
    'a policy of 200 KB',
    () =>
      file(
        'policies/scp/deny-root-user.json',
        JSON.stringify({ Version: '2012-10-17', Statement: ['x'.repeat(200_000)] }),
      ),
    ['up', '--once'],
    [/deny-root-user\.json.* error/],
  ],
  [
    'a binary policy',
    () => file('policies/scp/deny-root-user.json', new Uint8Array([0, 1, 2, 255])),
    ['validate'],
    [/deny-root-user\.json:1:1 error not-text/],
  ],
  ['no organization file', () => {}, ['up', '--once', '--organization', 'none.yaml'], [/none\.yaml does not exist/]],
  ['no credentials', () => {}, ['plan'], [/no AWS credentials; sign in/]],
  [
    'a lock of another organization',
    () => {
      file(
        'manifest.lock.yaml',
        'version: 1\norganization: { id: o-otherother, management_account: "111111111111", root: r-ab12 }\n',
      )
      // a perimeter around another organization than the lock's is refused before
      file('policies/rcp/data-perimeter.json', JSON.stringify(rcp))
    },
    ['up', '--once', '--organization', exampleOrganization],
    [/manifest\.lock\.yaml error organization-mismatch/],
  ],
  [
    'names that are not locked, in CI',
    () => rmSync(join(user.folder, 'manifest.lock.yaml')),
    ['plan', '--frozen', '--organization', exampleOrganization],
    [/error not-locked/, /Run "holdfast lock"/],
  ],
])('%s: one clear sentence, exit code 1', async (_, arrange, args, sentences) => {
  arrange()
  const { code, stdout, stderr } = await holdfast(args, user)
  for (const sentence of sentences) expect(unwrapped(stdout + stderr)).toMatch(sentence)
  expect(stdout + stderr).not.toMatch(/ at .*\.js:\d+|mistake in holdfast/)
  expect(code).toBe(1)
})

test('a port in use: one clear sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  for (const args of [['up', '--once'], ['emulate']]) {
    const { code, stderr } = await holdfast([...args, '--port', String(port)], user)
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port} is in use`)])
  }
  server.close()
})

test.each(['ListRoots', 'ListPolicies', 'ListTargetsForPolicy', 'DescribePolicy', 'ListPoliciesForTarget'])(
  'AccessDenied on %s: apply changes nothing and says what is needed',
  async (operation) => {
    const operations: string[] = []
    let isArmed = false
    const emulator = await startEmulator({
      organization: parse(exampleDocument()),
      fault: (call) => {
        if (!isArmed) return undefined
        operations.push(call.operation)
        return call.operation === operation ? { name: 'AccessDeniedException', message: 'no' } : undefined
      },
    })
    const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
    expect((await holdfast(['apply', '--yes'], run)).code).toBe(0)
    const { Policies } = await call(emulator.url, 'ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' })
    const own = (Policies as { Id: string; Name: string }[]).find(({ Name }) => Name === 'deny-leave-organization')
    await call(emulator.url, 'DetachPolicy', { PolicyId: own?.Id, TargetId: 'r-ab12' })
    isArmed = true
    const { code, stderr } = await holdfast(['apply', '--yes'], run)
    expect([code, unwrapped(stderr)]).toEqual([
      1,
      expect.stringContaining(`these credentials need organizations:${operation}`),
    ])
    expect(operations).toContain(operation)
    expect(operations.filter((name) => writes.test(name))).toEqual([])
    await emulator.close()
  },
)

test('what has something in its way changes nothing, not even where nothing is in the way', async () => {
  const emulator = await startEmulator({ organization: parse(exampleDocument()) })
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] }
  await call(emulator.url, 'CreatePolicy', {
    ...{ Name: 'deny-root-user', Description: '', Type: 'SERVICE_CONTROL_POLICY' },
    Content: JSON.stringify(document),
  })
  await fetch(`${emulator.url}/_holdfast/calls`, { method: 'DELETE' })
  const { code, stdout, stderr } = await holdfast(['apply', '--yes'], {
    ...user,
    env: { AWS_ENDPOINT_URL: emulator.url },
  })
  expect([code, stderr]).toEqual([1, 'Nothing was changed.\n'])
  expect(stdout).toMatch(/\d+ to attach\. 1 problem in the way\./)
  expect(stdout).toContain('error policy-of-another')
  const calls = (await (await fetch(`${emulator.url}/_holdfast/calls`)).json()) as Record<string, number>
  expect(Object.keys(calls).filter((operation) => writes.test(operation))).toEqual([])
  await emulator.close()
})

test.each<[string, () => void, RegExp]>([
  [
    'a file in place of the folder',
    () => file('.holdfast', ''),
    /error not-writable \.holdfast.* cannot be written.*> Move away/,
  ],
  [
    'a key that is damaged',
    () => {
      mkdirSync(join(user.folder, '.holdfast/emulated'), { recursive: true })
      file('.holdfast/emulated/key', 'not a key')
    },
    /error key-unusable \.holdfast\/emulated\/key .* it is damaged > Bring it back/,
  ],
])('%s: nothing is changed that cannot be recorded', async (_, arrange, sentence) => {
  arrange()
  const operations: string[] = []
  const emulator = await startEmulator({
    organization: parse(exampleDocument()),
    fault: ({ operation }) => void operations.push(operation),
  })
  const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
  for (const args of [
    ['apply', '--yes'],
    ['up', '--once'],
  ]) {
    const { code, stdout, stderr } = await holdfast(args, run)
    expect(unwrapped(stderr)).toMatch(sentence)
    expect(stdout + stderr).not.toMatch(/ at .*\.js:\d+|mistake in holdfast/)
    expect([args, code]).toEqual([args, 1])
  }
  expect(operations.filter((name) => writes.test(name))).toEqual([])
  expect((await holdfast(['plan'], run)).code).toBe(0)
  await emulator.close()
})

test('a lock that cannot be written: one clear sentence', async () => {
  file('file', '')
  const args = ['lock', '--lock', 'file/manifest.lock.yaml', '--organization', exampleOrganization]
  const { code, stderr } = await holdfast(args, user)
  expect(unwrapped(stderr)).toMatch(/error not-writable file\/manifest\.lock\.yaml cannot be written/)
  expect([code, stderr]).toEqual([1, expect.not.stringContaining('mistake in holdfast')])
})

/** What answers at AWS_ENDPOINT_URL, and what the sentence must say. */
test.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['a page', (response) => response.end('<html>Hello</html>'), /does not answer as AWS Organizations \(HTTP 200\)/],
  ['nothing there', (response) => response.writeHead(404).end(), /does not answer as AWS Organizations \(HTTP 404\)/],
  ['a redirect', (response) => response.writeHead(302, { location: '/' }).end(), /\(HTTP 302\)/],
])('%s in place of AWS Organizations: one clear sentence', async (_, answer, sentence) => {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  for (const args of [['plan'], ['up', '--once'], ['snapshot']]) {
    const { code, stderr } = await holdfast(args, { ...user, env })
    expect(unwrapped(stderr)).toMatch(sentence)
    expect(unwrapped(stderr)).toContain('check AWS_ENDPOINT_URL')
    expect(stderr).not.toMatch(/Deserialization|hidden field|JSON/)
    expect([args, code]).toEqual([args, 1])
  }
  server.closeAllConnections()
  server.close()
})

test.each(['nonsense', 'localhost:4566', 'ftp://127.0.0.1'])('AWS_ENDPOINT_URL=%s is no URL', async (url) => {
  const { code, stderr } = await holdfast(['plan'], { ...user, env: { AWS_ENDPOINT_URL: url } })
  expect([code, stderr]).toEqual([1, expect.stringMatching(/error no-url\n.*is no URL.*\n {2}> Write it like/)])
})

test('what nobody foresaw is told whole, line by line', async () => {
  const NODE_OPTIONS = "--import=data:text/javascript,URL.canParse=()=>{throw%20new%20Error('a%20bug')}"
  const { code, stderr } = await built(['plan'], {
    ...user,
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', NODE_OPTIONS },
  })
  expect(stderr).toMatch(/^error unexpected\n {2}a bug\n {2}> This is a mistake in holdfast/)
  expect(stderr).toMatch(/\nError: a bug\n {4}at .*\n(.*\n)* {4}at .*main\.js/)
  expect(code).toBe(1)
})

test('a port where nobody listens: one clear sentence', async () => {
  const { code, stderr } = await built(['plan'], { ...user, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } })
  expect([code, unwrapped(stderr)]).toEqual([1, expect.stringContaining('check network and AWS_ENDPOINT_URL')])
})

const call = async (url: string, operation: string, input: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AWSOrganizationsV20161128.${operation}` },
    body: JSON.stringify(input),
  })
  return (await answer.json()) as Record<string, unknown>
}

test('another organization behind the endpoint: nothing is touched', async () => {
  const document = parse(exampleDocument())
  document.organization.id = 'o-otherother'
  const operations: string[] = []
  const emulator = await startEmulator({
    organization: document,
    fault: ({ operation }) => void operations.push(operation),
  })
  for (const args of [['plan'], ['apply', '--yes'], ['up', '--once'], ['status']]) {
    const { code, stderr } = await holdfast(args, { ...user, env: { AWS_ENDPOINT_URL: emulator.url } })
    expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining('organization-mismatch')])
  }
  expect([...new Set(operations)]).toEqual(['ListRoots'])
  await emulator.close()
})

test.each([
  [['bogus'], /There is no command "bogus"/],
  [[], /Usage: holdfast COMMAND/],
  [['audit'], /There is no command "audit".\s[\s\S]*Usage: holdfast audit COMMAND/],
  [['audit', 'bogus'], /There is no command "audit bogus"/],
  [['plan', '--bogus'], /Unknown option '--bogus'/],
  [['plan', '--format', 'xml'], /--format takes text or json/],
  [['emulate', '--port', 'x'], /--port takes a whole number/],
  [['emulate', '--account', '12'], /--account takes twelve digits/],
  [['apply'], /apply without a terminal needs --yes/],
  [['apply', '--format', 'json'], /apply --format json needs --yes/],
  [['apply', '--yes', '--format', 'markdown'], /--format takes text or json, not/],
  [['apply', '--yes', '--expect', ''], /--expect takes the digest of a plan/],
  [['apply', '--expect', 'F'.repeat(64)], /--expect takes the digest of a plan/],
  [['apply', '--expect', 'f'.repeat(63)], /--expect takes the digest of a plan/],
  [['status', '--timeout', '5'], /--timeout says how long --wait waits/],
])('wrong usage: %j is exit code 64', async (args, sentence) => {
  const { code, stdout, stderr } = await holdfast(args, user)
  expect(stdout + stderr).toMatch(sentence)
  expect(code).toBe(64)
})
