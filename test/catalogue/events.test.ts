import {
  CloseAccountCommand,
  DeleteOrganizationalUnitCommand,
  MoveAccountCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { atOnce, delivery, detachEvent, firsts, told, writesDuring } from '../support/drift.ts'
import { callEvent } from '../support/events.ts'
import { content, createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

// The fault catalogue: what may happen to events. Each test is named by its row in the catalogue.

const minute = 60_000
const [prod, sandbox] = ['ou-ab12-22222222', 'ou-ab12-44444444']
const manifest = manifestOf([policy('deny', ['r-ab12', prod]), policy('edge', [sandbox])])
const key = `attach/SCP/deny/${prod}`

let world: World
afterEach(() => world.close())
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, ...options })
}
const later = async (minutes: number) => {
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + minutes * minute)
  await world.settle()
}
/** What CloudTrail tells of a detach, to be delivered when and as often as the test likes. */
const detached = async (name = 'deny', target = prod) => {
  await delivery(world, true)
  const event = detachEvent(await world.idOf(name), target)
  await world.detach(name, target)
  return event
}

test('#1 an event that is never delivered: the scheduled sweep finds it', async () => {
  await begin({ schedules: true })
  await detached()
  await later(14.9)
  expect(await world.targetsOf('deny')).toEqual(['r-ab12'])
  await later(0.2)
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect(told(world.notices)).toEqual([`restored ${key}`])
  expect(world.notices[0]?.incident.cause).toBeNull()
})

test('#2 an event that is delivered again while it is handled, later, and replayed: one write, one notice', async () => {
  await begin({ schedules: true })
  const event = await detached()
  const writes = await writesDuring(world, async () => {
    for (const minutes of [0, 0, 1, 3, 20, 120]) {
      world.bus.publish({ ...event, 'replay-name': 'again' })
      await later(minutes)
    }
  })
  expect(writes).toEqual({ AttachPolicy: 1 })
  expect(told(world.notices)).toEqual([`restored ${key}`])
})

test('#3 an old event that comes after somebody put it right: the state wins', async () => {
  await begin()
  const event = await detached()
  await world.attach((await world.idOf('deny')) ?? '', prod)
  const edit = callEvent({
    eventName: 'UpdatePolicy',
    requestParameters: { policyId: await world.idOf('edge'), content: content('nothing:*') },
  })
  const writes = await writesDuring(world, async () => {
    world.bus.publish(edit)
    world.bus.publish(event)
    await later(10)
  })
  expect(writes).toEqual({})
  expect(world.notices).toEqual([])
})

describe('#4 an event that comes', () => {
  test.each([1, 60, 24 * 60])('%i minutes late finds nothing to do', async (minutes) => {
    await begin()
    const event = await detached()
    await world.sweep()
    await later(minutes)
    const records = world.deeds().length
    world.bus.publish(event)
    expect(await writesDuring(world, () => later(5))).toEqual({})
    expect(told(world.notices)).toEqual([`restored ${key}`])
    expect(world.deeds()).toHaveLength(records)
  })

  test('after its target is gone causes no write', async () => {
    await begin()
    const event = await detached('edge', sandbox)
    await world.admin.send(
      new MoveAccountCommand({ AccountId: '444444444444', SourceParentId: sandbox, DestinationParentId: 'r-ab12' }),
    )
    await world.admin.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: sandbox }))
    const writes = await writesDuring(world, async () => {
      world.bus.publish(event)
      await later(30)
    })
    expect(writes).toEqual({})
  })
})

test('#9 an event’s run and a sweep at the same place: done once, told once', async () => {
  await begin({ separate: true })
  const event = await detached()
  const writes = await writesDuring(world, async () => {
    world.bus.publish(event)
    world.bus.send('sweep', { types: ['SERVICE_CONTROL_POLICY'], contents: 'all', coverage: [], because: [] })
    await later(5)
  })
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect(writes.AttachPolicy).toBeLessThanOrEqual(2)
  expect(told(world.notices)).toEqual([`restored ${key}`])
})

describe('#12 reads that are behind', () => {
  test.each([4, 20, 100])('by %i seconds: restored once, when they show it, and no flapping', async (seconds) => {
    await begin({ emulator: () => ({ staleReads: seconds * 1_000 }) })
    await world.clock.advanceTo(world.clock.now() + 5 * minute)
    const began = world.clock.now()
    const writes = await writesDuring(world, async () => {
      await world.detach('deny', prod)
      await world.settle()
      await world.clock.advanceTo(began + 125_000)
      await world.clock.until(world.bus.idle())
    })
    expect(writes).toEqual({ AttachPolicy: 1 })
    expect(await writesDuring(world, () => later(30))).toEqual({})
    expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
    expect(told(world.notices)).toEqual([`restored ${key}`])
    expect(world.bus.pending('policy-drift')).toBe(0)
  })

  test('that show what was restored already as missing: sweeps write it again at most once, and tell nobody', async () => {
    await begin({ emulator: () => ({ staleReads: 20_000 }), schedules: true })
    await world.clock.advanceTo(world.clock.now() + 14.9 * minute)
    const writes = await writesDuring(world, async () => {
      await world.detach('deny', prod)
      await later(60)
    })
    expect(writes.AttachPolicy).toBeLessThanOrEqual(2)
    expect(told(world.notices)).toEqual([`restored ${key}`])
  })
})

