import type { Manifest } from '../../core/manifest.ts'
import { noticesOf } from '../../core/notice/message.ts'
import { remindOfExemptions } from '../../loop/exemptions.ts'
import { planFor } from '../../loop/plan.ts'
import { delivery, told, writesDuring } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { exemption } from '../support/manifest.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// exemptions.yaml says that a policy which is detached from a target stays away until an end.

const [root, prod, nonProd] = ['r-ab12', 'ou-ab12-22222222', 'ou-ab12-33333333'] as const
const account = '222222222222'
const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours
const start = Date.parse('2026-11-21T12:00:00Z')
const [from, until] = [start + 30 * minutes, start + 100 * minutes]
const policies = [
  policy('deny', [root, prod]),
  policy('other', [prod]),
  policy('each', [], { eachAccountIn: [{ id: root, path: 'Root', joinedAfter: null, except: [] }] }),
]
const exemptions = [exemption('EX-1', 'deny', prod, from, until), exemption('EX-2', 'each', account, from, until)]
const manifest = manifestOf(policies, { exemptions })
const key = `attach/SCP/deny/${prod}`

const failing = faults()
let world: World
async function begin(options: Partial<Parameters<typeof createWorld>[0]> = {}): Promise<void> {
  failing.clear()
  world = await createWorld({ manifest, fault: failing.hook, ...options })
}
afterEach(() => world.close())

const passesTo = async (time: number) => {
  await world.clock.advanceTo(time)
  await world.settle()
}
const detach = async (target: string = prod, name = 'deny') => {
  await world.detach(name, target)
  await world.settle()
}
const isAttached = async (target: string = prod, name = 'deny') => (await world.targetsOf(name)).includes(target)
const records = () =>
  world
    .auditRecords()
    .filter(({ type }) => type === 'holdfast.exemption.v1')
    .map(({ data }) => data as Record<string, unknown>)

test('what is detached at an exempt place stays detached, is told once as low, and recorded once; all else is restored', async () => {
  await begin()
  await passesTo(from)
  await detach()
  await detach(root)
  await detach(prod, 'other')
  await detach(account, 'each')
  for (let at = 0; at < 3; at++) await world.sweep()
  expect([await isAttached(), await isAttached(root), await isAttached(prod, 'other')]).toEqual([false, true, true])
  expect(await isAttached(account, 'each')).toBe(false)
  expect(told(world.notices)).toEqual([
    `exempt ${key}`,
    `restored attach/SCP/deny/${root}`,
    `restored attach/SCP/other/${prod}`,
    `exempt attach/SCP/each/${account}`,
  ])
  expect(world.notices[0]).toMatchObject({
    detail: `Exempt until ${new Date(until).toISOString()} (EX-1, OPS-1): it is not attached again before`,
    incident: { severity: 'low', cause: { event: 'DetachPolicy' } },
  })
  expect(records()).toMatchObject([
    { exemption: 'EX-1', state: 'used', target: prod, policy: { name: 'deny' }, ticket: 'OPS-1' },
    { exemption: 'EX-2', state: 'used', target: expect.stringMatching(/^acct_/) },
  ])
})

test('an exempt place costs no write, whoever looks', async () => {
  await begin()
  await passesTo(from)
  const writes = await writesDuring(world, async () => {
    await detach()
    await world.sweep()
    await world.apply(manifest)
  })
  expect(writes).toEqual({})
})

test('nothing is detached because of an exemption, also not by prune', async () => {
  await begin()
  await passesTo(from)
  await world.sweep()
  await world.apply(manifestOf([policy('deny', [root, prod], { prune: true }), ...policies.slice(1)], { exemptions }))
  expect(await isAttached()).toBe(true)
  // The place was taken out of the manifest, and its exemption was not.
  await world.apply(manifestOf([policy('deny', [root], { prune: true }), ...policies.slice(1)], { exemptions }))
  expect(await isAttached()).toBe(true)
})

/** What each caller makes of a detach at this moment: whether it would be, or was, attached again. */
const callers: [string, () => Promise<unknown>][] = [
  ['an event', () => delivery(world, false)],
  ['a sweep', () => world.sweep()],
  ['apply', () => world.apply(manifest)],
]
const instants: [string, number, boolean][] = [
  ['a millisecond before it begins', from - 1, true],
  ['as it begins', from, false],
  ['a millisecond before its end', until - 1, false],
  ['at its end', until, true],
]

