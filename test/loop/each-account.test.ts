import {
  CreateAccountCommand,
  DeletePolicyCommand,
  DescribeCreateAccountStatusCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations'
import { delivery } from '../support/drift.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

const workloads = 'ou-ab12-11111111'
const manifest = manifestOf([
  policy('deny', [], {
    eachAccountIn: [{ id: workloads, path: 'Workloads', joinedAfter: null, except: ['333333333333'] }],
  }),
])
let world: World
beforeEach(async () => {
  world = await createWorld({ manifest })
})
afterEach(() => world.close())

test('each account below is covered one by one, but those that are excepted', async () => {
  expect(await world.targetsOf('deny')).toEqual(['222222222222'])
})

test('a detach is restored, in at most four calls where nothing is remembered', async () => {
  await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  const id = await world.idOf('deny')
  await world.calls()
  await world.detach('deny', '222222222222')
  await world.settle()
  // Beside the administrator's own: the list of policies and the detach.
  expect(await world.calls()).toEqual({
    DetachPolicy: 1,
    ListPolicies: 1,
    DescribePolicy: 1,
    DescribeAccount: 1,
    ListPoliciesForTarget: 1,
    AttachPolicy: 1,
  })
  expect([await world.idOf('deny'), await world.targetsOf('deny')]).toEqual([id, ['222222222222']])
})

test('an account that joined without an event is covered by the next sweep; one that left the scope keeps the policy', async () => {
  const made = await world.admin.send(new CreateAccountCommand({ AccountName: 'new', Email: 'new@example.com' }))
  const status = await world.admin.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: made.CreateAccountStatus?.Id }),
  )
  const account = status.CreateAccountStatus?.AccountId ?? ''
  await world.admin.send(
    new MoveAccountCommand({ AccountId: account, SourceParentId: 'r-ab12', DestinationParentId: 'ou-ab12-22222222' }),
  )
  await world.admin.send(
    new MoveAccountCommand({
      AccountId: '222222222222',
      SourceParentId: 'ou-ab12-22222222',
      DestinationParentId: 'r-ab12',
    }),
  )
  await world.settle()
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual(['222222222222', account].sort())
})

test('deleted, it comes back on every account without waiting for the next scheduled sweep', async () => {
  const id = await world.idOf('deny')
  await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":true}' })
  await world.detach('deny', '222222222222')
  await world.admin.send(new DeletePolicyCommand({ PolicyId: id }))
  await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":false}' })
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual(['222222222222'])
})

test('accounts are read once an hour, OUs and contents four times, and neither is missed', async () => {
  await world.close()
  const mixed = policy('deny', [workloads, '444444444444'], {
    eachAccountIn: [{ id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }],
  })
  world = await createWorld({ manifest: manifestOf([mixed, policy('plain', ['r-ab12'])]) })
  await delivery(world, true)
  world.bus.start()
  const callsIn = async (minutes: number) => {
    const before = world.ports.organizations.calls()
    await world.clock.advanceTo(world.clock.now() + minutes * 60_000)
    await world.clock.until(world.bus.idle())
    const { ListAccounts = 0, ListTargetsForPolicy = 0, DescribePolicy = 0 } = world.ports.organizations.calls()
    return {
      ListAccounts: ListAccounts - (before.ListAccounts ?? 0),
      ListTargetsForPolicy: ListTargetsForPolicy - (before.ListTargetsForPolicy ?? 0),
      DescribePolicy: DescribePolicy - (before.DescribePolicy ?? 0),
    }
  }
  const hour = await callsIn(61)
  // The inventory of a day reads the accounts as well.
  expect(hour).toEqual({ ListAccounts: 1 + 1, ListTargetsForPolicy: 4 + 1, DescribePolicy: 2 })
  await world.detach('deny', workloads)
  await world.detach('deny', '444444444444')
  await world.detach('deny', '333333333333')
  expect(await callsIn(15)).toMatchObject({ ListAccounts: 0 })
  expect(await world.targetsOf('deny')).toEqual(['222222222222', '444444444444', workloads])
  expect(await callsIn(45)).toMatchObject({ ListAccounts: 1 })
  expect(await world.targetsOf('deny')).toContain('333333333333')
})
