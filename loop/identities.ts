import type { AuditSink, Identities, Keys } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import type { EnforcementPorts } from './ports.ts'

interface Recording {
  audit: AuditSink
  keys: Keys
}

/** Values of a day that a process remembers to have kept, and those that wait to be. */
const most = 50_000

/** Where they cannot be kept, records wait for another try only after so long, in milliseconds. */
const pause = 5 * 60_000

/**
 * Recording that keeps the raw value of each pseudonym aside: beside the segment in which it is written first, once a day and process.
 * A key that does not answer rejects: what stands in a record then, and that it proves nothing, is the recorder's to say. What
 * cannot be kept stops nothing, and is told once a day.
 */
export function withIdentities(
  { audit, keys }: Recording,
  identities: Pick<Identities, 'keep'>,
  ports: Pick<EnforcementPorts, 'notify' | 'clock'>,
): Recording {
  let day = 0
  let paused = 0
  const kept = new Set<string>()
  const told = new Set<string>()
  let waiting = new Map<string, string>()

  const begin = () => {
    const today = Math.floor(ports.clock.now() / 86_400_000)
    if (today === day && kept.size < most) return
    day = today
    kept.clear()
    told.clear()
  }
  const tell = async (key: string, text: string, error: unknown) => {
    if (told.has(key)) return
    told.add(key)
    await alarm(ports, key, text, error)
  }
  const keep = async () => {
    const now = ports.clock.now()
    if (waiting.size === 0 || now < paused) return
    const raw = waiting
    waiting = new Map()
    try {
      await identities.keep(raw)
    } catch (error) {
      paused = now + pause
      if (raw.size < most) waiting = new Map([...raw, ...waiting])
      await tell(
        'identities-not-kept',
        'Raw values of pseudonyms cannot be kept; records are written without them',
        error,
      )
    }
  }
  return {
    keys: async (kind, value) => {
      if (kind === 'seal') return keys(kind, value)
      begin()
      const pseudonym = await keys(kind, value)
      if (!kept.has(pseudonym)) waiting.set(pseudonym, value)
      kept.add(pseudonym)
      return pseudonym
    },
    audit: async (records) => {
      const keeping = keep()
      await audit(records).finally(() => keeping)
    },
  }
}
