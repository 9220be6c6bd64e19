import { eventHistory } from '../aws/event-history.ts'
import { parametersIn } from '../aws/parameters.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { evidenceDue } from '../core/event/evidence.ts'
import type { Notice } from '../core/event/incident.ts'
import { accountsOf } from '../core/event/read.ts'
import { type FunctionName, sendersOf, sweepOf, wiring } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { noticesOf } from '../core/notice/message.ts'
import { parameterNames } from '../core/parameters.ts'
import type { Calls, Organizations } from '../core/ports.ts'
import { createAccountEnrolment } from '../handlers/account-enrolment.ts'
import type { EventPorts } from '../handlers/event.ts'
import { createEvidence } from '../handlers/evidence.ts'
import { createPolicyDrift } from '../handlers/policy-drift.ts'
import { createSweep } from '../handlers/sweep.ts'
import { type Bus, createBus } from '../local/bus.ts'
import { followEvents } from '../local/feed.ts'
import type { Run } from '../loop/enforce.ts'
import { advance } from '../loop/generation.ts'
import { openIncidents, rememberIncidents } from '../loop/incidents.ts'
import { safe } from '../render/safe.ts'
import { type Context, refuse } from './context.ts'
import type { Folder } from './folder.ts'
import { parameterConnection } from './parameters.ts'

/** What was told at once: of a run of a handler, or of events themselves. */
export interface Told {
  calls: Calls
  notices: Notice[]
  /** Milliseconds since the first of its events arrived, or since it began. */
  took: number
}

export interface Enforcement {
  bus: Bus
  /** Looks at everything now, and completes the evidence: what there is and what is wanted is recorded from then on. */
  sweep(): Promise<void>
  /** Whether it is going to look again: something is to be looked for, or waits. */
  isWaiting(): boolean
  /** Whether an event has arrived. */
  hasArrived(eventId: string): boolean
  /** Resolves with the reason when the connection to the emulator ends by itself. */
  ended: Promise<string>
  stop(): Promise<void>
}

/** Enforcement on this machine: the handlers that Lambda runs, fed through the wiring with the events of an emulator. */
export async function startEnforcement(
  context: Context,
  manifest: Manifest,
  connect: (name: FunctionName) => Organizations,
  endpoint: string,
  folder: Folder,
  told: (told: Told) => void,
  /** Whether the emulator keeps to AWS's rates. */
  isLimited = false,
): Promise<Enforcement> {
  const { clock } = context
  const { id } = folder
  folder.begin()
  // One process owns the folder: a lease in it, and an incident that a run is at, were left behind by one that died.
  await folder.state.remove(['lease/sweep', 'lease/coverage', 'lease/evidence'])
  const left = await openIncidents(folder.state)
  await rememberIncidents(folder.state, { open: left.map((incident) => ({ ...incident, until: 0 })), closed: [] })
  const generation = clock.now()
  await advance(folder.state, generation)
  let notices: Notice[] = []
  /** Epoch milliseconds by id of the event, and of what it tells. */
  const arrivals = new Map<string, number>()
  const ran = (run: Run) => {
    const since = notices
    notices = []
    const arrived = run.trigger.events.flatMap(({ id }) => arrivals.get(id) ?? [])
    told({ calls: run.calls, notices: since, took: clock.now() - Math.min(run.started, ...arrived) })
  }
  const announced = () => {
    const since = notices
    notices = []
    told({ calls: {}, notices: since, took: 0 })
  }
  const connection = parameterConnection(context, manifest.region, endpoint)
  const suspensions = suspensionsIn(connection)
  const history = eventHistory(
    { ...connection, env: { ...connection.env, AWS_ENDPOINT_URL_CLOUDTRAIL: endpoint } },
    clock,
    isLimited,
  )
  const portsOf = (name: FunctionName): EventPorts => ({
    ...folder,
    manifest,
    organizations: connect(name),
    suspensions,
    notify: async (message) => void notices.push(...noticesOf(message)),
    clock,
    generation,
    send: async (queue, message, delay) => bus.send(queue, message, delay),
    ignored: () => {},
    ran,
    announced,
  })
  const bus: Bus = createBus({
    wiring: wiring(manifest),
    functions: {
      'policy-drift': createPolicyDrift(portsOf('policy-drift')),
      'account-enrolment': createAccountEnrolment(portsOf('account-enrolment')),
      sweep: createSweep({
        ...portsOf('sweep'),
        extend: async (receiptHandle, milliseconds) => bus.extend('sweep', receiptHandle, milliseconds),
      }),
      evidence: createEvidence({ ...portsOf('evidence'), trail: folder.trail, history, did: announced }),
    },
    clock,
    id,
    failed: (queue, error) =>
      context.say(
        `${queue} failed and will be tried again: ${safe(error instanceof Error ? error.message : String(error), 500)}\n`,
      ),
  })
  // AWS tells each account what was done in it: rules lie on the management account's bus, and on administrators'.
  const buses = accountsOf('policy-administrators', sendersOf(manifest))
  const isOnOurBus = (event: unknown) => buses.includes(String((event as { account?: unknown }).account))
  const following = new AbortController()
  let end: (reason: string) => void = () => {}
  const ended = new Promise<string>((resolve) => {
    end = resolve
  })
  await followEvents(
    endpoint,
    following.signal,
    (event) => {
      if (arrivals.size > 20_000) arrivals.clear()
      for (const id of idsOf(event)) arrivals.set(id, clock.now())
      if (isOnOurBus(event)) bus.publish(event)
    },
    (error) => end(error instanceof Error ? error.message : 'the emulator has closed it'),
  ).catch((error) => {
    throw refuse(
      'no-emulator',
      `${endpoint} is no holdfast emulator: ${error.cause?.message ?? error.message}`,
      'Start one with "holdfast emulate", or unset AWS_ENDPOINT_URL to use an embedded one',
    )
  })
  const parameters = parametersIn(connection)
  // As the deployment writes it: apply works against no other manifest.
  await parameters.write(parameterNames.enforcer, JSON.stringify({ digest: manifest.digest })).catch((error) => {
    context.say(`What is enforced here cannot be told to others: ${safe(String(error), 300)}\n`)
  })
  bus.start()
  return {
    bus,
    async sweep() {
      bus.send('sweep', sweepOf(manifest, 'all'))
      await bus.idle()
      bus.send('evidence', evidenceDue)
      await bus.idle()
    },
    isWaiting: () => names.some((name) => bus.pending(name) > 0),
    hasArrived: (eventId) => arrivals.has(eventId),
    ended,
    async stop() {
      following.abort()
      // Where the emulator is gone, so is the parameter.
      await parameters.remove(parameterNames.enforcer).catch(() => {})
      await bus.stop()
    },
  }
}

const names: readonly FunctionName[] = ['policy-drift', 'account-enrolment', 'sweep', 'evidence']

const idsOf = (event: unknown): string[] => {
  const { id, detail } = event as { id?: unknown; detail?: { eventID?: unknown } }
  return [String(id), String(detail?.eventID)]
}
