import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AttachPolicyCommand,
  DetachPolicyCommand,
  ListPoliciesCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { monotonicFactory } from 'ulid'
import { createOrganizations } from '../../aws/organizations.ts'
import type { Notice } from '../../core/event/incident.ts'
import { accountsOf } from '../../core/event/read.ts'
import { onEachAccount } from '../../core/event/sweep.ts'
import { sendersOf, sweepOf, wiring } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { allPolicyTypes } from '../../core/policy/type.ts'
import { type Emulator, type Fault, type OrganizationDocument, startEmulator } from '../../emulator/index.ts'
import { createAccountEnrolment } from '../../handlers/account-enrolment.ts'
import type { EventPorts } from '../../handlers/event.ts'
import { createPolicyDrift } from '../../handlers/policy-drift.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { type Bus, createBus } from '../../local/bus.ts'
import { directorySink } from '../../local/directory.ts'
import { followEvents } from '../../local/feed.ts'
import { fileKeys } from '../../local/keys.ts'
import { fileState } from '../../local/state.ts'
import { carryOut } from '../../loop/carry-out.ts'
import { rememberCovered } from '../../loop/coverage.ts'
import { planFor } from '../../loop/plan.ts'
import type { EnforcementPorts } from '../../loop/ports.ts'
import { management } from './manifest.ts'
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
  ports: EnforcementPorts & { organizations: ReturnType<typeof createOrganizations> }
  notices: Notice[]
  ignored: string[]
  bus: Bus
  directory: string
  /** Carries out a manifest, as the command does. */
  apply(manifest: Manifest): ReturnType<typeof carryOut>
  /** Lets every event that the emulator has sent be handled. */
  settle(): Promise<void>
  sweep(): Promise<void>
  idOf(name: string): Promise<string | undefined>
  targetsOf(name: string): Promise<string[]>
  detach(name: string, targetId: string): Promise<void>
  attach(policyId: string, targetId: string): Promise<void>
  /** Calls since the last asking. */
  calls(): Promise<Record<string, number>>
  auditRecords(): Record<string, unknown>[]
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
}

const get = async ({ url }: Emulator, path: string, init?: RequestInit): Promise<string> =>
  (await fetch(new URL(path, url), init)).text()

export async function createWorld(options: WorldOptions): Promise<World> {
  const { manifest, organization = smallOrganization(), fault, throttle, applied = true, intercept } = options
  const clock = virtualClock()
  const emulator = await startEmulator({
    organization,
    now: clock.now,
    ...(fault && { fault }),
    ...(throttle && { throttle }),
  })
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const connect = (accessKeyId: string) =>
    new OrganizationsClient({
      region: 'us-east-1',
      endpoint: emulator.url,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: 'x' },
    })
  const client = connect('holdfast')
  client.middlewareStack.add((next) => (args) => clock.track(next(args)), { step: 'finalizeRequest' })
  const admin = connect('mallory')
  const id = monotonicFactory()
  const notices: Notice[] = []
  const ignored: string[] = []
  const ports = {
    organizations: createOrganizations({ client, clock, random: () => 0.5 }),
    state: fileState(join(directory, 'state.json'), clock),
    audit: directorySink(join(directory, 'audit')),
    keys: fileKeys(join(directory, 'key'), manifest.organization.id),
    notify: async (notice: Notice) => void notices.push(notice),
    clock,
    id: () => id(clock.now()),
  }
  const handlerPorts: EventPorts = {
    ...ports,
    manifest,
    sendSweep: async (message) => bus.send('sweep', message),
    ignored: (reading) => void ignored.push(reading.kind),
  }
  const bus: Bus = createBus({
    wiring: wiring(manifest),
    functions: {
      'policy-drift': createPolicyDrift(handlerPorts),
      'account-enrolment': createAccountEnrolment(handlerPorts),
      sweep: createSweep(handlerPorts),
    },
    clock,
    id: () => id(clock.now()),
    failed: (_, error) => {
      throw error
    },
  })
  const apply = async (wanted: Manifest) => {
    const { plan } = await clock.until(planFor(wanted, ports.organizations))
    return clock.until(carryOut(ports, wanted, plan.changes))
  }
  if (applied) {
    await apply(manifest)
    // As after the first sweep: every account was looked at.
    const { reader } = ports.organizations
    for (const policy of onEachAccount(manifest)) {
      const found = (await clock.until(reader.policies(policy.type))).find((one) => one.policy.name === policy.name)
      await rememberCovered(ports.state, policy, found?.policy.id ?? '', clock.now())
    }
  }
  const earlier = (await get(emulator, '/_holdfast/events')).split('\n').filter(Boolean).length
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
    ports,
    notices,
    ignored,
    bus,
    directory,
    apply,
    async settle() {
      for (let seen = -1; seen !== published; ) {
        seen = published
        const sent = (await get(emulator, '/_holdfast/events')).split('\n').filter(Boolean).length
        while (published < sent) await new Promise((resolve) => setTimeout(resolve, 1))
        await clock.until(bus.idle())
      }
    },
    async sweep() {
      bus.send('sweep', sweepOf(manifest, 'all'))
      await world.settle()
      await clock.until(bus.idle())
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
    async calls() {
      const calls: Record<string, number> = JSON.parse(await get(emulator, '/_holdfast/calls'))
      await get(emulator, '/_holdfast/calls', { method: 'DELETE' })
      return calls
    },
    auditRecords() {
      const folder = join(directory, 'audit')
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.ndjson'),
      )
      return files.sort().flatMap((name) =>
        readFileSync(join(folder, name), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      )
    },
    async close() {
      following.abort()
      client.destroy()
      admin.destroy()
      await emulator.close()
      rmSync(directory, { recursive: true })
    },
  }
  return world
}
