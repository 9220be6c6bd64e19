import { join } from 'node:path'
import { MoveAccountCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { PutParameterCommand } from '@aws-sdk/client-ssm'
import { ulid } from 'ulid'
import { suspensionParameter } from '../../core/suspend/written.ts'
import { logged } from '../../handlers/log.ts'
import { folderIdentities } from '../../local/identities.ts'
import { fileKeys } from '../../local/keys.ts'
import { activate } from '../../loop/activate.ts'
import { withIdentities } from '../../loop/identities.ts'
import { takeInventory } from '../../loop/inventory.ts'
import { everyFile, leaksIn } from '../support/leaks.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// A day of a small organization, and then a search of all that was written for who and what was in it.

const [root, prod, nonProd, sandbox] = ['r-ab12', 'ou-ab12-22222222', 'ou-ab12-33333333', 'ou-ab12-44444444']
const [payments, test1, box] = ['222222222222', '333333333333', '444444444444']

const role = 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b'
const session = 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/jane.doe+büro@example.com'
const [address, six] = ['203.0.113.77', '2001:db8::7:77']

/** By kind: what must be nowhere. */
const known = {
  acct: ['111111111111', payments, payments.replace(/(.{4})(.{4})/, '$1-$2-'), test1, box],
  principal: [role, 'AWSReservedSSO_Admin'],
  session: [session, 'jane.doe'],
  ip: [address, six],
}
const values = Object.values(known).flat()

const manifest = {
  ...manifestOf([
    policy('deny', [root, prod, payments]),
    policy('each', [], { eachAccountIn: [{ id: sandbox, path: 'Sandbox', joinedAfter: null, except: [test1] }] }),
  ]),
  review: { author: 'jane.doe@example.com', pullRequest: null, approvers: ['jane.doe'], checks: [] },
}

/** Of what people did CloudTrail tells a session of the Identity Center. */
function bySomebody(event: unknown, from: string): unknown {
  const { detail, ...rest } = event as { detail: { userIdentity?: { userName?: string } } }
  if (!['mallory', 'breakglass'].includes(detail.userIdentity?.userName ?? '')) return event
  const userIdentity = { type: 'AssumedRole', arn: session, sessionContext: { sessionIssuer: { arn: role } } }
  return { ...rest, detail: { ...detail, userIdentity, sourceIPAddress: from } }
}

let world: World
const lines: string[] = []
beforeAll(async () => {
  let events = 0
  world = await createWorld({
    manifest,
    intercept: (event) => {
      events += 1
      world.bus.publish(bySomebody(event, events % 2 === 0 ? address : six))
    },
    portsOf: (ports, name) => {
      let heard: Pick<typeof ports, 'ignored' | 'ran'> = ports
      const passed = { batchItemFailures: [] }
      logged(
        name,
        (given) => {
          heard = given
          return async () => passed
        },
        (line) => lines.push(line),
      )
      return { ...ports, ...heard, ...withIdentities(ports, { keep: (raw) => identities().keep(raw) }, ports) }
    },
  })
  await day()
})
afterAll(() => world?.close())

const identities = () =>
  folderIdentities({
    ...{ folder: join(world.directory, 'identities'), keys: join(world.directory, 'key'), days: 550 },
    ...{ clock: world.clock, id: ulid },
  })

async function day(): Promise<void> {
  for (const target of [root, prod, payments]) await world.detach('deny', target)
  await world.settle()
  const PolicyId = (await world.idOf('deny')) ?? ''
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') }))
  await world.settle()
  const move = { AccountId: test1, SourceParentId: nonProd, DestinationParentId: sandbox }
  await world.admin.send(new MoveAccountCommand(move))
  await world.settle()
  const written = `jane.doe@example.com has none in ${payments.replace(/(.{4})(.{4})/, '$1-$2-')} (${test1}) since two`
  const Value = JSON.stringify({ reason: written, ticket: 'INC-7' })
  const Name = suspensionParameter(PolicyId, payments)
  await world.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }))
  await world.settle()
  await world.detach('deny', payments)
  await world.settle()
  await world.sweep()
  const send = async (...[queue, message, delay]: Parameters<World['bus']['send']>) =>
    world.bus.send(queue, message, delay)
  const asked = { manifest: manifest.digest, generation: 1, expect: '' }
  await world.clock.until(activate({ ...world.ports, send }, manifest, asked, world.clock.now() + 600_000))
  await world.settle()
  await world.clock.until(takeInventory(world.ports, manifest))
  await world.clock.advanceTo(world.clock.now() + 5 * 60 * 60_000)
  await world.settle()
  await world.sweep()
}

const trail = () =>
  Object.entries(everyFile(join(world.directory, 'audit')))
    .flat()
    .join('\n')

test('the trail tells of all of them, under pseudonyms', () => {
  const kinds = new Set(world.auditRecords().map(({ type }) => type))
  for (const kind of ['observation', 'intent', 'outcome', 'suspension', 'inventory', 'desired', 'deployment'])
    expect(kinds).toContain(`holdfast.${kind}.v1`)
  for (const kind of Object.keys(known)) expect(trail()).toMatch(new RegExp(`"${kind}_k1_[A-Z2-7]{26}"`))
})

test('no plan is named by a digest that could be made from each account id', () => {
  const plans = world.auditRecords().flatMap(({ data }) => (data as { plan?: string | null }).plan ?? [])
  expect(plans.length).toBeGreaterThan(3)
  for (const plan of plans) expect(plan).toMatch(/^plan_k1_[A-Z2-7]{26}$/)
})

test('none of them stands anywhere in what was written, in no form, but in the state', () => {
  const written = everyFile(world.directory)
  const leaks = Object.entries(written).map(([path, text]) => [path, leaksIn(`${path}\n${text}`, values)] as const)
  expect(Object.keys(written).filter((path) => path.startsWith('identities')).length).toBeGreaterThan(0)
  // The table of the state is a declared place of raw values: docs/evidence.md.
  expect(leaks.filter(([path, found]) => path !== 'state.json' && found.length > 0)).toEqual([])
  expect(Object.fromEntries(leaks)['state.json']).toContain(payments)
})

test('none of them stands in a line of the log', () => {
  expect(lines.length).toBeGreaterThan(5)
  expect(leaksIn(lines.join(''), values)).toEqual([])
})

test('what was kept aside gives each of them back', async () => {
  const keys = fileKeys(join(world.directory, 'key'), manifest.organization.id)
  const sought = [
    ...(['acct', 'acct', 'principal', 'session', 'ip', 'ip'] as const).map(
      (kind, at) => [kind, [payments, test1, role, session, address, six][at] ?? ''] as const,
    ),
  ]
  const { find } = identities()
  for (const [kind, value] of sought) expect(await find(await keys(kind, value))).toBe(value)
})

test.each([
  ['as it is', payments],
  ['in the middle of base64', Buffer.from(`{"a":"${payments}"}`).toString('base64')],
  ['in base64 one byte later', Buffer.from(` {"a":"${payments}"}`).toString('base64')],
  ['in base64 two bytes later', Buffer.from(`  {"a":"${payments}"}`).toString('base64')],
  ['in base64 for URLs', Buffer.from(`??>${payments}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(payments).toString('hex').toUpperCase()],
  ['in JSON escapes', [...payments].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
  ['in percents', [...payments].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')],
])('a value %s would be found', (_, text) => {
  expect(leaksIn(`…${text}…`, [payments])).toEqual([payments])
})
