// What goes wrong by chance: the same chance for the same seed.
import {
  AttachPolicyCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import { createFaults, FAULT_KINDS, type FaultKind, type FaultOptions, strike } from '../../emulator/faults.ts'
import type { EmulatorOptions } from '../../emulator/index.ts'
import { OPERATIONS } from '../../emulator/operations/index.ts'
import { ORGANIZATIONS } from '../../emulator/service.ts'
import '../support/seed.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import * as given from './support.ts'

const { control, DENY, MANAGEMENT, MEMBER, PROD } = given

afterEach(given.stopAll)

const start = (faults: FaultOptions, options: EmulatorOptions = {}) => given.startLoaded({ faults, ...options })
const attach = new AttachPolicyCommand({ PolicyId: DENY, TargetId: PROD })
const page = async (client: OrganizationsClient) => {
  const { NextToken } = await client.send(new ListAccountsCommand({ MaxResults: 1 }))
  return client.send(new ListAccountsCommand({ MaxResults: 1, NextToken }))
}

interface Case {
  kind: FaultKind
  seen: object
  took: boolean
  /** What the events say of it. */
  events: (string | undefined)[]
}

const named = (name: FaultKind & string, httpStatusCode = 400): Case => {
  return { kind: name, seen: { name, $metadata: { httpStatusCode } }, took: false, events: [name] }
}

const hung = expect.stringContaining('socket hang up')

const CASES: Case[] = [
  named('ConcurrentModificationException'),
  named('PolicyChangesInProgressException'),
  named('TooManyRequestsException'),
  named('ServiceException', 500),
  { ...named('denied'), seen: { name: 'AccessDeniedException' }, events: ['AccessDenied'] },
  { kind: 'lost-request', seen: { message: hung }, took: false, events: [] },
  { kind: 'lost-answer', seen: { message: hung }, took: true, events: [undefined] },
  { kind: 'short-answer', seen: { message: expect.stringContaining('aborted') }, took: true, events: [undefined] },
  { kind: 'proxy-answer', seen: { $metadata: { httpStatusCode: 502 } }, took: false, events: [] },
]

test.each(CASES)('a call meets $kind', async ({ kind, seen, took, events }) => {
  const emulator = await start({ seed: 1, rate: 1, kinds: [kind], operations: ['AttachPolicy'] })
  const client = given.clientOf(emulator)
  await expect(client.send(attach)).rejects.toMatchObject(seen)
  const { Targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId: DENY }))
  expect(Targets?.length).toBe(took ? 1 : 0)
  expect((await given.events(emulator)).map(({ detail }) => detail.errorCode)).toEqual(events)
})

test('a slow answer comes late, by the clock of the emulator; its operation is not late', async () => {
  const waits: { milliseconds: number; what: string; end: () => void }[] = []
  const emulator = await start(
    { seed: 1, rate: 1, kinds: ['slow-answer'], operations: ['AttachPolicy'], slowness: 4_321 },
    { sleep: (milliseconds, what) => new Promise((end) => waits.push({ milliseconds, what, end })) },
  )
  const client = given.clientOf(emulator)
  let answered = false
  const sent = client.send(attach).then(() => {
    answered = true
  })
  const list = new ListTargetsForPolicyCommand({ PolicyId: DENY })
  while ((await client.send(list)).Targets?.length === 0);
  expect(waits).toMatchObject([{ milliseconds: 4_321, what: 'answer' }])
  expect(answered).toBe(false)
  waits[0]?.end()
  await sent
  expect(answered).toBe(true)
})

test('who waits for a slow answer lets virtual time pass', async () => {
  const clock = virtualClock()
  const before = clock.now()
  const emulator = await start(
    { seed: 1, rate: 1, kinds: ['slow-answer'], slowness: 4_321 },
    { now: clock.now, sleep: (milliseconds) => clock.answering.sleep(milliseconds) },
  )
  const client = given.clientOf(emulator)
  client.middlewareStack.add((next) => (args) => clock.track(next(args)), { step: 'finalizeRequest' })
  await clock.until(client.send(attach))
  expect(clock.now() - before).toBe(4_321)
})

test('a list breaks off behind its first page, as often in a row as asked for', async () => {
  const emulator = await start({ seed: 1, rate: 0.3, kinds: ['failing-page'], repeat: 7 })
  const client = given.clientOf(emulator)
  for (let calls = 0; calls < 30; calls++) await client.send(new ListAccountsCommand({ MaxResults: 1 }))
  const pages: string[] = []
  for (let calls = 0; calls < 60; calls++) pages.push((await given.refusal(page(client))).name)
  const runs = pages.join(' ').split(/(?:none ?)+/)
  const lengths = runs.filter(Boolean).map((run) => run.trim().split(' ').length)
  expect(lengths.length).toBeGreaterThan(1)
  expect(lengths.slice(0, -1).every((length) => length % 7 === 0)).toBe(true)
  expect([...new Set(pages)].sort()).toEqual(['ServiceException', 'none'])
})

