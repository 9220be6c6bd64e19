import type { Manifest } from '../core/manifest.ts'
import { typesOf } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { judged } from '../loop/suspensions.ts'
import { safe } from '../render/safe.ts'
import { shownSuspensions } from '../render/suspensions.ts'
import type { StatusDocument } from '../schemas/types/status.ts'
import type { Context } from './context.ts'
import type { Live } from './organization.ts'

/** What is suspended, with the names of the policies; null where it cannot be read, which is said. */
export async function writtenSuspensions(
  { clock, say }: Context,
  manifest: Manifest,
  live: Pick<Live, 'suspensions' | 'reader'>,
  state: State,
): Promise<StatusDocument['suspensions']> {
  try {
    const { suspensions } = await judged({ clock, state, suspensions: live.suspensions })
    const policies = suspensions.length > 0 ? await policiesOf(manifest, live) : []
    return shownSuspensions(suspensions, { manifest, policies }, clock.now())
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error)
    say(`It cannot be read what is suspended: ${safe(why, 300)}\n`)
    return null
  }
}

/** All policies of the types that the manifest has. */
export async function policiesOf(manifest: Manifest, { reader }: Pick<Live, 'reader'>) {
  const lists = await Promise.all(typesOf(manifest.policies).map((type) => reader.policies(type)))
  return lists.flat().map(({ policy }) => policy)
}
