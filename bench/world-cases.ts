import { wiring } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Calls } from '../core/ports.ts'
import { callEvent } from '../test/support/events.ts'
import { total } from './figures.ts'
import {
  accountId,
  crowd,
  foreign,
  manifestFor,
  organizationFor,
  plannedManifest,
  policyId,
  type Size,
  unitId,
} from './organization.ts'
import { createWorld, isRead, type World } from './world.ts'

export interface WorldCase {
  about: string
  manifest?: (size: Size) => Manifest
  /** What the organization lacks at the beginning. */
  lacks?: Parameters<typeof organizationFor>[2]
  /** What is not measured. */
  before?: (world: World, manifest: Manifest) => Promise<void>
  work: (world: World, manifest: Manifest) => Promise<unknown>
}

const minute = 60_000

/** The schedule that looks at targets, and the one that looks at accounts. */
const [fast, full] = [0, 1]

/** Both sweeps have been, as other processes; then an hour passes. */
async function swept(world: World): Promise<void> {
  await world.schedule(fast)
  await world.schedule(full)
  world.restart()
  await world.pass(60 * minute)
}

const detach = (world: World, PolicyId: string, TargetId: string) => world.act('DetachPolicy', { PolicyId, TargetId })

const targetNamed = ({ policies }: Manifest, at: number): string =>
  policies.find(({ name }) => name === 'guardrail-07')?.targets[at]?.id ?? ''

const detachNamed = (world: World, manifest: Manifest, at: number) =>
  detach(world, policyId(manifest, 'guardrail-07'), targetNamed(manifest, at))

const detachForeign = (world: World) => detach(world, foreign.id, 'r-ab12')

/** The event of a foreign policy that is detached and attached again. */
const foreignEvent = async (world: World): Promise<void> => {
  await detachForeign(world)
  await world.deliver()
  await world.act('AttachPolicy', { PolicyId: foreign.id, TargetId: 'r-ab12' })
}

function* foreignEvents(count: number): Generator<unknown> {
  for (let at = 0; at < count; at++) {
    const policyId = crowd[at % crowd.length]?.id
    yield callEvent({ requestParameters: { policyId, targetId: unitId(at % 100) } })
  }
}

const disableType = (world: World) =>
  world.act('DisablePolicyType', { RootId: 'r-ab12', PolicyType: 'SERVICE_CONTROL_POLICY' })

const plan = (world: World, manifest: Manifest) => world.plan(manifest)
const planned = { manifest: plannedManifest }
const edited = (manifest: Manifest): Manifest => ({
  ...manifest,
  policies: manifest.policies.map((one) => ({
    ...one,
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'other:*', Resource: '*' }],
    }),
  })),
})

