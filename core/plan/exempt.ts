import type { Plan } from '../../schemas/types/plan.ts'
import { exemptionOf } from '../exempt/exempt.ts'
import type { Manifest } from '../manifest.ts'
import type { Change } from './change.ts'

/** An attachment that is missing, and stays so until the end of its exemption. */
export type ExemptPlace = Plan['exempt'][number]

/**
 * Takes out of a difference what is exempt: an attachment is not made, and prune leaves alone what lies there. Nothing is
 * detached because of an exemption.
 */
export function withoutExempt(
  changes: Change[],
  manifest: Pick<Manifest, 'exemptions'>,
  now: number,
): { changes: Change[]; exempt: ExemptPlace[] } {
  if (manifest.exemptions.length === 0) return { changes, exempt: [] }
  const exempt: ExemptPlace[] = []
  const rest = changes.filter((change) => {
    const { action, policy, target, reason } = change
    const one = target ? exemptionOf(manifest, policy, target.id, now) : undefined
    if (!one) return true
    if (action === 'attach') exempt.push({ ...exemptionText(one), change })
    return !(action === 'attach' || (action === 'detach' && reason.code === 'not-in-manifest'))
  })
  return { changes: rest, exempt: exempt.sort((a, b) => (a.change.key < b.change.key ? -1 : 1)) }
}

const exemptionText = ({ id, ticket, reason, from, until }: Manifest['exemptions'][number]) => ({
  ...{ exemption: id, ticket, reason },
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
})
