import { createClient } from '../../aws/client.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import type { SweepMessage } from '../../core/event/sweep.ts'
import { limits, sweepOf } from '../../core/event/wiring.ts'
import { ownerTags } from '../../core/policy/ownership.ts'
import type { Calls } from '../../core/ports.ts'
import type { OrganizationDocument } from '../../emulator/index.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { delivery, told } from '../support/drift.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

// A sweep of 10,000 accounts on virtual time: a function of 15 minutes, paced as in AWS, that goes on by messages.

const accounts = 10_000
const pages = accounts / 20
const each = [{ id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }]
const policies = ['alpha', 'beta', 'gamma'].map((name) => policy(name, [], { eachAccountIn: each }))
const manifest = manifestOf([...policies, policy('root', ['r-ab12'])])
const ids = new Map(manifest.policies.map(({ name }, at) => [name, `p-policy${at}00`]))
const idOf = (name: string) => ids.get(name) ?? ''
const accountId = (at: number) => String(200_000_000_000 + at)

/** 10,000 accounts in 50 OUs, everything attached; but what some accounts lack. */
function organization(lacks: (at: number) => string[] = () => []): OrganizationDocument {
  const attached = (at: number) =>
    ['alpha', 'beta', 'gamma'].filter((name) => !lacks(at).includes(name)).map((name) => idOf(name))
  return {
    ...smallOrganization(),
    root: {
      id: 'r-ab12',
      policies: ['p-FullAWSAccess', idOf('root')],
      accounts: [{ id: '111111111111', name: 'management' }],
      organizational_units: Array.from({ length: 50 }, (_, unit) => ({
        id: `ou-ab12-${String(unit).padStart(8, '0')}`,
        name: `Unit ${unit}`,
        accounts: Array.from({ length: accounts / 50 }, (_, place) => unit * (accounts / 50) + place).map((at) => ({
          id: accountId(at),
          name: `account-${at}`,
          policies: ['p-FullAWSAccess', ...attached(at)],
        })),
      })),
    },
    policies: manifest.policies.map(({ name, type, description, content }) => ({
      ...{ id: idOf(name), name, type, description, content },
      tags: ownerTags(name),
    })),
  }
}

let world: World
afterEach(() => world.close())

/** Runs a sweep to its end, each part of it in a function that lives as long as the one before or is new. */
async function sweep(message: SweepMessage, { isCold = false } = {}) {
  const { clock, emulator } = world
  const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: emulator.url } })
  client.middlewareStack.add((next) => (args) => clock.track(next(args)), { step: 'finalizeRequest' })
  const connect = () => createOrganizations({ client, clock, random: () => 0.5, pace: limits.sweep.pace })
  let organizations = connect()
  const counts: Calls[] = []
  const minutes: number[] = []
  const queue = [message]
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (isCold) organizations = connect()
    const before = organizations.calls()
    const started = clock.now()
    const handle = createSweep({
      ...world.ports,
      organizations,
      manifest,
      extend: async () => {},
      send: async (_, rest) => void queue.push(JSON.parse(JSON.stringify(rest))),
    })
    const Records = [{ messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify(next) }]
    expect(await clock.until(handle({ Records }))).toEqual({ batchItemFailures: [] })
    minutes.push((clock.now() - started) / 60_000)
    counts.push(
      Object.fromEntries(
        Object.entries(organizations.calls()).map(([name, count]) => [name, count - (before[name] ?? 0)]),
      ),
    )
  }
  client.destroy()
  const calls: Calls = {}
  for (const one of counts) for (const [name, count] of Object.entries(one)) calls[name] = (calls[name] ?? 0) + count
  return { calls, minutes, runs: counts.length }
}

/** Calls that came faster than AWS allows. */
const throttled = async () => (await fetch(new URL('/_holdfast/throttled', world.emulator.url))).json()

test('nothing is missing: a list of accounts, three of targets, and no more than a hundred other calls', async () => {
  world = await createWorld({ manifest, organization: organization(), applied: false, throttle: 'aws' })
  const { calls, minutes, runs } = await sweep(sweepOf(manifest))
  const { ListAccounts, ListTargetsForPolicy = 0, ...others } = calls
  expect(ListAccounts).toBe(pages + 1)
  expect(ListTargetsForPolicy - 3 * pages).toBeLessThanOrEqual(3)
  expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(100)
  expect(runs).toBeGreaterThan(1)
  expect(Math.max(...minutes)).toBeLessThan(14)
  expect(world.notices).toEqual([])
  expect(await throttled()).toEqual({})
})

test('what is missing is attached once, in as many runs as it takes, and each run ends in time', async () => {
  const lacks = (at: number) => [...(at % 20 === 0 ? ['alpha'] : []), ...(at % 100 === 1 ? ['gamma'] : [])]
  world = await createWorld({ manifest, organization: organization(lacks), applied: false, throttle: 'aws' })
  await delivery(world, true)
  await world.detach('root', 'r-ab12')
  const { calls, minutes, runs } = await sweep(sweepOf(manifest))
  expect(calls.AttachPolicy).toBe(accounts / 20 + accounts / 100 + 1)
  expect(Math.max(...minutes)).toBeLessThan(15)
  expect(runs).toBeGreaterThan(2)
  // The accounts are read once, however many runs it takes.
  expect(calls.ListAccounts).toBe(pages + 1)
  expect(await throttled()).toEqual({})
  const alpha = await world.clock.until(world.ports.organizations.reader.targets(idOf('alpha')))
  const gamma = await world.clock.until(world.ports.organizations.reader.targets(idOf('gamma')))
  expect([alpha?.length, gamma?.length]).toEqual([accounts, accounts])
  expect(told(world.notices).filter((text) => !text.startsWith('restored attach/'))).toEqual([])
  expect(new Set(told(world.notices)).size).toBe(accounts / 20 + accounts / 100 + 1)
  // The widest comes first.
  expect(told(world.notices)[0]).toBe('restored attach/SCP/root/r-ab12')
}, 120_000)

test('a function that is new each time reads the accounts anew, and comes to the end as well', async () => {
  world = await createWorld({
    manifest,
    organization: organization((at) => (at === 7 ? ['gamma'] : [])),
    applied: false,
  })
  const { calls, runs } = await sweep(sweepOf(manifest), { isCold: true })
  expect(calls.ListAccounts).toBe(runs * (pages + 1))
  expect(told(world.notices)).toEqual([`restored attach/SCP/gamma/${accountId(7)}`])
})
