import { pauses } from '../core/event/again.ts'
import { policyIdOf, targetIdOf } from '../core/event/policy-events.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import { nowhere, type Scope, unite } from '../core/event/scope.ts'
import { onEachAccount, partOf, restOf, type SweepMessage, type SweepPart, sweepParts } from '../core/event/sweep.ts'
import type { Send } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { isSamePolicy, type PolicyName, policyTypes } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { catchUp } from './catch-up.ts'
import { askCovering, isCoveredSince } from './coverage.ts'
import { afterRun, askRemoval, deployFor } from './deploying.ts'
import { enforce, type Run } from './enforce.ts'
import { openIncidents } from './incidents.ts'
import { recordDeployment } from './inventory.ts'
import type { EnforcementPorts } from './ports.ts'
import { tally } from './tally.ts'
import type { View } from './view.ts'

export interface SweepPorts extends EnforcementPorts {
  manifest: Manifest
  /** What is left when the time is over, and what a part asks for, is a message to itself. */
  send: Send
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
 * Does the parts of a sweep one after the other, each a run of its own, or of many where much is missing. When the time is
 * over it goes on by a message, and says false. The first of a deployment records it.
 */
export async function sweep(ports: SweepPorts, asked: Sweep): Promise<boolean> {
  try {
    return await swept(ports, asked)
  } finally {
    await recordDeployment(ports, ports.manifest)
  }
}

async function swept({ manifest, send, ran, ...ports }: SweepPorts, asked: Sweep): Promise<boolean> {
  const { clock, state } = ports
  const { events, holder, deadline } = asked
  const { deploy: _, ...message } = asked.message
  let deploy = deployFor(ports, manifest, asked.message)
  const parts = await missing(state, message, sweepParts(message, manifest, clock.now()))
  const began = message.continues?.began ?? clock.now()
  const trigger = {
    kind: deploy ? ('deploy' as const) : ('sweep' as const),
    events,
    deadline,
    began,
    isDue: message.isDue === true,
  }
  const look = async (scope: Scope, seen?: Promise<View>) => {
    const run = await enforce(ports, manifest, { ...trigger, scope, ...(seen && { seen }) })
    ran?.(run)
    deploy = await afterRun({ ...ports, send }, manifest, deploy, run)
    return run
  }
  const rest = (left: SweepPart[], isDue: boolean): SweepMessage => ({
    ...restOf(left, message, { holder, began }),
    ...(isDue && { isDue }),
    ...(deploy && { deploy }),
  })
  const errors: unknown[] = []
  const failed: SweepPart[] = []
  let slowest = 0
  let hasBegun = false
  // A sweep reads the accounts once.
  let accountsSince = message.continues?.began
  for (const [at, part] of parts.entries()) {
    const goOn = async (isDue = false) => {
      await send('sweep', rest([...failed, ...parts.slice(at)], isDue))
      return false
    }
    const [covering] = part.coverage
    try {
      for (let run: Run | undefined; !run || run.hasHandedOut; ) {
        const caughtUp = await catchUp(ports, manifest, deadline, partOf({ ...nowhere, ...part }, manifest), look)
        if (caughtUp.isStopped) return goOn(caughtUp.isOld)
        hasBegun ||= caughtUp.hasBegun
        const started = clock.now()
        // What could not be read in time is not begun, unless this run has done nothing yet.
        if (hasBegun && started + slowest >= deadline) return goOn()
        const scope: Scope = covering
          ? { ...nowhere, ...part, ...(accountsSince !== undefined && { accountsSince }) }
          : { ...(await placesOf(state, events)), ...part }
        run = await look(scope)
        hasBegun = true
        slowest = Math.max(slowest, clock.now() - started)
        if (covering) accountsSince = began
        else {
          await state.put({ 'sweep/last': lastOf(run, clock.now()) })
          await tally(ports, 'sweep')
        }
        if (run.putOffUntil !== null) await send('sweep', rest([part], true), run.putOffUntil - clock.now())
        if (run.isUnfinished) return goOn(run.isOld)
        if (covering || run.hasHandedOut) continue
        const others = run.uncovered.filter((policy) => !isAhead(policy, parts.slice(at + 1)))
        await askCovering({ ...ports, send }, others)
        await lookAgain(send, message, run)
      }
    } catch (error) {
      // One part that cannot be done keeps nothing from the others.
      errors.push(error)
      failed.push(part)
      hasBegun = true
    }
  }
  if (errors.length > 0) throw errors[0]
  if (deploy && deploy.review.length > 0) await askRemoval({ ...ports, send }, manifest, deploy)
  return true
}

/** An event that the organization did not show is looked for again: reads may be behind. */
async function lookAgain(send: Send, message: SweepMessage, { unseen }: Run): Promise<void> {
  const { look = 0, because } = message
  const pause = pauses[look]
  if (unseen.length === 0 || pause === undefined) return
  await send('sweep', { ...message, coverage: [], because, look: look + 1 }, pause)
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
