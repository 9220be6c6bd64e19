import { beginnings, type Incident } from '../core/event/incident.ts'
import { isWide, nowhere, type Scope } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { isEviction } from '../core/plan/evict.ts'
import { type ChangeWithOutcome, isDone } from '../core/plan/outcome.ts'
import { enforceable, makePlan } from '../core/plan/plan.ts'
import type { ObserveOptions } from '../core/ports.ts'
import { carryOut } from './carry-out.ts'
import { forgetCovered, wantCovering } from './coverage.ts'
import { evictions } from './evict.ts'
import { isSuperseded, newestGeneration } from './generation.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import { handOut } from './places.ts'
import type { EnforcementPorts } from './ports.ts'
import { observation, safely } from './record.ts'
import { rememberRestored, timed } from './restored.ts'
import type { LenientState } from './state.ts'
import type { Trigger } from './trigger.ts'
import { type View, viewOf } from './view.ts'

/** What a run saw last, and what it did. */
export interface Restored extends View {
  outcomes: ChangeWithOutcome[]
  /** Keys of what it leaves to another run, which has to be asked for. */
  left: Set<string>
  /** Keys of what waits, and from when on it may be carried out, in epoch milliseconds. */
  putOff: Map<string, number>
  /** Keys of what was handed out, to be done place by place. */
  handedOut: Set<string>
  /** Changes that somebody undoes again and again. */
  contended: Change[]
  /** Keys of the incidents that it began. */
  begun: Set<string>
  /** Whether it stopped because a newer manifest was deployed. */
  isOld: boolean
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

/** As many changes are tried though it is late, so that a run that takes long to read comes to an end some day. */
const fewest = 20

/** Not even these when it is later than that, in milliseconds: a function is stopped in the middle of a call. */
const grace = 15_000

/** A sweep that has more to attach than this hands the rest out. */
const most = 100

type Ports = EnforcementPorts & { state: LenientState }

/** Observes, plans and carries out, until nothing fails. */
export async function restore(ports: Ports, manifest: Manifest, trigger: Trigger): Promise<Restored> {
  const { clock, state, organizations } = ports
  const { deadline, kind } = trigger
  const isLate = (by = 0) => clock.now() >= deadline + by
  const isOfAccounts = isWide(trigger.scope) && trigger.scope.types.length === 0
  const settled: ChangeWithOutcome[] = []
  let { scope } = trigger
  let options: ObserveOptions = { until: deadline }
  const begun = new Set<string>()
  // What the state said before delays nothing twice; what is deployed meanwhile ends the run.
  const generation = Math.max(ports.generation, trigger.isDue ? await newestGeneration(state) : 0)
  for (let look = 1; ; look++) {
    const started = clock.now()
    const ahead = look === 1 ? trigger.seen : undefined
    const view = await withRoom(
      ports,
      manifest,
      scope,
      await (ahead ?? viewOf(organizations, manifest, scope, options)),
    )
    const lookLasts = clock.now() - started
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan))
    const done = new Set(settled.filter(({ outcome }) => isDone(outcome)).map(({ key }) => key))
    const missing = enforceable(view.plan.changes).filter(({ key }) => !options.onto || !done.has(key))
    const { todo, hopeless, ...aside } = await sortOut(ports, manifest, { ...trigger, scope }, missing)
    for (const key of aside.begun) begun.add(key)
    let tried = 0
    let isOld = false
    const isStopped = async () => {
      tried += 1
      isOld ||= await isSuperseded(state, generation)
      return isOld || (tried > fewest && isLate()) || (tried > 1 && isLate(grace))
    }
    const times = new Map<string, number>()
    const each = ({ key }: Change) => void times.set(key, clock.now())
    const results = await carryOut(ports, manifest, todo, { each, isStopped, until: deadline + grace })
    await rememberRestored(state, results, times, clock.now())
    const failed = results.filter((result) => isWorthALook(result, view))
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    if (failed.length === 0 || look === looks || isOld || isLate(-lookLasts)) {
      const others = kind === 'event' ? [...failed, ...skipped] : isLate() || isOld ? skipped : []
      const untold = new Set(others.map(({ key }) => key))
      const left = new Set([...untold].filter((key) => isOld || !hopeless.has(key)))
      const outcomes = [...settled, ...results].filter(({ key }) => !untold.has(key))
      return { ...view, ...aside, begun, outcomes, left, isOld }
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

/** Where strangers took the slots of a policy with evict, the plan that makes room for it. */
async function withRoom(ports: Ports, manifest: Manifest, scope: Scope, view: View): Promise<View> {
  if (!view.plan.blocked.some(({ code }) => code === 'no-slot')) return view
  const { organization } = view
  const room = await evictions(ports, manifest, organization)
  return { organization, plan: makePlan(manifest, organization, scope, 'enforce', room) }
}

/** What failed may be otherwise than it was read; where AWS says that all slots are taken, those who took them are named. */
function isWorthALook({ outcome, policy, target }: ChangeWithOutcome, { organization }: View): boolean {
  const isFull = outcome.error?.reason === 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'
  const isRead = organization.read.targetPolicies.some(
    (slot) => slot.type === policy.type && slot.targetId === target?.id,
  )
  return outcome.result === 'failed' || (isFull && !isRead)
}

interface Sorted extends Pick<Restored, 'putOff' | 'handedOut' | 'contended' | 'begun'> {
  /** What is done now, what was tried in vain last. */
  todo: Change[]
  hopeless: Set<string>
}

/** Sorts out what is not done now, and remembers the rest as begun, so that a process that dies in between is told of. */
async function sortOut(ports: Ports, manifest: Manifest, trigger: Trigger, missing: Change[]): Promise<Sorted> {
  const { clock, state } = ports
  const { kind, scope, events, deadline, isDue } = trigger
  const part = partOf(scope, manifest)
  const known = missing.length > 0 ? await openIncidents(state) : []
  const { putOff, contended } = await timed(state, trigger, missing, known, clock.now())
  if (isDue) putOff.clear()
  const hopeless = hopelessOf(trigger, known)
  const sorted = missing
    .filter(({ key }) => !putOff.has(key))
    .sort((one, other) => Number(hopeless.has(one.key)) - Number(hopeless.has(other.key)))
  const later = kind === 'sweep' && isWide(scope) ? beyond(sorted, hopeless) : []
  if (later.length > 0) await handOut(state, part, later)
  const handedOut = new Set(state.hasFailed() ? [] : later.map(({ key }) => key))
  const now = sorted.filter(({ key }) => !handedOut.has(key))
  const slots = new Set(
    now.flatMap(({ action, policy, target }) => (action === 'attach' ? `${policy.type} ${target?.id}` : [])),
  )
  const todo = now.filter((change) => !isEviction(change) || slots.has(`${change.policy.type} ${change.target?.id}`))
  if (todo.length > 0) {
    const plan = { changes: todo, blocked: [] }
    const open = beginnings({ plan, events, part, known, now: clock.now() }, deadline)
    await rememberIncidents(state, { open, closed: [] })
  }
  const enabling = todo.flatMap(({ action, policy }) => (action === 'enable-policy-type' ? policy.type : []))
  if (enabling.length > 0) await wantCovering(state, manifest, enabling, clock.now())
  // Under its strange name nobody knew whose it was, when an event told of an account.
  await forgetCovered(
    state,
    todo.flatMap(({ action, policy }) => (action === 'rename-policy' ? policy : [])),
  )
  const before = new Set(known.map(({ key }) => key))
  const begun = new Set(todo.map(({ key }) => key).filter((key) => !before.has(key)))
  return { todo, hopeless, putOff, handedOut, contended, begun }
}

/** What sweeps tried in vain comes last, and keeps nobody waiting: there may be more of it than a run has time for. */
const hopelessOf = ({ kind }: Trigger, known: Incident[]): Set<string> =>
  new Set(
    known
      .filter(({ action, told }) => kind === 'sweep' && action === 'attach' && (told === 'refused' || told === 'open'))
      .map(({ key }) => key),
  )

/** Attachments that are too many for one run, of policies that exist. */
const beyond = (changes: Change[], hopeless: Set<string>): Change[] =>
  changes
    .filter(({ action, policy, key }) => action === 'attach' && policy.id !== null && !hopeless.has(key))
    .slice(most)

const slotOf = ({ policy: { type }, target }: Change) => (target ? [{ type, targetId: target.id }] : [])
