import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nowhere } from '../../core/event/scope.ts'
import type { Manifest } from '../../core/manifest.ts'
import { enforce } from '../../loop/enforce.ts'
import { delivery, detachEvent, told } from '../support/drift.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

const prod = 'ou-ab12-22222222'
const account = '222222222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod, account])])

let world: World
afterEach(() => world.close())
const begin = async (wanted: Manifest = manifest) => {
  world = await createWorld({ manifest: wanted })
}

interface Shown {
  id: string
  type: string
  time: string
  data: {
    action?: string
    target?: string
    result?: string
    policy?: { name: string; id: string | null }
    run?: string
    incident?: string
    intent?: string | null
    requestId?: string | null
    times?: { event: string | null; found: string | null; written: string | null }
    found?: { incident: string; since: string | null; held: string | null }[]
  }
}
const records = (): Shown[] => world.deeds() as unknown as Shown[]
const ofKind = (kind: string) => records().filter(({ type }) => type === `holdfast.${kind}.v1`)

/** Every byte below the audit directory, names included. */
function everyByte(): string {
  const folder = join(world.directory, 'audit')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isFile() ? path + readFileSync(path, 'latin1') : path))
    .join('\n')
}

/** The audit directory cannot be written, whoever runs the test: a file stands in its place. */
function block(): void {
  rmSync(join(world.directory, 'audit'), { recursive: true })
  writeFileSync(join(world.directory, 'audit'), '')
}

test('every write has its intent before and its outcome after it', async () => {
  world = await createWorld({ manifest, applied: false })
  const seen: string[] = []
  const { organizations } = world.ports
  const { apply } = organizations
  organizations.apply = async (wanted, change, created) => {
    seen.push(change.key)
    const intents = ofKind('intent').map(({ data }) => `${data.action} ${data.policy?.name}`)
    expect(intents).toContain(`${change.action} ${change.policy.name}`)
    expect(ofKind('outcome')).toHaveLength(0)
    return apply(wanted, change, created)
  }
  await world.apply(manifest)
  expect(seen).toHaveLength(4)
  const steps = (kind: string) => ofKind(kind).map(({ data }) => [data.action, data.policy?.name, data.target])
  expect(steps('outcome')).toEqual(steps('intent'))
  expect(steps('intent')).toHaveLength(4)
  expect(ofKind('outcome').map(({ data }) => data.result)).toEqual(['done', 'done', 'done', 'done'])
  expect(ofKind('outcome').map(({ data }) => data.policy?.id)).toEqual(Array(4).fill(await world.idOf('deny')))
})

test('a restore is recorded: what was seen, what was meant, what came of it', async () => {
  await begin()
  const before = records().length
  await world.detach('deny', account)
  await world.settle()
  const made = records().slice(before)
  expect(made.map(({ type }) => type)).toEqual(['holdfast.observation.v1', 'holdfast.intent.v1', 'holdfast.outcome.v1'])
  expect(made[0]).toMatchObject({
    specversion: '1.0',
    source: 'urn:holdfast:o-exampleorg',
    dataschema: 'urn:holdfast:audit:1',
    data: {
      trigger: 'event',
      found: [{ action: 'attach', reason: 'not-attached' }],
      events: [{ name: 'DetachPolicy', actor: { type: 'IAMUser' } }],
    },
  })
  expect(made[1]?.data.target).toMatch(/^acct_k1_[A-Z2-7]{26}$/)
})

