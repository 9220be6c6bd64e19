import type { Shape, Values, Wire } from './checks.ts'
import { checked } from './checks.ts'
import { refuse } from './errors.ts'
import type { Organization } from './organization.ts'

/** The calling account, and its organization if it has one. */
export interface World {
  account: string
  organization: Organization | undefined
}

export interface Context {
  world: World
  /** Milliseconds. */
  now: number
  /** Notes a service event, which follows the event of the call itself. */
  announce: (eventName: string, serviceEventDetails: Wire) => void
}

export interface Operation {
  readOnly: boolean
  /** Members that the operation knows; nothing else of a request reaches an event. */
  members: readonly string[]
  /** Members that CloudTrail shows as "****". */
  masked: readonly string[]
  run: (input: Wire, context: Context) => Wire | undefined
}

type Body<S extends Shape, A extends unknown[]> = (...rest: [...A, Values<S>, Context]) => Wire | undefined

/** An operation that needs no organization. */
export function operation<S extends Shape>(
  shape: S,
  run: Body<S, []>,
  flags: Partial<Pick<Operation, 'readOnly' | 'masked'>> = {},
): Operation {
  return {
    readOnly: false,
    masked: [],
    ...flags,
    members: Object.keys(shape),
    run: (input, context) => run(checked(shape, input), context),
  }
}

/** An operation that changes the organization of the caller. */
export function write<S extends Shape>(
  shape: S,
  run: Body<S, [Organization]>,
  flags: Partial<Pick<Operation, 'readOnly' | 'masked'>> = {},
): Operation {
  return operation(
    shape,
    (input, context) => run(context.world.organization ?? refuse('AWSOrganizationsNotInUseException'), input, context),
    flags,
  )
}

/** An operation that only looks; CloudTrail's read events do not reach a rule, so it yields none. */
export const read = <S extends Shape>(shape: S, run: Body<S, [Organization]>): Operation =>
  write(shape, run, { readOnly: true })
