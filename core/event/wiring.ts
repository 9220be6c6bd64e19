import type { Manifest } from '../manifest.ts'
import { watched } from './read.ts'
import type { SweepMessage } from './sweep.ts'

/** An EventBridge event pattern: a list of allowed values or of matchers at each leaf. */
export type Pattern = { [key: string]: Pattern | (string | { exists: boolean })[] }

export type FunctionName = 'policy-drift' | 'sweep'

export interface Queue {
  /** Function that takes the messages. */
  function: FunctionName
  batchSize: number
  /** Milliseconds for which a batch is gathered. */
  batchWindow: number
  /** Milliseconds after which a message that failed, or whose function died, comes back. */
  visibilityTimeout: number
  /** Deliveries after which a message goes to the dead letters. */
  maxReceiveCount: number
}

export interface Schedule {
  queue: FunctionName
  /** Milliseconds between two messages. */
  every: number
  message: SweepMessage
}

/** Which events and schedules reach which function, through which queue: rendered by stacks, executed by local/bus. */
export interface Wiring {
  rules: { name: string; pattern: Pattern; queue: FunctionName }[]
  queues: Record<FunctionName, Queue>
  schedules: Schedule[]
}

const minutes = 60_000

export function wiring(manifest: Manifest): Wiring {
  const accounts = [manifest.organization.managementAccount, ...manifest.delegatedAdministrators]
  return {
    rules: [
      {
        name: 'policy-changes',
        pattern: {
          source: ['aws.organizations'],
          'detail-type': ['AWS API Call via CloudTrail'],
          account: accounts,
          detail: { eventName: watched, recipientAccountId: accounts, errorCode: [{ exists: false }] },
        },
        queue: 'policy-drift',
      },
    ],
    queues: {
      'policy-drift': {
        function: 'policy-drift',
        batchSize: 10,
        batchWindow: 0,
        visibilityTimeout: 3 * minutes,
        maxReceiveCount: 5,
      },
      sweep: { function: 'sweep', batchSize: 1, batchWindow: 0, visibilityTimeout: 15 * minutes, maxReceiveCount: 5 },
    },
    schedules: [{ queue: 'sweep', every: 15 * minutes, message: fullSweep(manifest, 'due') }],
  }
}

/** A look at everything that the manifest names. */
export const fullSweep = (manifest: Manifest, contents: SweepMessage['contents']): SweepMessage => ({
  types: [...new Set(manifest.policies.map(({ type }) => type))],
  contents,
  because: [],
})
