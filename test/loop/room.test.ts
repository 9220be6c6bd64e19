import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import type { OrganizationDocument } from '../../emulator/index.ts'
import { delivery, told } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

// Slots that strangers took.

const scp = 'SERVICE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'
const strangers = Array.from({ length: 16 }, (_, at) => ({ id: `p-stranger${at}`, name: `stranger-${at}` }))
const organization = (named = (name: string) => name): OrganizationDocument => ({
  ...smallOrganization(),
  policies: strangers.map(({ id, name }, at) => ({ id, name: named(name), type: scp, content: content(`x${at}:*`) })),
})
const failing = faults()

let world: World
afterEach(() => world.close())
const begin = async (evict: boolean, named?: (name: string) => string) => {
  failing.clear()
  const manifest = manifestOf([policy('deny', [prod], { evict }), policy('beside', [prod])])
  world = await createWorld({ manifest, organization: organization(named), fault: failing.hook })
  await world.sweep()
}
const crowdOut = async (others: number[]) => {
  await world.detach('deny', prod)
  for (const at of others) await world.attach(`p-stranger${at}`, prod)
}
const isThere = async (name: string) => (await world.targetsOf(name)).includes(prod)
const eight = [0, 1, 2, 3, 4, 5, 6, 7]

test('room is made though another policy cannot be mended', async () => {
  await begin(true)
  await delivery(world, true)
  await crowdOut(eight)
  await world.admin.send(
    new UpdatePolicyCommand({ PolicyId: await world.idOf('beside'), Content: content('nothing:*') }),
  )
  failing.set(({ operation }) =>
    operation === 'UpdatePolicy' ? { name: 'AccessDeniedException', message: 'no' } : undefined,
  )
  for (let at = 0; at < 3; at++) {
    await world.sweep()
    await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
  }
  expect(await isThere('deny')).toBe(true)
})

test('nothing is evicted for what is not attached then', async () => {
  await begin(true)
  await delivery(world, true)
  await crowdOut(eight)
  await world.sweep()
  expect(await isThere('deny')).toBe(true)
  await world.clock.advanceTo(world.clock.now() + 5_000)
  const before: string[] = []
  await world.detach('deny', prod)
  await world.attach('p-stranger8', prod)
  for (const { name } of strangers) if (await isThere(name)) before.push(name)
  await world.sweep()
  const after: string[] = []
  for (const { name } of strangers) if (await isThere(name)) after.push(name)
  expect((await isThere('deny')) || after.length === before.length).toBe(true)
})

test('that all slots are taken is told once, however long the names of those who took them', async () => {
  const long = (name: string, length = 127) => `${name}-${'x'.repeat(length - name.length)}`
  const path = Array.from({ length: 5 }, (_, at) => long(`ou${at}`)).join(':')
  const deny = { ...policy(long('deny'), []), targets: [{ id: prod, path }] }
  const beside = policy(long('beside'), [prod])
  const manifest = manifestOf([deny, beside])
  world = await createWorld({ manifest, organization: organization((name) => long(name)) })
  await delivery(world, true)
  await world.detach(deny.name, prod)
  for (const at of eight) await world.attach(`p-stranger${at}`, prod)
  for (let at = 0; at < 3; at++) await world.sweep()
  expect(told(world.notices)).toEqual([`refused attach/SCP/${deny.name}/${prod}`])
})
