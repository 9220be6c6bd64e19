import type { State } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import type { EnforcementPorts } from './ports.ts'

export interface LenientState extends State {
  /** Whether it could not be read or written: what is not in it may have been. */
  hasFailed(): boolean
}

const isLenient = (state: State): state is LenientState => 'hasFailed' in state

/**
 * State that never stops a run: what cannot be read is unknown, what cannot be written is forgotten, and a lease that
 * cannot be had counts as had, because two sweeps at once cost calls and do no harm. People are told once.
 */
export function lenient(ports: Pick<EnforcementPorts, 'state' | 'notify' | 'clock'>): LenientState {
  if (isLenient(ports.state)) return ports.state
  let isTold = false
  const attempt = async <Value>(work: Promise<Value>, otherwise: Value): Promise<Value> => {
    try {
      return await work
    } catch (error) {
      if (!isTold)
        await alarm(ports, 'state-unusable', 'The state cannot be read or written; enforcement goes on', error)
      isTold = true
      return otherwise
    }
  }
  const { state } = ports
  return {
    hasFailed: () => isTold,
    get: (key) => attempt(state.get(key), undefined),
    list: (prefix) => attempt(state.list(prefix), {}),
    put: (rows, milliseconds) => attempt(state.put(rows, milliseconds), undefined),
    claim: (key, holder, milliseconds) => attempt(state.claim(key, holder, milliseconds), true),
    remove: (keys) => attempt(state.remove(keys), undefined),
  }
}
