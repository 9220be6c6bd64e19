import { beginnings, type Incident, incidents } from '../core/event/incident.ts'
import type { Scope } from '../core/event/scope.ts'
import { isUnseen } from '../core/event/unseen.ts'
import type { Manifest } from '../core/manifest.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import { enforceable, makePlan, type Plan } from '../core/plan/plan.ts'
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
  /** An event's run that could not read or carry out everything: a sweep is to look at all, and it tells. */
  isUnfinished: boolean
  calls: Calls
}

/**
 * The main path: observe, plan, apply, record, notify. Whatever the trigger, the live organization and the manifest
 * decide; enforcement only adds.
 */
export async function enforce(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Run> {
  const { organizations, clock, notify } = ports
  const state = lenient(ports)
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
    known,
    isComplete: trigger.kind === 'sweep' && !plan.blocked.some(isBlinding),
    isUnseen: (incident) => isUnseen(incident, manifest, organization, trigger.scope),
    now: clock.now(),
  })
  // Told first: a process that dies in between, or a message that does not get through, is told again and not never.
  for (const notice of found.notices) await notify(notice)
  await rememberIncidents(state, found)
  const isUnfinished =
    trigger.kind === 'event' &&
    (left.size > 0 ||
      plan.blocked.some(({ code }) => code === 'not-read') ||
      told.some((change) => concernsEachAccount(manifest, change)) ||
      known.some((incident) => isOrphan(incident, clock.now())))
  return {
    trigger,
    started,
    changes: told,
    outcomes,
    blocked: plan.blocked,
    isUnfinished,
    calls: callsSince(organizations, before),
  }
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

/** Observes, plans and carries out, until nothing fails. `left` are keys of what an event's run leaves to a sweep. */
async function restore(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<View & Results> {
  const settled: ChangeWithOutcome[] = []
  let { scope } = trigger
  for (let look = 1; ; look++) {
    const view = await viewOf(ports.organizations, manifest, scope)
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan))
    const todo = enforceable(view.plan.changes)
    if (todo.length > 0) {
      const open = beginnings(todo, trigger.events, await openIncidents(ports.state), ports.clock.now())
      await rememberIncidents(ports.state, { open, closed: [] })
    }
    const results = await carryOut(ports, manifest, todo)
    const failed = results.filter(({ outcome }) => outcome.result === 'failed')
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    if (failed.length === 0 || look === looks) {
      const left = new Set(trigger.kind === 'event' ? [...failed, ...skipped].map(({ key }) => key) : [])
      return { ...view, left, outcomes: [...settled, ...results].filter(({ key }) => !left.has(key)) }
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped.includes(result)))
    // A target that refused is read itself: it may be gone.
    scope = { ...trigger.scope, slots: failed.flatMap(slotOf) }
    await ports.clock.sleep((look - 1) * 1_000)
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

/** A policy that was made anew, or is another one now, is attached to each account by a sweep: an event reads no accounts. */
const concernsEachAccount = (manifest: Manifest, { policy, target }: Change): boolean =>
  target === null &&
  manifest.policies.some(
    ({ name, type, eachAccountIn }) => name === policy.name && type === policy.type && eachAccountIn.length > 0,
  )

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
