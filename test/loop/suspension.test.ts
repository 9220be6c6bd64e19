import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { DeleteParameterCommand, DeleteParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm'
import { suspensionParameter } from '../../core/suspend/written.ts'
import { atOnce, delivery, policyNamed, told, writesDuring } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// Somebody with the rights of break-glass suspends enforcement of one attachment, or of a policy itself.

const [root, prod] = ['r-ab12', 'ou-ab12-22222222'] as const
const manifest = manifestOf([policy('deny', [root, prod]), policy('other', [prod])])
const seconds = 1_000
const minutes = 60 * seconds
const why = { reason: 'payments are down since two', ticket: 'INC-7' }

const failing = faults()
let world: World
let id: string

async function begin(options: Partial<Parameters<typeof createWorld>[0]> = {}): Promise<void> {
  failing.clear()
  world = await createWorld({ manifest, fault: failing.hook, ...options })
  id = (await world.idOf('deny')) ?? ''
}
afterEach(() => world.close())

const passes = async (time: number) => {
  await world.clock.advanceTo(world.clock.now() + time)
  await world.settle()
}

const parameter = (part = prod as string) => suspensionParameter(id, part)

async function suspend(value: unknown = why, name = parameter()): Promise<void> {
  const Value = typeof value === 'string' ? value : JSON.stringify(value)
  await world.ssm.send(new PutParameterCommand({ Name: name, Value, Type: 'String', Overwrite: true }))
  await world.settle()
}

const end = async (...Names: string[]) => {
  await world.ssm.send(new DeleteParametersCommand({ Names }))
  await world.settle()
}

async function detach(target: string, name = 'deny'): Promise<void> {
  await world.detach(name, target)
  await world.settle()
}

const isAttached = async (target: string = prod, name = 'deny') => (await world.targetsOf(name)).includes(target)
const isNamed = async (name: string) => (await world.idOf(name)) === id
const details = () => world.notices.map(({ detail }) => detail)
const texts = () => world.notices.map(({ incident }) => incident.text)

test('what is suspended is not restored, and everything else is', async () => {
  await begin()
  await suspend()
  await detach(prod)
  await detach(root)
  await detach(prod, 'other')
  expect([await isAttached(), await isAttached(root), await isAttached(prod, 'other')]).toEqual([false, true, true])
  expect(told(world.notices)).toEqual([
    `suspended suspension/${parameter()}`,
    `suspended attach/SCP/deny/${prod}`,
    `restored attach/SCP/deny/${root}`,
    `restored attach/SCP/other/${prod}`,
  ])
})

test('it is announced at once: what, until when, why, and who did it', async () => {
  await begin()
  const end = new Date(world.clock.now() + 30 * minutes).toISOString()
  await suspend({ ...why, minutes: 30 })
  expect(world.notices).toMatchObject([
    {
      detail: 'INC-7: payments are down since two',
      incident: {
        severity: 'critical',
        text: `deny at Workloads:Prod (${prod}) is not enforced until ${end}`,
        policy: 'deny',
        target: { id: prod, path: 'Workloads:Prod' },
        cause: { event: 'PutParameter', actor: { principal: expect.stringContaining('breakglass') } },
      },
    },
  ])
  expect(world.auditRecords().map(({ data }) => data)).toContainEqual(
    expect.objectContaining({ state: 'active', policy: id, part: prod, ...why }),
  )
})

test('whoever writes ids, addresses or names into it has pseudonyms of them in the trail', async () => {
  await begin()
  const reason = `alice@example.com at 192.0.2.7 as arn:aws:iam::222222222222:role/Admin needs 444444444444 open`
  await suspend({ reason, ticket: 'INC-333333333333' })
  const [recorded] = world
    .auditRecords()
    .flatMap(({ type, data }) =>
      type === 'holdfast.suspension.v1' ? [data as { reason: string; ticket: string }] : [],
    )
  expect(recorded?.reason).toMatch(
    /^session_k1_[A-Z2-7]{26} at ip_k1_[A-Z2-7]{26} as principal_k1_[A-Z2-7]{26} needs acct_k1_[A-Z2-7]{26} open$/,
  )
  expect(recorded?.ticket).toMatch(/^INC-acct_k1_[A-Z2-7]{26}$/)
})

test('it ends by itself, without anybody looking', async () => {
  await begin()
  await suspend({ ...why, minutes: 30 })
  await passes(10 * minutes)
  await detach(prod)
  await passes(19.9 * minutes)
  expect(await isAttached()).toBe(false)
  await passes(0.2 * minutes)
  expect(await isAttached()).toBe(true)
  expect(told(world.notices)).toEqual([
    `suspended suspension/${parameter()}`,
    `suspended attach/SCP/deny/${prod}`,
    `over suspension/${parameter()}`,
    `restored attach/SCP/deny/${prod}`,
  ])
})

test('messages that SQS delivers after a quarter of an hour at most do not end it', async () => {
  const clamp = 15 * minutes
  await begin({
    portsOf: ({ send, ...ports }) => ({
      ...ports,
      send: (queue, message, delay) => send(queue, message, Math.min(clamp, delay ?? 0)),
    }),
  })
  await suspend({ ...why, minutes: 50 })
  await detach(prod)
  await passes(49.9 * minutes)
  expect(await isAttached()).toBe(false)
  await passes(0.2 * minutes)
  expect(await isAttached()).toBe(true)
})

test.each(['a sweep', 'an event that is doubled'])('%s does not end it', async (what) => {
  await begin()
  await suspend()
  await detach(prod)
  if (what === 'a sweep') await world.sweep()
  else await atOnce(world, () => world.detach('deny', root))
  expect(await isAttached()).toBe(false)
  expect(world.notices.filter(({ incident }) => incident.key === `attach/SCP/deny/${prod}`)).toHaveLength(1)
})

test('a change that no event told of is left by sweeps, and restored on time when it ends between two of them', async () => {
  await begin({ schedules: true })
  await suspend({ ...why, minutes: 100 })
  await delivery(world, true)
  await world.detach('deny', prod)
  for (let at = 0; at < 99; at += 3) await passes(3 * minutes)
  expect(await isAttached()).toBe(false)
  await passes(1.1 * minutes)
  expect(await isAttached()).toBe(true)
})

test.each([
  ['DeleteParameter', () => world.ssm.send(new DeleteParameterCommand({ Name: parameter() }))],
  ['DeleteParameters', () => end(parameter())],
])('who removes it with %s ends it at once', async (_, remove) => {
  await begin()
  await suspend()
  await detach(prod)
  await remove()
  await world.settle()
  expect(await isAttached()).toBe(true)
  expect(told(world.notices).slice(2)).toEqual([`over suspension/${parameter()}`, `restored attach/SCP/deny/${prod}`])
  // Who ended the suspension is not who detached it.
  expect(world.notices.at(-1)?.incident.cause?.event).toBe('DetachPolicy')
})

test('who ends it is not told to have taken away what nobody told of', async () => {
  await begin()
  const lose = (loss: number) =>
    fetch(new URL('/_holdfast/delivery', world.emulator.url), { method: 'POST', body: JSON.stringify({ loss }) })
  await suspend()
  await lose(1)
  await world.detach('deny', prod)
  await lose(0)
  await world.sweep()
  await end(parameter())
  expect(world.notices.at(-1)?.incident).toMatchObject({ state: 'restored', cause: null })
})

test('a policy that is suspended itself, and renamed, is still known by the events of its attachments', async () => {
  await begin()
  await suspend(why, parameter('policy'))
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'another' }))
  await world.settle()
  await world.detach((await isNamed('another')) ? 'another' : 'deny', root)
  await world.settle()
  expect(await isAttached(root)).toBe(true)
})

