import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { monotonicFactory } from 'ulid'
import { createClient } from '../aws/client.ts'
import { createOrganizations } from '../aws/organizations.ts'
import type { Pace } from '../aws/pace.ts'
import { accountsOf } from '../core/event/read.ts'
import { type FunctionName, limits, sendersOf, wiring } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Calls } from '../core/ports.ts'
import type { OrganizationDocument } from '../emulator/index.ts'
import { createAccountEnrolment } from '../handlers/account-enrolment.ts'
import type { EventPorts } from '../handlers/event.ts'
import { createPolicyDrift } from '../handlers/policy-drift.ts'
import { createSweep } from '../handlers/sweep.ts'
import { type Consumer, createBus } from '../local/bus.ts'
import { directorySink } from '../local/directory.ts'
import { followEvents } from '../local/feed.ts'
import { fileKeys } from '../local/keys.ts'
import { fileState } from '../local/state.ts'
import { carryOut } from '../loop/carry-out.ts'
import { planFor } from '../loop/plan.ts'
import { createLife, type Life, ProcessDied } from '../test/support/mortal.ts'
import { virtualClock } from '../test/support/virtual-clock.ts'
import { call } from './call.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** holdfast on an emulated organization that throttles as AWS does, on virtual time. Calls themselves take no time. */
export interface World {
  /** Every function dies, and a new process takes its place: it remembers nothing, and has its own pace. */
  restart(): void
  /** The same again and again, for ever; nobody can wait for it. */
  killEvery(milliseconds: number): Promise<never>
  /** Carries a manifest out, as the command does. */
  apply(): Promise<void>
  /** The changes of a plan for a manifest, made by a process that remembers nothing. */
  plan(manifest: Manifest): Promise<number>
  /** One call of somebody else's, half a second after the one before, which is as fast as AWS takes them. */
  act(operation: string, input: object): Promise<void>
  /** CloudTrail brings what happened since the last time; resolves when all of it, and what it caused, is handled. */
  deliver(): Promise<void>
  /** CloudTrail brings events of others, in the middle of them what happened, and all of it is handled. */
  flood(events: Iterable<unknown>): Promise<void>
  /** CloudTrail brings what happened, and nobody waits for what comes of it. */
  arrive(): Promise<void>
  /** Resolves when a policy is attached to a target again. */
  attached(policyId: string, targetId: string): Promise<void>
  /** Sends what the schedule of this place sends, and sees it done. */
  schedule(at: number): Promise<void>
  /** Lets virtual milliseconds pass. */
  pass(milliseconds: number): Promise<void>
  /**
   * Since the last asking: calls that were taken, calls that came too fast, and virtual seconds until the last write, or
   * until now where nothing was written, without those that were let pass.
   */
  spent(): Promise<{ calls: Calls; throttled: Calls; seconds: number }>
  close(): Promise<void>
}

export const isRead = (operation: string): boolean => /^(List|Describe)/.test(operation)

const creators = {
  'policy-drift': createPolicyDrift,
  'account-enrolment': createAccountEnrolment,
  sweep: createSweep,
}

const positive = (counts: [string, number][]): Calls =>
  Object.fromEntries(counts.filter(([, count]) => count > 0).sort())

