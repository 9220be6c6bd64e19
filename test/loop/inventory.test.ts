import { MoveAccountCommand } from '@aws-sdk/client-organizations'
import type { RecordData, RecordKind } from '../../core/audit/data.ts'
import { sha256 } from '../../core/digest.ts'
import type { Organization } from '../../core/organization/organization.ts'
import { nothingRead } from '../../core/organization/organization.ts'
import { OrganizationMismatch } from '../../core/ports.ts'
import { takeInventory } from '../../loop/inventory.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

const prod = 'ou-ab12-22222222'
const each = policy('each', [], {
  eachAccountIn: [{ id: 'r-ab12', path: 'Root', joinedAfter: 0, except: ['444444444444'] }],
})
const manifest = manifestOf([policy('deny', ['r-ab12', prod, '222222222222']), each])

let world: World
afterEach(() => world.close())
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, ...options })
}
const said = <Kind extends RecordKind>(kind: Kind): RecordData[Kind][] =>
  world.auditRecords().flatMap(({ type, data }) => (type === `holdfast.${kind}.v1` ? (data as RecordData[Kind]) : []))
const take = (ports = world.ports) => world.clock.until(takeInventory({ ...ports, clock: world.clock }, manifest))
const day = 24 * 60 * 60_000

test('once a day accounts and OUs are recorded, and what the manifest wants of them', async () => {
  await begin()
  await take()
  const [inventory, ...others] = said('inventory')
  expect(others).toEqual([])
  const { keys } = world.ports
  expect(inventory).toMatchObject({ day: '2026-11-21', part: 1, parts: 1 })
  expect(inventory?.accounts).toContainEqual({
    account: await keys('acct', '222222222222'),
    path: ['r-ab12', 'ou-ab12-11111111', prod],
    state: 'ACTIVE',
    joined: null,
  })
  expect(inventory?.accounts).toHaveLength(4)
  expect(inventory?.units).toContainEqual({ id: prod, parent: 'ou-ab12-11111111', name: 'Prod' })
  expect(said('desired')).toMatchObject([
    {
      policies: [
        {
          name: 'deny',
          content: sha256(manifest.policies[0]?.content ?? ''),
          targets: ['r-ab12', prod, await keys('acct', '222222222222')],
        },
        {
          name: 'each',
          eachAccountIn: [
            { target: 'r-ab12', joinedAfter: '1970-01-01T00:00:00.000Z', except: [await keys('acct', '444444444444')] },
          ],
        },
      ],
    },
  ])
  await world.admin.send(
    new MoveAccountCommand({
      ...{ AccountId: '222222222222', SourceParentId: prod, DestinationParentId: 'ou-ab12-33333333' },
    }),
  )
  await take()
  expect(said('inventory')).toHaveLength(1)
  await world.clock.advanceTo(world.clock.now() + day)
  await take()
  const moved = said('inventory')[1]?.accounts.find(({ path }) => path.includes('ou-ab12-33333333'))
  expect([said('inventory').length, moved?.path.at(-1)]).toEqual([2, 'ou-ab12-33333333'])
})

test('an inventory that failed is taken by the next that comes', async () => {
  let isDenied = false
  const fault: WorldOptions['fault'] = ({ operation }) =>
    isDenied && operation === 'ListAccounts' ? { name: 'AccessDeniedException', status: 400 } : undefined
  await begin({ fault })
  isDenied = true
  await expect(take()).rejects.toThrow('ListAccounts')
  isDenied = false
  await take()
  // Another one is at it, says the state.
  expect(said('inventory')).toEqual([])
  await world.clock.advanceTo(world.clock.now() + 30 * 60_000)
  await take()
  expect(said('inventory')).toHaveLength(1)
})

test('without a place to write to, or pseudonyms, there is none, and that is loud', async () => {
  await begin()
  const broken = async (): Promise<never> => {
    throw new Error('No')
  }
  await expect(take({ ...world.ports, audit: broken })).rejects.toThrow('2026-11-21')
  await world.clock.advanceTo(world.clock.now() + 30 * 60_000)
  await expect(take({ ...world.ports, keys: broken })).rejects.toThrow('2026-11-21')
  await world.clock.advanceTo(world.clock.now() + 30 * 60_000)
  await take()
  expect(said('inventory').at(-1)?.accounts[0]?.account).toMatch(/^acct_k1_/)
})

test('another organization is not taken', async () => {
  await begin()
  const tree = async (): Promise<Organization> => nothingRead('o-another0000', '999999999999')
  const organizations = { ...world.ports.organizations, tree }
  await expect(take({ ...world.ports, organizations })).rejects.toThrow(OrganizationMismatch)
})

test('many accounts come in parts that each are a segment', async () => {
  await begin()
  const accounts = Array.from({ length: 1_201 }, (_, at) => ({
    ...{ id: String(100_000_000_000 + at), name: `a${at}`, parentId: 'r-ab12', state: 'ACTIVE', joined: null },
  }))
  const tree = async (): Promise<Organization> => ({ ...nothingRead('o-exampleorg', ''), accounts })
  let segments = 0
  const audit: typeof world.ports.audit = async (records) => {
    segments += 1
    await world.ports.audit(records)
  }
  await take({ ...world.ports, audit, organizations: { ...world.ports.organizations, tree } })
  const parts = said('inventory')
  expect(parts.map(({ part, parts, accounts }) => [part, parts, accounts.length])).toEqual([
    [1, 3, 500],
    [2, 3, 500],
    [3, 3, 201],
  ])
  expect(segments).toBe(4)
})

describe('a deployment', () => {
  test('is recorded by its first sweep, once, with the manifest that it brought', async () => {
    const review = {
      author: 'dev@example.com',
      pullRequest: 'https://git.example.com/pr/7',
      approvers: ['lead@example.com'],
      checks: [{ name: 'test', result: 'success' }],
    }
    const person = expect.stringMatching(/^principal_k1_[A-Z2-7]{26}$/)
    const people = { author: person, approvers: [person] }
    await begin({ manifest: { ...manifest, commit: 'abc', review } })
    await world.sweep()
    await world.sweep()
    const [one] = said('deployment')
    expect(one).toMatchObject({ generation: 1, commit: 'abc', review: { ...review, ...people } })
    expect(JSON.stringify(world.auditRecords())).not.toMatch(/(dev|lead)@/)
    expect(said('desired')).toHaveLength(1)
  })

  test('of which the pipeline stored nothing has none, and not an empty one', async () => {
    await begin()
    await world.sweep()
    expect(said('deployment')).toMatchObject([{ review: null }])
  })

  test('that is not the present one is not recorded', async () => {
    await begin()
    await world.ports.state.put({ generation: { current: 2, highest: 2 } })
    await world.sweep()
    expect(said('deployment')).toEqual([])
  })
})
