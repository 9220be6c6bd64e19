import { publish } from './bus.ts'
import type { Wire } from './checks.ts'
import { Refusal } from './errors.ts'
import { eventValue } from './event-values.ts'
import { type Caller, callEvent, serviceEvent } from './events.ts'
import type { Context, Operation } from './operation.ts'
import type { Fault, State } from './state.ts'
import { admit } from './throttle.ts'
import { organizationOf } from './world.ts'

export interface Request {
  name: string
  operation: Operation
  input: Wire
  caller: Caller
  requestId: string
}

/** What the client gets to see: `output`, `refusal`, or nothing at all where the connection drops. */
export interface Answer {
  output?: Wire | undefined
  refusal?: Refusal
  dropped?: boolean
}

interface Ran extends Answer {
  announced: { account: string; eventName: string; details: Wire; effect: (() => void) | undefined }[]
}

const refusalOf = ({ name, message, reason, status }: Fault): Refusal =>
  new Refusal(name, {
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined ? {} : { status }),
  })

/** One call from its fault to its events. A connection that drops early is a call that never reached the service. */
export async function perform(state: State, request: Request): Promise<Answer> {
  const { name, input } = request
  state.calls.set(name, (state.calls.get(name) ?? 0) + 1)
  state.served += 1
  const fault = await state.fault({ operation: name, input, number: state.served })
  if (fault?.destroy && !fault.after) return { dropped: true }
  const now = state.now()
  const ran = attempt(state, request, fault, now)
  if (fault?.after && !fault.destroy) ran.refusal ??= refusalOf(fault)
  // What could not be read as an input never became a call that CloudTrail could tell of.
  const unread = ran.refusal?.name === 'SerializationException'
  if (!request.operation.readOnly && !unread) record(state, request, ran, now)
  return fault?.destroy ? { dropped: true } : ran
}

/** Throttling comes first, as with AWS: what it refuses reaches nothing else. */
function attempt(state: State, request: Request, fault: Fault | undefined, now: number): Ran {
  const { throttle } = state
  const { account } = request.caller
  const who = { account, organization: organizationOf(state.world, account)?.id }
  if (throttle !== undefined && !admit(throttle, who, request.name, now))
    return { announced: [], refusal: new Refusal('TooManyRequestsException') }
  return fault === undefined || fault.after ? run(state, request, now) : { announced: [], refusal: refusalOf(fault) }
}

/** A call that nothing hinders, and the ids of its events. */
export function carryOut(state: State, request: Request, now: number): Answer & { events: string[] } {
  const ran = run(state, request, now)
  return { ...ran, events: record(state, request, ran, now) }
}

function run({ world }: State, { operation, input, caller }: Request, now: number): Ran {
  const announced: Ran['announced'] = []
  const announce: Context['announce'] = (account, eventName, details, effect) =>
    void announced.push({ account, eventName, details, effect })
  try {
    return { announced, output: operation.run(input, { world, account: caller.account, now, announce }) }
  } catch (error) {
    if (error instanceof Refusal) return { announced, refusal: error }
    throw error
  }
}

/** Publishes the events of a call that changes something. */
function record({ bus }: State, request: Request, ran: Ran, now: number): string[] {
  const { name, operation, input, caller, requestId } = request
  const { members, masked, spoken } = operation
  const sent = Object.fromEntries(members.map((key) => [key, input[key] ?? undefined]))
  const outcome = {
    requestParameters: members.length === 0 ? null : eventValue(sent, { masked }),
    responseElements: ran.output === undefined ? null : eventValue(ran.output, { masked, spoken }),
    ...(ran.refusal === undefined ? {} : { error: ran.refusal }),
  }
  const call = callEvent({ now, eventName: name, caller, requestId }, outcome)
  publish(bus, call)
  const announced = ran.announced.map(({ account, eventName, details, effect }) => {
    const event = serviceEvent({ account, now, eventName }, details)
    publish(bus, event, effect)
    return event.id
  })
  return [call.id, ...announced]
}
