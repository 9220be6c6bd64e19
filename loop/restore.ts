import { beginnings } from '../core/event/incidents.ts'
import { isWide, nowhere, type Scope } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { type ChangeWithOutcome, isDone } from '../core/plan/outcome.ts'
import { enforceable, makePlan } from '../core/plan/plan.ts'
import { typesOf } from '../core/policy/type.ts'
import type { ObserveOptions } from '../core/ports.ts'
import { carryOut } from './carry-out.ts'
import { forgetCovered, wantCovering } from './coverage.ts'
import { type Division, divide } from './divide.ts'
import { evictions } from './evict.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import type { EnforcementPorts } from './ports.ts'
import { type Held, observation } from './record.ts'
import type { Recorder } from './recorder.ts'
import { rememberRestored } from './restored.ts'
import type { LenientState } from './state.ts'
import { fewest, grace, stoppingOf } from './stopping.ts'
import { suspendedFor } from './suspensions.ts'
import type { Trigger } from './trigger.ts'
import { type View, viewOf } from './view.ts'

/** What a run saw last, and what it did. */
export interface Restored extends View, Pick<Division, 'putOff' | 'handedOut' | 'contended'> {
  /** Keys of what is suspended, and until when, in epoch milliseconds. */
  suspended: ReadonlyMap<string, number>
  outcomes: ChangeWithOutcome[]
  /** Keys of what it leaves to another run, which has to be asked for. */
  left: Set<string>
  /** Keys of the incidents that it began. */
  begun: Set<string>
  /** Whether it stopped because a newer manifest was deployed. */
  isOld: boolean
  /** What it saw first, before it did anything, and when: epoch milliseconds. */
  first: View & { began: number; ended: number }
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

type Ports = EnforcementPorts & { state: LenientState }

/** Observes, plans and carries out, until nothing fails. */
export async function restore(
  ports: Ports,
  manifest: Manifest,
  trigger: Trigger,
  recorder: Recorder,
): Promise<Restored> {
  const { clock, state } = ports
  const { deadline, kind } = trigger
  const isOfAccounts = isWide(trigger.scope) && trigger.scope.types.length === 0
  const settled: ChangeWithOutcome[] = []
  let { scope } = trigger
  let options: ObserveOptions = { until: deadline }
  const begun = new Set<string>()
  const suspensions = suspendedFor(ports, manifest, recorder, trigger.events)
  const stopping = await stoppingOf(ports, trigger)
  let first: Restored['first'] | undefined
  for (let look = 1; ; look++) {
    const started = clock.now()
    const ahead = look === 1 ? trigger.seen : undefined
    const view = await withRoom(ports, manifest, scope, await (ahead ?? viewOf(ports, manifest, scope, options)))
    const lookLasts = clock.now() - started
    first ??= { ...view, began: started, ended: clock.now() }
    const done = new Set(settled.filter(({ outcome }) => isDone(outcome)).map(({ key }) => key))
    const lacking = enforceable(view.plan.changes, kind === 'deploy').filter(
      ({ key }) => !options.onto || !done.has(key),
    )
    if (lacking.length > 0 || (look === 1 && isAboutSuspensions(trigger)))
      await suspensions.look(view.organization.policies)
    const missing: Change[] = []
    for (const change of lacking) if (!(await suspensions.holds(change))) missing.push(change)
    const lacks = view.plan.changes.length + view.plan.blocked.length > 0
    const known = {
      ...{ manifest, events: trigger.events, found: first.ended },
      incidents: lacks ? await openIncidents(state) : [],
    }
    const division = await divide(ports, manifest, { ...trigger, scope }, missing, known.incidents)
    const { todo, hopeless, putOff, handedOut, contended } = division
    const held: Held = ({ key, mode }) =>
      mode === 'notify' && kind !== 'deploy'
        ? 'notify'
        : suspensions.held.has(key)
          ? 'suspended'
          : putOff.has(key) || handedOut.has(key)
            ? 'put-off'
            : null
    if (look === 1) await recorder.write(observation(recorder, known, kind, view.plan, held))
    for (const key of await begin(ports, manifest, { ...trigger, scope }, division, first.ended)) begun.add(key)
    const times = new Map<string, number>()
    const each = ({ key }: Change) => void times.set(key, clock.now())
    const attention = { each, held: suspensions.holds, isStopped: stopping.counting(), until: deadline + grace }
    const run = { recorder, known }
    const tries = await carryOut(ports, manifest, todo, { ...attention, run })
    const results = tries.filter(({ key }) => !suspensions.held.has(key))
    await rememberRestored(state, results, times, clock.now())
    const failed = results.filter(isWorthALook)
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    const isOld = stopping.reason() === 'manifest'
    if (failed.length === 0 || look === looks || isOld || stopping.isLate(lookLasts)) {
      const others = kind === 'event' ? [...failed, ...skipped] : stopping.isLate() || isOld ? skipped : []
      const untold = new Set(others.map(({ key }) => key))
      const left = new Set([...untold].filter((key) => isOld || !hopeless.has(key)))
      const outcomes = [...settled, ...results].filter(({ key }) => !untold.has(key))
      return { ...view, outcomes, left, suspended: suspensions.held, putOff, handedOut, contended, begun, isOld, first }
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped.includes(result)))
    // A target that refused is read itself: it may be gone. Every account is not read a second time for it.
    const slots = failed.slice(0, fewest).flatMap(slotOf)
    const isAsRead = settled.every(({ action, outcome }) => action === 'attach' || !isDone(outcome))
    if (isOfAccounts && isAsRead)
      [scope, options] = [
        { ...nowhere, slots },
        { ...options, onto: view.organization },
      ]
    else [scope, options] = [{ ...trigger.scope, slots }, { until: deadline }]
    await clock.sleep((look - 1) * 1_000)
  }
}

