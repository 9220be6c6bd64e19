import { iso } from '../core/audit/record.ts'
import type { Manifest } from '../core/manifest.ts'
import { type RecorderPorts, recorderFor } from '../loop/recorder.ts'

/** A process says so often at most that it lives, in milliseconds. */
const every = 15 * 60_000

export interface Heart {
  /** Counts an event by how it was read: what is not ours stands in the trail as a number only. */
  heard(kind: string): void
  /** At the end of an invocation: records that the function lives, and what it heard since it said so last. Never rejects. */
  beat(): Promise<void>
}

/** What was heard after the last beat of a process dies with it: the counts are the least that there was. */
export function heartOf(ports: RecorderPorts, manifest: Manifest, name: string): Heart {
  const { clock } = ports
  let counts: Record<string, number> = {}
  let since = clock.now()
  let last = Number.NEGATIVE_INFINITY
  return {
    heard(kind) {
      counts[kind] = (counts[kind] ?? 0) + 1
    },
    async beat() {
      const now = clock.now()
      if (now - last < every) return
      last = now
      const recorder = recorderFor(ports, manifest)
      const said = recorder.record('heartbeat', { function: name, since: iso(since), events: counts })
      await recorder.write(Promise.resolve([said]))
      if (!(await recorder.end())) return
      counts = {}
      since = now
    },
  }
}
