import { beginnings, type Incident } from '../core/event/incident.ts'
import { isWide, nowhere, type Scope } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import { type ChangeWithOutcome, isDone } from '../core/plan/outcome.ts'
import { enforceable, makePlan, type Plan } from '../core/plan/plan.ts'
import { OrganizationMismatch, type Organizations } from '../core/ports.ts'
import { carryOut } from './carry-out.ts'
import { wantCovering } from './coverage.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import type { EnforcementPorts } from './ports.ts'
import { observation, safely } from './record.ts'
import type { Trigger } from './trigger.ts'

interface View {
  organization: Organization
  plan: Plan
}

/** What a run saw last, what it did, and the keys of what it leaves to another run. */
export interface Restored extends View {
  outcomes: ChangeWithOutcome[]
  left: Set<string>
}

/** A change may fail because the organization is not as it was read a moment ago: then it is read again. */
const looks = 3

/** As many changes are tried though it is late, so that a run that takes long to read comes to an end some day. */
const fewest = 20

/** Not even these when it is later than that, in milliseconds: a function is stopped in the middle of a call. */
const grace = 15_000

/** Observes, plans and carries out, until nothing fails. */
export async function restore(ports: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Restored> {
  const { clock, state, organizations } = ports
  const { events, deadline } = trigger
  const isLate = (by = 0) => clock.now() >= deadline + by
  const isOfAccounts = isWide(trigger.scope) && trigger.scope.types.length === 0
  const settled: ChangeWithOutcome[] = []
  let { scope } = trigger
  let onto: Organization | undefined
  for (let look = 1; ; look++) {
    const started = clock.now()
    const view = await viewOf(organizations, manifest, scope, onto)
    const lookLasts = clock.now() - started
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan))
    const done = new Set(settled.filter(({ outcome }) => isDone(outcome)).map(({ key }) => key))
    const missing = enforceable(view.plan.changes).filter(({ key }) => !onto || !done.has(key))
    const known = missing.length > 0 ? await openIncidents(state) : []
    const hopeless = hopelessOf(trigger, known)
    const todo = missing.sort((one, other) => Number(hopeless.has(one.key)) - Number(hopeless.has(other.key)))
    if (todo.length > 0) {
      const plan = { changes: todo, blocked: [] }
      const part = partOf(trigger.scope, manifest)
      const open = beginnings({ plan, events, part, known, now: clock.now() }, deadline)
      await rememberIncidents(state, { open, closed: [] })
    }
    const enabling = todo.flatMap(({ action, policy }) => (action === 'enable-policy-type' ? policy.type : []))
    if (enabling.length > 0) await wantCovering(state, manifest, enabling, clock.now())
    let tried = 0
    const isStopped = () => {
      tried += 1
      return (tried > fewest && isLate()) || (tried > 1 && isLate(grace))
    }
    const results = await carryOut(ports, manifest, todo, { isStopped })
    const failed = results.filter(({ outcome }) => outcome.result === 'failed')
    const skipped = results.filter(({ outcome }) => outcome.result === 'skipped')
    if (failed.length === 0 || look === looks || isLate(-lookLasts)) {
      const others = trigger.kind === 'event' ? [...failed, ...skipped] : isLate() ? skipped : []
      const untold = new Set(others.map(({ key }) => key))
      const left = new Set([...untold].filter((key) => !hopeless.has(key)))
      return { ...view, left, outcomes: [...settled, ...results].filter(({ key }) => !untold.has(key)) }
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped.includes(result)))
    // A target that refused is read itself: it may be gone. Every account is not read a second time for it.
    const slots = failed.slice(0, fewest).flatMap(slotOf)
    const isAsRead = settled.every(({ action, outcome }) => action === 'attach' || !isDone(outcome))
    if (isOfAccounts && isAsRead) [scope, onto] = [{ ...nowhere, slots }, view.organization]
    else [scope, onto] = [{ ...trigger.scope, slots }, undefined]
    await clock.sleep((look - 1) * 1_000)
  }
}

/** What sweeps tried in vain comes last, and keeps nobody waiting: there may be more of it than a run has time for. */
const hopelessOf = ({ kind }: Trigger, known: Incident[]): Set<string> =>
  new Set(
    known
      .filter(({ action, told }) => kind === 'sweep' && action === 'attach' && (told === 'refused' || told === 'open'))
      .map(({ key }) => key),
  )

const slotOf = ({ policy: { type }, target }: Change) => (target ? [{ type, targetId: target.id }] : [])

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
