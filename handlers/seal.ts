import { digest as digestOf } from '../core/digest.ts'
import { escapeHidden } from '../core/hidden.ts'
import { type SealPorts, seal } from '../loop/seal.ts'
import type { Suspicion } from '../loop/sealed.ts'

/** So many things that a person has to look at are named in the log; all are counted. */
const sampled = 3
const longestKey = 300

/**
 * Seals what came, and writes one line of JSON for each run that wrote a digest: an alarm counts them, and rings where there is none.
 * Rejects, after all was sealed, where a person has to look at something.
 */
export function createSeal(
  open: () => Promise<Omit<SealPorts, 'suspicious'>>,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): () => Promise<void> {
  return async () => {
    const ports = await open()
    const began = ports.clock.now()
    const found: Suspicion[] = []
    const { digest, signature } = await seal({ ...ports, suspicious: (one) => void found.push(one) })
    const suspicious = counted(found.map(({ why }) => why))
    const { 'delete-marker': markers = 0 } = suspicious
    const line = {
      ...{ function: 'seal', sequence: digest.sequence, segments: digest.segments.length },
      // What a trust file names: of the first digest the genesis, of every later one an anchor.
      ...{ digest: digestOf(digest), key: signature.key },
      ...{ bundle: digest.bundle?.day ?? null, markers, suspicious, took: ports.clock.now() - began },
      ...(found.length > 0 && { sample: found.slice(0, sampled).map(cut) }),
    }
    write(`${escapeHidden(JSON.stringify(line))}\n`)
    if (found.length > 0) throw new Suspicious(`A person has to look at the audit trail: ${JSON.stringify(suspicious)}`)
  }
}

/** What lies in the trail is not only what holdfast's functions left there. */
class Suspicious extends Error {
  override name = 'Suspicious'
}

const cut = ({ key, ...one }: Suspicion) => ({ ...one, key: key.slice(0, longestKey) })

function counted(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
