import type { State } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import type { EnforcementPorts } from './ports.ts'

/**
 * State that never stops a run: what cannot be read is unknown, what cannot be written is forgotten, and a lease that
 * cannot be had counts as had, because two sweeps at once cost calls and do no harm. People are told once.
 */
export function lenient(ports: Pick<EnforcementPorts, 'state' | 'notify' | 'clock'>): State {
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
    get: (key) => attempt(state.get(key), undefined),
    list: (prefix) => attempt(state.list(prefix), {}),
    put: (rows) => attempt(state.put(rows), undefined),
    claim: (key, holder, milliseconds) => attempt(state.claim(key, holder, milliseconds), true),
    remove: (keys) => attempt(state.remove(keys), undefined),
  }
}