export async function createWorld(manifest: Manifest, organization: OrganizationDocument): Promise<World> {
  const clock = virtualClock()
  const emulator = fork(join(import.meta.dirname, 'emulator.js'), { execArgv: [] })
  const [url] = (await once(emulator, 'message')) as [string]
  const request = async (path: string, init?: RequestInit) => {
    const answer = await fetch(new URL(`/_holdfast/${path}`, url), init)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.text()
  }

  let told = -1
  const tellTime = async () => {
    if (told === clock.now()) return
    told = clock.now()
    emulator.send(told)
    await once(emulator, 'message')
  }
  await tellTime()
  await request('reset', { method: 'POST', body: JSON.stringify(organization) })

  let wrote: number | undefined
  // One at a time, so that they arrive in the order in which they were sent, on every machine.
  let line: Promise<unknown> = Promise.resolve()
  const inLine = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = line.then(tellTime).then(work)
    line = result.catch(() => {})
    return result
  }
  const awaited = new Map<string, () => void>()
  const clients: ReturnType<typeof createClient>[] = []
  /** The calls of a process, on its time; they end with it. */
  const connect = (life: Life, rest: { pace?: Pace; attempts?: number }) => {
    const client = createClient({ region: 'us-east-1', env: { AWS_ENDPOINT_URL: url } })
    clients.push(client)
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await life.wait(() => clock.track(inLine(() => next(args))))
          if (!isRead(String(commandName).replace('Command', ''))) wrote = clock.now()
          const { PolicyId, TargetId } = args.input as { PolicyId?: string; TargetId?: string }
          if (commandName === 'AttachPolicyCommand') awaited.get(`${PolicyId} ${TargetId}`)?.()
          return answer
        },
      { step: 'finalizeRequest' },
    )
    return createOrganizations({ client, clock: life.clock, random: () => 0.5, ...rest })
  }

  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const ulid = monotonicFactory()
  const id = () => ulid(clock.now())
  const ports = {
    state: fileState(join(directory, 'state.json'), clock),
    audit: directorySink(join(directory, 'audit')),
    keys: fileKeys(join(directory, 'key'), manifest.organization.id),
    notify: async () => {},
    // Nothing is suspended: what is counted are calls to Organizations.
    suspensions: async () => [],
    clock,
    id,
    generation: 1,
  }
  const wired = wiring(manifest)
  const processes = new Map<FunctionName, { life: Life; handle: Consumer }>()
  const start = (name: keyof typeof creators) => {
    const life = createLife(clock, () => start(name))
    const own: EventPorts = {
      ...{ ...ports, manifest, organizations: connect(life, { pace: limits[name].pace }) },
      send: async (queue, message, delay) => bus.send(queue, message, delay),
      ignored: () => {},
    }
    const extend = async (receiptHandle: string, milliseconds: number) => bus.extend(name, receiptHandle, milliseconds)
    const handle = creators[name]({ ...life.ports({ ...own, extend }), clock: life.clock })
    processes.set(name, { life, handle: life.serve(handle) })
  }
  const names = Object.keys(creators) as (keyof typeof creators)[]
  for (const name of names) start(name)
  const invoke =
    (name: FunctionName): Consumer =>
    async (batch) =>
      processes.get(name)?.handle(batch) ?? { batchItemFailures: [] }
  const bus = createBus({
    wiring: wired,
    functions: {
      'policy-drift': invoke('policy-drift'),
      'account-enrolment': invoke('account-enrolment'),
      sweep: invoke('sweep'),
      // What is counted are calls to Organizations.
      evidence: async () => ({ batchItemFailures: [] }),
    },
    clock,
    id,
    failed: (_, error) => {
      if (!(error instanceof ProcessDied)) throw error
    },
  })
  /** Also what waits in a queue is done. */
  const quiet = async () => {
    await clock.until(bus.idle())
    while (names.some((name) => bus.pending(name) > 0)) {
      await clock.until(clock.sleep(1_000))
      await clock.until(bus.idle())
    }
  }

  const buses = accountsOf('policy-administrators', sendersOf(manifest))
  const arrived: { id?: unknown; account?: unknown }[] = []
  let latest: unknown
  const following = new AbortController()
  await followEvents(
    url,
    following.signal,
    (event) => {
      arrived.push(event as (typeof arrived)[number])
      latest = arrived.at(-1)?.id
    },
    () => {},
  )
  /** A command is as patient as cli/organization.ts says. */
  const command = () => connect(createLife(clock), { attempts: 4 })
  /** Resolves when everything that the emulator has sent is here. */
  const followed = async () => {
    const last = (await request('events')).trimEnd().split('\n').at(-1)
    const lastId = last ? JSON.parse(last).id : undefined
    while (latest !== lastId) await setTimeout(1)
  }
  const world: World = {
    restart() {
      for (const { life } of [...processes.values()]) life.kill()
    },
    async killEvery(milliseconds) {
      for (;;) {
        await clock.sleep(milliseconds)
        world.restart()
      }
    },
    async apply() {
      const organizations = command()
      const { plan } = await clock.until(planFor(manifest, { organizations, clock }))
      await clock.until(carryOut({ ...ports, organizations }, manifest, plan.changes))
    },
    async plan(wanted) {
      const { plan } = await clock.until(planFor(wanted, { organizations: command(), clock }))
      return plan.changes.length
    },
    async act(operation, input) {
      await world.pass(500)
      await tellTime()
      await call(url, operation, input)
    },
    async arrive() {
      await followed()
      for (const event of arrived.splice(0)) if (buses.includes(String(event.account))) bus.publish(event)
    },
    async flood(events) {
      let coming = 0
      for (const event of events) {
        bus.publish(event)
        if (++coming % 1_000 === 0) await clock.until(bus.idle())
        if (coming === 50_000) await world.arrive()
      }
      await world.deliver()
    },
    attached: (policyId, targetId) =>
      clock.until(new Promise((resolve) => awaited.set(`${policyId} ${targetId}`, () => resolve()))),
    async deliver() {
      do {
        await world.arrive()
        await quiet()
        await followed()
      } while (arrived.length > 0)
    },
    async schedule(at) {
      const schedule = wired.schedules[at]
      if (!schedule) throw new Error(`The wiring has no schedule ${at}`)
      bus.send(schedule.queue, schedule.message)
      await quiet()
      await world.deliver()
    },
    async pass(milliseconds) {
      await clock.advanceTo(clock.now() + milliseconds)
      began += milliseconds
    },
    async spent() {
      const [calls, throttled] = [await counts('calls'), await counts('throttled')]
      const since = Object.fromEntries(
        Object.entries(throttled).map(([name, count]) => [name, count - (before[name] ?? 0)] as const),
      )
      await request('calls', { method: 'DELETE' })
      const seconds = ((wrote ?? clock.now()) - began) / 1_000
      began = clock.now()
      wrote = undefined
      before = throttled
      return {
        calls: positive(Object.entries(calls).map(([name, count]) => [name, count - (since[name] ?? 0)])),
        throttled: positive(Object.entries(since)),
        seconds,
      }
    },
    async close() {
      following.abort()
      for (const client of clients) client.destroy()
      emulator.disconnect()
      await once(emulator, 'exit')
      rmSync(directory, { recursive: true })
    },
  }
  let began = clock.now()
  let before: Calls = {}
  const counts = async (path: string): Promise<Calls> => JSON.parse(await request(path))
  return world
}
