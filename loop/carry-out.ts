import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import type { ChangeWithOutcome } from '../core/ports.ts'
import type { EnforcementPorts } from './ports.ts'
import { changeRecords, safely } from './record.ts'

export type CarryOutPorts = Pick<EnforcementPorts, 'organizations' | 'audit' | 'keys' | 'notify' | 'clock' | 'id'>

/** As many changes stand in one intent at most: what a dying process leaves unexplained. */
const chunk = 20

/**
 * Carries out changes in their order, one by one, because Organizations allows one writer. What is about to be written
 * is recorded before each chunk, and what came of it after. `each` hears of every outcome at once.
 */
export async function carryOut(
  ports: CarryOutPorts,
  manifest: Manifest,
  changes: Change[],
  each: (change: ChangeWithOutcome) => void = () => {},
): Promise<ChangeWithOutcome[]> {
  const created = new Map<string, string>()
  const results: ChangeWithOutcome[] = []
  for (let from = 0; from < changes.length; from += chunk) {
    const next = changes.slice(from, from + chunk)
    await safely(ports, await changeRecords(ports, manifest, 'intent', next))
    const done: ChangeWithOutcome[] = []
    for (const change of next) {
      const outcome = await ports.organizations.apply(manifest, change, created)
      const id = change.policy.id ?? created.get(`${change.policy.type} ${change.policy.name}`) ?? null
      const result = { ...change, policy: { ...change.policy, id }, outcome }
      done.push(result)
      each(result)
    }
    await safely(ports, await changeRecords(ports, manifest, 'outcome', done))
    results.push(...done)
  }
  return results
}
