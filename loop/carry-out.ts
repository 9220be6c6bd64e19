import { exemptionOf } from '../core/exempt/exempt.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { createHold } from '../core/plan/hold.ts'
import type { ChangeWithOutcome, Outcome } from '../core/plan/outcome.ts'
import { nameKey } from '../core/policy/type.ts'
import type { Progress } from '../core/ports.ts'
import type { EnforcementPorts } from './ports.ts'
import { changeRecords, safely } from './record.ts'

export type CarryOutPorts = Pick<EnforcementPorts, 'organizations' | 'audit' | 'keys' | 'notify' | 'clock' | 'id'>

const skipped: Outcome = { result: 'skipped', error: null }

/** An exemption may begin after the plan was made: who carries it out asks once more. */
function exempt(manifest: Manifest, { action, policy, target }: Change, now: number): Outcome | undefined {
  const one = action === 'attach' && target ? exemptionOf(manifest, policy, target.id, now) : undefined
  if (!one) return undefined
  const message = `It is exempt until ${new Date(one.until).toISOString()} (${one.id}, ${one.ticket})`
  return { result: 'skipped', error: { name: 'Exempt', reason: null, message, requestId: null } }
}

/** As many changes stand in one intent at most: what a dying process leaves unexplained. */
const chunk = 20

export interface Attention {
  /** Hears of every outcome at once. */
  each?: (change: ChangeWithOutcome) => void
  /** Asked before a change: the outcome that it has without being tried. */
  held?: (change: Change) => Promise<Outcome | undefined>
  /** Asked between two changes: whether the rest is to be skipped. */
  isStopped?: () => boolean | Promise<boolean>
  /** From then on nothing that failed is sent again, in epoch milliseconds. */
  until?: number
}

/**
 * Carries out changes in their order, one by one, because Organizations allows one writer. What is about to be written
 * is recorded before each chunk, and what came of it after.
 */
export async function carryOut(
  ports: CarryOutPorts,
  manifest: Manifest,
  changes: Change[],
  { each = () => {}, held = async () => undefined, isStopped = () => false, until }: Attention = {},
): Promise<ChangeWithOutcome[]> {
  const progress: Progress = { created: new Map(), enabled: new Set() }
  const hold = createHold()
  const results: ChangeWithOutcome[] = []
  for (let from = 0; from < changes.length; from += chunk) {
    const next = changes.slice(from, from + chunk)
    await safely(ports, changeRecords(ports, manifest, next))
    const done: ChangeWithOutcome[] = []
    for (const change of next) {
      const isSkipped = (await isStopped()) || hold.holds(change)
      const outcome = isSkipped
        ? skipped
        : (exempt(manifest, change, ports.clock.now()) ??
          (await held(change)) ??
          (await ports.organizations.apply(manifest, change, progress, until)))
      const id = change.policy.id ?? progress.created.get(nameKey(change.policy)) ?? null
      const result = { ...change, policy: { ...change.policy, id }, outcome }
      done.push(result)
      hold.note(result)
      each(result)
    }
    await safely(ports, changeRecords(ports, manifest, done))
    results.push(...done)
  }
  return results
}
