import { beginnings, type Incident, incidents } from '../core/event/incident.ts'
import { isWide, nowhere, type Scope } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import { unseenIn } from '../core/event/unseen.ts'
import type { Manifest } from '../core/manifest.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import { enforceable, makePlan, type Plan } from '../core/plan/plan.ts'
import { nameKey, type PolicyName } from '../core/policy/type.ts'
import { type Calls, OrganizationMismatch, type Organizations } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { carryOut } from './carry-out.ts'
import { bearersAfter, rememberCovered, uncovered, wantCovering } from './coverage.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import type { EnforcementPorts } from './ports.ts'
import { observation, safely } from './record.ts'
import { lenient } from './state.ts'
import type { Trigger } from './trigger.ts'

export interface Run {
  trigger: Trigger
  /** Epoch milliseconds. */
  started: number
  changes: Change[]
  outcomes: ChangeWithOutcome[]
  blocked: Problem[]
  /** What the run could not read, carry out or do in time: another one is to look at it, and it tells. */
  isUnfinished: boolean
  /** Policies that are to lie on every account, and are not known to: a sweep of the accounts is to attach them. */
  uncovered: PolicyName[]
  calls: Calls
}

/**
 * The main path: observe, plan, apply, record, notify. Whatever the trigger, the live organization and the manifest
 * decide; enforcement only adds.
 */
export async function enforce(given: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Run> {
  const ports = { ...given, state: lenient(given) }
  const { organizations, clock, notify, state } = ports
  const before = organizations.calls()
  const started = clock.now()
  const restored = await restore(ports, manifest, trigger)
  const { plan, organization, outcomes, left } = restored
  const known = await openIncidents(state)
  const changes = [...new Map([...outcomes, ...plan.changes].map((change) => [change.key, change])).values()]
  const told = changes.filter(({ key }) => !left.has(key))
  const isBlind = plan.blocked.some(isBlinding)
  const part = partOf(trigger.scope, manifest)
  const found = incidents({
    plan: { changes: told, blocked: plan.blocked },
    outcomes,
    events: trigger.events,
    part,
    known,
    isComplete: trigger.kind === 'sweep' && left.size === 0 && !isBlind,
    isUnseen: unseenIn(manifest, organization, part),
    now: clock.now(),
  })
  // Told first: a process that dies in between, or a message that does not get through, is told again and not never.
  for (const notice of found.notices) await notify(notice)
  await rememberIncidents(state, found)
  const keys = new Set(changes.map(({ key }) => key))
  const isOrphaned = known.some((incident) => isOrphan(incident, started) && !keys.has(incident.key))
  const isUnread = plan.blocked.some(({ code }) => code === 'not-read')
  return {
    trigger,
    started,
    changes: told,
    outcomes,
    blocked: plan.blocked,
    isUnfinished: left.size > 0 || (trigger.kind === 'event' && (isUnread || isOrphaned)),
    uncovered: await coverageAfter(ports, manifest, trigger, restored, isBlind),
    calls: callsSince(organizations, before),
  }
}

/** Remembers that a sweep has looked at every account for a policy, and says for which policies none has. */
async function coverageAfter(
  { state, clock }: EnforcementPorts,
  manifest: Manifest,
  { scope: { coverage }, began }: Trigger,
  { organization, outcomes, left }: View & Results,
  isBlind: boolean,
): Promise<PolicyName[]> {
  const bearers = bearersAfter(organization, outcomes, manifest)
  const [covered] = coverage === 'all' ? [] : coverage
  const id = covered && bearers.get(nameKey(covered))
  if (id && left.size === 0 && !isBlind) await rememberCovered(state, covered, id, began)
  return uncovered(state, manifest, bearers, clock.now())
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

/** As many changes are tried however late it is, so that a run that takes long to read comes to an end some day. */
const fewest = 20

/** Observes, plans and carries out, until nothing fails. `left` are keys of what the run leaves to another one. */
async function restore(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<View & Results> {
  const { clock, state, organizations } = ports
  const { events, deadline } = trigger
  const settled: ChangeWithOutcome[] = []
  let { scope } = trigger
  let onto: Organization | undefined
  for (let look = 1; ; look++) {
    const started = clock.now()
    const view = await viewOf(organizations, manifest, scope, onto)
    const lookLasts = clock.now() - started
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan))
    const todo = enforceable(view.plan.changes)
    if (todo.length > 0) {
      const known = await openIncidents(state)
      const plan = { changes: todo, blocked: [] }
      const part = partOf(trigger.scope, manifest)
      const open = beginnings({ plan, events, part, known, now: clock.now() }, deadline)
      await rememberIncidents(state, { open, closed: [] })
    }
    const enabling = todo.flatMap(({ action, policy }) => (action === 'enable-policy-type' ? policy.type : []))
    if (enabling.length > 0) await wantCovering(state, manifest, enabling, clock.now())
    let tried = 0
    const isLate = () => clock.now() >= deadline
    const results = await carryOut(ports, manifest, todo, { isStopped: () => tried++ >= fewest && isLate() })
    const failed = results.filter(({ outcome }) => outcome.result === 'failed')
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    if (failed.length === 0 || look === looks || clock.now() + lookLasts >= deadline) {
      const others = trigger.kind === 'event' ? [...failed, ...skipped] : isLate() ? skipped : []
      const left = new Set(others.map(({ key }) => key))
      return { ...view, left, outcomes: [...settled, ...results].filter(({ key }) => !left.has(key)) }
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped.includes(result)))
    // A target that refused is read itself: it may be gone. Every account is not read a second time for it.
    const slots = failed.slice(0, fewest).flatMap(slotOf)
    if (isWide(scope) && scope.types.length === 0) [scope, onto] = [{ ...nowhere, slots }, view.organization]
    else scope = { ...trigger.scope, slots }
    await clock.sleep((look - 1) * 1_000)
  }
}

interface View {
  organization: Organization
  plan: Plan
}

interface Results {
  outcomes: ChangeWithOutcome[]
  left: Set<string>
}

const slotOf = ({ policy: { type }, target }: Change) => (target ? [{ type, targetId: target.id }] : [])

/** What nobody was told of after the run that tried it must have ended was left by one that died. */
const isOrphan = ({ told, until, action }: Incident, now: number): boolean =>
  told === null && now > until && action !== null && seenByEverySweep.has(action)

/** Contents come in turns and tags are not read by sweeps: asking for one because of them would not end. */
const seenByEverySweep = new Set<Change['action']>(['enable-policy-type', 'rename-policy', 'create-policy', 'attach'])

/** Problems behind which more may be hidden. */
const isBlinding = ({ code }: Problem): boolean => code === 'not-read' || code === 'organization-mismatch'

async function viewOf(
  organizations: Organizations,
  manifest: Manifest,
  scope: Scope,
  onto: Organization | undefined,
): Promise<View> {
  try {
    const organization = await organizations.observe(manifest, scope, 'enforce', onto)
    return { organization, plan: makePlan(manifest, organization, scope, 'enforce') }
  } catch (error) {
    if (!(error instanceof OrganizationMismatch)) throw error
    const organization = nothingRead('', '')
    const nothing = makePlan(manifest, organization, scope, 'enforce')
    return { organization, plan: { ...nothing, blocked: [mismatch(error)] } }
  }
}

const callsSince = (organizations: Organizations, before: Calls): Calls =>
  Object.fromEntries(
    Object.entries(organizations.calls())
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