test.each(callers.flatMap(([who, act]) => instants.map((instant) => [who, ...instant, act] as const)))(
  '%s %s',
  async (_, __, time, isEnforced, act) => {
    await begin()
    await passesTo(time)
    await delivery(world, true)
    await world.detach('deny', prod)
    const { plan } = await world.clock.until(planFor(manifest, world.ports))
    expect(plan.changes.map((change) => change.key)).toEqual(isEnforced ? [key] : [])
    expect(plan.exempt.map(({ change }) => change.key)).toEqual(isEnforced ? [] : [key])
    await act()
    // What an event or a sweep left for the end of the exemption comes with it; apply leaves nothing for another time.
    if (time !== until - 1) await world.settle()
    expect([time, await isAttached()]).toEqual([time, isEnforced])
  },
)

test.each([
  ['sweeps of all targets', prod, 'deny'],
  ['sweeps of the accounts', account, 'each'],
])('at its end it is attached again on time, between two %s, and that is said', async (_, target, name) => {
  await begin({ schedules: true })
  await passesTo(from)
  await detach(target, name)
  await passesTo(until - 7 * minutes)
  await passesTo(until - 1_000)
  expect(await isAttached(target, name)).toBe(false)
  await passesTo(until + 1 * minutes)
  expect(await isAttached(target, name)).toBe(true)
  expect(told(world.notices)).toEqual([`exempt attach/SCP/${name}/${target}`, `restored attach/SCP/${name}/${target}`])
  expect(world.notices.at(-1)?.detail).toBe('It is exempt no longer')
})

test('what is detached after the last sweep before its end is attached again at its end too', async () => {
  await begin()
  await passesTo(until - 5 * minutes)
  await detach()
  await passesTo(until - 1_000)
  expect(await isAttached()).toBe(false)
  await passesTo(until + 30_000)
  expect(await isAttached()).toBe(true)
})

test('one that ends while nothing can be reached is enforced with the next look that reaches it', async () => {
  await begin({ schedules: true, failed: () => {} })
  await passesTo(from)
  await detach()
  failing.set(({ operation }) =>
    operation.startsWith('Describe') || operation.startsWith('List') ? { destroy: true } : undefined,
  )
  await passesTo(until - 20 * minutes)
  await passesTo(until + 40 * minutes)
  failing.clear()
  expect(await isAttached()).toBe(false)
  await passesTo(until + 56 * minutes)
  expect(await isAttached()).toBe(true)
})

test('processes that die neither forget nor prolong it', async () => {
  await begin()
  await passesTo(from)
  world.kill()
  await detach()
  world.kill()
  await world.sweep()
  expect(await isAttached()).toBe(false)
  await passesTo(until)
  await world.sweep()
  expect(await isAttached()).toBe(true)
})

test('an exemption that begins while a run is at work is honoured by its next change', async () => {
  await begin()
  let isLate = false
  await passesTo(from - 20_000)
  await delivery(world, true)
  await world.detach('deny', root)
  await world.detach('deny', prod)
  failing.set(({ operation }) => {
    if (operation !== 'AttachPolicy' || isLate) return undefined
    isLate = true
    return { delay: 25_000 }
  })
  await world.sweep()
  expect([await isAttached(root), await isAttached()]).toEqual([true, false])
})

const now = start + 1 * hours
const forged: [string, Record<string, unknown>][] = [
  ['a row of an exemption', { 'exempt/EX-9': { policy: 'other', target: prod, until: now + 1e12 } }],
  ['a row that says begun', { 'exempt/EX-9/1/begun/told': true }],
]

test.each(forged)('%s in the state exempts nothing', async (_, rows) => {
  await begin()
  await passesTo(from)
  await world.ports.state.put(rows as never)
  await detach(prod, 'other')
  await world.sweep()
  expect(await isAttached(prod, 'other')).toBe(true)
})

