import { isEvidenceMessage } from '../core/event/evidence.ts'
import { limits } from '../core/event/wiring.ts'
import { parseJson } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import { completeEvidence, type Done, type EvidencePorts } from '../loop/evidence.ts'
import { evidenceTasks } from '../loop/evidence-tasks.ts'
import { lenient } from '../loop/state.ts'
import { allDone, type QueueHandler } from './queue.ts'

export interface EvidenceHandlerPorts extends EvidencePorts {
  manifest: Manifest
  /** Hears what became of the tasks of a run. */
  did?: (done: Done) => void
}

/** Completes the evidence whenever the clock says so: what was not recorded, and what nobody knew when it was found. */
export function createEvidence({ manifest, did, ...given }: EvidenceHandlerPorts): QueueHandler {
  const { clock } = given
  return async ({ Records }) => {
    for (const { body } of Records) {
      if (!isEvidenceMessage(parseJson(body))) continue
      const ports = { ...given, state: lenient(given) }
      // A message that is delivered twice is two runs, of which one has to wait: not, as with a sweep, its own successor.
      const run = { tasks: evidenceTasks, holder: given.id(), deadline: clock.now() + limits.evidence.lasts }
      await completeEvidence(ports, manifest, run, did)
    }
    return allDone
  }
}