test('the policy itself: its content is left, its attachments are not', async () => {
  await begin()
  await suspend(why, parameter('policy'))
  const Content = content('nothing:*')
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Content }))
  await world.settle()
  await detach(prod)
  expect(await policyNamed(world, 'deny')).toMatchObject({ content: Content, targets: expect.arrayContaining([prod]) })
  expect(texts()[0]).toContain('deny itself')
  await end(parameter('policy'))
  expect(await policyNamed(world, 'deny')).toMatchObject({ content: content('deny:*') })
})

test('renewing it beyond four hours in 24 has no effect but a critical message', async () => {
  await begin()
  await suspend()
  await detach(prod)
  await passes(200 * minutes)
  await suspend()
  expect(texts().at(-1)).toContain('and no longer: four hours in any 24')
  await passes(39 * minutes)
  expect(await isAttached()).toBe(false)
  await passes(2 * minutes)
  expect(await isAttached()).toBe(true)
  world.notices.length = 0
  await suspend()
  await detach(prod)
  expect(await isAttached()).toBe(true)
  expect(world.notices).toMatchObject([
    { incident: { severity: 'critical', state: 'reported', text: expect.stringContaining('has no effect') } },
    { incident: { state: 'restored' } },
  ])
  // Told once, whoever looks.
  await world.sweep()
  expect(world.notices).toHaveLength(2)
})

test.each([
  ['no JSON', '{', 'no JSON object'],
  ['no ticket', { reason: why.reason }, 'no ticket'],
  ['a day', { ...why, minutes: 1_440 }, '1 to 240'],
  ['what it does not know', { ...why, forever: true }, '"forever"'],
])('one with %s means enforce, and is told', async (_, value, text) => {
  await begin()
  await suspend(value)
  expect(world.notices).toMatchObject([
    { incident: { severity: 'critical', state: 'reported', text: expect.stringContaining(text) } },
  ])
  await detach(prod)
  await world.sweep()
  expect(await isAttached()).toBe(true)
  expect(told(world.notices)).toHaveLength(2)
})

test.each(['/holdfast/suspend/all', '/holdfast/suspend/p-1/x', `/holdfast/suspend/${prod}/policy`])(
  'the name %s suspends nothing, and is told',
  async (name) => {
    await begin()
    await suspend(why, name)
    expect(world.notices).toMatchObject([{ detail: `Parameter ${name}`, incident: { severity: 'critical' } }])
    await detach(prod)
    expect(await isAttached()).toBe(true)
  },
)

