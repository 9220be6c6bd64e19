import { member, text } from '../core/event/member.ts'
import type { Clock } from '../core/ports.ts'
import { inTime } from '../loop/in-time.ts'
import { safe } from '../render/safe.ts'

/** What Lambda tells a function of itself. */
export interface Context {
  getRemainingTimeInMillis(): number
}

export interface CustomResource {
  /** Physical id where there is one of it, and of what could not be made. */
  id: string
  /** Physical id by its attributes, where there are several. */
  idOf?: (data: Record<string, string>) => string
  /**
   * Does what creating and updating it means, until a moment in epoch milliseconds; `before` is its physical id, empty where it is
   * new. Throws Refused, or what went wrong.
   */
  put(properties: unknown, until: number, before: string): Promise<Record<string, string>>
}

/** Why a custom resource must not be, for people. */
export class Refused extends Error {
  override name = 'Refused'
}

export interface CustomResourcePorts {
  clock: Clock
  /** Puts an answer to CloudFormation's address. */
  respond: (url: string, body: string) => Promise<void>
}

/** Milliseconds before the end of the function's time at which work ends, and then its answer. */
const [workEndsBefore, answerComesBefore] = [40_000, 20_000]

/** CloudFormation takes no longer answer, in bytes. */
const longestAnswer = 4_096
const longestReason = 1_500

/** Milliseconds before each further attempt to answer. */
const pauses = [1_000, 4_000]

interface Answer {
  Status: 'SUCCESS' | 'FAILED'
  Reason?: string
  Data?: Record<string, string>
  /** Another physical id than before. */
  id?: string | undefined
}

/**
 * A function for CloudFormation's custom resources, by type. It always answers, also where something unexpected happens or
 * the time is over, else CloudFormation waits for an hour; nothing happens when a resource is deleted.
 */
export function createCustomResources(
  { clock, respond }: CustomResourcePorts,
  resources: Record<string, CustomResource>,
): (event: unknown, context: Context) => Promise<void> {
  async function answerTo(event: unknown, end: number): Promise<Answer> {
    const kind = member(event, 'RequestType')
    if (kind === 'Delete') return { Status: 'SUCCESS' }
    const resource = resourceOf(event)
    if (!resource || (kind !== 'Create' && kind !== 'Update'))
      return failed('It is no request that this function knows')
    const until = end - workEndsBefore
    const work = (async () => resource.put(member(event, 'ResourceProperties'), until, idBefore(event)))()
      .then((Data): Answer => ({ Status: 'SUCCESS', Data, id: resource.idOf?.(Data) }))
      .catch((error: unknown) => failed(reasonOf(error)))
    return inTime(clock, end - answerComesBefore - clock.now(), work, () =>
      failed('It was not done within the time that a function has'),
    )
  }
  const resourceOf = (event: unknown): CustomResource | undefined => {
    const type = member(event, 'ResourceType')
    return typeof type === 'string' && Object.hasOwn(resources, type) ? resources[type] : undefined
  }
  async function send(url: string, body: string): Promise<void> {
    for (const pause of pauses) {
      try {
        return await respond(url, body)
      } catch {
        await clock.sleep(pause)
      }
    }
    await respond(url, body)
  }
  return async (event, context) => {
    const end = clock.now() + context.getRemainingTimeInMillis()
    const url = responseUrl(event)
    const { id = idBefore(event) || resourceOf(event)?.id || 'none', ...answer } = await answerTo(event, end)
    await send(url, bodyOf(event, id, answer))
  }
}

const idBefore = (event: unknown): string => text(member(event, 'PhysicalResourceId'), 1_024)

const failed = (reason: string): Answer => ({ Status: 'FAILED', Reason: reason })

const reasonOf = (error: unknown): string =>
  error instanceof Refused ? error.message : `Unexpected: ${error instanceof Error ? error.message : String(error)}`

/** Where to answer. Throws where CloudFormation cannot have written it: then nobody waits. */
function responseUrl(event: unknown): string {
  const url = text(member(event, 'ResponseURL'), 8_192)
  const { protocol, hostname } = new URL(url)
  const isLoopback = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback)) throw new Error('ResponseURL is not https')
  return url
}

/** The answer as JSON. Its reason is one line, cut where it is too long. */
function bodyOf(event: unknown, id: string, { Status, Reason, Data }: Answer): string {
  const about = Object.fromEntries(
    ['StackId', 'RequestId', 'LogicalResourceId'].map((key) => [key, text(member(event, key), 512)]),
  )
  for (let longest = longestReason; ; longest = Math.floor(longest / 2)) {
    const reason = Reason === undefined ? {} : { Reason: safe(Reason, longest) }
    const body = JSON.stringify({ Status, ...reason, PhysicalResourceId: id, ...about, ...(Data && { Data }) })
    if (longest < 100 || new TextEncoder().encode(body).length <= longestAnswer) return body
  }
}
