import { onEachAccount, type SweepMessage } from '../core/event/sweep.ts'
import type { Send } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { type ChangeWithOutcome, isDone } from '../core/plan/outcome.ts'
import { isSamePolicy, nameKey, type PolicyName, type PolicyType } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { isLeased } from './lease.ts'
import type { EnforcementPorts } from './ports.ts'
import type { LenientState } from './state.ts'

// An event's run and the fast sweep read no accounts. Whether a policy lies on every account they conclude from what is
// remembered of the last time that all were looked at: under which id, and since when. What is forgotten, or forged, costs
// a look too many, or waits for the hourly sweep.

const coveredRow = (policy: PolicyName): string => `covered/${nameKey(policy)}`
const wantedRow = (type: PolicyType): string => `cover/${type}`

/** Every account has the policy, or an incident says why not; `since` is when that sweep began, in epoch milliseconds. */
export const rememberCovered = (state: State, policy: PolicyName, id: string, since: number): Promise<void> =>
  state.put({ [coveredRow(policy)]: { id, since } })

/** From now on these policies do not count as lying on every account. */
export const forgetCovered = (state: State, policies: PolicyName[]): Promise<void> =>
  state.remove(policies.map(coveredRow))

/** From now on no account counts as having a policy of these types, whatever a sweep under way says that began before. */
export async function wantCovering(state: State, manifest: Manifest, types: PolicyType[], now: number): Promise<void> {
  const rows = onEachAccount(manifest).filter(({ type }) => types.includes(type))
  if (rows.length === 0) return
  await state.remove(rows.map(coveredRow))
  await state.put(Object.fromEntries(types.map((type) => [wantedRow(type), now])))
}

/** Policies that were not attached to every account since they bear their name, or since all accounts were to be looked at. */
export async function uncovered(
  state: LenientState,
  manifest: Manifest,
  bearers: Map<string, string>,
  now: number,
): Promise<PolicyName[]> {
  const found: PolicyName[] = []
  for (const policy of onEachAccount(manifest)) {
    // Without a state everything would be asked for by every run; the hourly sweep needs none.
    if (state.hasFailed()) return []
    const id = bearers.get(nameKey(policy))
    if (id && !(await isCovered(state, policy, id, now))) found.push(policy)
  }
  return state.hasFailed() ? [] : found
}

/** Clocks of two machines differ by less, in milliseconds: a wish from farther ahead was written by somebody else. */
const clocksDiffer = 5 * 60_000

async function isCovered(state: State, policy: PolicyName, id: string, now: number): Promise<boolean> {
  const row = await covered(state, policy)
  const wanted = Number(await state.get(wantedRow(policy.type))) || 0
  return row?.id === id && (wanted > now + clocksDiffer || Number(row.since) >= Math.min(wanted, now))
}

/** Whether all accounts were looked at for a policy since some time. */
export const isCoveredSince = async (state: State, policy: PolicyName, since: number): Promise<boolean> =>
  (await sinceCovered(state, policy)) >= since

/** When all accounts were looked at for a policy the last time, in epoch milliseconds; NaN: nobody knows. */
export const sinceCovered = async (state: State, policy: PolicyName): Promise<number> =>
  Number((await covered(state, policy))?.since)

/** The row is read as if somebody else had written it. */
const covered = async (state: State, policy: PolicyName) =>
  (await state.get(coveredRow(policy))) as { id?: unknown; since?: unknown } | null | undefined

/** Asks for a sweep of all accounts; while one is under way the next fast sweep asks, if it has to. */
export async function askCovering(
  ports: Pick<EnforcementPorts, 'state' | 'keys' | 'clock'> & { send: Send },
  coverage: SweepMessage['coverage'],
): Promise<void> {
  const { state, clock, send } = ports
  if (coverage.length === 0 || (await isLeased(ports, 'coverage'))) return
  if (coverage !== 'all') await forgetCovered(state, coverage)
  await send('sweep', { types: [], contents: 'due', coverage, unlessSince: clock.now(), because: [] })
}

/** Which policies bear the manifest's names after a run, as far as it knows, by type and name. */
export function bearersAfter(
  { policies }: Organization,
  outcomes: ChangeWithOutcome[],
  manifest: Manifest,
): Map<string, string> {
  const bearers = new Map<string, string>()
  const names = (policy: PolicyName) => manifest.policies.some((one) => isSamePolicy(one, policy))
  for (const policy of policies) if (names(policy)) bearers.set(nameKey(policy), policy.id)
  for (const { action, policy, outcome } of outcomes)
    if ((action === 'create-policy' || action === 'rename-policy') && isDone(outcome) && policy.id)
      bearers.set(nameKey(policy), policy.id)
  return bearers
}
