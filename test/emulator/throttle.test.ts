// AWS's rates: Organizations User Guide, "Throttling limits".
import {
  AttachPolicyCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  ListPoliciesForTargetCommand,
} from '@aws-sdk/client-organizations'
import type { Emulator, EmulatorOptions } from '../../emulator/index.ts'
import * as given from './support.ts'

const { DENY, MANAGEMENT, MEMBER, PROD } = given
const pair = { PolicyId: DENY, TargetId: PROD }

afterEach(given.stopAll)

const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-11-20T00:00:00Z')
})
const start = (options: EmulatorOptions = {}) =>
  given.startLoaded({ throttle: 'aws', now: () => clock.now, ...options })

/** An account of no organization. */
const FOREIGN = '999999999999'
const MEMBERS = Array.from({ length: 10 }, (_, index) => ({ id: `${600_000_000_000 + index}`, name: `m${index}` }))
const manyMembers = () => {
  const document = given.organization()
  return { ...document, root: { ...document.root, accounts: MEMBERS } }
}

const credential = (account: string) => ({ authorization: `Credential=${account}/20261120/us-east-1, x` })

/** Whether each of the calls was throttled; that they are wrong otherwise does not matter. */
async function throttled(emulator: Emulator, operations: readonly string[], account = MANAGEMENT): Promise<boolean[]> {
  const answers: boolean[] = []
  for (const operation of operations) {
    const { status, body } = await given.raw(emulator, operation, '{}', credential(account))
    const is = (body as { __type?: string }).__type === 'TooManyRequestsException'
    if (is) expect(status).toBe(400)
    answers.push(is)
  }
  return answers
}

const times = (count: number, ...operations: string[]) =>
  Array.from({ length: count }, (_, index) => operations[index % operations.length] ?? '')

