import type { SweepMessage } from '../../core/event/sweep.ts'
import { sweepOf } from '../../core/event/wiring.ts'
import { advance } from '../../loop/generation.ts'
import { sweep } from '../../loop/sweep.ts'
import { delivery, detachEvent, told } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

const [root, prod] = ['r-ab12', 'ou-ab12-22222222'] as const
const failing = faults()
let world: World
afterEach(() => world.close())

test('a part of a sweep that failed is done again though another part ran out of time', async () => {
  failing.clear()
  const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })
  const manifest = manifestOf([policy('one', [], each(root)), policy('two', [], each(root))])
  world = await createWorld({ manifest })
  await delivery(world, true)
  await world.detach('one', '222222222222')
  const sent: SweepMessage[] = []
  const ports = {
    ...world.ports,
    manifest,
    send: async (_: unknown, message: unknown) => void sent.push(message as SweepMessage),
    notify: async () => {
      throw new Error('nobody hears')
    },
  }
  const message: SweepMessage = { ...sweepOf(manifest, 'all'), types: [] }
  const isThrown = await world.clock
    .until(sweep(ports, { message, events: [], holder: 'h', deadline: world.clock.now() }))
    .then(
      () => false,
      () => true,
    )
  const asked = sent.flatMap(({ coverage }) => coverage as { name: string }[]).map(({ name }) => name)
  expect(isThrown || asked.includes('one')).toBe(true)
})

test('what a run restored before something else failed is told as restored, though reads are 4 s behind', async () => {
  failing.clear()
  world = await createWorld({
    manifest: manifestOf([policy('deny', [root, prod])]),
    fault: failing.hook,
    emulator: () => ({ staleReads: 4_000 }),
  })
  const pass = (seconds: number) => world.clock.advanceTo(world.clock.now() + seconds * 1_000)
  await pass(60)
  let at = 0
  failing.set(({ operation }) =>
    operation === 'AttachPolicy' && ++at === 2 ? { name: 'PolicyNotFoundException' } : undefined,
  )
  await delivery(world, true)
  for (const target of [root, prod]) await world.detach('deny', target)
  await pass(5)
  const events = await Promise.all([root, prod].map(async (id) => detachEvent(await world.idOf('deny'), id)))
  world.bus.send('policy-drift', { look: 1, isDue: false, events })
  await pass(900)
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual([prod, root])
  expect(told(world.notices).sort()).toEqual([prod, root].map((id) => `restored attach/SCP/deny/${id}`))
})

test('a sweep that waited once is silenced as well by a manifest that is deployed while it works', async () => {
  failing.clear()
  const targets = [root, prod, 'ou-ab12-11111111', 'ou-ab12-33333333']
  const manifest = manifestOf([policy('deny', targets)])
  world = await createWorld({ manifest, fault: failing.hook })
  await delivery(world, true)
  for (const target of targets) await world.detach('deny', target)
  let writes = 0
  failing.set(({ operation }) => {
    if (operation === 'AttachPolicy' && ++writes === 1) void advance(world.ports.state, 2)
    return undefined
  })
  const message: SweepMessage = { ...sweepOf(manifest, 'all'), coverage: [], isDue: true }
  const ports = { ...world.ports, manifest, send: async () => {} }
  await world.clock.until(sweep(ports, { message, events: [], holder: 'h', deadline: world.clock.now() + 840_000 }))
  expect(writes).toBe(1)
})
