import { join } from 'node:path'
import { isAuditRecord } from '../../compile/index.ts'
import { collector } from '../../core/audit/export/collect.ts'
import { tablesOf } from '../../core/audit/export/export.ts'
import { type Timeline, timeline } from '../../core/audit/export/timeline.ts'
import { directoryTrail } from '../../local/trail.ts'
import { readRecords } from '../../loop/export/records.ts'
import { createWorld, management, manifestOf, policy, type World } from '../support/world.ts'

// What an export says of an emulated organization in which things happen, against what the organization itself was.

const [prod, root, account] = ['ou-ab12-22222222', 'r-ab12', '222222222222']
const each = policy('each', [], { eachAccountIn: [{ id: root, path: 'Root', joinedAfter: null, except: [] }] })
const manifest = manifestOf([policy('deny', [prod]), each])
const minutes = 60_000

let world: World
afterEach(() => world.close())

interface Sample {
  at: number
  deny: boolean
  each: boolean
}

let samples: Sample[]

/** The organization itself, now. */
async function look(): Promise<void> {
  const [deny, each] = [await world.targetsOf('deny'), await world.targetsOf('each')]
  samples.push({ at: world.clock.now(), deny: deny.includes(prod), each: each.includes(account) })
}

/** Lets time pass, looking at the organization every five minutes. */
async function pass(time: number): Promise<void> {
  for (let left = time; left > 0; left -= 5 * minutes) {
    await world.clock.advanceTo(world.clock.now() + Math.min(left, 5 * minutes))
    await look()
  }
}

async function exported(from: number, until: number) {
  const { add, finish } = collector()
  let wrong = 0
  await readRecords(directoryTrail(join(world.directory, 'audit')), { from, until: until + 86_400_000 }, (record) => {
    if (!isAuditRecord(record)) wrong += 1
    add(record)
    return true
  })
  const facts = finish()
  const { keys } = world.ports
  const asked = { organization: 'o-exampleorg', period: { from, until }, management: [await keys('acct', management)] }
  const tables = tablesOf(facts, { ...asked, ratified: [], verification: null, malformed: wrong })
  return { tables, line: timeline(facts, asked.period, asked.management), name: await keys('acct', account) }
}

const stateAt = (line: Timeline, name: string, key: string, time: number) =>
  line.account(name, key).find(({ from, until }) => from <= time && time < until)?.state

/** Begins with what a day begins with: everything was looked at, and who is there is recorded. */
async function begin(options: Partial<Parameters<typeof createWorld>[0]> = {}): Promise<number> {
  samples = []
  world = await createWorld({ manifest, schedules: true, ...options })
  await world.sweep()
  await world.evidence()
  await pass(62 * minutes)
  samples = []
  return world.clock.now()
}

test('what was detached and restored is so in the matrix, and never in force while the organization had it detached', async () => {
  // CloudTrail takes a while.
  const from = await begin({ intercept: (event) => void world.clock.sleep(8_000).then(() => world.bus.publish(event)) })
  await pass(10 * minutes)
  await world.detach('deny', prod)
  await look()
  await pass(30 * minutes)
  await world.detach('each', account)
  await look()
  await pass(80 * minutes)
  const until = world.clock.now()
  await pass(62 * minutes)
  const { tables, line, name } = await exported(from, until)
  expect(tables.exceptions.filter(({ code }) => code === 'malformed')).toEqual([])
  for (const { at, ...truth } of samples.filter((one) => one.at < until))
    for (const key of ['deny', 'each'] as const)
      if (!truth[key]) expect([at, stateAt(line, name, `SCP/${key}`, at)]).not.toEqual([at, 'in-force'])
  const rows = tables.coverage.filter((row) => row.account === name)
  expect(rows.map(({ policy }) => policy)).toEqual(['SCP/deny', 'SCP/each'])
  for (const row of rows) {
    expect(row.unknownSeconds).toBe(0)
    expect(row.notInForceSeconds).toBeGreaterThan(0)
    expect(row.notInForceSeconds).toBeLessThan(60)
    expect(row.inForcePercent).toBeGreaterThan(99)
  }
  expect(tables.drift).toMatchObject([
    { policy: 'SCP/deny', what: 'attach', isPlanned: false, eventName: 'DetachPolicy', restored: expect.any(String) },
    { policy: 'SCP/each', target: name, eventName: 'DetachPolicy', restored: expect.any(String) },
  ])
})

test('with events lost and a process that dies nothing is called in force that was detached', async () => {
  let isLost = false
  const from = await begin({
    intercept: (event) => {
      if (!isLost) world.bus.publish(event)
    },
  })
  isLost = true
  await pass(7 * minutes)
  await world.detach('deny', prod)
  await look()
  await pass(20 * minutes)
  await world.detach('each', account)
  await look()
  world.dieAt(3)
  await pass(100 * minutes)
  isLost = false
  const until = world.clock.now()
  await pass(76 * minutes)
  const { tables, line, name } = await exported(from, until)
  let [claims, gone] = [0, 0]
  for (const { at, ...truth } of samples.filter((one) => one.at < until))
    for (const key of ['deny', 'each'] as const) {
      const state = stateAt(line, name, `SCP/${key}`, at)
      if (state === 'in-force') claims += 1
      if (!truth[key]) gone += 1
      if (!truth[key]) expect([key, at, state]).not.toEqual([key, at, 'in-force'])
    }
  expect(gone).toBeGreaterThan(2)
  expect(claims).toBeGreaterThan(10)
  expect(tables.drift.length).toBeGreaterThanOrEqual(2)
})
