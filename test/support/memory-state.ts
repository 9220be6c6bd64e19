import type { Json } from '../../core/json.ts'
import type { Clock, State } from '../../core/ports.ts'

/** State that is as quick as a test wants it, and forgets with the process. */
export function memoryState(clock: Clock): State {
  const rows = new Map<string, { value: Json; until: number }>()
  const at = (key: string) => {
    const row = rows.get(key)
    return row && row.until > clock.now() ? row : undefined
  }
  const put = (key: string, value: Json, milliseconds = Number.POSITIVE_INFINITY) =>
    void rows.set(key, { value, until: clock.now() + milliseconds })
  return {
    get: async (key) => at(key)?.value,
    list: async (prefix) =>
      Object.fromEntries(
        [...rows.keys()].flatMap((key) => {
          const row = key.startsWith(prefix) ? at(key) : undefined
          return row ? [[key, row.value]] : []
        }),
      ),
    put: async (values, milliseconds) => {
      for (const [key, value] of Object.entries(values)) put(key, value, milliseconds)
    },
    async claim(key, holder, milliseconds) {
      const held = at(key)
      if (held && held.value !== holder) return false
      put(key, holder, milliseconds)
      return true
    },
    remove: async (keys) => {
      for (const key of keys) rows.delete(key)
    },
  }
}
