import { policyIdOf, targetIdOf } from '../core/event/policy-events.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import { nowhere, type Scope, unite } from '../core/event/scope.ts'
import { onEachAccount, restOf, type SweepMessage, type SweepPart, sweepParts } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import { isSamePolicy, type PolicyName, policyTypes } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { askCovering, isCoveredSince } from './coverage.ts'
import { enforce, type Run } from './enforce.ts'
import { openIncidents } from './incidents.ts'
import type { EnforcementPorts } from './ports.ts'

export interface SweepPorts extends EnforcementPorts {
  manifest: Manifest
  /** Puts a message into the sweep queue: what is left when the time is over, and what a part asks for. */
  sendSweep: (message: SweepMessage) => Promise<void>
  /** Hears of every run. */
  ran?: (run: Run) => void
}

export interface Sweep {
  message: SweepMessage
  events: WatchedEvent[]
  holder: string
  /** When it stops, in epoch milliseconds. */
  deadline: number
}

/**
 * Does the parts of a sweep one after the other, each a run of its own. When the time is over it goes on by a message, and
 * says false.
 */
export async function sweep({ manifest, sendSweep, ran, ...ports }: SweepPorts, asked: Sweep): Promise<boolean> {
  const { clock, state } = ports
  const { message, events, holder, deadline } = asked
  const parts = await missing(state, message, sweepParts(message, manifest, clock.now()))
  const began = message.continues?.began ?? clock.now()
  const errors: unknown[] = []
  let slowest = 0
  // A sweep reads the accounts once.
  let accountsSince = message.continues?.began
  for (const [at, part] of parts.entries()) {
    const started = clock.now()
    const goOn = async () => {
      await sendSweep(restOf(parts.slice(at), message, { holder, began }))
      return false
    }
    // What could not be read in time is not begun, unless this run has done nothing yet.
    if (at > 0 && started + slowest > deadline) return goOn()
    const [covering] = part.coverage
    const scope: Scope = covering
      ? { ...nowhere, ...part, ...(accountsSince !== undefined && { accountsSince }) }
      : { ...(await placesOf(state, events)), ...part }
    const run = await enforce(ports, manifest, { kind: 'sweep', scope, events, deadline, began }).catch(
      (error: unknown) => void errors.push(error),
    )
    // One part that cannot be done keeps nothing from the others.
    if (!run) continue
    if (covering) accountsSince = began
    else await state.put({ 'sweep/last': lastOf(run, clock.now()) })
    ran?.(run)
    if (run.isUnfinished) return goOn()
    const others = run.uncovered.filter((policy) => !isAhead(policy, parts.slice(at + 1)))
    if (!covering) await askCovering(state, sendSweep, others, clock.now())
    slowest = Math.max(slowest, clock.now() - started)
  }
  if (errors.length > 0) throw errors[0]
  return true
}

/** The parts without what was done since the sweep was asked for: a storm of events asks for many, and needs one. */
async function missing(state: State, { unlessSince }: SweepMessage, parts: SweepPart[]): Promise<SweepPart[]> {
  if (unlessSince === undefined) return parts
  const wanted: SweepPart[] = []
  for (const part of parts) {
    const [policy] = part.coverage
    if (!policy || !(await isCoveredSince(state, policy, unlessSince))) wanted.push(part)
  }
  return wanted
}

const isAhead = (policy: PolicyName, parts: SweepPart[]): boolean =>
  parts.some(({ coverage }) => coverage.some((one) => isSamePolicy(one, policy)))

const lastOf = ({ changes, blocked }: Run, time: number) => ({
  time,
  changes: changes.length,
  blocked: blocked.length,
})

/** Whether a message asks for accounts, which one sweep at a time looks at, or for what is named by targets. */
export function leaseOf({ coverage }: SweepMessage, manifest: Manifest): 'coverage' | 'sweep' {
  const asked = coverage === 'all' ? onEachAccount(manifest) : coverage
  return asked.length > 0 ? 'coverage' : 'sweep'
}

/**
 * The places of events, and those of open incidents that a look at everything does not find: FullAWSAccess where it is
 * known to be missing, and policies whose tag was not put back.
 */
async function placesOf(state: State, events: WatchedEvent[]): Promise<Scope> {
  const { id, name } = policyTypes.SERVICE_CONTROL_POLICY.fullAccess
  const incidents = await openIncidents(state)
  const reports = incidents.flatMap(({ policy, target }) =>
    policy === name && target && targetIdOf(target.id) ? [{ policyId: id, targetId: target.id }] : [],
  )
  const policies = incidents.flatMap(({ action, policyId }) =>
    action === 'tag-policy' && policyIdOf(policyId)
      ? [{ policyId: policyId ?? '', how: 'tagged' as const, name: null }]
      : [],
  )
  return { ...unite([...events.map((event) => event.scope), { ...nowhere, policies }]), reports }
}
