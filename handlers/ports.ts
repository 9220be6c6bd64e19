import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { createClient } from '../aws/client.ts'
import { eventHistory } from '../aws/event-history.ts'
import { keepIn } from '../aws/identities.ts'
import { kmsKeys } from '../aws/keys.ts'
import { createOrganizations } from '../aws/organizations.ts'
import { queuesAt } from '../aws/queue.ts'
import { tableState } from '../aws/state.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { topicMailer } from '../aws/topic.ts'
import { bucketTrail } from '../aws/trail.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Mailer } from '../core/ports.ts'
import { systemClock } from '../loop/clock.ts'
import { withIdentities } from '../loop/identities.ts'
import type { EnforcementPorts } from '../loop/ports.ts'
import { teller } from '../loop/telling.ts'
import { mailOf } from '../render/mail.ts'
import { type Deployed, deployedFor, type Environment } from './environment.ts'
import type { EventPorts } from './event.ts'
import type { EvidenceHandlerPorts } from './evidence.ts'
import type { SweepHandlerPorts } from './sweep.ts'

export type PlanningPorts = Pick<EventPorts, 'organizations' | 'state' | 'notify' | 'clock' | 'send'>

export type AwsPorts = Omit<EventPorts, 'ignored' | 'ran'> & Pick<SweepHandlerPorts, 'extend'>

const required = ['table', 'topic', 'bucket', 'pseudonymKey', 'pseudonymEpoch', 'identities', 'generation'] as const

/** The ports of a function that enforces, as its variables name them. Throws where one is missing; calls nothing. */
export function portsFor(name: Exclude<FunctionName, 'evidence'>, manifest: Manifest, env: Environment): AwsPorts {
  const deployed = variablesOf(name, env)
  const { region, queues } = deployed
  const { send, extend } = queuesAt({ region, env }, queues)
  return {
    ...recording(name, deployed, manifest, env),
    manifest,
    send,
    extend: (receiptHandle, milliseconds) => extend(name, receiptHandle, milliseconds),
  }
}

/** The ports of the function that completes the evidence: it sends no messages, and reads what was recorded. */
export function evidencePortsFor(manifest: Manifest, env: Environment): EvidenceHandlerPorts {
  const deployed = variablesOf('evidence', env)
  const { region, bucket } = deployed
  return {
    ...recording('evidence', deployed, manifest, env),
    manifest,
    trail: bucketTrail({ region: manifest.region, env }, bucket),
    history: eventHistory({ region, env }, systemClock),
  }
}

const variablesOf = (name: FunctionName, env: Environment) => deployedFor(name, required, env)

function recording(
  name: FunctionName,
  deployed: Deployed<(typeof required)[number]>,
  manifest: Manifest,
  env: Environment,
): EnforcementPorts {
  const { region, bucket, pseudonymKey, pseudonymEpoch, identities, generation } = deployed
  if (!/^\d+$/.test(generation))
    throw new Error(`The generation of ${name} is no number of milliseconds: ${generation}`)
  if (!/^[1-9]\d*$/.test(pseudonymEpoch))
    throw new Error(`The epoch of pseudonyms of ${name} is no number from 1 on: ${pseudonymEpoch}`)
  const connection = { region, env }
  // Evidence lies in the home region, which the functions are not in.
  const home = { ...connection, region: manifest.region }
  const planned = planning(deployed, env, limits[name].pace)
  const sink = {
    audit: bucketSink(home, bucket),
    keys: kmsKeys(connection, pseudonymKey, manifest.organization.id, Number(pseudonymEpoch)),
  }
  const told = { ...planned, id: ulid }
  // What does not work with the evidence is told without it.
  const recording = withIdentities(
    sink,
    { keep: keepIn(home, identities, planned.clock, ulid) },
    { ...planned, notify: teller(told, manifest) },
  )
  return {
    ...planned,
    ...recording,
    notify: teller({ ...told, ...recording }, manifest),
    suspensions: suspensionsIn(connection),
    id: ulid,
    generation: Number(generation),
  }
}

/** The ports of the function that plans a deployment: it writes nothing to the organization, and keeps no evidence. */
export function deploymentPorts(manifest: Manifest, env: Environment): PlanningPorts {
  const deployed = deployedFor('deployment', ['table', 'topic'], env)
  const { region, queues } = deployed
  const planned = planning(deployed, env)
  return {
    ...planned,
    notify: teller({ ...planned, id: ulid }, manifest),
    send: queuesAt({ region, env }, queues).send,
  }
}

function planning(
  { region, table, topic }: Deployed<'table' | 'topic'>,
  env: Environment,
  pace?: (typeof limits)[FunctionName]['pace'],
): Omit<PlanningPorts, 'send' | 'notify'> & { mail: Mailer } {
  const connection = { region, env }
  return {
    organizations: createOrganizations({
      ...{ client: createClient(connection), clock: systemClock, random: Math.random },
      ...(pace && { pace }),
    }),
    state: tableState(connection, table, systemClock),
    mail: topicMailer(connection, topic, (message) => mailOf(message, region)),
    clock: systemClock,
  }
}
