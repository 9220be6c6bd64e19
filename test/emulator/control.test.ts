// The emulator's own endpoints.
import { request } from 'node:http'
import { connect } from 'node:net'
import {
  AcceptHandshakeCommand,
  AttachPolicyCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  InviteAccountToOrganizationCommand,
} from '@aws-sdk/client-organizations'
import { startEmulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const { control, DENY, PROD } = given
const pair = { PolicyId: DENY, TargetId: PROD }

afterEach(given.stopAll)

/** Lines of a follower as they come. */
async function follower(url: string, query = 'follow') {
  const response = await fetch(`${url}/_holdfast/events?${query}`)
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  return {
    async next(): Promise<given.Event | undefined> {
      for (;;) {
        const end = rest.indexOf('\n')
        if (end >= 0) {
          const line = rest.slice(0, end)
          rest = rest.slice(end + 1)
          return JSON.parse(line) as given.Event
        }
        const { done, value } = await reader.read()
        if (done) return undefined
        rest += value
      }
    },
    leave: () => reader.cancel(),
  }
}

test('calls are counted by operation, refused ones too, and can be cleared', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  await client.send(new AttachPolicyCommand(pair))
  await given.refusal(client.send(new AttachPolicyCommand(pair)))
  await client.send(new DescribeOrganizationCommand({}))
  expect(await control(emulator, 'GET', 'calls')).toEqual({
    status: 200,
    body: { AttachPolicy: 2, DescribeOrganization: 1 },
  })
  await control(emulator, 'DELETE', 'calls')
  expect((await control(emulator, 'GET', 'calls')).body).toEqual({})
})

test('reset takes everything back: no organization, no calls, no events, nothing held', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  await client.send(new AttachPolicyCommand(pair))
  await control(emulator, 'POST', 'delivery', { hold: true })
  await client.send(new DetachPolicyCommand(pair))
  expect(await control(emulator, 'POST', 'reset')).toEqual({
    status: 200,
    body: { account: '123456789012', organization: null },
  })
  expect((await control(emulator, 'GET', 'calls')).body).toEqual({})
  expect(await given.events(emulator)).toEqual([])
  await control(emulator, 'POST', 'delivery', { hold: false })
  expect(await given.events(emulator)).toEqual([])
  expect((await given.refusal(client.send(new DescribeOrganizationCommand({})))).name).toBe(
    'AWSOrganizationsNotInUseException',
  )
})

test('reset takes an organization document', async () => {
  const emulator = await given.start()
  const answer = await control(emulator, 'POST', 'reset', given.organization())
  expect(answer.body).toEqual({ account: given.MANAGEMENT, organization: 'o-exampleorgid' })
  const { Organization } = await given.clientOf(emulator).send(new DescribeOrganizationCommand({}))
  expect(Organization?.MasterAccountId).toBe(given.MANAGEMENT)
})

test('a refused document changes nothing', async () => {
  const emulator = await given.startLoaded()
  await given.clientOf(emulator).send(new AttachPolicyCommand(pair))
  const answer = await control(emulator, 'POST', 'reset', { ...given.organization(), version: 2 })
  expect(answer).toEqual({ status: 400, body: { message: 'version must be 1.' } })
  expect(await given.events(emulator)).toHaveLength(1)
  await given.clientOf(emulator).send(new DescribeOrganizationCommand({}))
})

test('followers get each event from now on, as many as there are', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  await client.send(new AttachPolicyCommand(pair))
  const followers = await Promise.all([follower(emulator.url), follower(emulator.url), follower(emulator.url)])
  await client.send(new DetachPolicyCommand(pair))
  for (const { next } of followers) expect((await next())?.detail.eventName).toBe('DetachPolicy')
  await followers[0]?.leave()
  await client.send(new AttachPolicyCommand(pair))
  expect((await followers[1]?.next())?.detail.eventName).toBe('AttachPolicy')
})

test('held events wait and come in order', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  const { next } = await follower(emulator.url)
  await control(emulator, 'POST', 'delivery', { hold: true })
  await client.send(new AttachPolicyCommand(pair))
  await client.send(new DetachPolicyCommand(pair))
  expect(await given.events(emulator)).toEqual([])
  await control(emulator, 'POST', 'delivery', { hold: false })
  expect([(await next())?.detail.eventName, (await next())?.detail.eventName]).toEqual(['AttachPolicy', 'DetachPolicy'])
})

