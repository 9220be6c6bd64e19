import type { Shape, Values, Wire } from './checks.ts'
import { checked } from './checks.ts'
import { isAllowed } from './delegation.ts'
import { refuse } from './errors.ts'
import type { Caller } from './events.ts'
import type { Organization } from './organization.ts'
import type { Recorded } from './trail/history.ts'
import { organizationOf, type World } from './world.ts'

export interface Context {
  world: World
  /** The calling account. */
  account: string
  /** ARN of who calls, and the region that he calls. */
  user: string
  region: string
  /** Milliseconds. */
  now: number
  /**
   * Notes a service event in an account; it follows the event of the call itself. The effect is what happens when it is
   * delivered: it finds what it changes in the world that it gets, for it happens in a stale one as well.
   */
  announce: (account: string, eventName: string, serviceEventDetails: Wire, effect?: (world: World) => void) => void
  /** What CloudTrail shows by now of the calls in the calling account and region, the newest first. */
  happened: () => Recorded[]
}

/** How CloudTrail treats an operation. */
interface Traits {
  readOnly: boolean
  /** Members that the operation knows; nothing else of a request reaches an event. */
  members: readonly string[]
  /** Members that CloudTrail masks. */
  masked: readonly string[]
  /** Members of the output that CloudTrail shows with another value than the answer has. */
  spoken: Readonly<Record<string, string>>
}

export interface Operation extends Traits {
  run: (input: Wire, context: Context) => Wire | undefined
}

/** The service that is called. */
interface Called {
  /** As events and endpoints name it. */
  name: string
  /** Whether its calls are counted, and met by faults that come by chance. */
  isSubject: boolean
  /** What it answers to calls that come too fast; undefined: they are not limited. */
  tooFast: string | undefined
}

/** One call of a client. */
export interface Request {
  service: Called
  name: string
  operation: Operation
  input: Wire
  caller: Caller
  requestId: string
}

/** An operation that does not know its own name, by which the resource policy of the organization calls it. */
export interface Unnamed extends Traits {
  run: (input: Wire, context: Context, name: string) => Wire | undefined
}

export const named = (name: string, { run, ...traits }: Unnamed): Operation => ({
  ...traits,
  run: (input, context) => run(input, context, name),
})

type Body<S extends Shape, A extends unknown[]> = (...rest: [...A, Values<S>, Context]) => Wire | undefined

type Flags = Partial<Pick<Operation, 'readOnly' | 'masked' | 'spoken'>>

/** Finds the organization of a call, and refuses callers that may not make it. */
type Access = (context: Context, name: string, input: Wire) => Organization

const define = <S extends Shape>(shape: S, flags: Flags, run: Unnamed['run']): Unnamed => ({
  readOnly: false,
  masked: [],
  spoken: {},
  ...flags,
  members: Object.keys(shape),
  run,
})

const within = <S extends Shape>(access: Access, shape: S, run: Body<S, [Organization]>, flags: Flags): Unnamed =>
  define(shape, flags, (input, context, name) => {
    const values = checked(shape, input)
    return run(access(context, name, input), values, context)
  })

const joined: Access = ({ world, account }) =>
  organizationOf(world, account) ?? refuse('AWSOrganizationsNotInUseException')

const managed: Access = (context, name, input) => {
  const organization = joined(context, name, input)
  return organization.managementAccount === context.account ? organization : refuse('AccessDeniedException')
}

const delegated: Access = (context, name, input) => {
  const organization = joined(context, name, input)
  const { managementAccount } = organization
  return managementAccount === context.account || isAllowed(organization, context.account, name, input)
    ? organization
    : refuse('AccessDeniedException')
}

/** Administrators of any service may look (service model, RegisterDelegatedAdministrator). */
const shown: Access = (context, name, input) => {
  const organization = joined(context, name, input)
  return organization.delegates.has(context.account) ? organization : delegated(context, name, input)
}

/** An operation that any account may call, in an organization or not. */
export const operation = <S extends Shape>(shape: S, run: Body<S, []>, flags: Flags = {}): Unnamed =>
  define(shape, flags, (input, context) => run(checked(shape, input), context))

/** An operation of every account in an organization. */
export const member = <S extends Shape>(shape: S, run: Body<S, [Organization]>, flags: Flags = {}): Unnamed =>
  within(joined, shape, run, flags)

/** An operation of the management account alone. */
export const write = <S extends Shape>(shape: S, run: Body<S, [Organization]>, flags: Flags = {}): Unnamed =>
  within(managed, shape, run, flags)

/** An operation of the management account, and of the members that the resource policy of the organization allows it. */
export const policyWrite = <S extends Shape>(shape: S, run: Body<S, [Organization]>, flags: Flags = {}): Unnamed =>
  within(delegated, shape, run, flags)

/** One that only looks; CloudTrail's read events do not reach a rule, so it yields none. */
export const read = <S extends Shape>(shape: S, run: Body<S, [Organization]>): Unnamed =>
  within(shown, shape, run, { readOnly: true })
