import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DisablePolicyTypeCommand } from '@aws-sdk/client-organizations'
import type { Fault } from '../../emulator/index.ts'
import type { EventPorts } from '../../handlers/event.ts'
import { delivery, detachEvent, told, writesDuring } from '../support/drift.ts'
import { faults, times } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

// The fault catalogue: what may happen to AWS's answers and to what stands beside the organization. Each test is named by
// its row in the catalogue.

const minute = 60_000
const scp = 'SERVICE_CONTROL_POLICY' as const
const [prod, account] = ['ou-ab12-22222222', '444444444444']
const manifest = manifestOf([policy('deny', ['r-ab12', prod, account])])
const all = [account, prod, 'r-ab12']
const key = `attach/SCP/deny/${prod}`
const failing = faults()

let world: World
afterEach(async () => {
  failing.clear()
  await world.close()
})
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, fault: failing.hook, ...options })
}
const later = async (minutes: number) => {
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + minutes * minute)
  await world.settle()
}
const total = (calls: Record<string, number>) => Object.values(calls).reduce((sum, count) => sum + count, 0)

describe.each<[string, Fault]>([
  ['TooManyRequestsException', { name: 'TooManyRequestsException', status: 400 }],
  ['ConcurrentModificationException', { name: 'ConcurrentModificationException' }],
  ['ServiceException', { name: 'ServiceException', status: 500 }],
  ['PolicyChangesInProgressException', { name: 'PolicyChangesInProgressException' }],
])('#10 %s', (_, fault) => {
  test('for twenty seconds: restored by the event’s run, with few calls, and told once', async () => {
    await begin()
    const until = world.clock.now() + 20_000
    const event = detachEvent(await world.idOf('deny'), prod)
    await delivery(world, true)
    await world.detach('deny', prod)
    failing.set(() => (world.clock.now() < until ? fault : undefined))
    const writes = await writesDuring(world, async () => {
      world.bus.publish(event)
      await later(2)
    })
    expect(await world.targetsOf('deny')).toEqual(all)
    expect(total(writes)).toBeLessThan(10)
    expect(told(world.notices)).toEqual([`restored ${key}`])
    // What failed for a while is not slow for ever.
    const before = world.clock.now()
    await world.detach('deny', prod)
    await delivery(world, false)
    await world.settle()
    expect(await world.targetsOf('deny')).toEqual(all)
    expect(world.clock.now() - before).toBeLessThan(5_000)
  })

  test('for half an hour: restored by the sweep after it', async () => {
    const errors: unknown[] = []
    await begin({ schedules: true, failed: (error) => void errors.push(error) })
    await delivery(world, true)
    await world.detach('deny', prod)
    await delivery(world, false)
    const until = world.clock.now() + 30 * minute
    failing.set(() => (world.clock.now() < until ? fault : undefined))
    const writes = await writesDuring(world, async () => {
      await world.clock.advanceTo(until + 15 * minute)
      await world.clock.until(world.bus.idle())
    })
    expect(await world.targetsOf('deny')).toEqual(all)
    expect(total(writes)).toBeLessThan(150)
    expect(told(world.notices)).toContain(`restored ${key}`)
    // The function that completes the evidence reads too, and fails where it cannot.
    expect(errors.map(String).filter((text) => !text.includes(fault.name ?? ''))).toEqual([])
  })
})

test.each<[string, Fault]>([
  ['breaks', { name: 'ServiceException', after: true, destroy: true }],
  ['is an error', { name: 'ServiceException', after: true }],
])('#11 the answer to a write that took effect %s: it is found done, and told as restored once', async (_, fault) => {
  await begin()
  await delivery(world, true)
  await world.detach('deny', prod)
  failing.set(times('AttachPolicy', 1, fault))
  await delivery(world, false)
  await later(5)
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual(all)
  expect(told(world.notices)).toEqual([`restored ${key}`])
  const outcomes = world.auditRecords().filter(({ type }) => type === 'holdfast.outcome.v1')
  expect(outcomes.at(-1)).toMatchObject({ data: { action: 'attach', result: 'done' } })
})

test.each(['ListTargetsForPolicy', 'ListPolicies', 'DescribePolicy', 'ListRoots'])(
  '#13 a read (%s) that fails midway is no truth: nothing is written, and nothing is over',
  async (operation) => {
    await begin()
    await delivery(world, true)
    await world.detach('deny', prod)
    failing.set((call) => (call.operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined))
    await world.sweep()
    failing.set((call) => (call.operation === operation ? { name: 'AccessDeniedException' } : undefined))
    const writes = await writesDuring(world, world.sweep)
    expect(writes.CreatePolicy ?? 0).toBe(0)
    expect(total(writes)).toBeLessThanOrEqual(1)
    expect(told(world.notices)).not.toContain(`over ${key}`)
    failing.clear()
    await world.sweep()
    expect(await world.targetsOf('deny')).toEqual(all)
  },
)

