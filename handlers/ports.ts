import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { createClient } from '../aws/client.ts'
import { keepIn } from '../aws/identities.ts'
import { kmsKeys } from '../aws/keys.ts'
import { createOrganizations } from '../aws/organizations.ts'
import { queuesAt } from '../aws/queue.ts'
import { tableState } from '../aws/state.ts'
import { suspensionsIn } from '../aws/suspensions.ts'
import { topicNotifier } from '../aws/topic.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { systemClock } from '../loop/clock.ts'
import { withIdentities } from '../loop/identities.ts'
import { mailOf } from '../render/notice.ts'
import { type Deployed, deployedFor, type Environment } from './environment.ts'
import type { EventPorts } from './event.ts'
import type { SweepHandlerPorts } from './sweep.ts'

export type PlanningPorts = Pick<EventPorts, 'organizations' | 'state' | 'notify' | 'clock' | 'send'>

export type AwsPorts = Omit<EventPorts, 'ignored' | 'ran'> & Pick<SweepHandlerPorts, 'extend'>

const required = ['table', 'topic', 'bucket', 'pseudonymKey', 'pseudonymEpoch', 'identities', 'generation'] as const

/** The ports of a function that enforces, as its variables name them. Throws where one is missing; calls nothing. */
export function portsFor(name: FunctionName, manifest: Manifest, env: Environment): AwsPorts {
  const deployed = deployedFor(name, required, env)
  const { region, bucket, pseudonymKey, pseudonymEpoch, identities, generation, queues } = deployed
  if (!/^\d+$/.test(generation))
    throw new Error(`The generation of ${name} is no number of milliseconds: ${generation}`)
  if (!/^[1-9]\d*$/.test(pseudonymEpoch))
    throw new Error(`The epoch of pseudonyms of ${name} is no number from 1 on: ${pseudonymEpoch}`)
  const connection = { region, env }
  // Evidence lies in the home region, which the functions are not in.
  const home = { ...connection, region: manifest.region }
  const planned = planning(deployed, env, limits[name].pace)
  const recording = {
    audit: bucketSink(home, bucket),
    keys: kmsKeys(connection, pseudonymKey, manifest.organization.id, Number(pseudonymEpoch)),
  }
  const { extend } = queuesAt(connection, queues)
  return {
    ...planned,
    ...withIdentities(recording, { keep: keepIn(home, identities, planned.clock, ulid) }, planned),
    manifest,
    suspensions: suspensionsIn(connection),
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