test('#19 an account that moves to another place and back keeps what is attached to it', async () => {
  const account = '222222222222'
  const named = manifestOf([policy('deny', ['r-ab12', account])])
  await begin({ manifest: named })
  const move = (from: string, to: string) =>
    world.admin.send(new MoveAccountCommand({ AccountId: account, SourceParentId: from, DestinationParentId: to }))
  const writes = await writesDuring(world, async () => {
    await move(prod, 'r-ab12')
    await later(20)
    await move('r-ab12', prod)
    await later(20)
    await world.sweep()
  })
  expect(writes).toEqual({})
  expect(await world.targetsOf('deny')).toEqual([account, 'r-ab12'])
})

test('#31 two controllers fight: a contention incident at the third reversal, still restoring, at bounded cost', async () => {
  await begin({ schedules: true })
  let reversals = 0
  for (let at = 0; at < 40; at++) {
    if ((await world.targetsOf('deny')).includes(prod)) {
      await world.detach('deny', prod)
      reversals += 1
    }
    await later(1)
  }
  const contentions = firsts(world.notices).filter(({ incident }) =>
    /contention/i.test(`${incident.key} ${incident.text}`),
  )
  // Three at once, then slower and slower, up to five minutes.
  expect(reversals).toBeLessThan(20)
  expect(reversals).toBeGreaterThan(5)
  expect(contentions).toHaveLength(1)
  expect(world.notices.length).toBeLessThanOrEqual(reversals + 2)
  await later(15)
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
})

test('#31 the first restore is immediate, after a fight as before it', async () => {
  await begin()
  for (let time = 0; time < 2; time++) {
    const before = world.clock.now()
    await world.detach('deny', prod)
    await world.settle()
    expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
    expect(world.clock.now() - before).toBeLessThan(1_000)
    await later(20)
  }
})

test('#32 our own writes cause events, and these nothing', async () => {
  await begin()
  const writes = await writesDuring(world, async () => {
    await atOnce(world, async () => {
      await world.detach('deny', prod)
      await world.admin.send(
        new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Name: 'stray', Content: content('nothing:*') }),
      )
    })
    await later(60)
  })
  expect(writes).toEqual({ AttachPolicy: 1, UpdatePolicy: 2 })
})

test('#34 no event comes at all: each quarter of an hour puts right what was done', async () => {
  await begin({ schedules: true })
  await delivery(world, true)
  for (let time = 0; time < 4; time++) {
    await world.detach('deny', prod)
    await world.detach('edge', sandbox)
    await later(15)
    expect([await world.targetsOf('deny'), await world.targetsOf('edge')]).toEqual([[prod, 'r-ab12'], [sandbox]])
  }
  expect(told(firsts(world.notices))).toHaveLength(8)
})

test.each([
  ['of a source of its own', { source: 'my.organizations' }],
  ['from another account', { account: '222222222222' }],
  ['from another account that says it was told to us', { account: '222222222222', detail: {} }],
])('#35 an event %s is nobody’s business', async (_, forged) => {
  await begin()
  const event = { ...(await detached()), ...forged }
  const before = await world.calls()
  world.bus.publish(event)
  // Past the rule, by a queue that somebody else may write to.
  world.bus.send('policy-drift', event)
  await later(5)
  expect([before, await world.calls()]).toEqual([before, {}])
  expect(world.ignored.length).toBeGreaterThan(0)
  expect(await world.targetsOf('deny')).toEqual(['r-ab12'])
})

test('#36 a flood of events of a valid shape: what they cost is bounded, and true drift is restored in time', async () => {
  await begin({ schedules: true, separate: true, paced: true, throttle: 'aws' })
  const forged = detachEvent(await world.idOf('edge'), sandbox)
  const strange = detachEvent('p-unknown000', prod)
  await later(1)
  await world.calls()
  for (let at = 0; at < 2_000; at++) world.bus.publish(at % 2 ? forged : strange)
  const flood = world.clock.now()
  await world.detach('deny', prod)
  await world.clock.advanceTo(flood + 15 * minute)
  await world.clock.until(world.bus.idle())
  await later(1)
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  const calls = Object.values(await world.calls()).reduce((sum, count) => sum + count, 0)
  expect(calls).toBeLessThan(1_000)
})

test('#18 a target that left the organization: no end of writes, and it stays visible', async () => {
  const account = '444444444444'
  await begin({ manifest: manifestOf([policy('deny', ['r-ab12', account])]) })
  await delivery(world, true)
  await world.detach('deny', account)
  await world.admin.send(new CloseAccountCommand({ AccountId: account }))
  await delivery(world, false)
  const writes = await writesDuring(world, async () => {
    await later(20)
    for (let time = 0; time < 3; time++) await world.sweep()
  })
  expect(Object.values(writes).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1)
})
