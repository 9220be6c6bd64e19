import type { Trail } from '../core/ports.ts'
import { fileSigner } from '../local/signer.ts'
import { seal } from '../loop/seal.ts'
import { safe } from '../render/safe.ts'
import { count } from '../render/words.ts'
import type { Context } from './context.ts'

/** Milliseconds between two seals, as in AWS. */
const every = 15 * 60_000

/** Sealing that goes on until it is stopped. */
export interface Sealing {
  stop(): Promise<void>
}

interface Sealed {
  trail: Trail
  organization: string
  /** File of the key that signs. */
  key: string
}

/**
 * Seals what was recorded on this machine, with a key that lies beside it: that is self-attested. What keeps it from being sealed, and what
 * holdfast did not leave there, is said; it never rejects, because what was done is done.
 */
export async function sealRecords(
  { clock, say }: Pick<Context, 'clock' | 'say'>,
  { key, ...about }: Sealed,
): Promise<void> {
  const found: string[] = []
  try {
    await seal({
      ...{ ...about, clock, signer: fileSigner(key), attestation: 'self' },
      suspicious: (one) => void found.push(`${one.key} (${one.why})`),
    })
  } catch (error) {
    say(`What was recorded is not sealed: ${safe(error instanceof Error ? error.message : String(error), 300)}\n`)
  }
  if (found.length > 0)
    say(
      `The audit trail is not as holdfast left it in ${count(found.length, 'place')}: ${safe(found.join(', '), 500)}\n`,
    )
}

/** Seals every quarter of an hour, and a last time when it is stopped. */
export function startSealing({ clock }: Pick<Context, 'clock'>, { seal }: { seal: () => Promise<void> }): Sealing {
  const stopping = new AbortController()
  const run = async () => {
    for (let isLast = false; !isLast; ) {
      await clock.sleep(every, stopping.signal)
      isLast = stopping.signal.aborted
      await seal()
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
