import { incidents } from '../core/event/incident.ts'
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
import type { Trigger } from './trigger.ts'

export interface Run {
  trigger: Trigger
  /** Epoch milliseconds. */
  started: number
  changes: Change[]
  outcomes: ChangeWithOutcome[]
  blocked: Problem[]
  /** What an event's run could not carry out: a sweep is to look at everything, and it tells. */
  left: Change[]
  calls: Calls
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read once more. */
const looks = 3

/**
 * The main path: observe, plan, apply, record, notify. Whatever the trigger, the live organization and the manifest
 * decide; enforcement only adds.
 */
export async function enforce(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Run> {
  const { organizations, clock, notify } = ports
  const calls = organizations.calls()
  const started = clock.now()
  let settled: ChangeWithOutcome[] = []
  let { plan, organization } = await planOf(organizations, manifest, trigger.scope)
  await safely(ports, observation(ports, manifest, trigger, plan))
  let results = await carryOut(ports, manifest, enforceable(plan.changes))
  for (let look = 1; look < looks && results.some(isFailed); look++) {
    settled = [...settled, ...results.filter((result) => !isFailed(result))]
    await clock.sleep((look - 1) * 1_000)
    // A target that refused is read itself: it may be gone.
    const scope = { ...trigger.scope, slots: results.filter(isFailed).flatMap(slotOf) }
    const again = await planOf(organizations, manifest, scope)
    plan = again.plan
    organization = again.organization
    results = await carryOut(ports, manifest, enforceable(plan.changes))
  }
  const left = trigger.kind === 'event' ? results.filter(isUnfinished) : []
  const isLeft = ({ key }: Change) => left.some((change) => change.key === key)
  const outcomes = [...settled, ...results].filter((result) => !isLeft(result))
  const changes = [...settled, ...plan.changes].filter((change) => !isLeft(change))
  const run = { changes, outcomes, blocked: plan.blocked, left }
  const found = incidents({
    plan: run,
    outcomes,
    events: trigger.events,
    known: await openIncidents(ports.state),
    isComplete: trigger.kind === 'sweep' && !plan.blocked.some(({ code }) => isBlinding(code)),
    isUnseen: (incident) => isUnseen(incident, manifest, organization, trigger.scope),
    now: clock.now(),
  })
  await rememberIncidents(ports.state, found)
  for (const notice of found.notices) await notify(notice)
  return { ...run, trigger, started, calls: callsSince(organizations, calls) }
}

const isFailed = ({ outcome }: ChangeWithOutcome): boolean => outcome.result === 'failed'

const isUnfinished = ({ outcome }: ChangeWithOutcome): boolean => ['failed', 'skipped'].includes(outcome.result)

const slotOf = ({ policy: { type }, target }: Change) => (target ? [{ type, targetId: target.id }] : [])

/** Codes of problems behind which more may be hidden. */
const isBlinding = (code: string): boolean => ['not-read', 'organization-mismatch'].includes(code)

interface View {
  organization: Organization
  plan: Plan
}

async function planOf(organizations: Organizations, manifest: Manifest, scope: Scope): Promise<View> {
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
