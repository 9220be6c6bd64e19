import { CreatePolicyCommand, DisablePolicyTypeCommand } from '@aws-sdk/client-organizations'
import { sweepOf, wiring } from '../../core/event/wiring.ts'
import { ownerTags } from '../../core/policy/ownership.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { advance } from '../../loop/generation.ts'
import { delivery, detachEvent, firsts, told, writesDuring } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

// The fault catalogue: what may happen in the organization and to the manifest. Each test is named by its row.

const minute = 60_000
const second = 1_000
const scp = 'SERVICE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'

let world: World
afterEach(() => world.close())

test('#14 all slots are taken: critical, who takes them is named, tried by every sweep, restored when one is free', async () => {
  const manifest = manifestOf([policy('deny', ['r-ab12', prod])])
  world = await createWorld({ manifest, schedules: true })
  await delivery(world, true)
  const strangers: string[] = []
  await world.detach('deny', prod)
  for (let at = 0; at < 9; at++) {
    const { Policy } = await world.admin.send(
      new CreatePolicyCommand({ Name: `stranger-${at}`, Type: scp, Description: '', Content: content(`s${at}:*`) }),
    )
    strangers.push(Policy?.PolicySummary?.Id ?? '')
    await world.attach(strangers.at(-1) ?? '', prod)
  }
  await delivery(world, false)
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + 46 * minute)
  const key = `attach/SCP/deny/${prod}`
  expect(firsts(world.notices)).toHaveLength(1)
  expect(firsts(world.notices)).toMatchObject([{ incident: { state: 'refused', severity: 'critical', key } }])
  expect(JSON.stringify(world.notices)).toContain('stranger-8')
  await world.detach('stranger-3', prod)
  await world.clock.advanceTo(world.clock.now() + 15 * minute)
  await world.clock.until(world.bus.idle())
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect(told(firsts(world.notices)).slice(1)).toEqual([`restored ${key}`])
})

/** An organization of 20 OUs with 9 policies each, that lacks some of the attachments. */
const crowd = Array.from({ length: 20 }, (_, at) => `ou-ab12-${String(at).padStart(8, '0')}`)
const names = Array.from({ length: 9 }, (_, at) => `deny-${at}`)
const crowded = manifestOf([...names.map((name) => policy(name, crowd)), policy('root', ['r-ab12'])])
const idOf = (name: string) => `p-${name.replace('-', '').padEnd(8, '0')}`
const crowdedOrganization = (isAttached: boolean) => ({
  ...smallOrganization(),
  root: {
    id: 'r-ab12',
    policies: ['p-FullAWSAccess', idOf('root')],
    accounts: [{ id: '111111111111', name: 'management' }],
    organizational_units: crowd.map((id) => ({
      id,
      name: id,
      policies: ['p-FullAWSAccess', ...(isAttached ? names.map(idOf) : [])],
    })),
  },
  policies: crowded.policies.map(({ name, description, content }) => ({
    ...{ id: idOf(name), name, type: scp, description, content, tags: ownerTags(name) },
  })),
})

/** Seconds until something holds. */
const lasts = async (seconds: number, holds: () => Promise<boolean>) => {
  const began = world.clock.now()
  for (; !(await holds()); await world.clock.advanceTo(world.clock.now() + second))
    if (world.clock.now() - began > seconds * second) return Number.POSITIVE_INFINITY
  return (world.clock.now() - began) / second
}
const isAtRoot = async () => (await world.targetsOf('root')).includes('r-ab12')

test('#20 180 detaches at once: at most four minutes for all of them, and for what is detached meanwhile', async () => {
  world = await createWorld({
    ...{ manifest: crowded, organization: crowdedOrganization(false), applied: false },
    ...{ separate: true, paced: true, schedules: true },
  })
  const writes = await writesDuring(world, async () => {
    for (const target of crowd) for (const name of names) world.bus.publish(detachEvent(idOf(name), target))
    await world.clock.advanceTo(world.clock.now() + 10 * second)
    await world.detach('root', 'r-ab12')
    const isWhole = async () => {
      for (const name of names) if ((await world.targetsOf(name)).length < crowd.length) return false
      return isAtRoot()
    }
    expect(await lasts(300, isWhole)).toBeLessThanOrEqual(240)
  })
  expect(writes).toEqual({ AttachPolicy: 181 })
  expect(new Set(told(world.notices)).size).toBe(world.notices.length)
})

test('#17 a policy type is disabled: root first, and a fresh detach does not wait for the rest', async () => {
  world = await createWorld({
    ...{ manifest: crowded, organization: crowdedOrganization(true), applied: false },
    ...{ separate: true, paced: true, schedules: true },
  })
  await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: scp }))
  const writes = await writesDuring(world, async () => {
    expect(await lasts(60, isAtRoot)).toBeLessThan(60)
    await world.detach('root', 'r-ab12')
    await world.clock.advanceTo(world.clock.now() + second)
    expect(await lasts(60, isAtRoot)).toBeLessThan(60)
    await world.clock.advanceTo(world.clock.now() + 5 * minute)
    await world.settle()
  })
  for (const name of names) expect(await world.targetsOf(name)).toEqual(crowd)
  expect(writes).toEqual({ EnablePolicyType: 1, AttachPolicy: 182 })
})

test('#24 a newer manifest is deployed while a run is writing: it stops, and what is left waits for the new one', async () => {
  const manifest = manifestOf([policy('deny', ['r-ab12', prod]), policy('other', [prod])])
  world = await createWorld({
    manifest,
    fault: ({ operation }) => {
      if (operation === 'AttachPolicy') void advance(world.ports.state, 2)
      return undefined
    },
  })
  await delivery(world, true)
  await world.detach('deny', prod)
  await world.detach('other', prod)
  const sent: unknown[] = []
  const ports = { ...world.ports, manifest, send: async (...one: unknown[]) => void sent.push(one) }
  const event = JSON.stringify(sweepOf(manifest, 'all'))
  const sweep = createSweep({ ...ports, extend: async () => {} })
  const writes = await writesDuring(world, async () => {
    await world.clock.until(sweep({ Records: [{ messageId: 'm1', receiptHandle: 'r1', body: event }] }))
  })
  expect(writes).toEqual({ AttachPolicy: 1 })
  expect(sent).toMatchObject([['sweep', { isDue: true }]])
  // Whoever lives on takes it up, and does not put it off again.
  expect(sent).toHaveLength(1)
})

test('#23 a manifest without policies changes nothing', async () => {
  const manifest = manifestOf([policy('deny', ['r-ab12', prod])])
  world = await createWorld({ manifest })
  await delivery(world, true)
  await world.detach('deny', prod)
  const empty = manifestOf([])
  const ports = { ...world.ports, manifest: empty, send: async () => {}, extend: async () => {}, ignored: () => {} }
  const record = (body: unknown) => ({
    Records: [{ messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify(body) }],
  })
  const event = detachEvent(await world.idOf('deny'), prod)
  const writes = await writesDuring(world, async () => {
    await world.clock.until(createSweep(ports)(record(sweepOf(manifest, 'all'))))
    await world.clock.until(createPolicyDrift(ports)(record(event)))
    for (const { message } of wiring(empty).schedules) await world.clock.until(createSweep(ports)(record(message)))
  })
  expect(writes).toEqual({})
  expect(await world.targetsOf('deny')).toEqual(['r-ab12'])
  expect(await world.idOf('deny')).toBeDefined()
})
