import { type Bus, clear, createBus } from './bus.ts'
import { loadOrganization } from './load.ts'
import { createThrottle, type Throttle } from './throttle.ts'
import { createWorld, type World } from './world.ts'

/** An error to answer instead of the operation's own answer, or a connection to drop. */
export interface Fault {
  name: string
  message?: string
  reason?: string
  status?: number
  /** Fail after the operation took effect. */
  after?: boolean
  /** Drop the connection instead of answering. */
  destroy?: boolean
}

export interface Call {
  operation: string
  input: unknown
  /** 1-based, over the emulator's life. */
  number: number
}

export interface State {
  /** The account of an emulator without organization. */
  home: string
  world: World
  calls: Map<string, number>
  served: number
  bus: Bus
  /** Undefined where nothing is throttled. */
  throttle: Throttle | undefined
  /** Every list begins with an empty page. */
  emptyPages: boolean
  now: () => number
  fault: (call: Call) => Fault | undefined | Promise<Fault | undefined>
}

const worldOf = (home: string, document: unknown): World =>
  createWorld(home, document === undefined ? undefined : loadOrganization(document))

export function createState(
  given: Pick<State, 'home' | 'now' | 'fault' | 'throttle' | 'emptyPages'> & { document: unknown },
): State {
  const { document, ...rest } = given
  return { ...rest, world: worldOf(given.home, document), calls: new Map(), served: 0, bus: createBus() }
}

/** As newly started, with another organization or none; nothing changes where the document is refused. */
export function reset(state: State, document: unknown): void {
  state.world = worldOf(state.home, document)
  state.calls.clear()
  if (state.throttle !== undefined) state.throttle = createThrottle()
  clear(state.bus)
}
