import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { createClient } from '../aws/client.ts'
import { kmsKeys } from '../aws/keys.ts'
import { createOrganizations } from '../aws/organizations.ts'
import { queuesAt } from '../aws/queue.ts'
import { tableState } from '../aws/state.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { topicNotifier } from '../aws/topic.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { systemClock } from '../loop/clock.ts'
import { mailOf } from '../render/notice.ts'
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
  return {
    ...planning(deployed, env, limits[name].pace),
    manifest,
    // Evidence lies in the home region, which the functions are not in.
    audit: bucketSink({ ...connection, region: manifest.region }, bucket),
    suspensions: suspensionsIn(connection),
    keys: kmsKeys(connection, pseudonymKey, manifest.organization.id),
    id: ulid,
    generation: Number(generation),
    extend: (receiptHandle, milliseconds) => extend(name, receiptHandle, milliseconds),
  }
}

/** The ports of the function that plans a deployment: it writes nothing to the organization, and keeps no evidence. */
export const deploymentPorts = (env: Environment): PlanningPorts =>
  planning(deployedFor('deployment', ['table', 'topic'], env), env)

function planning(
  { region, table, topic, queues }: Deployed<'table' | 'topic'>,
  env: Environment,
  pace?: (typeof limits)[FunctionName]['pace'],
): PlanningPorts {
  const connection = { region, env }
  return {
    organizations: createOrganizations({
      ...{ client: createClient(connection), clock: systemClock, random: Math.random },
      ...(pace && { pace }),
    }),
    state: tableState(connection, table, systemClock),
    notify: topicNotifier(connection, topic, mailOf),
    clock: systemClock,
    send: queuesAt(connection, queues).send,
  }
}
