import { awaited } from '../core/event/again.ts'
import type { Incident } from '../core/event/incident.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import type { Manifest } from '../core/manifest.ts'
import { factsOf } from '../core/organization/facts.ts'
import type { Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import { isDone } from '../core/plan/outcome.ts'
import { nameKey, type PolicyName } from '../core/policy/type.ts'
import type { Clock, State } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { bearersAfter, rememberCovered, uncovered } from './coverage.ts'
import type { Restored } from './restore.ts'
import { isRestoredSince } from './restored.ts'
import type { LenientState } from './state.ts'
import type { Trigger } from './trigger.ts'

/** What a run leaves to others, or to another time. */
export interface Left {
  /** What the run could not read, carry out or do in time: another one is to look at it, and it tells. */
  isUnfinished: boolean
  /** Whether it stopped because a newer manifest was deployed: the next one does it, whatever the state says. */
  isOld: boolean
  /** Whether places were handed out that are to be looked at one after the other. */
  hasHandedOut: boolean
  /** From when on what was put off may be carried out, in epoch milliseconds; null: nothing was. */
  putOffUntil: number | null
  /** Events that tell of what the organization does not show: reads may be behind. */
  unseen: WatchedEvent[]
  /** Policies that are to lie on every account, and are not known to: a sweep of the accounts is to attach them. */
  uncovered: PolicyName[]
}

/** What is left of a run that began at `started` and found these changes, with the incidents that were open. */
export async function leftOf(
  { state, clock }: { state: LenientState; clock: Clock },
  manifest: Manifest,
  trigger: Trigger,
  restored: Restored,
  { changes, known, started }: { changes: Change[]; known: Incident[]; started: number },
): Promise<Left> {
  const { plan, organization, left, suspended, putOff, handedOut, isOld } = restored
  const keys = new Set(changes.map(({ key }) => key))
  const isOrphaned = known.some((incident) => isOrphan(incident, manifest, started) && !keys.has(incident.key))
  const isUnread = plan.blocked.some(({ code }) => code === 'not-read')
  const exemptUntil = plan.exempt.map(({ until }) => Date.parse(until))
  return {
    isUnfinished: left.size > 0 || (trigger.kind === 'event' && (isUnread || isOrphaned)),
    isOld,
    hasHandedOut: handedOut.size > 0,
    putOffUntil: earliest([
      ...putOff.values(),
      ...endsOf(suspended, trigger, clock.now()),
      ...endingSoon(exemptUntil, trigger, clock.now()),
    ]),
    unseen: await notSeen(state, manifest, trigger.events, organization, keys, clock.now()),
    uncovered: await coverageAfter({ state, clock }, manifest, trigger, restored),
  }
}

/** Whether all that was found missing was tried, and nothing was handed out. */
export const isWhole = ({ left, handedOut }: Pick<Restored, 'left' | 'handedOut'>): boolean =>
  left.size + handedOut.size === 0

const earliest = (times: number[]): number | null => (times.length > 0 ? Math.min(...times) : null)

/** Sweeps of all targets come every quarter of an hour, those of the accounts every hour: what ends later is the next one's. */
const sweepsCome = { manifest: 15 * 60_000, accounts: 60 * 60_000 }

const endsOf = (suspended: ReadonlyMap<string, number>, trigger: Trigger, now: number): number[] =>
  trigger.kind === 'event' ? [...suspended.values()] : endingSoon([...suspended.values()], trigger, now)

/** Those of some ends that come before a next sweep would notice. */
function endingSoon(ends: number[], { scope }: Trigger, now: number): number[] {
  const next = now + (scope.types.length > 0 ? sweepsCome.manifest : sweepsCome.accounts)
  return ends.filter((until) => until <= next)
}

/** Remembers that a sweep has looked at every account for a policy, and says for which policies none has. */
async function coverageAfter(
  { state, clock }: { state: LenientState; clock: Clock },
  manifest: Manifest,
  { scope: { coverage }, began }: Trigger,
  restored: Restored,
): Promise<PolicyName[]> {
  const { organization, outcomes, plan } = restored
  const bearers = bearersAfter(organization, outcomes, manifest)
  const [covered] = coverage === 'all' ? [] : coverage
  const id = covered && bearers.get(nameKey(covered))
  const isHeld = outcomes.some(({ outcome }) => outcome.result === 'skipped')
  if (id && isWhole(restored) && !isBlind(plan) && !isHeld) await rememberCovered(state, covered, id, began)
  const isDisabled = ({ type }: PolicyName) =>
    organization.enabledTypes?.includes(type) === false &&
    !outcomes.some(
      ({ action, policy, outcome }) => action === 'enable-policy-type' && policy.type === type && isDone(outcome),
    )
  return (await uncovered(state, manifest, bearers, clock.now())).filter((policy) => !isDisabled(policy))
}

/** An event that the organization does not show is left out where we wrote there since: it may tell of our own call. */
async function notSeen(
  state: State,
  manifest: Manifest,
  events: WatchedEvent[],
  organization: Organization,
  keys: ReadonlySet<string>,
  now: number,
): Promise<WatchedEvent[]> {
  if (events.length === 0) return []
  const facts = factsOf(organization)
  const unseen: WatchedEvent[] = []
  for (const event of events) {
    const undoing = awaited(event, manifest, organization, facts)
    const isShown = undoing.length === 0 || undoing.some((key) => keys.has(key))
    if (!isShown && !(await isRestoredSince(state, undoing, event.time, now))) unseen.push(event)
  }
  return unseen
}

/** What nobody was told of after the run that tried it must have ended was left by one that died. */
const isOrphan = (incident: Incident, manifest: Manifest, now: number): boolean =>
  incident.told === null && now > incident.until && isSeenByEverySweep(incident, manifest)

/** Contents come in turns, and neither tags nor accounts are read by all sweeps: asking because of them would not end. */
function isSeenByEverySweep({ action, policy, target }: Incident, { policies }: Manifest): boolean {
  if (action !== 'attach') return action !== null && action !== 'update-policy' && action !== 'tag-policy'
  return policies.some(({ name, targets }) => name === policy && targets.some(({ id }) => id === target?.id))
}

/** Whether there are problems behind which more may be hidden. */
export const isBlind = ({ blocked }: { blocked: Problem[] }): boolean =>
  blocked.some(({ code }) => code === 'not-read' || code === 'organization-mismatch')