/** Each is measured on an organization of each size, as the manifest says unless something is lacking. */
export const worldCases: Readonly<Record<string, WorldCase>> = {
  'detach-cold': {
    about: 'one detach of a policy from an OU, seen by a process that knows nothing',
    async before(world, manifest) {
      await swept(world)
      await detachNamed(world, manifest, 0)
    },
    work: (world) => world.deliver(),
  },
  'detach-warm': {
    about: 'the second detach of the same policy, seen by the same process',
    async before(world, manifest) {
      await swept(world)
      await detachNamed(world, manifest, 0)
      await world.deliver()
      await world.pass(minute)
      await detachNamed(world, manifest, 1)
    },
    work: (world) => world.deliver(),
  },
  'detach-each': {
    about: 'one detach from an account of each_account_in, seen by a process that knows nothing',
    async before(world, manifest) {
      await swept(world)
      await detach(world, policyId(manifest, 'every-account'), accountId(7))
    },
    work: (world) => world.deliver(),
  },
  'foreign-unknown': {
    about: "the first event of somebody else's policy that a process sees",
    async before(world) {
      await swept(world)
      await detachForeign(world)
    },
    work: (world) => world.deliver(),
  },
  'foreign-known': {
    about: "the third event of somebody else's policy that a process sees",
    async before(world) {
      await swept(world)
      await foreignEvent(world)
      await foreignEvent(world)
      await detachForeign(world)
    },
    work: (world) => world.deliver(),
  },
  'sweep-fast': {
    about: 'an hour of sweeps by target, four of them, that find nothing missing',
    before: swept,
    async work(world, manifest) {
      for (let turn = 0; turn < 4; turn++) {
        await world.schedule(fast)
        if (turn < 3) await world.pass(wiring(manifest).schedules[fast]?.every ?? 0)
      }
    },
  },
  'sweep-accounts': {
    about: 'a sweep of one policy on every account that finds nothing missing',
    before: swept,
    work: (world) => world.schedule(full),
  },
  'first-apply': {
    about: 'apply of 20 policies on 25 OUs each and one on every account, where nothing is',
    lacks: { policies: true },
    work: (world) => world.apply(),
  },
  repair: {
    about: 'DisablePolicyType, until every attachment is restored by the sweeps that it causes',
    async before(world) {
      await swept(world)
      await disableType(world)
    },
    work: (world) => world.deliver(),
  },
  'repair-killed': {
    about: 'the same, while every process dies every 15 minutes',
    async before(world) {
      await swept(world)
      await disableType(world)
      void world.killEvery(15 * minute)
    },
    work: (world) => world.deliver(),
  },
  storm: {
    about: '500 detaches whose events come at once',
    async before(world, manifest) {
      await swept(world)
      for (const { name, targets } of manifest.policies)
        for (const { id } of targets) await detach(world, policyId(manifest, name), id)
    },
    work: (world) => world.deliver(),
  },
  flood: {
    about: '100,000 events of 50 policies of others, and one true detach among them',
    lacks: { crowded: true },
    async before(world, manifest) {
      await swept(world)
      await detachNamed(world, manifest, 0)
    },
    work: (world) => world.flood(foreignEvents(100_000)),
  },
  'detach-amid': {
    about: 'one detach from an OU 20 minutes after DisablePolicyType, while every process dies every 15 minutes',
    async before(world, manifest) {
      await swept(world)
      await disableType(world)
      void world.killEvery(15 * minute)
      await world.arrive()
      await world.pass(20 * minute)
      await detachNamed(world, manifest, 0)
    },
    async work(world, manifest) {
      await world.arrive()
      await world.attached(policyId(manifest, 'guardrail-07'), targetNamed(manifest, 0))
    },
  },
  'plan-in-sync': { ...planned, about: 'plan of 20 policies on 10 OUs each, in sync', work: plan },
  'plan-first': { ...planned, about: 'the same, nothing there yet', lacks: { policies: true }, work: plan },
  'plan-detached': {
    ...planned,
    about: 'the same, one policy detached from its ten OUs',
    lacks: { attachments: (name) => name === 'guardrail-07' },
    work: plan,
  },
  'plan-edited': {
    ...planned,
    about: 'the same, the content of all 20 changed',
    work: (world, manifest) => world.plan(edited(manifest)),
  },
  'plan-lost': {
    ...planned,
    about: 'the same, every attachment lost while the type stayed enabled',
    lacks: { attachments: () => true },
    work: plan,
  },
}

const writesOf = (calls: Calls): Calls => Object.fromEntries(Object.entries(calls).filter(([name]) => !isRead(name)))

const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10

/** Calls and virtual seconds are the same on every machine; CPU and memory are this process's, without the emulator. */
export async function measureWorld({ manifest = manifestFor, lacks, before, work }: WorldCase, size: Size) {
  const wanted = manifest(size)
  const world = await createWorld(wanted, organizationFor(wanted, size, lacks))
  try {
    await before?.(world, wanted)
    await world.spent()
    const cpu = process.cpuUsage()
    await work(world, wanted)
    const { user, system } = process.cpuUsage(cpu)
    const { calls, throttled, seconds } = await world.spent()
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    return {
      calls,
      throttled,
      writes: total(writesOf(calls)),
      seconds: Math.round(seconds * 10) / 10,
      'cpu ms': Math.round((user + system) / 1_000),
      'heap MB': mebibytes(heapUsed),
      'rss MB': mebibytes(rss),
    }
  } finally {
    await world.close()
  }
}
