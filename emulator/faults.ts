// What goes wrong with calls to AWS, drawn by a seed: the same seed and the same calls give the same faults.
import type { Fault } from './fault.ts'
import type { Request } from './operation.ts'
import { between, type Random, randomOf } from './random.ts'

export interface FaultOptions {
  /** A whole number from 0 to 2^32 - 1. */
  seed: number
  /** How many of the calls that are meant are struck, from 0 to 1. */
  rate: number
  /** By default all that pass when the call is sent again. */
  kinds?: readonly FaultKind[]
  /** By default every operation. */
  operations?: readonly string[]
  /** Access key ids or accounts of those who are meant; by default everybody. */
  callers?: readonly string[]
  /** The moment on the emulator's clock from which nothing goes wrong any more, in milliseconds. */
  until?: number
  /** How often in a row a page fails; by default 1 to 3 times. */
  repeat?: number
  /** How many milliseconds an operation is denied; by default up to 30 s. */
  denial?: number
  /** How many milliseconds a slow answer takes; by default up to 5 s. */
  slowness?: number
}

interface Kind {
  /** Whether it is over when the call is sent again a few times. */
  passes: boolean
  fault: (options: FaultOptions, random: Random) => Fault
  /** The calls that it can strike; all by default. */
  meets?: (request: Request) => boolean
  /** What else it strikes once it struck a call: those with the same key, so many times more or until then. */
  lasts?: (request: Request, options: FaultOptions, random: Random, now: number) => Spell & { key: string }
}

interface Spell {
  left: number
  until: number
}

const refusal = (name: string): Kind => ({ passes: true, fault: () => ({ name }) })

/** Operations of which the service model says that they have it, among those that the emulator knows. */
const POLICY_CHANGES: readonly string[] = [
  ...['AttachPolicy', 'DetachPolicy', 'UpdatePolicy'],
  ...['EnablePolicyType', 'DisablePolicyType'],
]

const keyOf = ({ name, input }: Request): string => `${name} ${JSON.stringify(input)}`

const KINDS = {
  ConcurrentModificationException: {
    ...refusal('ConcurrentModificationException'),
    meets: ({ operation }) => !operation.readOnly,
  },
  PolicyChangesInProgressException: {
    ...refusal('PolicyChangesInProgressException'),
    meets: ({ name }) => POLICY_CHANGES.includes(name),
  },
  TooManyRequestsException: refusal('TooManyRequestsException'),
  ServiceException: refusal('ServiceException'),
  /** The connection breaks before the service gets to know of the call. */
  'lost-request': { passes: true, fault: () => ({ destroy: true }) },
  /** It did what it was asked for, and nobody hears of it. */
  'lost-answer': { passes: true, fault: () => ({ destroy: true, after: true }) },
  'short-answer': { passes: true, fault: () => ({ cut: true, after: true }) },
  'slow-answer': {
    passes: true,
    fault: ({ slowness }, random) => ({ delay: slowness ?? between(random, [100, 5_000]) }),
  },
  /** A proxy answers in place of the service, in HTML. */
  'proxy-answer': { passes: true, fault: () => ({ proxy: true }) },
  /** A list breaks off in its middle. */
  'failing-page': {
    ...refusal('ServiceException'),
    meets: ({ input }) => typeof input.NextToken === 'string',
    lasts: (request, { repeat }, random) => ({
      key: keyOf(request),
      left: (repeat ?? between(random, [1, 3])) - 1,
      until: Number.POSITIVE_INFINITY,
    }),
  },
  denied: {
    passes: false,
    fault: () => ({ name: 'AccessDeniedException' }),
    lasts: ({ name }, { denial }, random, now) => ({
      key: name,
      left: Number.POSITIVE_INFINITY,
      until: now + (denial ?? between(random, [1_000, 30_000])),
    }),
  },
} as const satisfies Readonly<Record<string, Kind>>

export type FaultKind = keyof typeof KINDS

const TABLE: Readonly<Record<FaultKind, Kind>> = KINDS

export const FAULT_KINDS = Object.keys(KINDS) as FaultKind[]

const PASSING = FAULT_KINDS.filter((kind) => TABLE[kind].passes)

export interface Faults {
  options: FaultOptions
  random: Random
  /** What goes on, by the calls that it strikes. */
  spells: Map<string, Spell & { kind: FaultKind; fault: Fault }>
  /** How often each kind struck. */
  struck: Map<FaultKind, number>
}

export const createFaults = (options: FaultOptions): Faults => ({
  options,
  random: randomOf(options.seed),
  spells: new Map(),
  struck: new Map(),
})

/** What happens to a call, if anything. */
export function strike(faults: Faults, request: Request, now: number): Fault | undefined {
  if (!isMeant(faults.options, request, now)) return undefined
  const { kind, fault } = goingOn(faults, request, now) ?? drawn(faults, request, now) ?? {}
  if (kind !== undefined) faults.struck.set(kind, (faults.struck.get(kind) ?? 0) + 1)
  return fault
}

function isMeant({ callers, operations, until }: FaultOptions, { name, caller }: Request, now: number): boolean {
  const { account, userIdentity } = caller
  return (
    now < (until ?? Number.POSITIVE_INFINITY) &&
    (operations?.includes(name) ?? true) &&
    (callers?.some((one) => one === account || one === userIdentity.accessKeyId) ?? true)
  )
}

function goingOn({ spells }: Faults, request: Request, now: number) {
  for (const key of [request.name, keyOf(request)]) {
    const spell = spells.get(key)
    if (spell === undefined) continue
    if (spell.left > 0 && now < spell.until) {
      spell.left -= 1
      return spell
    }
    spells.delete(key)
  }
  return undefined
}

function drawn({ options, random, spells }: Faults, request: Request, now: number) {
  if (random() >= options.rate) return undefined
  const possible = (options.kinds ?? PASSING).filter((kind) => TABLE[kind].meets?.(request) ?? true)
  const kind = possible[Math.floor(random() * possible.length)]
  if (kind === undefined) return undefined
  const fault = TABLE[kind].fault(options, random)
  const lasting = TABLE[kind].lasts?.(request, options, random, now)
  if (lasting !== undefined) spells.set(lasting.key, { ...lasting, kind, fault })
  return { kind, fault }
}