test('an incident that somebody wrote as exempt is restored, and told', async () => {
  await begin()
  await passesTo(from)
  await delivery(world, true)
  await world.detach('other', prod)
  const incident = {
    ...{
      key: `attach/SCP/other/${prod}`,
      state: 'exempt',
      told: 'exempt',
      severity: 'low',
      text: 'x',
      action: 'attach',
    },
    ...{ policy: 'other', policyId: null, target: { id: prod, path: 'Prod' }, opened: now, cause: null, attempts: 0 },
    ...{ part: 'manifest', until: now, nextTry: null },
  }
  await world.ports.state.put({ [`incident/${incident.key}`]: incident })
  await world.sweep()
  expect(await isAttached(prod, 'other')).toBe(true)
  expect(told(world.notices)).toEqual([`restored ${incident.key}`])
})

test('who attaches it again during an exemption ends the incident, and the exemption goes on', async () => {
  await begin()
  await passesTo(from)
  await detach()
  await world.attach((await world.idOf('deny')) ?? '', prod)
  await world.settle()
  await world.sweep()
  await detach()
  expect(await isAttached()).toBe(false)
  expect(told(world.notices)).toEqual([`exempt ${key}`, `over ${key}`, `exempt ${key}`])
})

const remind = (manifest: Manifest) => world.clock.until(remindOfExemptions(world.ports, manifest))
const texts = () => world.notices.map(({ incident }) => `${incident.severity} ${incident.state} ${incident.text}`)

test('begin, end and the day before it are told and recorded once each', async () => {
  const until = start + 3 * days
  const long = manifestOf(policies, { exemptions: exemptions.map((one) => ({ ...one, until })) })
  await begin({ manifest: long })
  const at = 'SCP deny at Workloads:Prod (ou-ab12-22222222)'
  const mine = () => texts().filter((text) => text.includes(at))
  for (const time of [from - 1, from, from + 1 * hours, until - 25 * hours]) {
    await passesTo(time)
    await remind(long)
  }
  expect(mine()).toEqual([`low exempt ${at} is exempt until ${new Date(until).toISOString()}`])
  expect(world.notices[0]?.detail).toContain('Active now: EX-1 until 2026-11-24T12:00:00.000Z, EX-2 until')
  for (const time of [until - 24 * hours, until - 1 * hours, until - 1, until, until + 1 * hours, until + 8 * days]) {
    await passesTo(time)
    await remind(long)
  }
  expect(mine().slice(1)).toEqual([
    `medium reported The exemption EX-1 of ${at} ends in 1 day`,
    `low over ${at} is exempt`,
  ])
  const states = records().flatMap(({ exemption, state }) => (exemption === 'EX-1' ? [state] : []))
  expect(states).toEqual(['begun', 'reminded', 'ended'])
})

test('what nobody could be told is told by a later run, and keeps nothing from the others', async () => {
  await begin()
  await passesTo(from)
  const { notify, ...ports } = world.ports
  const deaf = async (notice: Parameters<typeof notify>[0]) => {
    if (noticesOf(notice).some(({ incident }) => incident.key === 'exemption/EX-1')) throw new Error('no topic')
    await notify(notice)
  }
  await expect(world.clock.until(remindOfExemptions({ ...ports, notify: deaf }, manifest))).rejects.toThrow('no topic')
  expect(told(world.notices)).toEqual(['exempt exemption/EX-2'])
  await remind(manifest)
  expect(told(world.notices)).toEqual(['exempt exemption/EX-2', 'exempt exemption/EX-1'])
})

test('a suspension that nobody ratified is told of half a day before it becomes an exception, and one that is ratified never', async () => {
  await begin()
  const [name, other] = [`/holdfast/suspend/p-12345678/${nonProd}`, '/holdfast/suspend/p-12345678/policy']
  const row = { modified: start, from: start, until: start + 1, used: [], told: 'ended' }
  await world.ports.state.put({ [`suspension/${name}`]: row, [`suspension/${other}`]: row })
  const ratified = [{ parameter: other, written: start, reason: 'It was right', ticket: 'T', approvers: ['bob'] }]
  const reminding = () => world.clock.until(remindOfExemptions(world.ports, manifestOf(policies, { ratified })))
  for (const time of [start + 11 * hours, start + 12 * hours, start + 13 * hours, start + 25 * hours]) {
    await passesTo(time)
    await reminding()
  }
  expect(texts()).toEqual([
    `medium reported The suspension ${name}, written at 2026-11-21T12:00:00.000Z, is not ratified`,
  ])
})