test('what is denied stays denied for a while, every call of it, and nothing else', async () => {
  const clock = { now: 1_000_000 }
  const emulator = await start(
    { seed: 1, rate: 0.05, kinds: ['denied'], denial: 10_000, operations: ['DescribeOrganization'] },
    { now: () => clock.now },
  )
  const client = given.clientOf(emulator)
  const ask = async () => (await given.refusal(client.send(new DescribeOrganizationCommand({})))).name
  while ((await ask()) === 'none') clock.now += 1
  for (const wait of [1, 1, 9_997]) {
    clock.now += wait
    expect(await ask()).toBe('AccessDeniedException')
    await client.send(new ListAccountsCommand({}))
  }
  clock.now += 1
  expect(await ask()).toBe('none')
})

/** A call of somebody, as far as a fault looks at it. */
const requestOf = (
  name: string,
  accessKeyId = 'holdfast',
  input: Record<string, unknown> = {},
  account = MANAGEMENT,
) => {
  const operation = OPERATIONS.get(name)
  if (operation === undefined) throw new Error(`There is no operation ${name}.`)
  const caller = { account, region: 'us-east-1', userIdentity: { accessKeyId }, sourceIPAddress: '', userAgent: '' }
  return { service: ORGANIZATIONS, name, operation, input, caller, requestId: '' }
}

const operations = fc.constantFrom('AttachPolicy', 'CreatePolicy', 'ListAccounts', 'DescribeOrganization')
const inputs = fc.constantFrom({}, { NextToken: 'a' }, { NextToken: 'b' })
const sent = fc.array(fc.tuple(operations, inputs, fc.nat(2_000)), { minLength: 1, maxLength: 60 })
const options: fc.Arbitrary<FaultOptions> = fc.record(
  {
    seed: fc.nat(),
    rate: fc.double({ min: 0, max: 1, noNaN: true }),
    kinds: fc.subarray(FAULT_KINDS, { minLength: 1 }),
    until: fc.integer({ min: 0, max: 60_000 }),
  },
  { requiredKeys: ['seed', 'rate'] },
)

test('the same seed and the same calls give the same faults, and after the end none', () => {
  fc.assert(
    fc.property(options, sent, (options, sent) => {
      const run = () => {
        const faults = createFaults(options)
        let now = 0
        return sent.map(([name, input, wait]) => {
          now += wait
          return { now, fault: strike(faults, requestOf(name, 'holdfast', input), now) }
        })
      }
      const once = run()
      expect(run()).toEqual(once)
      const { until = Number.POSITIVE_INFINITY } = options
      expect(once.filter(({ now, fault }) => now >= until && fault !== undefined)).toEqual([])
    }),
  )
})

test('seeds differ, and a rate is kept', () => {
  const struck = (seed: number) => {
    const faults = createFaults({ seed, rate: 0.1, kinds: ['ServiceException'] })
    return Array.from({ length: 2_000 }, () => strike(faults, requestOf('ListAccounts'), 0) !== undefined)
  }
  const rates = Array.from({ length: 20 }, (_, seed) => struck(seed).filter(Boolean).length / 2_000)
  expect(Math.min(...rates)).toBeGreaterThan(0.07)
  expect(Math.max(...rates)).toBeLessThan(0.13)
  expect(new Set(Array.from({ length: 20 }, (_, seed) => struck(seed).join())).size).toBe(20)
})

test.each<{ callers?: string[]; operations?: string[]; expected: boolean[] }>([
  { expected: [true, true, true] },
  { callers: ['holdfast'], expected: [true, false, false] },
  { callers: [MEMBER, 'mallory'], expected: [false, true, true] },
  { callers: ['holdfast', 'mallory'], operations: ['DescribeOrganization'], expected: [true, false, false] },
])('only those are struck who are meant: $callers, $operations', ({ expected, ...meant }) => {
  const faults = createFaults({ seed: 1, rate: 1, kinds: ['ServiceException'], ...meant })
  const calls = [
    requestOf('DescribeOrganization', 'holdfast'),
    requestOf('ListAccounts', 'mallory'),
    requestOf('DescribeOrganization', MEMBER, {}, MEMBER),
  ]
  expect(calls.map((call) => strike(faults, call, 0) !== undefined)).toEqual(expected)
})

