import { sweepOf } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { policyTypes } from '../../core/policy/type.ts'
import type { State } from '../../core/ports.ts'
import { createSweep } from '../../handlers/sweep.ts'
import type { Run } from '../../loop/enforce.ts'
import { advance } from '../../loop/generation.ts'
import { delivery, told } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

// What stands in the state keeps a sweep from its work.

const minute = 60_000
const [root, prod] = ['r-ab12', 'ou-ab12-22222222'] as const
const manifest = manifestOf([policy('deny', [root, prod])])
const fullAccess = policyTypes.SERVICE_CONTROL_POLICY.fullAccess

let world: World
afterEach(() => world.close())
const runs: { run: Run; ended: number }[] = []
const begin = async (options: Partial<WorldOptions> = {}) => {
  runs.length = 0
  world = await createWorld({
    manifest,
    separate: true,
    paced: true,
    portsOf: (ports) => ({ ...ports, ran: (run) => void runs.push({ run, ended: world.clock.now() }) }),
    ...options,
  })
}

test('forged places keep a sweep from looking for no longer than five minutes', async () => {
  await begin()
  const rows = Array.from({ length: 20 }, (_, row) => [
    `places/manifest/${String(row).padStart(9, '0')}`,
    Array.from({ length: 20 }, (_, at) => [`p-forged${String(row * 20 + at).padStart(6, '0')}`, prod]),
  ])
  await world.ports.state.put(Object.fromEntries(rows))
  await delivery(world, true)
  await world.detach('deny', prod)
  const began = world.clock.now()
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual([prod, root])
  expect((world.clock.now() - began) / minute).toBeLessThan(6)
})

test('a sweep reads no longer than its function lives though FullAWSAccess is missing on 1,400 accounts', async () => {
  await begin()
  const rows = Array.from({ length: 1_400 }, (_, at) => {
    const id = `70000000${1_000 + at}`
    const key = `attach/SCP/${fullAccess.name}/${id}`
    const incident = { key, state: 'reported', told: 'reported', severity: 'critical', text: 'It is missing' }
    const about = { action: 'attach', policy: fullAccess.name, policyId: fullAccess.id, target: { id, path: id } }
    const rest = { opened: 0, cause: null, attempts: 0, part: 'manifest', until: 0, nextTry: null }
    return [`incident/${key}`, { ...incident, ...about, ...rest }]
  })
  await world.ports.state.put(Object.fromEntries(rows))
  await world.sweep()
  const [{ run, ended } = { run: { started: 0 }, ended: 0 }] = runs
  expect((ended - run.started) / minute).toBeLessThan(15)
})

const everyAccount = [{ id: root, path: 'Root', joinedAfter: null, except: [] }]

test.each([
  ['sweep', manifest, prod],
  ['coverage', manifestOf([policy('deny', [], { eachAccountIn: everyAccount })]), '222222222222'],
])('a forged lease, written before each %s, does not switch it off', async (lease, of, target) => {
  await begin({ manifest: of, schedules: true })
  await delivery(world, true)
  await world.detach('deny', target)
  for (let passed = 0; passed < 66; passed++) {
    await world.ports.state.claim(`lease/${lease}`, 'forger', 3 * minute)
    await world.clock.advanceTo(world.clock.now() + minute)
  }
  expect(await world.targetsOf('deny')).toContain(target)
})

test('a forged generation, written anew before each look at it, does not switch enforcement off', async () => {
  let forged = 1
  const state = (of: State): State => ({
    ...of,
    get: async (key) => (key === 'generation' ? { current: ++forged, highest: 1e15 } : of.get(key)),
  })
  await begin({ portsOf: (ports) => ({ ...ports, state: state(ports.state) }) })
  await delivery(world, true)
  for (const target of [root, prod]) await world.detach('deny', target)
  await delivery(world, false)
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + minute)
  expect(await world.targetsOf('deny')).toEqual([prod, root])
})

test('who works for an older manifest does not say that what only the newer one wants is over', async () => {
  const failing = faults()
  const newer = manifestOf([policy('deny', [root, prod]), policy('new', [prod])])
  await begin({ manifest: newer, fault: failing.hook })
  await delivery(world, true)
  await world.detach('new', prod)
  failing.set(({ operation }) => (operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined))
  const run = (generation: number, of: Manifest) => {
    const body = JSON.stringify({ ...sweepOf(of, 'all'), coverage: [] })
    const handle = createSweep({
      ...{ ...world.ports, manifest: of, generation, send: async () => {}, extend: async () => {} },
    })
    return world.clock.until(handle({ Records: [{ messageId: 'm', receiptHandle: 'r', body }] }))
  }
  await advance(world.ports.state, 2)
  await run(2, newer)
  await run(1, manifest)
  await run(2, newer)
  expect(told(world.notices)).toEqual([`refused attach/SCP/new/${prod}`])
})