/** Sweeps look whether there is something to tell, so that an event that is lost only delays it. */
const isAboutSuspensions = ({ kind, scope }: Trigger): boolean =>
  scope.suspensions !== undefined || (kind !== 'event' && scope.types.length > 0)

/** Where strangers took the slots of a policy with evict, the plan that makes room for it. */
async function withRoom(ports: Ports, manifest: Manifest, scope: Scope, view: View): Promise<View> {
  const lacking = view.plan.blocked.flatMap(({ code, change }) => (code === 'no-slot' && change ? change : []))
  if (lacking.length === 0) return view
  const { organization } = view
  const room = await evictions(ports, manifest, organization, lacking)
  return { organization, plan: makePlan(manifest, organization, scope, 'enforce', ports.clock.now(), room) }
}

/** What failed may be otherwise than it was read; where AWS says that all slots are taken, those who took them are named. */
const isWorthALook = ({ outcome: { result, error } }: ChangeWithOutcome): boolean =>
  result === 'failed' || error?.reason === 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'

/** Remembers what is about to be done, so that a process that dies in between is told of. Keys of what was not known before. */
async function begin(
  ports: Ports,
  manifest: Manifest,
  trigger: Trigger,
  { todo, known }: Division,
  found: number,
): Promise<string[]> {
  const { clock, state } = ports
  if (todo.length === 0) return []
  const part = partOf(trigger.scope, manifest)
  const isPlanned = trigger.kind === 'deploy'
  const findings = {
    plan: { changes: todo, blocked: [] },
    isPlanned,
    events: trigger.events,
    part,
    known,
    found,
    now: clock.now(),
  }
  await rememberIncidents(state, { open: beginnings(findings, trigger.deadline), closed: [] })
  const policiesOf = (what: Change['action']) => todo.flatMap(({ action, policy }) => (action === what ? policy : []))
  const enabling = typesOf(policiesOf('enable-policy-type'))
  if (enabling.length > 0) await wantCovering(state, manifest, enabling, clock.now())
  // Under its strange name nobody knew whose it was, when an event told of an account.
  await forgetCovered(state, policiesOf('rename-policy'))
  const before = new Set(known.map(({ key }) => key))
  return todo.map(({ key }) => key).filter((key) => !before.has(key))
}

const slotOf = ({ policy: { type }, target }: Change) => (target ? [{ type, targetId: target.id }] : [])
