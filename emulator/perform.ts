import type { Wire } from './checks.ts'
import { Refusal } from './errors.ts'
import { eventValue } from './event-values.ts'
import { callEvent, serviceEvent } from './events.ts'
import type { Fault } from './fault.ts'
import { strike } from './faults.ts'
import type { Context, Request } from './operation.ts'
import { happen, seen } from './stale.ts'
import type { State } from './state.ts'
import { tell } from './tell.ts'
import { admit } from './throttle.ts'
import { foundIn } from './trail/history.ts'
import { organizationOf, type World } from './world.ts'

/** What the client gets to see: `output`, `refusal`, or nothing at all where the connection drops. */
export interface Answer {
  output?: Wire | undefined
  refusal?: Refusal
  dropped?: boolean
  /** The connection breaks in the middle of it. */
  cut?: boolean
  /** Somebody else answers. */
  proxy?: boolean
}

interface Ran extends Answer {
  announced: { account: string; eventName: string; details: Wire; effect: ((world: World) => void) | undefined }[]
}

const refusalOf = ({ name, message, reason, status }: Fault): Refusal | undefined =>
  name === undefined
    ? undefined
    : new Refusal(name, {
        ...(message === undefined ? {} : { message }),
        ...(reason === undefined ? {} : { reason }),
        ...(status === undefined ? {} : { status }),
      })

/** One call from its fault to its events and its answer. */
export async function perform(state: State, request: Request): Promise<Answer> {
  const { name, input, service } = request
  if (service.isSubject) state.calls.set(name, (state.calls.get(name) ?? 0) + 1)
  state.served += 1
  const chosen = await state.fault({ operation: name, input, number: state.served })
  const fault = chosen ?? (service.isSubject && state.faults ? strike(state.faults, request, state.now()) : undefined)
  const answer = answerWith(state, request, fault)
  if (fault?.delay !== undefined) await state.sleep(fault.delay, 'answer')
  return answer
}

/** A connection that drops early is a call that never reached the service. */
function answerWith(state: State, request: Request, fault: Fault | undefined): Answer {
  if (fault?.proxy) return { proxy: true }
  if (fault?.destroy && !fault.after) return { dropped: true }
  const now = state.now()
  const ran = attempt(state, request, fault, now)
  const late = fault?.after && !fault.destroy ? refusalOf(fault) : undefined
  if (late !== undefined) ran.refusal ??= late
  // What could not be read as an input never became a call that CloudTrail could tell of.
  const unread = ran.refusal?.name === 'SerializationException'
  if (!unread) record(state, request, ran, now)
  return fault?.destroy ? { dropped: true } : { ...ran, cut: fault?.cut ?? false }
}

/** Throttling comes first, as with AWS: what it refuses reaches nothing else. */
function attempt(state: State, request: Request, fault: Fault | undefined, now: number): Ran {
  const { tooFast } = request.service
  const throttle = tooFast === undefined ? undefined : state.throttle
  const { account } = request.caller
  const who = { account, organization: organizationOf(state.world, account)?.id }
  if (throttle !== undefined && !admit(throttle, who, request.name, now))
    return { announced: [], refusal: new Refusal(tooFast ?? '') }
  const refusal = fault === undefined || fault.after ? undefined : refusalOf(fault)
  return refusal === undefined ? run(state, request, now) : { announced: [], refusal }
}

/** A call that nothing hinders, and the ids of its events. */
export function carryOut(state: State, request: Request, now: number): Answer & { events: string[] } {
  const ran = run(state, request, now)
  return { ...ran, events: record(state, request, ran, now) }
}

function run(state: State, { operation, input, caller }: Request, now: number): Ran {
  const { account, region } = caller
  const user = String(caller.userIdentity.arn)
  const runIn = (world: World, now: number): Ran => {
    const announced: Ran['announced'] = []
    const announce: Context['announce'] = (account, eventName, details, effect) =>
      void announced.push({ account, eventName, details, effect })
    const happened: Context['happened'] = () => foundIn(state.history, account, region, state.now())
    return { announced, output: operation.run(input, { world, account, region, user, now, announce, happened }) }
  }
  try {
    if (!operation.readOnly) return happen(state, now, (world) => runIn(world, now))
    const { world, now: asOf } = seen(state, now)
    return runIn(world, asOf)
  } catch (error) {
    if (error instanceof Refusal) return { announced: [], refusal: error }
    throw error
  }
}

/** Publishes the events of a call that changes something; CloudTrail keeps those of reads as well. */
function record(state: State, request: Request, ran: Ran, now: number): string[] {
  const { service, name, operation, input, caller, requestId } = request
  const { members, masked, spoken, readOnly } = operation
  const sent = Object.fromEntries(members.map((key) => [key, input[key] ?? undefined]))
  const outcome = {
    requestParameters: members.length === 0 ? null : eventValue(sent, { masked }),
    responseElements: ran.output === undefined || readOnly ? null : eventValue(ran.output, { masked, spoken }),
    ...(ran.refusal === undefined ? {} : { error: ran.refusal }),
  }
  const call = callEvent({ service: service.name, now, eventName: name, caller, requestId, readOnly }, outcome)
  tell(state, call, now)
  const announced = ran.announced.map(({ account, eventName, details, effect }) => {
    const event = serviceEvent({ account, now, eventName }, details)
    tell(state, event, now, effect && (() => happen(state, state.now(), effect)))
    return event.id
  })
  return [call.id, ...announced]
}