test('without kinds everything may happen that passes, to the calls that AWS lets it happen to', () => {
  const faults = createFaults({ seed: 1, rate: 1 })
  for (let calls = 0; calls < 300; calls++) {
    strike(faults, requestOf('ListAccounts', 'holdfast', { NextToken: String(calls) }), 0)
    strike(faults, requestOf('DescribeOrganization'), 0)
  }
  const ofReads = FAULT_KINDS.filter((kind) => !/^(denied|ConcurrentMod|PolicyChanges)/.test(kind))
  expect([...faults.struck.keys()].sort()).toEqual([...ofReads].sort())
  for (let calls = 0; calls < 300; calls++) strike(faults, requestOf('AttachPolicy'), 0)
  expect([...faults.struck.keys()].sort()).toEqual(FAULT_KINDS.filter((kind) => kind !== 'denied').sort())
})

test('faults are set, shown with what struck, and cleared while the emulator runs', async () => {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  expect((await control(emulator, 'GET', 'faults')).body).toEqual({ stale_reads: 0, faults: null, struck: {} })
  const faults = { seed: 5, rate: 1, kinds: ['ConcurrentModificationException'], callers: ['AKIATEST'] }
  await control(emulator, 'POST', 'faults', faults)
  await given.refusal(client.send(attach))
  await given.refusal(client.send(attach))
  await control(emulator, 'POST', 'faults', { stale_reads: 500 })
  expect((await control(emulator, 'GET', 'faults')).body).toEqual({
    stale_reads: 500,
    faults,
    struck: { ConcurrentModificationException: 2 },
  })
  expect((await control(emulator, 'DELETE', 'faults')).body).toEqual({ stale_reads: 0, faults: null, struck: {} })
  await client.send(attach)
})

test('the hook comes before chance; a reset ends chance', async () => {
  const emulator = await start(
    { seed: 1, rate: 1, kinds: ['denied'] },
    { fault: ({ operation }) => (operation === 'AttachPolicy' ? { name: 'ServiceException' } : undefined) },
  )
  const client = given.clientOf(emulator)
  const names = async () =>
    Promise.all(
      [attach, new DescribeOrganizationCommand({})].map(
        async (call) => (await given.refusal(client.send(call as DescribeOrganizationCommand))).name,
      ),
    )
  expect(await names()).toEqual(['ServiceException', 'AccessDeniedException'])
  await control(emulator, 'POST', 'reset', given.organization())
  expect(await names()).toEqual(['ServiceException', 'none'])
})

test.each<{ body: unknown; message: string | RegExp }>([
  { body: 7, message: 'The body must be an object.' },
  { body: {}, message: 'The body must have stale_reads, or seed and rate.' },
  { body: { seed: 1 }, message: 'Faults need seed and rate.' },
  { body: { stale: 1 }, message: 'The body has an unknown member "stale".' },
  { body: { __proto__: null, toString: 1 }, message: 'The body has an unknown member "toString".' },
  { body: { stale_reads: -1 }, message: 'stale_reads must be whole milliseconds up to a day.' },
  { body: { stale_reads: 86_400_001 }, message: 'stale_reads must be whole milliseconds up to a day.' },
  { body: { seed: 1.5, rate: 1 }, message: 'seed must be a whole number from 0 to 4294967295.' },
  { body: { seed: 1, rate: 1.1 }, message: 'rate must be a number from 0 to 1.' },
  { body: { seed: 1, rate: 1, kinds: ['flood'] }, message: /^kinds must be a list of some of Concurrent.*, denied\.$/ },
  { body: { seed: 1, rate: 1, kinds: [] }, message: /^kinds must be/ },
  {
    body: { seed: 1, rate: 1, operations: ['Attach'] },
    message: 'operations must be a list of operations that the emulator knows.',
  },
  { body: { seed: 1, rate: 1, callers: [1] }, message: 'callers must be a list of access key ids or accounts.' },
  { body: { seed: 1, rate: 1, until: 'never' }, message: 'until must be a time in milliseconds, as of Date.now.' },
  { body: { seed: 1, rate: 1, repeat: 0 }, message: 'repeat must be a whole number from 1 to 1000.' },
  { body: { seed: 1, rate: 1, denial: 0.5 }, message: 'denial must be whole milliseconds up to a day.' },
])('$body is refused, and changes nothing', async ({ body, message }) => {
  const emulator = await given.start()
  const answer = await control(emulator, 'POST', 'faults', body)
  expect(answer.status).toBe(400)
  expect((answer.body as { message: string }).message).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  )
  expect((await control(emulator, 'GET', 'faults')).body).toMatchObject({ stale_reads: 0, faults: null })
})
