import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AttachPolicyCommand,
  DetachPolicyCommand,
  ListPoliciesCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { SSMClient } from '@aws-sdk/client-ssm'
import { monotonicFactory } from 'ulid'
import { eventHistory } from '../../aws/event-history.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import { suspensionsIn } from '../../aws/suspensions.ts'
import type { Notice } from '../../core/event/incident.ts'
import { accountsOf } from '../../core/event/read.ts'
import { onEachAccount } from '../../core/event/sweep.ts'
import { type FunctionName, limits, sendersOf, sweepOf, wiring } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { type Message, noticesOf } from '../../core/notice/message.ts'
import { allPolicyTypes } from '../../core/policy/type.ts'
import type { Calls, EventHistory } from '../../core/ports.ts'
import {
  type Emulator,
  type EmulatorOptions,
  type Fault,
  type OrganizationDocument,
  startEmulator,
} from '../../emulator/index.ts'
import { createAccountEnrolment } from '../../handlers/account-enrolment.ts'
import type { EventPorts } from '../../handlers/event.ts'
import { createEvidence } from '../../handlers/evidence.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { type Bus, type Consumer, createBus } from '../../local/bus.ts'
import { directorySink } from '../../local/directory.ts'
import { followEvents } from '../../local/feed.ts'
import { fileKeys } from '../../local/keys.ts'
import { fileState } from '../../local/state.ts'
import { directoryTrail } from '../../local/trail.ts'
import { carryOut } from '../../loop/carry-out.ts'
import { rememberCovered } from '../../loop/coverage.ts'
import type { EvidencePorts } from '../../loop/evidence.ts'
import { planFor } from '../../loop/plan.ts'
import { recordsBelow, violations } from './audit.ts'
import { management } from './manifest.ts'
import { createLife, type Life, ProcessDied } from './mortal.ts'
import './realm.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

export { content, management, manifestOf, paths, policy } from './manifest.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** A small organization: Workloads with Prod and NonProd, Sandbox; an account in each. */
export const smallOrganization = (): OrganizationDocument => ({
  kind: 'holdfast.organization',
  version: 1,
  organization: { id: 'o-exampleorg', management_account: management },
  root: {
    id: 'r-ab12',
    accounts: [{ id: management, name: 'management' }],
    organizational_units: [
      {
        id: 'ou-ab12-11111111',
        name: 'Workloads',
        organizational_units: [
          { id: 'ou-ab12-22222222', name: 'Prod', accounts: [{ id: '222222222222', name: 'payments-prod' }] },
          { id: 'ou-ab12-33333333', name: 'NonProd', accounts: [{ id: '333333333333', name: 'payments-test' }] },
        ],
      },
      { id: 'ou-ab12-44444444', name: 'Sandbox', accounts: [{ id: '444444444444', name: 'sandbox-1' }] },
    ],
  },
  policies: [],
})

/** An emulated organization with the whole of holdfast around it, on virtual time. */
export interface World {
  emulator: Emulator
  clock: VirtualClock
  /** Somebody with all rights in the management account. */
  admin: OrganizationsClient
  /** Those of the process that lives now; with `separate`, those of a command beside the functions. */
  ports: EvidencePorts & { organizations: ReturnType<typeof createOrganizations> }
  notices: Notice[]
  ignored: string[]
  bus: Bus
  directory: string
  /** Carries out a manifest, as the command does. */
  apply(manifest: Manifest): ReturnType<typeof carryOut>
  /** Lets every event that the emulator has sent be handled. */
  settle(): Promise<void>
  sweep(): Promise<void>
  /** Has the evidence completed. */
  evidence(): Promise<void>
  idOf(name: string): Promise<string | undefined>
  targetsOf(name: string): Promise<string[]>
  detach(name: string, targetId: string): Promise<void>
  attach(policyId: string, targetId: string): Promise<void>
  /** Has Control Tower do something. */
  controlTower(body: unknown): Promise<void>
  /** Somebody with the rights of break-glass, at Parameter Store. */
  ssm: SSMClient
  /** Calls since the last asking. */
  calls(): Promise<Record<string, number>>
  auditRecords(): Record<string, unknown>[]
  /** The same without heartbeats: what it saw, meant and did. */
  deeds(): Record<string, unknown>[]
  /** Ends the process, or with `separate` those of the functions, or of one of them; a new one takes its place at once. */
  kill(name?: FunctionName): void
  /** The same at the n-th point from now on at which that process may die. */
  dieAt(point: number, name?: FunctionName): void
  /** How many such points the present process has passed. */
  points(name?: FunctionName): number
  close(): Promise<void>
}

