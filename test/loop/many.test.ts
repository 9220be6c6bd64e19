import { DetachPolicyCommand } from '@aws-sdk/client-organizations'
import { isNotice, type Message, noticesOf } from '../../core/notice/message.ts'
import { ownerTags } from '../../core/policy/ownership.ts'
import { calm, teller } from '../../loop/telling.ts'
import { delivery, firsts } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { memoryState } from '../support/memory-state.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'
import { recordsOf } from '../support/writes.ts'

// Somebody takes away all at once, AWS throttles, events come twice and processes die: what is restored, recorded and told is
// counted.

const minute = 60_000
const [policies, each] = [10, 50]
const all = policies * each
const accountId = (at: number) => String(200_000_000_000 + (at % 100))
const places = Array.from({ length: policies }, (_, at) => ({
  name: `deny-${at}`,
  id: `p-deny${String(at).padStart(6, '0')}`,
  targets: Array.from({ length: each }, (_, nth) => accountId(policies * at + nth)),
}))
const manifest = manifestOf(
  places.map(({ name, targets }) => policy(name, targets)),
  { audit: { identifiers: 'raw' } },
)
const keys = places.flatMap(({ name, targets }) => targets.map((id) => `attach/SCP/${name}/${id}`)).sort()

/** As the manifest says. */
const organization = () => {
  const document = smallOrganization()
  const [, sandbox] = document.root.organizational_units ?? []
  document.policies = manifest.policies.map(({ name, type, description, content }, at) => ({
    ...{ id: places[at]?.id ?? '', name, type, description, content, tags: ownerTags(name) },
  }))
  const on = (account: string) => places.flatMap(({ id, targets }) => (targets.includes(account) ? [id] : []))
  const accounts = Array.from({ length: 100 }, (_, at) => accountId(at))
  if (sandbox) sandbox.accounts = accounts.map((id) => ({ id, name: id, policies: ['p-FullAWSAccess', ...on(id)] }))
  return document
}

const failing = faults()
let world: World
afterEach(async () => {
  failing.clear()
  await world.close()
})

const later = async (milliseconds: number) => {
  await world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.settle()
}

/** What the emulator attached for holdfast, by its own log, in which each event stands twice. */
async function attached(): Promise<{ requestId: string; place: string }[]> {
  const text = await (await fetch(new URL('/_holdfast/events', world.emulator.url))).text()
  return [...new Set(text.split('\n').filter(Boolean))]
    .map((line) => JSON.parse(line).detail)
    .filter((detail) => detail.eventName === 'AttachPolicy' && detail.userIdentity?.accessKeyId === 'holdfast')
    .filter(({ errorCode }) => !errorCode)
    .map(({ requestID, requestParameters: { policyId, targetId } }) => ({
      requestId: requestID,
      place: `${policyId} ${targetId}`,
    }))
}

test(`${all} detaches at once, throttled, doubled, and four deaths: as many restores and records, and few messages`, async () => {
  const messages: { time: number; message: Message }[] = []
  /** The message after which a process dies, before it remembers that it told. */
  let last: Message | undefined
  let deaths = 0
  const state = memoryState({ now: () => world.clock.now() })
  world = await createWorld({
    ...{ manifest, organization: organization(), separate: true, paced: true, throttle: 'aws' },
    fault: failing.hook,
    emulator: () => ({ delivery: { duplicates: 1 } }),
    portsOf: (ports, name) => {
      const mail = async (message: Message) => {
        messages.push({ time: world.clock.now(), message })
        if (messages.length === 2) {
          last = message
          deaths += 1
          world.kill(name)
        }
        return `message-${messages.length}`
      }
      return { ...ports, state, notify: teller({ ...ports, state, mail }, manifest) }
    },
  })
  await delivery(world, true)
  for (const { id, targets } of places)
    for (const TargetId of targets) {
      await world.admin.send(new DetachPolicyCommand({ PolicyId: id, TargetId }))
      // As fast as AWS lets him.
      await world.clock.advanceTo(world.clock.now() + 500)
    }
  let writes = 0
  failing.set(({ operation }) => {
    if (operation !== 'AttachPolicy') return undefined
    writes += 1
    if (![40, 150, 260].includes(writes)) return undefined
    deaths += 1
    // One function after its write took effect, all of them before it, and one that gets its answer no more.
    world.kill(writes === 150 ? undefined : 'policy-drift')
    return writes === 40 ? { destroy: true, after: true } : writes === 150 ? { destroy: true } : undefined
  })
  await delivery(world, false)
  await world.settle()
  await later(15 * minute)
  await world.sweep()
  await later(80 * minute)
  await world.evidence()
  expect(deaths).toBe(4)

  const made = await attached()
  expect(made).toHaveLength(all)
  expect(new Set(made.map(({ place }) => place)).size).toBe(all)

  const outcomes = recordsOf(world, 'outcome')
  const done = outcomes.filter(({ data }) => data.result === 'done')
  const byRequest = ({ requestId, place }: { requestId: string | null; place: string }) => `${requestId} ${place}`
  expect(
    done
      .map(({ data: { requestId, policy, target } }) => byRequest({ requestId, place: `${policy.id} ${target}` }))
      .sort(),
  ).toEqual(made.map(byRequest).sort())
  expect(done.filter(({ data }) => data.late).length).toBeGreaterThanOrEqual(2)
  const closed = outcomes.map(({ data }) => data.intent).sort()
  expect(closed).toEqual(
    recordsOf(world, 'intent')
      .map(({ id }) => id)
      .sort(),
  )

  // Of what a process restored that died before it told, the next one tells that it is over. Told twice is what was told by
  // one that died before it remembered that, and nothing else.
  const told = firsts(messages.flatMap(({ message }) => noticesOf(message)))
  expect(new Set(told.map(({ incident }) => incident.state))).toEqual(new Set(['restored', 'over']))
  const counts = new Map<string, number>()
  for (const { incident } of told) counts.set(incident.key, (counts.get(incident.key) ?? 0) + 1)
  expect([...counts.keys()].sort()).toEqual(keys)
  const doubled = last ? noticesOf(last).map(({ incident }) => incident.key) : []
  expect(doubled.length).toBeGreaterThan(0)
  expect([...counts].filter(([, count]) => count > 1).sort()).toEqual(doubled.map((key) => [key, 2]).sort())

  const kinds = messages.map(({ message }) =>
    isNotice(message) ? 'run' : message.kind === 'daily' ? 'daily' : message.why,
  )
  const times = messages.flatMap(({ time }, at) => (kinds[at] === 'run' ? [time] : []))
  for (const time of times)
    expect(times.filter((one) => one >= time && one < time + calm.within).length).toBeLessThanOrEqual(calm.messages)
  const counted = (kind: string) => kinds.filter((one) => one === kind).length
  const [first = 0] = times
  const turns = Math.ceil((Math.max(...times.filter((time) => time < first + 15 * minute)) - first) / calm.within)
  // Who made what a sweep found first is one message more, and the sum of the day another one.
  expect(counted('run')).toBeLessThanOrEqual(turns * calm.messages + 1)
  expect(counted('gathered')).toBeLessThanOrEqual(turns + 1)
  expect(counted('daily')).toBe(1)
}, 100_000)
