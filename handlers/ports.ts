import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { createClient } from '../aws/client.ts'
import { kmsKeys } from '../aws/keys.ts'
import { createOrganizations } from '../aws/organizations.ts'
import { queuesAt } from '../aws/queue.ts'
import { tableState } from '../aws/state.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { topicMailer } from '../aws/topic.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Mailer } from '../core/ports.ts'
import { systemClock } from '../loop/clock.ts'
import { teller } from '../loop/telling.ts'
import { mailOf } from '../render/mail.ts'
import { type Deployed, deployedFor, type Environment } from './environment.ts'
import type { EventPorts } from './event.ts'
import type { SweepHandlerPorts } from './sweep.ts'

export type PlanningPorts = Pick<EventPorts, 'organizations' | 'state' | 'notify' | 'clock' | 'send'>

export type AwsPorts = Omit<EventPorts, 'ignored' | 'ran'> & Pick<SweepHandlerPorts, 'extend'>

/** The ports of a function that enforces, as its variables name them. Throws where one is missing; calls nothing. */
export function portsFor(name: FunctionName, manifest: Manifest, env: Environment): AwsPorts {
  const deployed = deployedFor(name, ['table', 'topic', 'bucket', 'pseudonymKey', 'generation'], env)
  const { region, bucket, pseudonymKey, generation, queues } = deployed
  if (!/^\d+$/.test(generation))
    throw new Error(`The generation of ${name} is no number of milliseconds: ${generation}`)
  const connection = { region, env }
  const { extend } = queuesAt(connection, queues)
  const { mail, ...ports } = planning(deployed, env, limits[name].pace)
  // Evidence lies in the home region, which the functions are not in.
  const audit = bucketSink({ ...connection, region: manifest.region }, bucket)
  const keys = kmsKeys(connection, pseudonymKey, manifest.organization.id)
  return {
    ...{ ...ports, manifest, audit, keys, id: ulid },
    notify: teller({ ...ports, mail, audit, keys, id: ulid }, manifest),
    suspensions: suspensionsIn(connection),
    generation: Number(generation),
    extend: (receiptHandle, milliseconds) => extend(name, receiptHandle, milliseconds),
  }
}

/** The ports of the function that plans a deployment: it writes nothing to the organization, and keeps no evidence. */
export function deploymentPorts(manifest: Manifest, env: Environment): PlanningPorts {
  const { mail, ...ports } = planning(deployedFor('deployment', ['table', 'topic'], env), env)
  return { ...ports, notify: teller({ ...ports, mail, id: ulid }, manifest) }
}

function planning(
  { region, table, topic, queues }: Deployed<'table' | 'topic'>,
  env: Environment,
  pace?: (typeof limits)[FunctionName]['pace'],
): Omit<PlanningPorts, 'notify'> & { mail: Mailer } {
  const connection = { region, env }
  return {
    organizations: createOrganizations({
      ...{ client: createClient(connection), clock: systemClock, random: Math.random },
      ...(pace && { pace }),
    }),
    state: tableState(connection, table, systemClock),
    mail: topicMailer(connection, topic, (message) => mailOf(message, region)),
    clock: systemClock,
    send: queuesAt(connection, queues).send,
  }
}
