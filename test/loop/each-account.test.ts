import {
  CreateAccountCommand,
  DeletePolicyCommand,
  DescribeCreateAccountStatusCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations'
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
