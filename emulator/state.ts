import { type Bus, clear, createBus } from './bus.ts'
import { createTransit, type DeliveryOptions, type Transit } from './delivery.ts'
import type { Fault } from './fault.ts'
import type { Faults } from './faults.ts'
import { loadOrganization } from './load.ts'
import type { Sleep } from './sleep.ts'
import { type Past, pastOf } from './stale.ts'
import { createThrottle, type Throttle } from './throttle.ts'
import { createHistory, type History } from './trail/history.ts'
import { createWorld, type World } from './world.ts'

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
  /** Undefined where reads are fresh. */
  past: Past | undefined
  /** How stale reads are from the start, in milliseconds. */
  staleReads: number
  calls: Map<string, number>
  served: number
  bus: Bus
  transit: Transit
  /** What CloudTrail keeps. */
  history: History
  /** How events are delivered from the start. */
  delivery: DeliveryOptions
  /** Undefined where nothing is throttled. */
  throttle: Throttle | undefined
  /** Every list begins with an empty page. */
  emptyPages: boolean
  now: () => number
  sleep: Sleep
  /** Undefined where nothing goes wrong by chance. */
  faults: Faults | undefined
  fault: (call: Call) => Fault | undefined | Promise<Fault | undefined>
}

const worldOf = (home: string, document: unknown): World =>
  createWorld(home, document === undefined ? undefined : loadOrganization(document))

type Started = 'home' | 'now' | 'sleep' | 'fault' | 'faults' | 'throttle' | 'staleReads' | 'delivery' | 'emptyPages'
type Given = Pick<State, Started> & { document: unknown }

export function createState({ document, ...given }: Given): State {
  const world = worldOf(given.home, document)
  const past = pastOf(world, given.staleReads, given.now())
  return {
    ...given,
    world,
    past,
    calls: new Map(),
    served: 0,
    bus: createBus(),
    transit: createTransit(given.delivery),
    history: createHistory(),
  }
}

/** As newly started, with another organization or none; nothing changes where the document is refused. */
export function reset(state: State, document: unknown): void {
  state.world = worldOf(state.home, document)
  state.past = pastOf(state.world, state.staleReads, state.now())
  state.faults = undefined
  state.calls.clear()
  if (state.throttle !== undefined) state.throttle = createThrottle()
  state.transit.waiting.length = 0
  state.transit = createTransit(state.delivery)
  state.history = createHistory()
  clear(state.bus)
}