test.each([
  ['is refused', { name: 'AccessDeniedException', message: 'no' }],
  ['does not come', { destroy: true }],
])('where reading them %s everything is enforced, and people are told', async (_, fault) => {
  await begin()
  await suspend()
  world.notices.length = 0
  failing.set(({ operation }) => (operation === 'GetParametersByPath' ? fault : undefined))
  await detach(prod)
  expect(await isAttached()).toBe(true)
  expect(told(world.notices)).toEqual(['open suspensions-unreadable', `restored attach/SCP/deny/${prod}`])
  expect(world.notices[0]?.incident.severity).toBe('critical')
  const alarms = () => told(world.notices).filter((notice) => notice === 'open suspensions-unreadable').length
  await world.sweep()
  expect(alarms()).toBe(1)
  await passes(61 * minutes)
  await world.sweep()
  expect(alarms()).toBe(2)
})

test('an answer that takes minutes keeps no guardrail waiting', async () => {
  await begin()
  failing.set(({ operation }) => (operation === 'GetParametersByPath' ? { delay: 10 * minutes } : undefined))
  const before = world.clock.now()
  await world.detach('deny', prod)
  await world.settle()
  await passes(10 * seconds)
  expect(await isAttached()).toBe(true)
  expect(world.clock.now() - before).toBeLessThan(30 * seconds)
})

test('one that is written while a run is at work is honoured by its next change', async () => {
  await begin()
  let isWritten = false
  failing.set(({ operation }) => {
    if (operation !== 'AttachPolicy' || isWritten) return undefined
    isWritten = true
    void suspend()
    // As long as many changes take.
    return { delay: 15 * seconds }
  })
  await delivery(world, true)
  await world.detach('deny', root)
  await world.detach('deny', prod)
  await world.sweep()
  await delivery(world, false)
  await passes(60 * seconds)
  expect([await isAttached(root), await isAttached()]).toEqual([true, false])
  expect(told(world.notices)).toContain(`suspended attach/SCP/deny/${prod}`)
  expect(told(world.notices)).not.toContain(`open attach/SCP/deny/${prod}`)
})

test('nothing is read where nothing would be changed', async () => {
  await begin()
  failing.sent.length = 0
  await world.attach(id, 'ou-ab12-44444444')
  await world.detach('deny', 'ou-ab12-44444444')
  await world.settle()
  expect(failing.sent).not.toContain('GetParametersByPath')
})

test('a suspended place costs no write, however often it is looked at', async () => {
  await begin()
  await suspend()
  const writes = await writesDuring(world, async () => {
    await detach(prod)
    for (let at = 0; at < 3; at++) await world.sweep()
  })
  expect(writes).toEqual({})
})

test('a lost event of the suspension only delays the announcement', async () => {
  await begin()
  await delivery(world, true)
  await suspend()
  expect(world.notices).toEqual([])
  await world.sweep()
  expect(told(world.notices)).toEqual([`suspended suspension/${parameter()}`])
  expect(details()).toEqual(['INC-7: payments are down since two'])
  await delivery(world, false)
  await world.settle()
  expect(world.notices).toHaveLength(1)
})

const forged = (now: number): Record<string, unknown> => ({
  'as active for ever': { modified: now, from: now, until: now + 1e12, used: [], told: null },
  'with nonsense': { modified: 'x', from: null, until: {}, used: 'y', told: 7 },
  'as used up': { modified: 1, from: 1, until: 1, used: [{ from: now - 240 * minutes, until: now }], told: null },
})

test.each(Object.keys(forged(0)))('a row of the state, %s, switches nothing off', async (what) => {
  await begin()
  await world.ports.state.put({ [`suspension/${parameter()}`]: forged(world.clock.now())[what] as never })
  await detach(prod)
  expect(await isAttached()).toBe(true)
})

test('deleting the state makes nothing longer than four hours for one write', async () => {
  await begin()
  await suspend()
  await detach(prod)
  for (let at = 0; at < 4; at++) {
    await passes(59.9 * minutes)
    await world.ports.state.remove([`suspension/${parameter()}`])
    expect(await isAttached()).toBe(false)
  }
  await passes(1 * minutes)
  expect(await isAttached()).toBe(true)
})

test('whoever suspends one place after the other has everything enforced, and not more and more remembered', async () => {
  await begin()
  const row = { modified: 1, from: 1, until: 1, used: [], told: 'broken' }
  const names = Array.from({ length: 2_001 }, (_, at) => `suspension//holdfast/suspend/p-${1e8 + at}/policy`)
  await world.ports.state.put(Object.fromEntries(names.map((name) => [name, row])), 28 * 60 * minutes)
  await suspend()
  await detach(prod)
  expect(await isAttached()).toBe(true)
  expect(told(world.notices)).toEqual(['open suspensions-unreadable', `restored attach/SCP/deny/${prod}`])
  expect(Object.keys(await world.ports.state.list('suspension/'))).toHaveLength(2_001)
})
