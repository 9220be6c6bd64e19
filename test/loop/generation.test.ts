import type { SweepMessage } from '../../core/event/sweep.ts'
import { type Send, sweepOf } from '../../core/event/wiring.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { advance } from '../../loop/generation.ts'
import { delivery, detachEvent, told } from '../support/drift.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// A newer manifest was deployed while a function was still working for an older one.

const targets = ['r-ab12', 'ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-33333333']
const manifest = manifestOf([policy('deny', targets)])

let world: World
let sent: { queue: string; message: SweepMessage }[]
afterEach(() => world.close())

/** A world in which the deny policy is detached everywhere, and nobody has heard of it. */
async function begin(fault?: Parameters<typeof createWorld>[0]['fault']): Promise<void> {
  sent = []
  world = await createWorld({ manifest, ...(fault && { fault }) })
  await delivery(world, true)
  for (const target of targets.slice(1)) await world.detach('deny', target)
}

const send: Send = async (queue, message) =>
  void sent.push({ queue, message: JSON.parse(JSON.stringify(message)) as SweepMessage })

const run = (kind: 'event' | 'sweep', generation: number, body: unknown) => {
  const ports = { ...world.ports, manifest, generation, send, ignored: () => {}, extend: async () => {} }
  const handle = kind === 'event' ? createPolicyDrift(ports) : createSweep(ports)
  const Records = [{ messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify(body) }]
  return world.clock.until(handle({ Records }))
}

const lacking = async () => targets.length - (await world.targetsOf('deny')).length

const whole = (): SweepMessage => ({ ...sweepOf(manifest, 'all'), coverage: [] })

test('an event that an older function gets is left to a sweep, and told by nobody before', async () => {
  await begin()
  await advance(world.ports.state, 2)
  await run('event', 1, detachEvent(await world.idOf('deny'), 'ou-ab12-22222222'))
  expect(await lacking()).toBe(3)
  expect(world.notices).toEqual([])
  expect(sent).toMatchObject([{ queue: 'sweep', message: { isDue: true, because: [{ detail: {} }] } }])
  await run('sweep', 2, sent[0]?.message)
  expect(await lacking()).toBe(0)
})

test('a sweep that is overtaken writes nothing more, and the rest of its work is done by the newer one', async () => {
  let writes = 0
  await begin(({ operation }) => {
    if (operation === 'AttachPolicy' && world && ++writes === 1) void advance(world.ports.state, 2)
    return undefined
  })
  writes = 0
  await run('sweep', 1, whole())
  expect(writes).toBe(1)
  expect(await lacking()).toBe(2)
  expect(sent).toMatchObject([{ queue: 'sweep', message: { types: whole().types, isDue: true } }])
  await run('sweep', 2, sent[0]?.message)
  expect(await lacking()).toBe(0)
  expect(told(world.notices).sort()).toEqual(targets.slice(1).map((id) => `restored attach/SCP/deny/${id}`))
})

test.each(['add', 'remove'] as const)(
  'a deployment (%s) that an older function gets is left to the newer one, as it is',
  async (phase) => {
    await begin()
    await advance(world.ports.state, 2)
    const began = world.clock.now()
    const deploy = { manifest: 'a'.repeat(64), generation: 2, began, phase, review: [], isFreeing: false }
    const message: SweepMessage = { ...whole(), deploy }
    await run('sweep', 1, message)
    expect(sent).toEqual([{ queue: 'sweep', message }])
    expect(await lacking()).toBe(3)
  },
)

test.each([[1], [2], [7]])('the newest, or one of which nobody knows (%i), works', async (generation) => {
  await begin()
  if (generation < 7) await advance(world.ports.state, generation)
  await run('sweep', generation, whole())
  expect(await lacking()).toBe(0)
})

test.each([
  [2, 2, 'what was rolled back', true],
  [2, 1, 'what was deployed before', false],
  [2, 3, 'what is being deployed', false],
])('after a rollback from %i to 1, %i: %s', async (from, generation, _, isOld) => {
  await begin()
  await advance(world.ports.state, from)
  await advance(world.ports.state, 1)
  await run('sweep', generation, whole())
  expect(await lacking()).toBe(isOld ? 3 : 0)
  expect(sent.length).toBe(Number(isOld))
})

const most = Number.MAX_SAFE_INTEGER
test.each([[{ current: 9, highest: most }], [{ current: most, highest: most }], [most], ['9'], [null], [{}]])(
  'a forged generation %j costs a message, and switches nothing off',
  async (forged) => {
    await begin()
    await world.ports.state.put({ generation: forged as never })
    await run('sweep', 1, whole())
    if (sent[0]) await run('sweep', 1, sent[0].message)
    expect(await lacking()).toBe(0)
  },
)
