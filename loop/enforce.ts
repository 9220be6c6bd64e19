import { beginnings, type Incident, incidents, policyTypeOf } from '../core/event/incident.ts'
import type { Scope } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import { isUnseen } from '../core/event/unseen.ts'
import type { Manifest } from '../core/manifest.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import { enforceable, makePlan, type Plan } from '../core/plan/plan.ts'
import { isSamePolicy, type PolicyName } from '../core/policy/type.ts'
import { type Calls, OrganizationMismatch, type Organizations } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { carryOut } from './carry-out.ts'
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
  /** What the run could not read, carry out or do in time: a sweep is to look at it, and it tells. */
  isUnfinished: boolean
  /** Policies that were made anew, or are other ones now, and lie on every account: a sweep attaches them there. */
  uncovered: PolicyName[]
  calls: Calls
}

/**
 * The main path: observe, plan, apply, record, notify. Whatever the trigger, the live organization and the manifest
 * decide; enforcement only adds.
 */
export async function enforce(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Run> {
  const { organizations, clock, notify } = ports
  const state = lenient(ports)
  const part = partOf(trigger.scope)
  const before = organizations.calls()
  const started = clock.now()
  const { plan, organization, outcomes, left } = await restore({ ...ports, state }, manifest, trigger)
  const changes = [...new Map([...outcomes, ...plan.changes].map((change) => [change.key, change])).values()]
  const told = changes.filter(({ key }) => !left.has(key))
  const known = await openIncidents(state)
  const found = incidents({
    plan: { changes: told, blocked: plan.blocked },
    outcomes,
    events: trigger.events,
    part,
    known,
    isComplete: trigger.kind === 'sweep' && left.size === 0 && !plan.blocked.some(isBlinding),
    isUnseen: (incident) => isUnseen(incident, manifest, organization, part),
    now: clock.now(),
  })
  // Told first: a process that dies in between, or a message that does not get through, is told again and not never.
  for (const notice of found.notices) await notify(notice)
  await rememberIncidents(state, found)
  const isUnread = plan.blocked.some(({ code }) => code === 'not-read')
  const orphans = known.filter((incident) => isOrphan(incident, clock.now()))
  const anew = told.flatMap(({ policy, target }) => (target === null ? policy : []))
  return {
    trigger,
    started,
    changes: told,
    outcomes,
    blocked: plan.blocked,
    isUnfinished: left.size > 0 || (trigger.kind === 'event' && (isUnread || orphans.length > 0)),
    uncovered: trigger.kind === 'event' ? onEachAccount(manifest, [...anew, ...orphans.flatMap(policyOf)]) : [],
    calls: callsSince(organizations, before),
  }
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

/** Observes, plans and carries out, until nothing fails. `left` are keys of what the run leaves to another one. */
async function restore(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<View & Results> {
  const { clock } = ports
  const settled: ChangeWithOutcome[] = []
  const isLate = () => clock.now() >= trigger.deadline
  let { scope } = trigger
  for (let look = 1; ; look++) {
    const view = await viewOf(ports.organizations, manifest, scope)
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan))
    const todo = enforceable(view.plan.changes)
    if (todo.length > 0) {
      const { events } = trigger
      const known = await openIncidents(ports.state)
      const plan = { changes: todo, blocked: [] }
      const open = beginnings({ plan, events, part: partOf(trigger.scope), known, now: clock.now() })
      await rememberIncidents(ports.state, { open, closed: [] })
    }
    const results = await carryOut(ports, manifest, todo, { isStopped: isLate })
    const failed = results.filter(({ outcome }) => outcome.result === 'failed')
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    if (failed.length === 0 || look === looks || isLate()) {
      const others = trigger.kind === 'event' ? [...failed, ...skipped] : isLate() ? skipped : []
      const left = new Set(others.map(({ key }) => key))
      return { ...view, left, outcomes: [...settled, ...results].filter(({ key }) => !left.has(key)) }
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped.includes(result)))
    // A target that refused is read itself: it may be gone.
    scope = { ...trigger.scope, slots: failed.flatMap(slotOf) }
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

/** Those of some policies that lie on every account. An event's run reads no accounts: a sweep attaches them there. */
const onEachAccount = (manifest: Manifest, policies: PolicyName[]): PolicyName[] =>
  manifest.policies
    .filter(({ eachAccountIn }) => eachAccountIn.length > 0)
    .filter((policy) => policies.some((one) => isSamePolicy(one, policy)))
    .map(({ type, name }) => ({ type, name }))

const policyOf = (incident: Incident): PolicyName[] => {
  const type = policyTypeOf(incident)
  return type && incident.target && incident.policy ? [{ type, name: incident.policy }] : []
}

/** An event's run lasts two minutes at most: what nobody was told of after that was left by one that died. */
const isOrphan = ({ told, opened, action }: Incident, now: number): boolean =>
  told === null && now - opened > 2 * 60_000 && action !== null && seenByEverySweep.has(action)

/** Contents come in turns and tags are not read by sweeps: asking for one because of them would not end. */
const seenByEverySweep = new Set<Change['action']>(['enable-policy-type', 'rename-policy', 'create-policy', 'attach'])

/** Problems behind which more may be hidden. */
const isBlinding = ({ code }: Problem): boolean => code === 'not-read' || code === 'organization-mismatch'

async function viewOf(organizations: Organizations, manifest: Manifest, scope: Scope): Promise<View> {
  try {
    const organization = await organizations.observe(manifest, scope, 'enforce')
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
