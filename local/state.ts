import { readFileSync } from 'node:fs'
import type { Json } from '../core/json.ts'
import type { Clock, State } from '../core/ports.ts'
import { writeWhole } from './files.ts'

interface Row {
  value: Json
  /** Epoch milliseconds; null: never. */
  expires: number | null
}

/**
 * State in a JSON file, for one process at a time. A file that is missing or broken is an empty state: it describes and
 * never decides, so losing it costs a message told twice.
 */
export function fileState(path: string, clock: Clock): State {
  const rows = new Map<string, Row>(Object.entries(load(path)))
  const save = () => {
    for (const [key, { expires }] of rows) if (expires !== null && !(expires > clock.now())) rows.delete(key)
    writeWhole(path, `${JSON.stringify(Object.fromEntries(rows), null, 1)}\n`, 0o600)
  }
  const current = (key: string): Row | undefined => {
    const row = rows.get(key)
    return row && (row.expires === null || row.expires > clock.now()) ? row : undefined
  }
  return {
    get: async (key) => current(key)?.value,
    list: async (prefix) =>
      Object.fromEntries(
        [...rows.keys()].flatMap((key) => {
          const row = key.startsWith(prefix) ? current(key) : undefined
          return row ? [[key, row.value]] : []
        }),
      ),
    async put(values, milliseconds) {
      const expires = milliseconds === undefined ? null : clock.now() + milliseconds
      for (const [key, value] of Object.entries(values)) rows.set(key, { value, expires })
      if (Object.keys(values).length > 0) save()
    },
    async claim(key, holder, milliseconds) {
      const expires = clock.now() + milliseconds
      // No holder claims for longer than the next one would: a row that says so was not written by a claim.
      const held = current(key)
      if (held && held.value !== holder && typeof held.expires === 'number' && held.expires <= expires) return false
      rows.set(key, { value: holder, expires })
      save()
      return true
    },
    async remove(keys) {
      if (keys.filter((key) => rows.delete(key)).length > 0) save()
    },
  }
}

function load(path: string): Record<string, Row> {
  try {
    const rows: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof rows === 'object' && rows !== null && !Array.isArray(rows) ? (rows as Record<string, Row>) : {}
  } catch {
    return {}
  }
}
