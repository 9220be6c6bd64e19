import { DetachPolicyCommand } from '@aws-sdk/client-organizations'
import type { Message } from '../../core/notice/message.ts'
import { isNotice, noticesOf } from '../../core/notice/message.ts'
import { calm, teller } from '../../loop/telling.ts'
import { mailOf } from '../../render/mail.ts'
import { atOnce, detachEvent } from '../support/drift.ts'
import { memoryState } from '../support/memory-state.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World, type WorldOptions } from '../support/world.ts'

// People and the whole of holdfast: how many messages come of what happens, and that none is lost.

const minutes = 60_000
const many = Number(process.env.HOLDFAST_MANY ?? 60)
const accountId = (at: number) => String(200_000_000_000 + at)
const each = [{ id: 'ou-ab12-44444444', path: 'Sandbox', joinedAfter: null, except: [] }]
const manifest = manifestOf([policy('deny', [], { eachAccountIn: each }), policy('root', ['r-ab12'])])

const organization = (accounts: number) => {
  const document = smallOrganization()
  const [, sandbox] = document.root.organizational_units ?? []
  if (sandbox)
    sandbox.accounts = Array.from({ length: accounts }, (_, at) => ({ id: accountId(at), name: `account-${at}` }))
  return document
}

let world: World
let messages: { time: number; message: Message }[]
let isDown: boolean
afterEach(() => world.close())

async function begin(accounts: number, rest: Partial<WorldOptions> = {}): Promise<void> {
  messages = []
  isDown = false
  const state = memoryState({ now: () => world.clock.now() })
  const mail = async (message: Message) => {
    if (isDown) throw new Error('SNS is down')
    messages.push({ time: world.clock.now(), message })
    return `message-${messages.length}`
  }
  world = await createWorld({
    ...{ manifest, organization: organization(accounts) },
    portsOf: (ports) => ({ ...ports, state, notify: teller({ ...ports, state, mail }, manifest) }),
    ...rest,
  })
}

const later = async (milliseconds: number) => {
  await world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.settle()
}
const subjects = () => messages.map(({ message }) => mailOf(message, 'us-east-1').subject)
const keysTold = () => messages.flatMap(({ message }) => noticesOf(message)).map(({ incident }) => incident.key)
const dailies = () => messages.filter(({ message }) => !isNotice(message) && message.kind === 'daily')
/** Records of a kind that say this result. */
const recorded = (kind: string, result: string) =>
  world
    .auditRecords()
    .filter(({ type, data }) => type === `holdfast.${kind}.v1` && (data as { result: string }).result === result).length
const restored = () => recorded('outcome', 'done')

test(`${many} detaches at once: as many restores, a message for each run, and nobody is told of any twice`, async () => {
  await begin(many)
  const id = await world.idOf('deny')
  const detach = (TargetId: string) => world.admin.send(new DetachPolicyCommand({ PolicyId: id, TargetId }))
  const applied = restored()
  await atOnce(world, async () => {
    for (let at = 0; at < many; at++) await detach(accountId(at))
  })
  expect(restored() - applied).toBe(many)
  // The first event is taken alone, the others a hundred at a time.
  const runs = 1 + Math.ceil((many - 1) / 100)
  expect(messages).toHaveLength(runs)
  // What happened comes once more, to another process.
  world.kill()
  for (let at = 0; at < 30; at++) world.bus.publish(detachEvent(id, accountId(at)))
  await world.settle()
  await world.evidence()
  expect(messages).toHaveLength(runs + dailies().length)
  expect(new Set(keysTold()).size).toBe(many)
  expect(keysTold()).toHaveLength(many)
  expect([recorded('notification', 'told'), recorded('notification', 'failed')]).toEqual([many + dailies().length, 0])
})

test('in the middle of a storm what is critical comes at once and alone', async () => {
  await begin(20)
  for (let at = 0; at < 15; at++) {
    await world.detach('deny', accountId(at))
    await world.settle()
  }
  expect(messages).toHaveLength(calm.messages)
  await world.detach('FullAWSAccess', accountId(17))
  await world.settle()
  expect(messages).toHaveLength(calm.messages + 1)
  expect(subjects().at(-1)).toMatch(/^CRITICAL, REPORTED: FullAWSAccess at /)
  await world.evidence()
  expect(new Set(keysTold()).size).toBe(16)
})

test('SNS failing for an hour: all is restored meanwhile, it is loud, and told once when it works again', async () => {
  const failures: unknown[] = []
  await begin(4, { schedules: true, failed: (error) => void failures.push(error) })
  await later(20 * minutes)
  messages = []
  isDown = true
  await world.detach('deny', accountId(1))
  await world.settle()
  await world.detach('root', 'r-ab12')
  await world.settle()
  expect(await world.targetsOf('deny')).toHaveLength(4)
  expect(await world.targetsOf('root')).toEqual(['r-ab12'])
  await later(60 * minutes)
  expect(messages).toEqual([])
  expect(failures.length).toBeGreaterThan(0)
  expect(recorded('notification', 'failed')).toBeGreaterThan(0)
  isDown = false
  await later(75 * minutes)
  const told = keysTold().filter((key) => key.startsWith('attach/'))
  expect(told.sort()).toEqual([`attach/SCP/deny/${accountId(1)}`, 'attach/SCP/root/r-ab12'])
})

test('a quiet night: one message, the sum of the day, at the first look of the new one', async () => {
  await begin(2, { schedules: true })
  await later(20 * minutes)
  messages = []
  await later(13 * 60 * minutes)
  expect(subjects()).toEqual([
    expect.stringMatching(/^DAILY, ALL WELL: 0 restored, 0 waiting for a person, \d+ sweeps$/),
  ])
  expect(new Date(messages[0]?.time ?? 0).toISOString()).toMatch(/T00:/)
})

test('what cannot be restored is told again after 15 min, 1 h and 4 h, each time louder, and then that it is', async () => {
  let isDenied = false
  await begin(2, {
    schedules: true,
    fault: ({ operation }) =>
      isDenied && operation === 'AttachPolicy' ? { name: 'AccessDeniedException', message: 'no' } : undefined,
  })
  await later(20 * minutes)
  messages = []
  isDenied = true
  const began = world.clock.now()
  await world.detach('root', 'r-ab12')
  await world.settle()
  await later(5 * 60 * minutes)
  const told = messages.flatMap(({ time, message }) =>
    noticesOf(message).map(({ news, incident }) => [
      Math.floor((time - began) / (15 * minutes)),
      news,
      incident.severity,
    ]),
  )
  expect(told).toEqual([
    [0, undefined, 'medium'],
    [1, 'failing', 'high'],
    [4, 'failing', 'critical'],
    [16, 'failing', 'critical'],
  ])
  isDenied = false
  await later(16 * minutes)
  expect(subjects().at(-1)).toMatch(/^RESTORED: root at /)
})
