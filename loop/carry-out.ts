import { exemptionOf } from '../core/exempt/exempt.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { createHold } from '../core/plan/hold.ts'
import type { ChangeWithOutcome, Outcome } from '../core/plan/outcome.ts'
import { nameKey } from '../core/policy/type.ts'
import type { Progress } from '../core/ports.ts'
import type { EnforcementPorts } from './ports.ts'
import { type Came, intents, type Known, outcomes } from './record.ts'
import { type Recorder, type RecorderPorts, recorderFor } from './recorder.ts'

export type CarryOutPorts = Pick<EnforcementPorts, 'organizations'> & RecorderPorts

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
  /** Absent: it is a run of its own, of changes that no event tells of. */
  run?: { recorder: Recorder; known: Known }
}

/**
 * Carries out changes in their order, one by one, because Organizations allows one writer. What is about to be written
 * is recorded before each chunk, and what came of it after.
 */
export async function carryOut(
  ports: CarryOutPorts,
  manifest: Manifest,
  changes: Change[],
  attention: Attention = {},
): Promise<ChangeWithOutcome[]> {
  const { each = () => {}, held = async () => undefined, isStopped = () => false, until, run } = attention
  if (!run) {
    const recorder = recorderFor(ports, manifest)
    const known = { manifest, incidents: [], events: [], found: ports.clock.now() }
    const own = carryOut(ports, manifest, changes, { ...attention, run: { recorder, known } })
    return own.finally(() => recorder.end())
  }
  const { recorder, known } = run
  const progress: Progress = { created: new Map(), enabled: new Set() }
  const hold = createHold()
  const results: ChangeWithOutcome[] = []
  for (let from = 0; from < changes.length; from += chunk) {
    const next = changes.slice(from, from + chunk)
    const meant = await recorder.write(intents(recorder, known, next))
    const done: Came[] = []
    for (const [at, change] of next.entries()) {
      const isSkipped = (await isStopped()) || hold.holds(change)
      const unmade = isSkipped ? skipped : (exempt(manifest, change, ports.clock.now()) ?? (await held(change)))
      const outcome = unmade ?? (await ports.organizations.apply(manifest, change, progress, until))
      const id = change.policy.id ?? progress.created.get(nameKey(change.policy)) ?? null
      const result = { ...change, policy: { ...change.policy, id }, outcome }
      const isWritten = !unmade && outcome.result !== 'skipped'
      done.push({ change: result, intent: meant[at]?.id ?? null, written: isWritten ? ports.clock.now() : null })
      hold.note(result)
      each(result)
    }
    await recorder.write(outcomes(recorder, known, done))
    results.push(...done.map((one) => one.change))
  }
  return results
}