test('records of one drift share their run and the name of the incident, and tell its times and the request', async () => {
  await begin()
  const before = records().length
  await world.clock.advanceTo(world.clock.now() + 60_000)
  await world.detach('deny', account)
  const detached = new Date(world.clock.now()).toISOString()
  await world.settle()
  const [seen, meant, came, ...rest] = records().slice(before)
  expect(rest).toEqual([])
  expect(new Set([seen, meant, came].map((one) => one?.data.run)).size).toBe(1)
  expect(meant?.data.incident).toMatch(/^incident_k1_[A-Z2-7]{26}$/)
  expect([seen?.data.found?.[0]?.incident, came?.data.incident]).toEqual(Array(2).fill(meant?.data.incident))
  expect(seen?.data.found).toMatchObject([{ since: detached, held: null }])
  expect(came?.data).toMatchObject({ intent: meant?.id, result: 'done', times: { event: detached } })
  const { found, written } = came?.data.times ?? {}
  expect([detached, found, written, came?.time].sort()).toEqual([detached, found, written, came?.time])
  const events = await (await fetch(new URL('/_holdfast/events', world.emulator.url))).text()
  const attach = events.split('\n').filter((line) => line.includes('"AttachPolicy"'))
  expect(came?.data.requestId).toBe(JSON.parse(attach.at(-1) ?? '{}').detail.requestID)
})

test('an incident keeps its name as long as it is open, and gets another one when it is opened again', async () => {
  const notified = manifestOf([policy('deny', [prod], { mode: 'notify' })])
  await begin(notified)
  const names = () => ofKind('observation').flatMap(({ data }) => data.found?.map(({ incident }) => incident) ?? [])
  await world.detach('deny', prod)
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
  await world.sweep()
  expect(names()).toEqual([names()[0], names()[0]])
  expect(ofKind('observation').flatMap(({ data }) => data.found ?? [])).toMatchObject(Array(2).fill({ held: 'notify' }))
  await world.apply(notified)
  await world.sweep()
  await world.detach('deny', prod)
  await world.settle()
  expect(new Set(names()).size).toBe(2)
})

test('an event that leads nowhere leaves no record', async () => {
  await begin()
  const before = records().length
  world.bus.send('policy-drift', detachEvent(await world.idOf('deny'), prod))
  await world.clock.until(world.bus.idle())
  expect(records()).toHaveLength(before)
})

const personal = [account, '111111111111', 'mallory', '127.0.0.1', 'arn:aws:']

test('no account, principal, session or address stands in the trail as it is', async () => {
  await begin()
  for (const target of ['r-ab12', prod, account]) await world.detach('deny', target)
  await world.settle()
  await world.sweep()
  const bytes = everyByte()
  expect(bytes).toContain('DetachPolicy')
  expect(bytes).toMatch(/principal_k1_[A-Z2-7]{26}/)
  expect(personal.filter((value) => bytes.includes(value))).toEqual([])
})

test('they do where the manifest says raw', async () => {
  await begin({ ...manifest, audit: { identifiers: 'raw' } })
  await world.detach('deny', account)
  await world.settle()
  const bytes = everyByte()
  expect(personal.filter((value) => !bytes.includes(value))).toEqual([])
})

test('an audit directory that cannot be written stops no restore, and is told as critical', async () => {
  await begin()
  block()
  await world.detach('deny', prod)
  await world.settle()
  expect(await world.targetsOf('deny')).toContain(prod)
  expect(told(world.notices)).toContain(`restored attach/SCP/deny/${prod}`)
  const [notice] = world.notices.filter(({ incident }) => incident.key === 'audit-not-written')
  expect(notice).toMatchObject({ incident: { severity: 'critical', state: 'open' } })
  expect(notice?.detail).toMatch(/ENOTDIR|EEXIST/)
  rmSync(join(world.directory, 'audit'))
  mkdirSync(join(world.directory, 'audit'))
})

test('a key for pseudonyms that cannot be had stops no restore either', async () => {
  await begin()
  const keys = async (): Promise<string> => {
    throw new Error('The key is locked away')
  }
  await delivery(world, true)
  await world.detach('deny', account)
  const scope = { ...nowhere, pairs: [{ policyId: (await world.idOf('deny')) ?? '', targetId: account }] }
  const run = enforce({ ...world.ports, keys }, manifest, {
    kind: 'event',
    scope,
    events: [],
    deadline: world.clock.now() + 120_000,
    began: world.clock.now(),
    isDue: false,
  })
  expect((await world.clock.until(run)).outcomes).toMatchObject([{ outcome: { result: 'done' } }])
  expect(world.notices.map(({ detail }) => detail)).toContain('The key is locked away')
})
