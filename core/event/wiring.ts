import type { Manifest } from '../manifest.ts'
import { typesOf } from '../policy/type.ts'
import type { LookAgain } from './again.ts'
import { type EvidenceMessage, evidenceDue } from './evidence.ts'
import type { Matcher } from './pattern.ts'
import { accountsOf, type Senders } from './read.ts'
import { onEachAccount, type SweepMessage } from './sweep.ts'
import { namesOf, type Watch } from './watch.ts'
import { apiCall, driftDetected, watches } from './watched.ts'

/** An EventBridge event pattern: a list of allowed values or of matchers at each leaf. */
export type Pattern = { [key: string]: Pattern | Matcher[] }

/** `evidence` completes what is known afterwards, and restores nothing. */
export type FunctionName = Watch['queue'] | 'sweep' | 'evidence'

/** Puts a message into the queue of a function, to be received after `delay` milliseconds. */
export type Send = (queue: FunctionName, message: SweepMessage | LookAgain, delay?: number) => Promise<void>

export interface Rule extends Pick<Watch, 'region' | 'tell'> {
  name: string
  pattern: Pattern
  queue: FunctionName
}

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
  message: SweepMessage | EvidenceMessage
}

/** Which events and schedules reach which function, through which queue: rendered by stacks, executed by local/bus. */
export interface Wiring {
  rules: Rule[]
  queues: Record<FunctionName, Queue>
  schedules: Schedule[]
}

const minutes = 60_000

interface Limits {
  /** How long a run lasts at most, in milliseconds. */
  lasts: number
  /** How much it takes of AWS's rates, from which Control Tower's own scan lives too: reads as a share, writes a second. */
  pace: { reads: number | null; writes: number; yields: number }
}

/** Where events and a sweep collide in their writes, the sweep waits: what somebody does now comes first. */
export const limits: Readonly<Record<FunctionName, Limits>> = {
  'policy-drift': { lasts: 2 * minutes, pace: { reads: null, writes: 1, yields: 0 } },
  'account-enrolment': { lasts: 2 * minutes, pace: { reads: null, writes: 1, yields: 0 } },
  // A Lambda function has 15 minutes.
  sweep: { lasts: 14 * minutes, pace: { reads: 0.3, writes: 1.5, yields: 5_000 } },
  evidence: { lasts: 14 * minutes, pace: { reads: 0.2, writes: 1, yields: 5_000 } },
}

export function wiring(manifest: Manifest): Wiring {
  const senders = sendersOf(manifest)
  const events = { batchSize: 10, batchWindow: 0, visibilityTimeout: 3 * minutes, maxReceiveCount: 5 }
  return {
    rules: watches.map((watch) => ({
      name: watch.rule,
      pattern: patternOf(watch, senders),
      queue: watch.queue,
      region: watch.region,
      tell: watch.tell,
    })),
    queues: {
      'policy-drift': { function: 'policy-drift', ...events },
      'account-enrolment': { function: 'account-enrolment', ...events },
      // A sweep that lives keeps its message out of sight; whose process dies again and again is tried for an hour.
      sweep: { function: 'sweep', batchSize: 1, batchWindow: 0, visibilityTimeout: 15 * minutes, maxReceiveCount: 20 },
      // What one run could not do the next one does: the clock asks again.
      evidence: {
        function: 'evidence',
        batchSize: 1,
        batchWindow: 0,
        visibilityTimeout: 15 * minutes,
        maxReceiveCount: 3,
      },
    },
    schedules: [
      { queue: 'sweep', every: 15 * minutes, message: { ...sweepOf(manifest), coverage: [] } },
      ...(onEachAccount(manifest).length > 0
        ? [{ queue: 'sweep' as const, every: 60 * minutes, message: { ...sweepOf(manifest), types: [] } }]
        : []),
      { queue: 'evidence', every: 15 * minutes, message: evidenceDue },
    ],
  }
}

export const sendersOf = ({ organization, delegatedAdministrators }: Manifest): Senders => ({
  managementAccount: organization.managementAccount,
  delegatedAdministrators,
})

/** Only calls tell who they were told to, and whether they failed. */
function patternOf(watch: Watch, senders: Senders): Pattern {
  const { source, detailType, from, only, looks, alarming } = watch
  const accounts = from === 'anybody' ? null : accountsOf(from, senders)
  const call: Pattern =
    detailType === apiCall ? { ...(accounts && { recipientAccountId: accounts }), errorCode: [{ exists: false }] } : {}
  return {
    source: [source],
    ...(detailType !== null && { 'detail-type': [detailType] }),
    ...(accounts && { account: accounts }),
    ...(detailType !== driftDetected && {
      detail: {
        eventName: Object.keys(looks).flatMap((name) => namesOf(watch, name)),
        ...call,
        ...(only && below(['requestParameters', only.parameter], [{ prefix: only.prefix }])),
        ...(alarming?.ours && below(alarming.at[0].split('.'), [...alarming.ours])),
      },
    }),
  }
}

const below = (path: string[], matchers: Matcher[]): Pattern =>
  path.reduceRight<Pattern | Matcher[]>((inner, key) => ({ [key]: inner }), matchers) as Pattern

/** A look at everything that the manifest names. */
export const sweepOf = (manifest: Manifest, contents: SweepMessage['contents'] = 'due'): SweepMessage => ({
  types: typesOf(manifest.policies),
  contents,
  coverage: 'all',
  because: [],
})
