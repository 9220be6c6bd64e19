import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import type { RecordData, RecordKind } from '../../core/audit/data.ts'
import type { Notice } from '../../core/event/incident.ts'
import { sweepOf } from '../../core/event/wiring.ts'
import { noticesOf } from '../../core/notice/message.ts'
import { withIdentities } from '../../loop/identities.ts'
import { delivery } from '../support/drift.ts'
import { exemption } from '../support/manifest.ts'
import { createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'

const prod = 'ou-ab12-22222222'
const account = '222222222222'
const minutes = 60_000
const each = policy('each', [], { eachAccountIn: [{ id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }] })
const manifest = manifestOf([policy('deny', ['r-ab12', prod, account]), each])

let world: World
afterEach(() => world.close())
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, ...options })
}

const said = <Kind extends RecordKind>(kind: Kind): RecordData[Kind][] =>
  world.auditRecords().flatMap(({ type, data }) => (type === `holdfast.${kind}.v1` ? (data as RecordData[Kind]) : []))

const later = (time: number) => world.clock.advanceTo(world.clock.now() + time)

test('each part of a sweep says what it looked at, and that nothing was missing', async () => {
  await begin()
  await world.sweep()
  const [targets, accounts, ...others] = said('sweep')
  expect(others).toEqual([])
  expect(targets).toMatchObject({
    trigger: 'sweep',
    looked: { targets: true, contents: ['SCP/deny', 'SCP/each'], accounts: [], accountsSince: null },
    counts: { policies: 2, targets: 3, accounts: 1, attachments: 3, missing: 0 },
    notRead: [],
  })
  expect(targets?.observed).toBe(targets?.desired)
  expect(accounts).toMatchObject({
    looked: { targets: false, contents: [], accounts: ['SCP/each'], accountsSince: accounts?.began },
    counts: { policies: 1, targets: 3, accounts: 3, attachments: 3, missing: 0 },
  })
  expect(accounts?.observed).toBe(accounts?.desired)
})

describe('what a sweep proves is what was there when it began', () => {
  test('it restores what was missing, and says that it was', async () => {
    await begin()
    await delivery(world, true)
    await world.detach('deny', prod)
    await world.detach('each', account)
    await world.sweep()
    expect(await world.targetsOf('deny')).toContain(prod)
    const [targets, accounts] = said('sweep')
    expect([targets?.counts, accounts?.counts]).toMatchObject([{ missing: 1 }, { missing: 1 }])
    expect(targets?.observed).not.toBe(targets?.desired)
    await world.sweep()
    const [again] = said('sweep').slice(2)
    expect([again?.observed, again?.desired]).toEqual([targets?.desired, targets?.desired])
  })

  test('a policy with another content is not there, wherever it is attached', async () => {
    const notified = manifestOf([policy('deny', ['r-ab12', prod], { mode: 'notify' })])
    await begin({ manifest: notified })
    await delivery(world, true)
    const Content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:*","Resource":"*"}]}'
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Content }))
    await world.sweep()
    const [only] = said('sweep')
    expect(only).toMatchObject({ looked: { targets: true, contents: ['SCP/deny'] }, counts: { missing: 2 } })
    expect(only?.observed).not.toBe(only?.desired)
    expect(said('observation').at(-1)?.found).toMatchObject([{ action: 'update-policy', held: 'notify' }])
  })

  test('what is not there because it is exempt is named, and spoils nothing else', async () => {
    const start = Date.parse('2026-11-21T12:00:00Z')
    const places = [prod, account].map((id) => exemption(`EX-${id}`, 'deny', id, start + minutes, start + 60 * minutes))
    await begin({ manifest: { ...manifest, exemptions: places } })
    await world.clock.advanceTo(start + minutes)
    await delivery(world, true)
    await world.detach('deny', prod)
    await world.sweep()
    const [targets] = said('sweep')
    expect(targets?.exempt).toEqual([{ policy: 'SCP/deny', target: prod }])
    expect(targets).toMatchObject({ looked: { targets: true }, counts: { attachments: 2, missing: 0 } })
    expect(targets?.observed).toBe(targets?.desired)
    await world.detach('deny', account)
    await world.detach('deny', 'r-ab12')
    await world.sweep()
    const again = said('sweep').filter(({ looked }) => looked.targets)[1]
    expect(again).toMatchObject({ counts: { attachments: 1, missing: 1 } })
    expect(again?.exempt?.map(({ target }) => target)).toEqual([prod, expect.stringMatching(/^acct_k1_/)])
  })

  test('a type that is switched off has nothing attached', async () => {
    await begin({ manifest: manifestOf([policy('deny', ['r-ab12', prod])]) })
    await delivery(world, true)
    const { DisablePolicyTypeCommand } = await import('@aws-sdk/client-organizations')
    const PolicyType = 'SERVICE_CONTROL_POLICY'
    await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType }))
    await world.sweep()
    expect(said('sweep')[0]).toMatchObject({ looked: { targets: true }, counts: { attachments: 2, missing: 2 } })
  })

  test('contents that are not due are not compared', async () => {
    await begin()
    world.bus.send('sweep', { ...sweepOf(manifest), contents: { part: 0, of: 4 }, coverage: [] })
    await world.settle()
    const [first] = said('sweep')
    for (const part of [1, 2, 3]) {
      world.bus.send('sweep', { ...sweepOf(manifest), contents: { part, of: 4 }, coverage: [] })
      await world.settle()
    }
    const contents = said('sweep').map(({ looked }) => looked.contents)
    expect(contents[0]).toEqual(first?.looked.contents)
    expect(contents.flat().sort()).toEqual(['SCP/deny', 'SCP/each'])
  })
})

