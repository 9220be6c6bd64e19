import { DeletePolicyCommand, MoveAccountCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { sweepOf } from '../../core/event/wiring.ts'
import type { Fault } from '../../emulator/index.ts'
import { atOnce, delivery, detachEvent, told } from '../support/drift.ts'
import { faults, times } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

// What random histories found.

const second = 1_000
const root = 'r-ab12'
const prod = 'ou-ab12-22222222'
const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })
const failing = faults()

let world: World
afterEach(async () => {
  failing.clear()
  await world.close()
})
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest: manifestOf([policy('deny', [root, prod])]), fault: failing.hook, ...options })
}

test('a policy of every account that is detached from one and renamed, before any event comes, is attached there again', async () => {
  await begin({ manifest: manifestOf([policy('cover', [], each(root))]) })
  await atOnce(world, async () => {
    await world.detach('cover', '222222222222')
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('cover'), Name: 'stray' }))
  })
  expect(await world.targetsOf('cover')).toContain('222222222222')
})

const lostAnswer: Fault = { destroy: true, after: true }
const deleteEverywhere = async () => {
  const PolicyId = await world.idOf('deny')
  for (const target of [root, prod]) await world.detach('deny', target)
  await world.admin.send(new DeletePolicyCommand({ PolicyId }))
}

describe('a policy that is made anew, and no answer comes,', () => {
  const restored = async () => {
    await begin()
    await delivery(world, true)
    await deleteEverywhere()
    failing.set(times('CreatePolicy', 1, lostAnswer))
    await delivery(world, false)
    await world.settle()
  }
  const later = async (seconds: number) => {
    await world.clock.advanceTo(world.clock.now() + seconds * second)
    await world.sweep()
  }

  test('is attached without waiting for a sweep', async () => {
    await restored()
    await world.clock.advanceTo(world.clock.now() + 600 * second)
    expect(await world.targetsOf('deny')).toEqual([prod, root])
  })

  test('is told as restored', async () => {
    await restored()
    await later(900)
    expect(await world.targetsOf('deny')).toEqual([prod, root])
    expect(told(world.notices)).toContain('restored create-policy/SCP/deny')
  })

  test('is told of though a sweep comes before the event’s run could have ended', async () => {
    await restored()
    await later(60)
    await later(900)
    expect(await world.targetsOf('deny')).toEqual([prod, root])
    expect(told(world.notices)).toContainEqual(expect.stringMatching(/^(restored|over) create-policy\/SCP\/deny$/))
  })
})

describe('what was restored a moment ago, and a read that is behind still misses, is told once', () => {
  const twice = async () => {
    await begin({ emulator: () => ({ staleReads: 20 * second }) })
    await world.clock.advanceTo(world.clock.now() + 60 * second)
    await world.detach('deny', prod)
    await world.settle()
    // Seen and restored by the look after thirty seconds; the sweep reads what was before it.
    await world.clock.advanceTo(world.clock.now() + 35 * second)
    expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
    await world.sweep()
    expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
  }

  test('where the write was answered', twice)

  test('where no answer came to the write', async () => {
    let sent = 0
    failing.set(({ operation }) => (operation === 'AttachPolicy' && ++sent === 3 ? lostAnswer : undefined))
    await twice()
  })
})

test('what an account that joined got is told, though no answer came to the attaching', async () => {
  await begin({ manifest: manifestOf([policy('deny', [], each('ou-ab12-11111111'))]) })
  failing.set(times('AttachPolicy', 1, lostAnswer))
  await world.admin.send(
    new MoveAccountCommand({
      AccountId: '444444444444',
      SourceParentId: 'ou-ab12-44444444',
      DestinationParentId: 'ou-ab12-11111111',
    }),
  )
  await world.settle()
  expect(await world.targetsOf('deny')).toContain('444444444444')
  expect(told(world.notices)).toEqual(['covered attach/SCP/deny/444444444444'])
})

test('what a run restored is told of though a sweep met it done before that run died untold', async () => {
  let isDead = false
  await begin({
    separate: true,
    portsOf: (ports, name) => ({
      ...ports,
      async notify(notice) {
        if (name !== 'policy-drift' || isDead) return ports.notify(notice)
        await ports.clock.sleep(30 * second)
        isDead = true
        world.kill('policy-drift')
      },
    }),
  })
  await world.detach('deny', prod)
  await world.clock.advanceTo(world.clock.now() + 10 * second)
  expect(await world.targetsOf('deny')).toEqual([prod, root])
  await delivery(world, true)
  world.bus.send('sweep', sweepOf(manifestOf([policy('deny', [root, prod])]), 'all'))
  await world.clock.advanceTo(world.clock.now() + 900 * second)
  await world.sweep()
  expect(isDead).toBe(true)
  expect(told(world.notices)).toContainEqual(expect.stringMatching(/^(restored|over) attach\/SCP\/deny\//))
})

test('what was put off by two events about one place is told once, though reads are behind', async () => {
  await begin({ emulator: () => ({ staleReads: 2 * second }) })
  await world.clock.advanceTo(world.clock.now() + 60 * second)
  for (let time = 0; time < 4; time++) {
    await world.detach('deny', prod)
    await world.clock.advanceTo(world.clock.now() + 90 * second)
  }
  world.notices.splice(0)
  const event = { ...detachEvent(await world.idOf('deny'), prod), time: new Date(world.clock.now()).toISOString() }
  await world.detach('deny', prod)
  await world.clock.advanceTo(world.clock.now() + 8 * second)
  world.bus.publish(event)
  await world.clock.advanceTo(world.clock.now() + 8 * second)
  // It is fought for: nobody restores it yet.
  expect(told(world.notices)).toEqual([])
  await world.clock.advanceTo(world.clock.now() + 600 * second)
  expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
})
