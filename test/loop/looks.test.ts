import { CreateAccountCommand, ListAccountsCommand, MoveAccountCommand } from '@aws-sdk/client-organizations'
import { delivery, detachEvent } from '../support/drift.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World, type WorldOptions } from '../support/world.ts'

// Looks that are repeated because reads may be behind, and that never come.

const second = 1_000
const [root, prod, workloads] = ['r-ab12', 'ou-ab12-22222222', 'ou-ab12-11111111'] as const

let world: World
afterEach(() => world.close())

async function begin(options: WorldOptions, behind: number): Promise<void> {
  world = await createWorld({ ...options, emulator: () => ({ staleReads: behind }) })
  await pass(60)
}

async function pass(seconds: number): Promise<void> {
  const end = world.clock.now() + seconds * second
  while (world.clock.now() < end) {
    await world.settle()
    await world.clock.advanceTo(Math.min(end, world.clock.now() + second))
  }
  await world.settle()
}

test('reads are 4 s behind: the second detach of a place within a minute is restored before the next sweep', async () => {
  await begin({ manifest: manifestOf([policy('deny', [root, prod])]) }, 4 * second)
  await world.detach('deny', prod)
  await pass(15)
  expect(world.notices).toHaveLength(1)
  await world.detach('deny', prod)
  await pass(300)
  expect(await world.targetsOf('deny')).toEqual([prod, root])
})

test('reads are 4 s behind: an account that is made and moved 15 s later into a covered OU is covered before the hourly sweep', async () => {
  const each = { eachAccountIn: [{ id: workloads, path: 'Workloads', joinedAfter: null, except: [] }] }
  await begin({ manifest: manifestOf([policy('each', [], each)]) }, 4 * second)
  await world.admin.send(new CreateAccountCommand({ AccountName: 'late', Email: 'late@example.com' }))
  await pass(15)
  const { Accounts } = await world.admin.send(new ListAccountsCommand({}))
  const AccountId = Accounts?.find(({ Name }) => Name === 'late')?.Id
  await world.admin.send(new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId: workloads }))
  await pass(1_800)
  expect(await world.targetsOf('each')).toContain(AccountId)
})

test('reads are 20 s behind: all that two messages about ten events each look for is looked for again', async () => {
  const accounts = Array.from({ length: 20 }, (_, at) => `7000000000${at + 10}`)
  const organization = smallOrganization()
  organization.root.accounts?.push(...accounts.map((id) => ({ id, name: `account-${id}` })))
  await begin({ manifest: manifestOf([policy('deny', accounts)]), organization }, 20 * second)
  await delivery(world, true)
  for (const account of accounts) await world.detach('deny', account)
  await pass(5)
  const id = await world.idOf('deny')
  const time = new Date(world.clock.now() - 5 * second).toISOString()
  const events = accounts.map((account) => {
    const event = detachEvent(id, account)
    return { ...event, time, detail: { ...event.detail, eventTime: time } }
  })
  // The first keeps the function busy until the other two are there.
  for (const part of [events.slice(0, 1), events.slice(0, 10), events.slice(10)])
    world.bus.send('policy-drift', { look: 1, isDue: false, events: part })
  await pass(300)
  expect((await world.targetsOf('deny')).length).toBe(20)
})

test('what is detached while the run that restored it goes on is looked for again', async () => {
  const targets = [root, prod, workloads, 'ou-ab12-33333333', 'ou-ab12-44444444']
  const deny = policy('deny', targets)
  const { name, type, content, description } = deny
  world = await createWorld({
    manifest: manifestOf([deny]),
    organization: { ...smallOrganization(), policies: [{ id: 'p-denydeny', name, type, content, description }] },
    applied: false,
    separate: true,
    paced: true,
    emulator: () => ({ staleReads: 4 * second, delivery: { delay: 3.5 * second } }),
  })
  const began = world.clock.now()
  world.bus.send('sweep', { types: [type], contents: 'all', coverage: [], because: [] })
  // The root was the first, and three are still to come.
  await world.clock.advanceTo(began + 1.5 * second)
  await world.detach('deny', root)
  await pass(300)
  expect((await world.targetsOf('deny')).length).toBe(5)
})
