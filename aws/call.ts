import type { OrganizationsClient } from '@aws-sdk/client-organizations'
import type { Calls, Clock } from '../core/ports.ts'
import { type AwsError, classify } from './errors.ts'
import { createPacer, type Pace, unpaced } from './pace.ts'

/** A call that ended with an error, after all that AWS asks to retry was retried. */
export class CallError extends Error {
  override name = 'CallError'
  readonly aws: AwsError
  /** Whether it was sent before, and may have been carried out then. */
  readonly wasInDoubt: boolean
  /** AWS's name of it. */
  readonly operation: string
  constructor(aws: AwsError, cause: unknown, wasInDoubt: boolean, operation: string) {
    super(aws.requestId ? `${aws.message} [request ${aws.requestId}]` : aws.message, { cause })
    this.aws = aws
    this.wasInDoubt = wasInDoubt
    this.operation = operation
  }
}

export interface Caller<Client = OrganizationsClient> {
  /**
   * Sends one command; `operation` is AWS's name of it, `passing` are names of errors that pass by themselves this time.
   * Rejects with CallError.
   */
  <Output>(operation: string, send: (client: Client) => Promise<Output>, passing?: readonly string[]): Promise<Output>
  /** The same, but from a moment on, in epoch milliseconds, it sends nothing again. */
  until(moment: number): Caller<Client>
  /** Calls sent so far by operation, retries counted. */
  counts(): Calls
}

export interface CallerOptions<Client = OrganizationsClient> {
  client: Client
  clock: Clock
  /** Uniform in [0, 1); spreads retries of several callers. */
  random: () => number
  /** How often one call is sent at most. */
  attempts?: number
  /** Absent: calls do not wait for each other. */
  pace?: Pace
}

/** Enough for a minute. */
const patient = 8

/** AWS refused because calls came too fast: who waits gets through, however impatient the caller is. */
const tooFast = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded'])

const first = 500
const longest = 30_000

/** Sends commands, and sends again what AWS asks to retry: after 0.5 s, doubling up to 30 s, with jitter of a half. */
export function createCaller<Client = OrganizationsClient>({
  client,
  clock,
  random,
  attempts = 8,
  pace,
}: CallerOptions<Client>): Caller<Client> {
  const counts: Calls = {}
  const pacer = pace ? createPacer(clock, pace) : unpaced
  const callUntil = (moment: number): Caller<Client> => {
    const call = async <Output>(
      operation: string,
      send: (client: Client) => Promise<Output>,
      passing: readonly string[] = [],
    ) => {
      let wasInDoubt = false
      for (let attempt = 1; ; attempt++) {
        await pacer.turn(operation)
        counts[operation] = (counts[operation] ?? 0) + 1
        try {
          return await send(client)
        } catch (error) {
          const aws = classify(error, operation)
          const isTooFast = tooFast.has(aws.name)
          if (isTooFast) pacer.yield(operation)
          const isPassing = isTooFast || passing.includes(aws.name)
          const pause = Math.min(longest, first * 2 ** (attempt - 1)) * (0.5 + random() / 2)
          const isOver = attempt >= (isPassing ? patient : attempts) || clock.now() + pause > moment
          if ((aws.class !== 'retry' && !isPassing) || isOver) {
            throw new CallError(aws, error, wasInDoubt, operation)
          }
          wasInDoubt ||= aws.isDoubtful
          await clock.sleep(pause)
        }
      }
    }
    return Object.assign(call, { until: callUntil, counts: () => ({ ...counts }) })
  }
  return callUntil(Number.POSITIVE_INFINITY)
}
