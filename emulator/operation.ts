import type { Shape, Values, Wire } from './checks.ts'
import { checked } from './checks.ts'
import { refuse } from './errors.ts'
import type { Caller } from './events.ts'
import type { Organization } from './organization.ts'
import { organizationOf, type World } from './world.ts'

export interface Context {
  world: World
  /** The calling account. */
  account: string
  /** Milliseconds. */
  now: number
  /**
   * Notes a service event in an account; it follows the event of the call itself. The effect is what happens when it is
   * delivered: it finds what it changes in the world that it gets, for it happens in a stale one as well.
   */
  announce: (account: string, eventName: string, serviceEventDetails: Wire, effect?: (world: World) => void) => void
}

export interface Operation {
  readOnly: boolean
  /** Members that the operation knows; nothing else of a request reaches an event. */
  members: readonly string[]
  /** Members that CloudTrail shows as "****". */
  masked: readonly string[]
  /** Members of the output that CloudTrail shows with another value than the answer has. */
  spoken: Readonly<Record<string, string>>
  run: (input: Wire, context: Context) => Wire | undefined
}

/** One call of a client. */
export interface Request {
  name: string
  operation: Operation
  input: Wire
  caller: Caller
  requestId: string
}

type Body<S extends Shape, A extends unknown[]> = (...rest: [...A, Values<S>, Context]) => Wire | undefined

type Flags = Partial<Pick<Operation, 'readOnly' | 'masked' | 'spoken'>>

/** An operation that any account may call, in an organization or not. */
export function operation<S extends Shape>(shape: S, run: Body<S, []>, flags: Flags = {}): Operation {
  return {
    readOnly: false,
    masked: [],
    spoken: {},
    ...flags,
    members: Object.keys(shape),
    run: (input, context) => run(checked(shape, input), context),
  }
}

const joined = ({ world, account }: Context): Organization =>
  organizationOf(world, account) ?? refuse('AWSOrganizationsNotInUseException')

function managed(context: Context): Organization {
  const organization = joined(context)
  return organization.managementAccount === context.account ? organization : refuse('AccessDeniedException')
}

/** An operation of every account in an organization. */
export const member = <S extends Shape>(shape: S, run: Body<S, [Organization]>, flags: Flags = {}): Operation =>
  operation(shape, (input, context) => run(joined(context), input, context), flags)

/** An operation of the management account. */
export const write = <S extends Shape>(shape: S, run: Body<S, [Organization]>, flags: Flags = {}): Operation =>
  operation(shape, (input, context) => run(managed(context), input, context), flags)

/** One that only looks; CloudTrail's read events do not reach a rule, so it yields none. */
export const read = <S extends Shape>(shape: S, run: Body<S, [Organization]>): Operation =>
  write(shape, run, { readOnly: true })