test.each([
  { operations: ['AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'DeletePolicy'], perSecond: 2, burst: 3 },
  { operations: ['UpdatePolicy'], perSecond: 2, burst: 3 },
  { operations: ['DescribePolicy'], perSecond: 2, burst: 2 },
  { operations: ['EnablePolicyType', 'DisablePolicyType'], perSecond: 1, burst: 1 },
  { operations: ['ListPolicies', 'ListTargetsForPolicy', 'ListPoliciesForTarget'], perSecond: 5, burst: 8 },
  { operations: ['ListAccounts'], perSecond: 8, burst: 12 },
  { operations: ['ListRoots'], perSecond: 1, burst: 2 },
  { operations: ['DescribeOrganization', 'CreateOrganizationalUnit'], perSecond: 1, burst: 2 },
  { operations: ['DescribeAccount'], perSecond: 20, burst: 30 },
  { operations: ['MoveAccount', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit'], perSecond: 2, burst: 3 },
  { operations: ['CreateAccount'], perSecond: 0.1, burst: 3 },
  { operations: ['CloseAccount'], perSecond: 0.05, burst: 1 },
  { operations: ['ListHandshakesForAccount', 'ListHandshakesForOrganization'], perSecond: 5, burst: 8 },
  { operations: ['CancelHandshake'], perSecond: 5, burst: 8 },
])('$operations: $burst at once, then $perSecond a second', async ({ operations, perSecond, burst }) => {
  const emulator = await start()
  const calls = times(burst + 2, ...operations)
  const full = calls.map((_, index) => index >= burst)
  expect(await throttled(emulator, calls)).toEqual(full)
  clock.now += 1000 / perSecond - 1
  expect(await throttled(emulator, calls.slice(0, 1))).toEqual([true])
  clock.now += 1
  expect(await throttled(emulator, calls.slice(0, 2))).toEqual([false, true])
  clock.now += (10 * burst * 1000) / perSecond
  expect(await throttled(emulator, calls)).toEqual(full)
})

test('operations of two rows do not take from each other, nor do those that no row lists', async () => {
  const emulator = await start()
  await throttled(emulator, times(3, 'AttachPolicy'))
  await throttled(emulator, times(8, 'CancelHandshake'))
  expect(await throttled(emulator, ['AttachPolicy', 'UpdatePolicy', 'CancelHandshake', 'DeclineHandshake'])).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('each account has buckets of its own', async () => {
  const emulator = await start()
  await throttled(emulator, times(2, 'DescribeOrganization'))
  expect(await throttled(emulator, times(3, 'DescribeOrganization'), MEMBER)).toEqual([false, false, true])
  expect(await throttled(emulator, ['DescribeOrganization'])).toEqual([true])
})

test.each([
  { operation: 'ListAccounts', alone: 12, together: 15, perSecond: 9 },
  { operation: 'DescribePolicy', alone: 2, together: 3, perSecond: 2 },
  { operation: 'ListRoots', alone: 2, together: 3, perSecond: 1 },
  { operation: 'AcceptHandshake', alone: 2, together: 5, perSecond: 5 },
  { operation: 'LeaveOrganization', alone: 1, together: 5, perSecond: 5 },
])('$operation: $together at once of all accounts, then $perSecond a second', async (row) => {
  const { operation, alone, together, perSecond } = row
  const emulator = await start({ organization: manyMembers() })
  const passed = async (account: string, count = alone) =>
    (await throttled(emulator, times(count, operation), account)).filter((is) => !is).length
  let total = 0
  for (const { id } of MEMBERS.slice(0, 6)) total += await passed(id)
  expect(total).toBe(together)
  expect(await passed(FOREIGN)).toBe(alone)
  clock.now += Math.ceil(1000 / perSecond)
  expect(await passed(MEMBERS[7]?.id ?? '')).toBe(1)
  expect(await passed(MEMBERS[8]?.id ?? '')).toBe(0)
})

test('what no organization shares, each account has for itself', async () => {
  const emulator = await start({ organization: manyMembers() })
  for (const { id } of MEMBERS)
    expect(await throttled(emulator, times(2, 'DescribeOrganization'), id)).toEqual([false, false])
})

test('a clock that goes back neither refills nor blocks for ever', async () => {
  const emulator = await start()
  await throttled(emulator, times(2, 'ListRoots'))
  clock.now -= 60_000
  expect(await throttled(emulator, ['ListRoots'])).toEqual([true])
  clock.now += 61_000
  expect(await throttled(emulator, ['ListRoots'])).toEqual([false])
})

test('a throttled call does nothing, is logged as refused, and counts', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  const attach = new AttachPolicyCommand(pair)
  const detach = new DetachPolicyCommand(pair)
  await client.send(attach)
  await client.send(detach)
  await client.send(attach)
  await expect(client.send(detach)).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'You have sent too many requests in too short a period of time. Try again later.',
    $metadata: { httpStatusCode: 400 },
  })
  const list = new ListPoliciesForTargetCommand({ TargetId: PROD, Filter: 'SERVICE_CONTROL_POLICY' })
  expect((await client.send(list)).Policies?.map(({ Id }) => Id)).toContain(DENY)
  expect((await given.events(emulator)).map(({ detail }) => [detail.eventName, detail.errorCode])).toEqual([
    ['AttachPolicy', undefined],
    ['DetachPolicy', undefined],
    ['AttachPolicy', undefined],
    ['DetachPolicy', 'TooManyRequestsException'],
  ])
  expect((await given.control(emulator, 'GET', 'calls')).body).toEqual({
    AttachPolicy: 2,
    DetachPolicy: 2,
    ListPoliciesForTarget: 1,
  })
  expect(await given.control(emulator, 'GET', 'throttled')).toEqual({ status: 200, body: { DetachPolicy: 1 } })
})

test('a reset fills the buckets and forgets who was throttled', async () => {
  const emulator = await start()
  await throttled(emulator, times(3, 'ListRoots'))
  await given.control(emulator, 'POST', 'reset', given.organization())
  expect((await given.control(emulator, 'GET', 'throttled')).body).toEqual({})
  expect(await throttled(emulator, times(3, 'ListRoots'))).toEqual([false, false, true])
})

test('a lost request takes no token, a fault of the service does', async () => {
  const faults = [{ name: 'x', destroy: true }, { name: 'ServiceException' }]
  const emulator = await start({ fault: () => faults.shift() })
  const client = given.clientOf(emulator)
  const answers: string[] = []
  for (let call = 0; call < 4; call += 1)
    answers.push((await given.refusal(client.send(new DescribeOrganizationCommand({})))).name)
  expect(answers).toEqual([expect.any(String), 'ServiceException', 'none', 'TooManyRequestsException'])
})

test('Control Tower is not throttled', async () => {
  const emulator = await start()
  for (const name of times(5, 'a', 'b', 'c', 'd', 'e')) {
    const create_account = { name, email: `${name}@example.com`, organizational_unit: PROD }
    expect((await given.control(emulator, 'POST', 'control-tower', { create_account })).status).toBe(200)
  }
})

test('without the option nothing is throttled', async () => {
  const emulator = await given.startLoaded({ now: () => clock.now })
  expect(await throttled(emulator, times(50, 'ListRoots'))).toEqual(times(50, '').map(() => false))
  expect((await given.control(emulator, 'GET', 'throttled')).body).toEqual({})
})
