import { member } from '../../core/event/member.ts'
import type { EventHistory } from '../../core/ports.ts'
import type { Fault } from '../../emulator/index.ts'
import { createEvidence } from '../../handlers/evidence.ts'
import type { Done } from '../../loop/evidence.ts'
import { told } from '../support/drift.ts'
import { faults, times } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'
import { recordsOf, unexplained, writesOf } from '../support/writes.ts'

// What could not be recorded is caught up: afterwards each write that CloudTrail shows has one outcome, and no intent dangles.

const minute = 60_000
const hour = 60 * minute
const [root, prod, account] = ['r-ab12', 'ou-ab12-22222222', '444444444444']
const manifest = manifestOf([policy('deny', [root, prod, account])])
const failing = faults()

let world: World
afterEach(async () => {
  failing.clear()
  await world.close()
})
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, fault: failing.hook, ...options })
}
const later = async (milliseconds: number) => {
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.settle()
}
const caughtUp = async () => {
  await later(80 * minute)
  await world.evidence()
}
const late = () => recordsOf(world, 'outcome').filter(({ data }) => data.late)
const lateOnes = () => late().map(({ data: { action, result } }) => `${action} ${result}`)
const dangling = () => {
  const closed = recordsOf(world, 'outcome').map(({ data }) => data.intent)
  return recordsOf(world, 'intent').filter(({ id }) => !closed.includes(id))
}

/** A trail that denies everything while `isDenied` says so. */
const denying =
  (isDenied: () => boolean): NonNullable<WorldOptions['portsOf']> =>
  (ports) => ({
    ...ports,
    audit: async (records) => {
      if (isDenied()) throw new Error('AccessDenied')
      return ports.audit(records)
    },
  })

test('the trail is denied for an hour: afterwards no write is unexplained, and the time is a gap', async () => {
  let isDenied = false
  await begin({ schedules: true, portsOf: denying(() => isDenied), failed: () => {} })
  isDenied = true
  const from = world.clock.now()
  for (let round = 0; round < 4; round++) {
    await world.detach('deny', prod)
    await world.detach('deny', account)
    await later(14 * minute)
  }
  await later(4 * minute)
  const until = world.clock.now()
  isDenied = false
  expect((await unexplained(world)).length).toBeGreaterThanOrEqual(8)
  expect(told(world.notices)).toContain('open evidence-incomplete/catchUpRecords')
  await later(2 * hour)
  expect(await unexplained(world)).toEqual([])
  expect(dangling()).toEqual([])
  expect(late().map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...{ action: 'attach', result: 'done', late: true, target: prod, reason: 'not-recorded', intent: null },
        policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny', id: await world.idOf('deny') },
      }),
      expect.objectContaining({ action: 'attach', target: expect.stringMatching(/^acct_k1_/) }),
    ]),
  )
  const gaps = recordsOf(world, 'gap').filter(({ data }) => data.why === 'not-recorded')
  expect(gaps).toHaveLength(1)
  expect(Date.parse(gaps[0]?.data.from ?? '')).toBeLessThan(from + minute)
  expect(Date.parse(gaps[0]?.data.until ?? '')).toBeGreaterThan(until - 20 * minute)
  const before = world.auditRecords().length
  await world.evidence()
  await world.evidence()
  expect(world.auditRecords()).toHaveLength(before)
})

test('what whoever wrote may be about to record is not added before an hour is over', async () => {
  let isDenied = true
  await begin({ portsOf: denying(() => isDenied) })
  await world.detach('deny', prod)
  await later(minute)
  isDenied = false
  await world.evidence()
  expect(lateOnes()).toEqual([])
  await caughtUp()
  expect(lateOnes()).toEqual(['attach done'])
})

test('a message that is delivered twice, at the same time, adds everything once', async () => {
  let isDenied = true
  await begin({ portsOf: denying(() => isDenied) })
  await world.detach('deny', prod)
  await later(80 * minute)
  isDenied = false
  const { ports, clock } = world
  const audit: typeof ports.audit = (records) => clock.sleep(minute).then(() => ports.audit(records))
  const handle = createEvidence({ ...ports, audit, manifest })
  const Records = [{ messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify({ evidence: 'due' }) }]
  await clock.until(Promise.all([handle({ Records }), handle({ Records })]))
  expect(lateOnes()).toEqual(['attach done'])
})