export interface WorldOptions {
  manifest: Manifest
  organization?: OrganizationDocument
  fault?: (call: { operation: string; number: number }) => Fault | undefined
  /** AWS's rates; by default there are none. */
  throttle?: 'aws'
  /** Whether the world begins as the manifest says; true by default. */
  applied?: boolean
  /** Gets the events instead of the bus. */
  intercept?: (event: unknown) => void
  /** Whether the wiring's schedules run. */
  schedules?: boolean
  /** Whether each function is a process of its own, as in AWS, and not all of them together. */
  separate?: boolean
  /** With `separate`: whether each keeps to its share of AWS's rates. */
  paced?: boolean
  /** What the functions get in place of the world's own ports. */
  portsOf?: (ports: WorldPorts, name: FunctionName) => WorldPorts
  /** Hears of a function that threw; by default it makes the test fail. */
  failed?: (error: unknown) => void
  /** What else the emulator is told. */
  emulator?: (clock: VirtualClock) => Partial<EmulatorOptions>
}

type WorldPorts = EventPorts & EvidencePorts

/** A process: its memory dies with it. */
interface Process {
  life: Life
  ports: World['ports']
  functions: Partial<Record<FunctionName, Consumer>>
}

const functionNames = ['policy-drift', 'account-enrolment', 'sweep', 'evidence'] as const

const creators = {
  'policy-drift': createPolicyDrift,
  'account-enrolment': createAccountEnrolment,
  sweep: createSweep,
  evidence: createEvidence,
}

const sum = (all: Calls, calls: Calls): Calls => {
  for (const [name, count] of Object.entries(calls)) all[name] = (all[name] ?? 0) + count
  return all
}

const get = async ({ url }: Emulator, path: string, init?: RequestInit): Promise<string> =>
  (await fetch(new URL(path, url), init)).text()