test('what could not be read is no proof of anything', async () => {
  let isDenied = false
  const fault: WorldOptions['fault'] = ({ operation }) =>
    isDenied && operation === 'ListTargetsForPolicy' ? { name: 'AccessDeniedException', status: 400 } : undefined
  await begin({ fault, manifest: manifestOf([policy('deny', ['r-ab12', prod])]) })
  isDenied = true
  await world.sweep()
  const [only] = said('sweep')
  expect(only).toMatchObject({ looked: { targets: false }, counts: { missing: 0 }, notRead: ['not-read'] })
  expect(only?.observed).not.toBe(only?.desired)
})

test('a sweep that did not come to its end, or found another organization, proves nothing', async () => {
  let isFailing = false
  const fault: WorldOptions['fault'] = ({ operation }) =>
    isFailing && operation === 'DescribeOrganization'
      ? { name: 'ServiceException', status: 500 }
      : isFailing && operation === 'ListRoots'
        ? { name: 'AccessDeniedException', status: 400 }
        : undefined
  await begin({ fault })
  isFailing = true
  await world.sweep()
  expect(said('sweep')).toEqual([])
})

test('without pseudonyms nothing is proven, and restores go on', async () => {
  await begin({
    portsOf: (ports) => {
      const keys = async () => {
        throw new Error('The key is locked away')
      }
      return { ...ports, ...withIdentities({ audit: ports.audit, keys }, { keep: async () => {} }, ports) }
    },
  })
  await delivery(world, true)
  await world.detach('deny', account)
  await world.sweep()
  expect(await world.targetsOf('deny')).toContain(account)
  expect(said('sweep').filter(({ counts }) => counts.accounts > 0)).toEqual([])
  expect(said('outcome').at(-1)).toMatchObject({ target: 'acct_unavailable', result: 'done' })
})

describe('gaps', () => {
  const gaps = () => said('gap').filter(({ what }) => what === 'targets')

  test('before the first sweep nobody knows; two that come in time leave none; one that was missed does', async () => {
    await begin()
    await world.sweep()
    expect(gaps()).toMatchObject([{ from: null, why: 'no-sweep' }])
    const began = said('sweep')[0]?.began
    await later(20 * minutes)
    await world.sweep()
    expect(gaps()).toHaveLength(1)
    const before = said('sweep').filter(({ looked }) => looked.targets)[1]?.began
    await later(45 * minutes)
    await world.sweep()
    expect(gaps()[1]).toMatchObject({
      from: before,
      until: said('sweep').filter(({ looked }) => looked.targets)[2]?.began,
    })
    expect(before).not.toBe(began)
  })

  test('a state that is lost, or forged, makes the time before unknown and not none', async () => {
    await begin()
    await world.sweep()
    for (const row of [null, 'x', world.clock.now() + 60_000, -1]) {
      await world.ports.state.remove(['sweep/recorded/targets'])
      if (row !== null) await world.ports.state.put({ 'sweep/recorded/targets': row })
      await world.sweep()
      expect(gaps().at(-1)).toMatchObject({ from: null })
    }
    expect(gaps()).toHaveLength(5)
  })
})

describe('a trail that cannot be written', () => {
  /** The tries to write, and when; each hangs for five seconds. */
  async function hanging(): Promise<{ tries: number[]; told: Notice[] }> {
    const [tries, told]: [number[], Notice[]] = [[], []]
    await begin({
      portsOf: (ports) => ({
        ...ports,
        notify: async (message) => void told.push(...noticesOf(message)),
        audit: async () => {
          tries.push(world.clock.now())
          await ports.clock.sleep(5_000)
          throw new Error('No answer')
        },
      }),
    })
    return { tries, told }
  }

  test('that hangs is waited for once before a restore, and once more when all is done', async () => {
    const { tries, told } = await hanging()
    await delivery(world, true)
    for (const target of ['r-ab12', prod, account]) await world.detach('deny', target)
    await delivery(world, false)
    await world.settle()
    expect(await world.targetsOf('deny')).toHaveLength(3)
    const alarms = told.filter(({ incident }) => incident.key === 'audit-not-written')
    const runs = alarms.length
    // One of the runs is the heartbeat's.
    expect(tries.length).toBeLessThanOrEqual(2 * runs)
    expect(told[0]?.incident.state).toBe('restored')
  })

  test('and works again at the end of the run has all of it, in order', async () => {
    let tries = 0
    await begin({
      portsOf: (ports) => ({
        ...ports,
        audit: async (records) => {
          tries += 1
          if (tries === 1) throw new Error('Once')
          await ports.audit(records)
        },
      }),
    })
    await world.detach('deny', prod)
    await world.settle()
    const kinds = world
      .deeds()
      .slice(-3)
      .map(({ type }) => type)
    expect(kinds).toEqual(['holdfast.observation.v1', 'holdfast.intent.v1', 'holdfast.outcome.v1'])
    expect(world.notices.map(({ incident }) => incident.key)).not.toContain('audit-not-written')
  })
})