test.each([
  { query: 'account=111111111111', expected: ['InviteAccountToOrganization', 'AccountJoinedOrganization'] },
  { query: 'account=444455556666', expected: ['AcceptHandshake'] },
  { query: 'account=999999999999', expected: [] },
  { query: '', expected: ['InviteAccountToOrganization', 'AcceptHandshake', 'AccountJoinedOrganization'] },
])('each event is on the bus of its account: $query', async ({ query, expected }) => {
  const emulator = await given.startLoaded()
  const followed = await follower(emulator.url, `follow&${query}`)
  const Target = { Id: '444455556666', Type: 'ACCOUNT' } as const
  const { Handshake } = await given.clientOf(emulator).send(new InviteAccountToOrganizationCommand({ Target }))
  await given.clientOf(emulator, Target.Id).send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  const names = (events: given.Event[]) => events.map(({ detail }) => detail.eventName)
  expect(names(await given.events(emulator, query))).toEqual(expected)
  const seen: (given.Event | undefined)[] = []
  for (const _ of expected) seen.push(await followed.next())
  await emulator.close()
  seen.push(await followed.next())
  expect(seen.map((event) => event?.detail.eventName)).toEqual([...expected, undefined])
})

test.each(['account=', 'account=alice', 'follow&account=1'])('no bus is called %s', async (query) => {
  const emulator = await given.start()
  const answer = await control(emulator, 'GET', `events?${query}`)
  expect(answer).toEqual({ status: 400, body: { message: 'account must be an account id of twelve digits.' } })
})

test('close ends followers and every open socket at once', async () => {
  const emulator = await startEmulator()
  const { next } = await follower(emulator.url)
  const halfway = connect(emulator.port, '127.0.0.1').resume()
  halfway.write('POST /_holdfast/reset HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{')
  const gone = new Promise((resolve) => halfway.on('error', () => undefined).once('close', resolve))
  await given.control(emulator, 'GET', 'calls')
  await emulator.close()
  await gone
  expect(await next()).toBeUndefined()
  await expect(fetch(emulator.url)).rejects.toThrow()
})

test('a port that is taken rejects with the error of node', async () => {
  const { port } = await given.start()
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

/** node's fetch refuses to set Host and Origin. */
const status = (port: number, path: string, method: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })

test.each<{ method: string; path: string; headers: Record<string, string>; expected: number }>([
  { method: 'GET', path: '/_holdfast/calls', headers: {}, expected: 200 },
  { method: 'GET', path: '/_holdfast/calls', headers: { host: 'localhost:1' }, expected: 200 },
  { method: 'GET', path: '/_holdfast/calls', headers: { host: '[::1]' }, expected: 200 },
  { method: 'GET', path: '/_holdfast/calls', headers: { host: 'evil.example' }, expected: 403 },
  { method: 'GET', path: '/_holdfast/calls', headers: { host: '127.0.0.1.evil.example' }, expected: 403 },
  { method: 'POST', path: '/', headers: { host: 'evil.example' }, expected: 403 },
  { method: 'GET', path: '/_holdfast/calls', headers: { origin: 'http://localhost' }, expected: 403 },
  { method: 'POST', path: '/_holdfast/reset', headers: { origin: 'null' }, expected: 403 },
  { method: 'GET', path: '/_holdfast/reset', headers: {}, expected: 404 },
  { method: 'GET', path: '/_holdfast/unknown', headers: {}, expected: 404 },
  { method: 'GET', path: '/', headers: {}, expected: 404 },
])('$method $path with $headers: $expected', async ({ method, path, headers, expected }) => {
  const { port } = await given.start()
  expect(await status(port, path, method, headers)).toBe(expected)
})

test.each([
  { path: 'delivery', body: '{"hold": "yes"}', message: 'hold must be true or false.' },
  { path: 'delivery', body: '', message: 'The body must be an object.' },
  { path: 'reset', body: '{', message: expect.stringContaining('The request body is not JSON: ') },
  { path: 'reset', body: 'null', message: 'The organization document must be an object.' },
])('$path refuses the body "$body"', async ({ path, body, message }) => {
  const emulator = await given.start()
  const response = await fetch(`${emulator.url}/_holdfast/${path}`, { method: 'POST', body })
  expect([response.status, await response.json()]).toEqual([400, { message }])
})