describe('#25 what stands beside the organization is down', () => {
  const broken = async () => {
    throw new Error('It is down')
  }
  const ways: { what: string; how: (ports: EventPorts) => Partial<EventPorts>; says?: string }[] = [
    { what: 'the audit trail', how: () => ({ audit: broken }), says: 'open audit-not-written' },
    { what: 'the key', how: () => ({ keys: broken }), says: 'open pseudonyms-unavailable' },
    {
      what: 'the state',
      how: () => ({ state: { get: broken, list: broken, put: broken, claim: broken, remove: broken } }),
    },
    { what: 'the notifier', how: () => ({ notify: broken }) },
    { what: 'every queue to send to', how: () => ({ send: broken }) },
    { what: 'everything', how: () => ({ audit: broken, keys: broken, notify: broken, send: broken }) },
  ]
  test.each(ways)('$what: restored by the event, and by the sweep', async ({ how, says }) => {
    let isDown = true
    const errors: unknown[] = []
    await begin({
      schedules: true,
      portsOf: (ports) => ({ ...ports, ...(isDown && how(ports)) }),
      failed: (error) => void errors.push(error),
    })
    await world.detach('deny', prod)
    await world.settle()
    expect(await world.targetsOf('deny')).toEqual(all)
    await delivery(world, true)
    await world.detach('deny', account)
    await later(16)
    expect(await world.targetsOf('deny')).toEqual(all)
    if (says) expect(told(world.notices)).toContain(says)
    isDown = false
    world.kill()
    await delivery(world, false)
    await later(60)
    expect(await world.targetsOf('deny')).toEqual(all)
  })

  test('the notifier for an hour: people are told when it works again', async () => {
    let isDown = true
    await begin({
      schedules: true,
      portsOf: (ports) => ({ ...ports, notify: async (notice) => (isDown ? broken() : ports.notify(notice)) }),
      failed: () => {},
    })
    await world.detach('deny', prod)
    await later(60)
    expect(world.notices).toEqual([])
    isDown = false
    await later(60)
    expect(told(world.notices).filter((text) => text.endsWith(key))).toHaveLength(1)
  })
})

test('#28 a key that cannot be used: no identifier stands in the trail as it is', async () => {
  await begin({
    portsOf: (ports) => ({
      ...ports,
      keys: async () => {
        throw new Error('KMSInvalidStateException')
      },
    }),
  })
  const before = world.auditRecords().length
  await world.detach('deny', account)
  await world.settle()
  const records = JSON.stringify(world.auditRecords().slice(before))
  expect(records).not.toContain(account)
  expect(records).not.toContain('mallory')
})

test('#37 the permission is lost in the middle: critical, tried by every sweep, never taken for done', async () => {
  const many = manifestOf([policy('deny', all), policy('other', all)])
  await begin({ manifest: many, schedules: true })
  await delivery(world, true)
  await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: scp }))
  let attached = 0
  failing.set(({ operation }) =>
    operation === 'AttachPolicy' && ++attached > 2 ? { name: 'AccessDeniedException' } : undefined,
  )
  await later(16)
  const refused = world.notices.filter(({ incident }) => incident.state === 'refused')
  expect(refused).toHaveLength(4)
  const tried = attached
  await later(30)
  expect(attached).toBeGreaterThanOrEqual(tried + 8)
  expect(world.notices.filter(({ incident }) => incident.state === 'over')).toEqual([])
  failing.clear()
  await later(16)
  expect([await world.targetsOf('deny'), await world.targetsOf('other')]).toEqual([all, all])
  expect(told(world.notices).filter((text) => text.startsWith('restored attach'))).toHaveLength(6)
})

test('#38 the region is gone for an hour: everything is put right within a sweep after it', async () => {
  await begin({ schedules: true, failed: () => {} })
  await delivery(world, true)
  await world.detach('deny', prod)
  await delivery(world, false)
  failing.set(() => ({ name: 'ServiceException', destroy: true }))
  await world.clock.advanceTo(world.clock.now() + 60 * minute)
  await world.clock.until(world.bus.idle())
  failing.clear()
  await world.detach('deny', account)
  await later(16)
  expect(await world.targetsOf('deny')).toEqual(all)
  expect(world.bus.deadLetters('policy-drift')).toEqual([])
})

test('#39 rows and messages of an earlier version are read: one incident, restored once', async () => {
  await begin()
  await delivery(world, true)
  await world.detach('deny', prod)
  const earlier = {
    ...{ key, state: 'open', told: 'open', severity: 'medium', text: 'Detached', action: 'attach', policy: 'deny' },
    ...{ target: { id: prod, path: 'Workloads:Prod' }, opened: world.clock.now(), cause: null, attempts: 1 },
  }
  await world.ports.state.put({ [`incident/${key}`]: earlier })
  world.bus.send('sweep', { types: [scp] })
  await later(1)
  expect(await world.targetsOf('deny')).toEqual(all)
  expect(told(world.notices)).toEqual([`restored ${key}`])
})

test('#40 without a state it is known again from the organization and the manifest', async () => {
  await begin({ schedules: true })
  failing.set(({ operation }) => (operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined))
  await world.detach('deny', prod)
  await later(1)
  expect(told(world.notices)).toEqual([`refused ${key}`])
  rmSync(join(world.directory, 'state.json'))
  world.kill()
  await later(16)
  expect(JSON.parse(readFileSync(join(world.directory, 'state.json'), 'utf8'))).toHaveProperty([`incident/${key}`])
  failing.clear()
  await later(16)
  expect(await world.targetsOf('deny')).toEqual(all)
  expect(told(world.notices).at(-1)).toBe(`restored ${key}`)
})
