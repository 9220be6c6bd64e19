import { delivery, detachEvent, told } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

// Messages, and how long functions take over them.

const minute = 60_000
const [root, prod] = ['r-ab12', 'ou-ab12-22222222'] as const
const failing = faults()

let world: World
let errors: string[]
afterEach(() => world.close())
const begin = async (options: WorldOptions) => {
  failing.clear()
  errors = []
  const failed = (error: unknown) => void errors.push(String(error))
  world = await createWorld({ separate: true, paced: true, fault: failing.hook, failed, ...options })
}
const silent = () => failing.set(() => ({ destroy: true, delay: 15_000 }))

test('a batch about ten policies, while AWS does not answer, ends before it comes back', async () => {
  const names = Array.from({ length: 10 }, (_, at) => `deny-${at}`)
  await begin({ manifest: manifestOf(names.map((name) => policy(name, [root]))) })
  const events = await Promise.all(names.map(async (name) => detachEvent(await world.idOf(name), root)))
  silent()
  world.bus.send('policy-drift', { look: 0, isDue: false, events })
  await world.clock.advanceTo(world.clock.now() + 10 * minute)
  expect(errors).toEqual([])
})

test('a batch of which one half has waited, while AWS fails, ends before it comes back', async () => {
  await begin({ manifest: manifestOf([policy('deny', [root, prod])]) })
  const id = await world.idOf('deny')
  const [first, other] = [detachEvent(id, root), detachEvent(id, prod)]
  failing.set(() => ({ name: 'ServiceException', status: 500 }))
  // Both are there when the function has time for them.
  world.bus.send('policy-drift', { look: 0, isDue: false, events: [first] })
  await world.clock.advanceTo(world.clock.now() + 1_000)
  world.bus.send('policy-drift', { look: 0, isDue: true, events: [first] })
  world.bus.send('policy-drift', { look: 0, isDue: false, events: [other] })
  await world.clock.advanceTo(world.clock.now() + 10 * minute)
  expect(errors).toEqual([])
})

test('a batch with an event of FullAWSAccess is no dead letter though all is denied for an hour', async () => {
  await begin({ manifest: manifestOf([policy('deny', [root, prod])]) })
  const id = await world.idOf('deny')
  failing.set(() => ({ name: 'AccessDeniedException', message: 'no' }))
  world.bus.publish(detachEvent('p-FullAWSAccess', prod))
  world.bus.publish(detachEvent(id, prod))
  await world.clock.advanceTo(world.clock.now() + 60 * minute)
  expect(world.bus.deadLetters('policy-drift')).toEqual([])
})

test.each([
  ['does not answer', { destroy: true, delay: 15_000 }],
  ['fails', { name: 'ServiceException', status: 500 }],
  ['denies', { name: 'AccessDeniedException' }],
])('a batch about one policy, while AWS %s, ends before it comes back', async (_, fault) => {
  await begin({ manifest: manifestOf([policy('deny', [root, prod])]) })
  const event = detachEvent(await world.idOf('deny'), prod)
  failing.set(() => fault)
  world.bus.publish(event)
  await world.clock.advanceTo(world.clock.now() + 10 * minute)
  expect(errors).toEqual([])
})

test('what waits because it was restored a moment ago is not told as over', async () => {
  await begin({ manifest: manifestOf([policy('deny', [root, prod])]) })
  const pass = (milliseconds: number) => world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.detach('deny', prod)
  await pass(5_000)
  failing.set(({ operation }) =>
    operation === 'AttachPolicy' ? { name: 'AccessDeniedException', message: 'no' } : undefined,
  )
  await world.detach('deny', prod)
  await pass(5_000)
  await delivery(world, true)
  world.bus.send('sweep', { types: ['SERVICE_CONTROL_POLICY'], contents: 'all', coverage: [], because: [] })
  await pass(120_000)
  const key = `attach/SCP/deny/${prod}`
  expect(told(world.notices)).toEqual([`restored ${key}`, `refused ${key}`])
})

test('no message is longer than SQS takes in every partition, however long the events of a batch are', async () => {
  let longest = 0
  await begin({
    manifest: manifestOf([policy('deny', [root, prod])]),
    portsOf: (ports) => ({
      ...ports,
      send: async (queue, message, delay) => {
        longest = Math.max(longest, Buffer.byteLength(JSON.stringify(message)))
        return ports.send(queue, message, delay)
      },
    }),
  })
  const id = await world.idOf('deny')
  failing.set(({ operation }) => (operation.startsWith('List') ? { name: 'AccessDeniedException' } : undefined))
  for (let at = 0; at < 12; at++) {
    const event = detachEvent(id, prod)
    world.bus.publish({ ...event, detail: { ...event.detail, userAgent: 'x'.repeat(200_000) } })
  }
  await world.clock.advanceTo(world.clock.now() + minute)
  expect(longest).toBeLessThan(262_144)
})