export async function createWorld(options: WorldOptions): Promise<World> {
  const { manifest, organization = smallOrganization(), fault, throttle, applied = true, intercept } = options
  const { separate = false, paced = false, portsOf = (given) => given, schedules = false } = options
  const clock = virtualClock()
  const emulator = await startEmulator({
    organization,
    now: clock.now,
    ...(fault && { fault }),
    sleep: (milliseconds, what) => (what === 'answer' ? clock.answering : clock).sleep(milliseconds),
    ...(throttle && { throttle }),
    ...options.emulator?.(clock),
  })
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const clients: OrganizationsClient[] = []
  const connect = (accessKeyId: string) => {
    const client = new OrganizationsClient({
      region: 'us-east-1',
      endpoint: emulator.url,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: 'x' },
    })
    clients.push(client)
    return client
  }
  /** Whether something may have been written since events were last waited for. */
  let isWritten = false
  const tracked = <Value>(operation: string, work: () => Promise<Value>): Promise<Value> => {
    const isRead = /^(List|Describe|Get)/.test(operation)
    return clock.track(
      work().finally(() => {
        isWritten ||= !isRead
      }),
    )
  }
  const admin = connect('mallory')
  const credentials = { accessKeyId: 'breakglass', secretAccessKey: 'x' }
  const ssm = new SSMClient({ region: 'us-east-1', endpoint: emulator.url, maxAttempts: 1, credentials })
  ssm.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        tracked(commandName, () => next(args)),
    { step: 'finalizeRequest' },
  )
  admin.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        tracked(commandName, () => next(args)),
    {
      step: 'finalizeRequest',
    },
  )
  const env = { AWS_ENDPOINT_URL_SSM: emulator.url, AWS_ACCESS_KEY_ID: 'holdfast' }
  const readSuspensions = suspensionsIn({ region: 'us-east-1', env })
  const lookUp = eventHistory(
    { region: 'us-east-1', env: { ...env, AWS_ENDPOINT_URL_CLOUDTRAIL: emulator.url } },
    clock.answering,
  )
  const id = monotonicFactory()
  const notices: Notice[] = []
  const ignored: string[] = []
  const openState = () => fileState(join(directory, 'state.json'), clock)
  let state = openState()
  const counted: (() => Calls)[] = []

  /** Begins with nothing in its memory, on what is durable. */
  function start(names: readonly FunctionName[], died: () => void): Process {
    const life = createLife(clock, died)
    const client = connect('holdfast')
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) =>
          life.wait(() => tracked(commandName, () => next(args))),
      { step: 'finalizeRequest' },
    )
    const [name] = names
    const pace = paced && name ? { pace: limits[name].pace } : {}
    const organizations = createOrganizations({ client, clock: life.clock, random: () => 0.5, ...pace })
    counted.push(organizations.calls)
    const shared = {
      state,
      suspensions: () => clock.track(readSuspensions()),
      audit: directorySink(join(directory, 'audit')),
      trail: directoryTrail(join(directory, 'audit')),
      history: (query: Parameters<EventHistory>[0]) => clock.track(lookUp(query)),
      keys: fileKeys(join(directory, 'key'), manifest.organization.id),
      notify: async (message: Message) => void notices.push(...noticesOf(message)),
      id: () => id(Math.floor(clock.now())),
      generation: 1,
    }
    const total = () => counted.map((calls) => calls()).reduce(sum, {})
    const ports = { ...life.ports({ ...shared, organizations: { ...organizations, calls: total } }), clock: life.clock }
    const handlerPorts: WorldPorts = {
      ...{ ...shared, organizations, manifest, clock },
      send: async (queue, message, delay) => bus.send(queue, message, delay),
      ignored: (reading) => void ignored.push(reading.kind),
    }
    const functions = names.map((one) => {
      const extend = async (receiptHandle: string, milliseconds: number) => bus.extend(one, receiptHandle, milliseconds)
      const handle = creators[one]({ ...life.ports({ ...portsOf(handlerPorts, one), extend }), clock: life.clock })
      return [one, life.serve(handle)] as const
    })
    return { life, ports, functions: Object.fromEntries(functions) }
  }

  const processes = new Map<FunctionName, Process>()
  function run(names: readonly FunctionName[]): void {
    const process = start(names, () => {
      if (!separate) state = openState()
      run(names)
    })
    for (const name of names) processes.set(name, process)
  }
  const processOf = (name: FunctionName): Process => {
    const process = processes.get(name)
    if (!process) throw new Error(`There is no function ${name}`)
    return process
  }
  if (separate) for (const name of functionNames) run([name])
  else run(functionNames)
  const command = separate ? start([], () => {}) : undefined
  const portsNow = () => (command ?? processOf('sweep')).ports
  const invoke =
    (name: FunctionName): Consumer =>
    async (batch) =>
      processOf(name).functions[name]?.(batch) ?? { batchItemFailures: [] }
  const bus: Bus = createBus({
    wiring: wiring(manifest),
    functions: {
      'policy-drift': invoke('policy-drift'),
      'account-enrolment': invoke('account-enrolment'),
      sweep: invoke('sweep'),
      evidence: invoke('evidence'),
    },
    clock,
    id: () => id(Math.floor(clock.now())),
    failed: (_, error) => {
      if (error instanceof ProcessDied) return
      if (!options.failed) throw error
      options.failed(error)
    },
  })
  const apply = async (wanted: Manifest) => {
    const { plan } = await clock.until(planFor(wanted, portsNow()))
    return clock.until(carryOut(portsNow(), wanted, plan.changes))
  }
  if (applied) {
    await apply(manifest)
    // As after the first sweep: every account was looked at.
    const { reader } = portsNow().organizations
    for (const policy of onEachAccount(manifest)) {
      const found = (await clock.until(reader.policies(policy.type))).find((one) => one.policy.name === policy.name)
      await rememberCovered(state, policy, found?.policy.id ?? '', clock.now())
    }
  }
  if (schedules) bus.start()
  const delivered = async (): Promise<number> => JSON.parse(await get(emulator, '/_holdfast/delivery')).delivered
  const earlier = await delivered()
  await get(emulator, '/_holdfast/calls', { method: 'DELETE' })
  // AWS tells each account what was done in it.
  const buses = accountsOf('policy-administrators', sendersOf(manifest))
  const following = new AbortController()
  let published = earlier
  await followEvents(
    emulator.url,
    following.signal,
    (event) => {
      published += 1
      if (intercept) intercept(event)
      else if (buses.includes(String((event as { account?: unknown }).account))) bus.publish(event)
    },
    () => {},
  )
  /** Waits for the events that the emulator has sent. */
  async function arrive(): Promise<void> {
    const sent = await delivered()
    while (published < sent) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  clock.beforeTimePasses(async () => {
    if (!isWritten) return false
    isWritten = false
    const before = published
    await arrive()
    return published !== before
  })
  const idOf = async (name: string) => {
    for (const Filter of allPolicyTypes) {
      let NextToken: string | undefined
      do {
        const page = await admin.send(new ListPoliciesCommand({ Filter, NextToken }))
        const found = page.Policies?.find(({ Name }) => Name === name)
        if (found) return found.Id
        NextToken = page.NextToken
      } while (NextToken)
    }
    return undefined
  }
  const world: World = {
    emulator,
    clock,
    admin,
    ssm,
    get ports() {
      return portsNow()
    },
    notices,
    ignored,
    bus,
    directory,
    apply,
    async settle() {
      for (let seen = -1; seen !== published; ) {
        seen = published
        await arrive()
        await clock.until(bus.idle())
      }
    },
    async sweep() {
      bus.send('sweep', sweepOf(manifest, 'all'))
      await world.settle()
      await clock.until(bus.idle())
    },
    async evidence() {
      bus.send('evidence', { evidence: 'due' })
      await world.settle()
    },
    idOf,
    async targetsOf(name) {
      const found = await admin.send(new ListTargetsForPolicyCommand({ PolicyId: await idOf(name) }))
      return (found.Targets ?? []).flatMap(({ TargetId }) => TargetId ?? []).sort()
    },
    async detach(name, targetId) {
      await admin.send(new DetachPolicyCommand({ PolicyId: await idOf(name), TargetId: targetId }))
    },
    async attach(policyId, targetId) {
      await admin.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: targetId }))
    },
    async controlTower(body) {
      const init = { method: 'POST', body: JSON.stringify(body) }
      await tracked('ControlTower', () => get(emulator, '/_holdfast/control-tower', init))
    },
    async calls() {
      const calls: Record<string, number> = JSON.parse(await get(emulator, '/_holdfast/calls'))
      await get(emulator, '/_holdfast/calls', { method: 'DELETE' })
      return calls
    },
    auditRecords: () => recordsBelow(join(directory, 'audit')),
    deeds: () => world.auditRecords().filter(({ type }) => type !== 'holdfast.heartbeat.v1'),
    kill(name) {
      if (separate && !name) state = openState()
      // Those of before: each death puts a new process into its place.
      for (const { life } of name ? [processOf(name)] : new Set(processes.values())) life.kill()
    },
    dieAt: (point, name = 'sweep') => processOf(name).life.dieAt(point),
    points: (name = 'sweep') => processOf(name).life.points(),
    async close() {
      following.abort()
      for (const client of [...clients, ssm]) client.destroy()
      await emulator.close()
      // Whatever a test is about: what was recorded on the way is as the schema says.
      const strange = violations(recordsBelow(join(directory, 'audit')))
      rmSync(directory, { recursive: true })
      if (strange.length > 0) throw new Error(`Records are not as their schema says:\n${strange.join('\n')}`)
    },
  }
  return world
}
