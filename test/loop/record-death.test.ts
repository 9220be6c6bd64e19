import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// Intent before write, whatever happens: the organization's own log of what we wrote is compared with what was recorded.

const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod])])

let world: World
afterEach(() => world.close())

interface Written {
  time: string
  requestId: string
  target: string
}

/** Writes that our functions made, as CloudTrail tells of them. */
async function written(): Promise<Written[]> {
  const text = await (await fetch(new URL('/_holdfast/events', world.emulator.url))).text()
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).detail)
    .filter(({ userIdentity, errorCode }) => userIdentity?.accessKeyId === 'holdfast' && !errorCode)
    .map(({ eventTime, requestID: requestId, requestParameters }) => ({
      ...{ time: new Date(eventTime).toISOString(), requestId },
      target: requestParameters?.targetId ?? '',
    }))
}

interface Recorded {
  type: string
  id: string
  time: string
  data: { action: string; target: string | null; intent?: string; result?: string; requestId?: string | null }
}

const ofKind = (kind: string) =>
  (world.deeds() as unknown as Recorded[]).filter(({ type }) => type === `holdfast.${kind}.v1`)

test('wherever a process dies, every write has its intent, and no outcome tells of a write that was not made', async () => {
  world = await createWorld({ manifest })
  const drift = async () => {
    await world.detach('deny', prod)
    await world.settle()
  }
  const from = world.points()
  await drift()
  const points = world.points() - from
  expect(points).toBeGreaterThan(20)
  const began: string[] = []
  for (let point = 1; point <= points; point++) {
    await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
    began.push(new Date(world.clock.now()).toISOString())
    world.dieAt(point)
    await drift()
    await world.clock.advanceTo(world.clock.now() + 4 * 60_000)
    await world.clock.until(world.bus.idle())
  }
  const all = { writes: await written(), intents: ofKind('intent'), outcomes: ofKind('outcome') }
  for (const [at, start] of began.entries()) {
    const isNow = (time: string) => time >= start && time < (began[at + 1] ?? '9')
    const writes = all.writes.filter(({ time }) => isNow(time))
    const intents = all.intents.filter(({ time }) => isNow(time))
    expect([at, writes.map(({ target }) => target)]).toEqual([at, [prod]])
    expect([at, intents.length >= writes.length]).toEqual([at, true])
    expect([at, (intents[0]?.time ?? '9') <= (writes[0]?.time ?? '')]).toEqual([at, true])
    const ids = new Set(intents.map(({ id }) => id))
    for (const { data } of all.outcomes.filter(({ time }) => isNow(time))) {
      expect([at, ids.has(data.intent ?? '')]).toEqual([at, true])
      if (data.result === 'done') expect([at, data.requestId]).toEqual([at, writes[0]?.requestId])
    }
  }
}, 120_000)
