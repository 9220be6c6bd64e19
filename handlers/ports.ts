import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { createClient } from '../aws/client.ts'
import { kmsKeys } from '../aws/keys.ts'
import { createOrganizations } from '../aws/organizations.ts'
import { queuesAt } from '../aws/queue.ts'
import { tableState } from '../aws/state.ts'
import { topicNotifier } from '../aws/topic.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { systemClock } from '../loop/clock.ts'
import { mailOf } from '../render/notice.ts'
import { deployedFor, type Environment } from './environment.ts'
import type { EventPorts } from './event.ts'
import type { SweepHandlerPorts } from './sweep.ts'

export type AwsPorts = Omit<EventPorts, 'ignored' | 'ran'> & Pick<SweepHandlerPorts, 'extend'>

/** The ports of a function in AWS, as its variables name them. Throws where one is missing; calls nothing. */
export function portsFor(name: FunctionName, manifest: Manifest, env: Environment): AwsPorts {
  const { region, table, topic, bucket, pseudonymKey, generation, queues: urls } = deployedFor(name, env)
  const connection = { region, env }
  const queues = queuesAt(connection, urls)
  return {
    manifest,
    organizations: createOrganizations({
      client: createClient(connection),
      clock: systemClock,
      random: Math.random,
      pace: limits[name].pace,
    }),
    state: tableState(connection, table, systemClock),
    audit: bucketSink(connection, bucket),
    keys: kmsKeys(connection, pseudonymKey, manifest.organization.id),
    notify: topicNotifier(connection, topic, mailOf),
    clock: systemClock,
    id: ulid,
    generation,
    send: queues.send,
    extend: (receiptHandle, milliseconds) => queues.extend(name, receiptHandle, milliseconds),
  }
}
