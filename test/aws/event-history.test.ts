import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AttachPolicyCommand, DetachPolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { eventHistory } from '../../aws/event-history.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/index.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import { smallOrganization } from '../support/world.ts'

const second = 1_000
const day = 24 * 60 * 60 * second
const prod = 'ou-ab12-22222222'
const policyId = 'p-deny0001'

let emulator: Emulator
let client: OrganizationsClient
afterEach(async () => {
  client.destroy()
  await emulator.close()
})

async function begin(options: EmulatorOptions = {}) {
  const clock = virtualClock()
  const policies = [{ id: policyId, name: 'deny', type: 'SERVICE_CONTROL_POLICY' as const, content: {} }]
  const organization = { ...smallOrganization(), policies }
  emulator = await startEmulator({ organization, now: clock.now, ...options })
  const credentials = { accessKeyId: 'mallory', secretAccessKey: 'x' }
  client = new OrganizationsClient({ region: 'us-east-1', endpoint: emulator.url, credentials, maxAttempts: 1 })
  const env = { AWS_ENDPOINT_URL: emulator.url, AWS_ACCESS_KEY_ID: 'holdfast' }
  const history = eventHistory({ region: 'us-east-1', env }, clock)
  const pair = { PolicyId: policyId, TargetId: prod }
  return {
    clock,
    attach: () => client.send(new AttachPolicyCommand(pair)),
    detach: () => client.send(new DetachPolicyCommand(pair)),
    look: (name: string, from = 0) => clock.until(history({ name, from, until: clock.now() })),
  }
}

test('all pages of one name, each event once, the newest first, as EventBridge would have brought them', async () => {
  const { clock, attach, detach, look } = await begin()
  for (let round = 0; round < 60; round++) {
    await attach()
    await clock.advanceTo(clock.now() + second)
    await detach()
  }
  const found = (await look('DetachPolicy')) as { eventName: string; eventTime: string; eventID: string }[]
  expect(found).toHaveLength(60)
  expect(new Set(found.map(({ eventID }) => eventID)).size).toBe(60)
  expect(new Set(found.map(({ eventName }) => eventName))).toEqual(new Set(['DetachPolicy']))
  const times = found.map(({ eventTime }) => eventTime)
  expect(times).toEqual([...times].sort().reverse())
})

test('an event of the very second in which the time begins is in it, and one of a day more than ninety ago is not', async () => {
  const { clock, attach, look } = await begin()
  await clock.advanceTo(clock.now() + 900)
  await attach()
  expect(await look('AttachPolicy', clock.now())).toHaveLength(1)
  await clock.advanceTo(clock.now() + 91 * day)
  expect(await look('AttachPolicy')).toEqual([])
})

test('it keeps to two calls a second on its clock, so that AWS refuses none of them', async () => {
  const { clock, look } = await begin({ throttle: 'aws' })
  const before = clock.now()
  for (let call = 0; call < 10; call++) await look('AttachPolicy')
  expect(clock.now() - before).toBe(4_500)
})

test('where others use up the rate it waits, and where that lasts it says so', async () => {
  let refused = 0
  const name = 'ThrottlingException'
  const { attach, look } = await begin({
    fault: ({ operation }) => (operation === 'LookupEvents' && refused-- > 0 ? { name } : undefined),
  })
  await attach()
  refused = 5
  expect(await look('AttachPolicy')).toHaveLength(1)
  refused = 100
  await expect(look('AttachPolicy')).rejects.toThrow(/Throttling/)
})

/** A CloudTrail that has so many pages. */
async function withPages(pages: number) {
  const { clock } = await begin()
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    const Events = Array.from({ length: 50 }, (_, at) => ({ EventId: `${calls}-${at}`, CloudTrailEvent: '{}' }))
    const more = calls < pages && { NextToken: 'more' }
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify({ Events, ...more }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const history = eventHistory({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` } }, clock)
  const work = clock.until(history({ name: 'AttachPolicy', from: 0, until: clock.now() }))
  return { work: work.finally(() => server.close()), calls: () => calls }
}

test('what a storm attaches in an hour and a half is read', async () => {
  const { work } = await withPages(216)
  expect(await work).toHaveLength(10_800)
})

test('a history that somebody fills is not read for ever, and is no history without the rest', async () => {
  const { work, calls } = await withPages(Number.POSITIVE_INFINITY)
  await expect(work).rejects.toThrow('more than 30000 events')
  expect(calls()).toBe(600)
})