test('where everything was recorded nothing is added', async () => {
  await begin()
  await world.detach('deny', prod)
  await caughtUp()
  await world.evidence()
  expect([late(), await unexplained(world)]).toEqual([[], []])
})

test.each<[string, Fault, string[]]>([
  ['broke', { destroy: true, after: true }, []],
  ['was an error', { name: 'ServiceException', after: true }, []],
])('the answer to a write %s: its outcome explains it, though it names another request', async (_, fault, added) => {
  await begin()
  failing.set(times('AttachPolicy', 1, fault))
  await world.detach('deny', prod)
  await caughtUp()
  expect([lateOnes(), await unexplained(world), dangling()]).toEqual([added, [], []])
})

test('an intent of which CloudTrail shows no write is unknown, after an hour and not before', async () => {
  await begin()
  let isDead = false
  failing.set(({ operation }) => {
    if (operation !== 'AttachPolicy' || isDead) return undefined
    isDead = true
    world.kill()
    return { destroy: true }
  })
  await world.detach('deny', prod)
  await later(minute)
  await world.evidence()
  expect(lateOnes()).toEqual([])
  await caughtUp()
  expect(await world.targetsOf('deny')).toEqual([account, prod, root])
  expect(lateOnes()).toEqual(['attach unknown'])
  expect(late()[0]?.data).toMatchObject({ cloudTrail: null, requestId: null, intent: expect.any(String) })
  expect([dangling(), await unexplained(world)]).toEqual([[], []])
})

test('wherever a process dies, each write has one outcome afterwards, and done is what CloudTrail shows', async () => {
  await begin()
  const from = world.points()
  await world.detach('deny', prod)
  await world.settle()
  const points = world.points() - from
  expect(points).toBeGreaterThan(20)
  for (let point = 1; point <= points; point++) {
    await later(16 * minute)
    world.dieAt(point)
    await world.detach('deny', prod)
    await later(5 * minute)
  }
  await caughtUp()
  expect(await unexplained(world)).toEqual([])
  expect(dangling()).toEqual([])
  const shown = new Set((await writesOf(world)).map(({ eventID }) => eventID))
  expect(new Set(lateOnes())).toEqual(new Set(['attach done', 'attach unknown']))
  for (const { data } of late()) expect(data.result === 'done').toBe(shown.has(data.cloudTrail ?? ''))
}, 120_000)

test('wherever the one dies that catches up, nothing is lost and nothing doubled', async () => {
  let isDenied = false
  let end = 0
  await begin({
    separate: true,
    portsOf: (ports, name) => ({
      ...denying(() => isDenied)(ports, name),
      state: {
        ...ports.state,
        put: async (rows, lasts) => {
          if ('evidence/caught-up' in rows) end = world.points('evidence')
          return ports.state.put(rows, lasts)
        },
      },
    }),
  })
  const outage = async () => {
    isDenied = true
    await world.detach('deny', prod)
    await world.detach('deny', account)
    await later(minute)
    isDenied = false
    await later(80 * minute)
  }
  await outage()
  const from = world.points('evidence')
  await world.evidence()
  // The tasks that follow are others'.
  const points = end - from + 4
  expect(points).toBeGreaterThan(20)
  expect(lateOnes()).toEqual(['attach done', 'attach done'])
  for (let point = 1; point <= points; point += 3) {
    await outage()
    world.dieAt(point, 'evidence')
    await world.evidence()
    await later(20 * minute)
    expect([point, await unexplained(world)]).toEqual([point, []])
  }
  const gaps = recordsOf(world, 'gap').map(({ data: { from, until } }) => `${from} ${until}`)
  expect(new Set(gaps).size).toBe(gaps.length)
}, 120_000)

