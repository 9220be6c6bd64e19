import type { Manifest } from '../core/manifest.ts'
import type { EventHistory, Trail } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import { withLease } from './lease.ts'
import type { EnforcementPorts } from './ports.ts'

/** What completes the evidence needs of the world, beside what enforcement needs. */
export interface EvidencePorts extends EnforcementPorts {
  trail: Trail
  history: EventHistory
}

/** What is done for the evidence each quarter of an hour, where something is to be done. Rejects where it could not be. */
export type EvidenceTask = (ports: EvidencePorts, manifest: Manifest) => Promise<void>

export interface EvidenceRun {
  /** By name, in the order in which they are done. */
  tasks: Readonly<Record<string, EvidenceTask>>
  holder: string
  /** From then on no task is begun, in epoch milliseconds. */
  deadline: number
}

export type Done = Record<string, 'done' | 'failed' | 'late'>

/** As long people are not told the same again, in milliseconds. */
const quiet = 60 * 60_000

/**
 * Does the tasks one after the other, one run at a time. One that cannot be done keeps nothing from the others: people are
 * told, and the run rejects at its end. Where another run is at it nothing is done.
 */
export async function completeEvidence(
  ports: EvidencePorts,
  manifest: Manifest,
  { tasks, holder, deadline }: EvidenceRun,
  did: (done: Done) => void = () => {},
): Promise<void> {
  const done: Done = {}
  const errors: unknown[] = []
  await withLease(ports, 'evidence', holder, async () => {
    for (const [name, task] of Object.entries(tasks)) {
      if (ports.clock.now() >= deadline) {
        done[name] = 'late'
        errors.push(new Error(`There was no time left for ${name}`))
        continue
      }
      done[name] = 'done'
      await task(ports, manifest).catch(async (error: unknown) => {
        done[name] = 'failed'
        errors.push(error)
        await tell(ports, name, error)
      })
    }
    return true
  })
  did(done)
  if (errors.length > 0) throw errors[0]
}

async function tell(ports: EvidencePorts, name: string, error: unknown): Promise<void> {
  const key = `evidence-incomplete/${name}`
  if (!(await ports.state.claim(`told/${key}`, ports.id(), quiet))) return
  await alarm(ports, key, 'The evidence could not be completed; enforcement goes on', error)
}
