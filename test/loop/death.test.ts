import { createLife, ProcessDied } from '../support/mortal.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// A process may die between any two things that it does; what it leaves must not keep the next one from doing its work.

const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod]), policy('other', [prod])])

const worlds: World[] = []
const begin = async (options: Partial<Parameters<typeof createWorld>[0]> = {}) => {
  const world = await createWorld({ manifest, ...options })
  worlds.push(world)
  return world
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

describe('what a dead process was doing never ends', () => {
  const settled = (work: Promise<unknown>) => {
    let is = false
    work.then(
      () => {
        is = true
      },
      () => {
        is = true
      },
    )
    return () => is
  }

  test('a call, a sleep, and a function that somebody waits for', async () => {
    const time = virtualClock()
    const life = createLife(time)
    const done: string[] = []
    const ports = life.ports({
      slow: async () => {
        await time.sleep(1_000)
        done.push('slow')
      },
      failing: async () => {
        await time.sleep(1_000)
        throw new Error('late')
      },
      inside: { later: async () => void done.push('later') },
    })
    const work = settled(
      life
        .serve(() => ports.slow())()
        .catch(() => {}),
    )
    const pending = [ports.slow(), ports.failing(), life.clock.sleep(1_000)].map(settled)
    const served = life.serve(() => ports.slow())()
    served.catch(() => {})
    life.kill()
    await expect(served).rejects.toThrow(ProcessDied)
    expect(work()).toBe(true)
    pending.push(settled(ports.inside.later()), settled(life.clock.sleep(1)))
    await time.advanceTo(time.now() + 10_000)
    // What had reached the other side took effect there.
    expect(done).toEqual(['slow', 'slow', 'slow'])
    expect(pending.map((isSettled) => isSettled())).toEqual(pending.map(() => false))
    await expect(life.serve(async () => 1)()).rejects.toThrow(ProcessDied)
  })

  test('the sleepers of the others wake as before', async () => {
    const time = virtualClock()
    const [first, second] = [createLife(time), createLife(time)]
    const sleeping = [first, second].map(({ clock }) => settled(clock.sleep(1_000)))
    first.kill()
    await time.advanceTo(time.now() + 2_000)
    expect(sleeping.map((isSettled) => isSettled())).toEqual([false, true])
  })

  test('it dies at the point that it was told', async () => {
    const time = virtualClock()
    const life = createLife(time)
    const calls: number[] = []
    const { call } = life.ports({ call: async (at: number) => void calls.push(at) })
    life.dieAt(4)
    const work = life.serve(async () => {
      for (let at = 1; ; at++) await call(at)
    })
    await expect(work()).rejects.toThrow(ProcessDied)
    expect([calls, life.points()]).toEqual([[1, 2], 4])
  })
})

test('a new process knows nothing but what is durable', async () => {
  const world = await begin()
  const { ports } = world
  await ports.state.put({ row: 1 })
  await world.detach('deny', prod)
  await world.settle()
  const { DescribePolicy: described = 0 } = await world.calls()
  world.kill()
  // Another second than the one in which it was restored: events tell no more of their time.
  await world.clock.advanceTo(world.clock.now() + 60_000)
  expect(world.ports).not.toBe(ports)
  expect(await world.ports.state.get('row')).toBe(1)
  await world.detach('deny', prod)
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect((await world.calls()).DescribePolicy).toBeGreaterThanOrEqual(described)
})

test('functions that are processes of their own die alone', async () => {
  const world = await begin({ separate: true })
  const before = [world.points('sweep'), world.points('policy-drift')]
  await world.detach('deny', prod)
  await world.settle()
  expect([world.points('sweep'), world.points('policy-drift')]).toEqual([before[0], expect.any(Number)])
  expect(world.points('policy-drift')).toBeGreaterThan(before[1] ?? 0)
  world.kill('policy-drift')
  await world.sweep()
  expect([world.points('sweep') > 0, world.points('policy-drift')]).toEqual([true, 0])
})

test('wherever a process dies, what it was at is restored when its message comes back, and told', async () => {
  const key = `attach/SCP/deny/${prod}`
  const drift = async (world: World) => {
    await world.detach('deny', prod)
    await world.settle()
  }
  const world = await begin()
  const from = world.points()
  await drift(world)
  const points = world.points() - from
  expect(points).toBeGreaterThan(20)
  world.notices.splice(0)
  for (let point = 1; point <= points; point++) {
    await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
    world.dieAt(point)
    await drift(world)
    await world.clock.advanceTo(world.clock.now() + 3 * 60_000)
    await world.clock.until(world.bus.idle())
    expect([point, await world.targetsOf('deny')]).toEqual([point, [prod, 'r-ab12']])
    // The run of the dead one must be over, before another tells of what it left.
    await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
    await world.sweep()
    expect([point, world.bus.pending('policy-drift')]).toEqual([point, 0])
    // Who died after it had told, and before it was remembered, is told of once more: that it is over.
    const states = world.notices.splice(0).map(({ incident }) => `${incident.state} ${incident.key}`)
    const allowed = [['restored'], ['over'], ['restored', 'over']].map((all) => all.map((state) => `${state} ${key}`))
    expect([point, allowed]).toEqual([point, expect.arrayContaining([states])])
  }
}, 120_000)