describe('whose a write is', () => {
  /** What CloudTrail shows, with somebody else as who called. */
  const shownAs =
    (identityOf: (userName: string) => object): NonNullable<WorldOptions['portsOf']> =>
    (ports) => {
      const history: EventHistory = async (query) =>
        (await ports.history(query)).map((detail) => ({
          ...(detail as object),
          userIdentity: identityOf(String(member(detail, 'userIdentity', 'userName'))),
        }))
      return { ...ports, history }
    }
  const sessionOf = (role: string, session: string, accountId = manifest.organization.managementAccount) => ({
    type: 'AssumedRole',
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    sessionContext: { sessionIssuer: { type: 'Role', accountId, userName: role } },
  })
  /** Somebody attaches what is missing, so that what he did is what we do, and nothing of ours is recorded. */
  const attached = async () => {
    await world.attach((await world.idOf('deny')) ?? '', 'ou-ab12-44444444')
    await caughtUp()
  }

  test.each<[string, object]>([
    ['a session with our name, of another role', sessionOf('admin', 'holdfast-sweep')],
    ['a role with our name, of another account', sessionOf('holdfast-sweep', 'x', '999999999999')],
    ['a role of ours that writes nothing', sessionOf('holdfast-evidence', 'holdfast-sweep')],
    ['a user who is called so', { type: 'IAMUser', userName: 'holdfast-sweep', accessKeyId: 'AKIAEXAMPLE' }],
    ['nobody', {}],
  ])('%s is not ours', async (_, identity) => {
    await begin({ portsOf: shownAs((userName) => (userName === 'mallory' ? identity : { type: 'IAMUser' })) })
    await attached()
    expect(late()).toEqual([])
  })

  test('a role of ours is, whatever its session is called', async () => {
    const ours = sessionOf('holdfast-sweep', 'mallory')
    await begin({ portsOf: shownAs((userName) => (userName === 'mallory' ? ours : { type: 'IAMUser' })) })
    await attached()
    expect(lateOnes()).toEqual(['attach done'])
  })
})

test('CloudTrail that cannot be read is loud, and the next run catches up from where the last one came to', async () => {
  let isThrottled = true
  const asked: number[] = []
  const portsOf: WorldOptions['portsOf'] = (ports) => ({
    ...denying(() => isThrottled)(ports, 'sweep'),
    history: async (query) => {
      if (isThrottled) throw new Error('ThrottlingException')
      asked.push(query.until - query.from)
      return ports.history(query)
    },
  })
  await begin({ portsOf, failed: () => {} })
  isThrottled = false
  await world.evidence()
  isThrottled = true
  await world.detach('deny', prod)
  for (let hours = 0; hours < 5 * 24; hours += 6) {
    await later(6 * hour)
    await world.evidence()
  }
  expect(told(world.notices)).toContain('open evidence-incomplete/catchUpRecords')
  isThrottled = false
  await world.evidence()
  await later(20 * minute)
  expect([lateOnes(), await unexplained(world)]).toEqual([['attach done'], []])
  // Five days are not held in memory at once.
  expect(Math.max(...asked)).toBeLessThanOrEqual(6 * hour)
})

test('what takes longer than a run is done by the next ones, and each leaves time for the other tasks', async () => {
  let slow = 0
  const done: unknown[] = []
  const portsOf: WorldOptions['portsOf'] = (ports) => ({
    ...ports,
    did: (one: Done) => done.push(one.catchUpRecords, one.takeInventory),
    history: async (query) => {
      await world.clock.sleep(slow)
      return ports.history(query)
    },
  })
  await begin({ portsOf })
  slow = 30_000
  await world.evidence()
  expect(done).toEqual(['done', 'done'])
  const row = async () => Number(await world.ports.state.get('evidence/caught-up'))
  expect(world.clock.now() - (await row())).toBeGreaterThan(6 * hour)
  for (let run = 0; run < 10; run++) await world.evidence()
  expect(world.clock.now() - (await row())).toBeLessThan(hour)
  expect(new Set(done)).toEqual(new Set(['done']))
})
