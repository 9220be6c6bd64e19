import { awaited } from '../core/event/again.ts'
import { causeOf } from '../core/event/cause.ts'
import type { Incident, Notice } from '../core/event/incident.ts'
import { incidents } from '../core/event/incidents.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import { isWide } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import { unseenIn } from '../core/event/unseen.ts'
import type { Manifest } from '../core/manifest.ts'
import { factsOf } from '../core/organization/facts.ts'
import type { Organization } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import type { ExemptPlace } from '../core/plan/exempt.ts'
import { type ChangeWithOutcome, isDone } from '../core/plan/outcome.ts'
import { nameKey, type PolicyName } from '../core/policy/type.ts'
import type { Calls, Clock, Organizations, State } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { bearersAfter, rememberCovered, uncovered } from './coverage.ts'
import { rememberStanding } from './evict.ts'
import { recordExemption } from './exemptions.ts'
import { rollsEvery, tellWaiting } from './gathering.ts'
import { isSuperseded } from './generation.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import type { EnforcementPorts } from './ports.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { type Restored, restore } from './restore.ts'
import { contentionsGoingOn, isRestoredSince } from './restored.ts'
import { type LenientState, lenient } from './state.ts'
import { recordSweep } from './sweep-record.ts'
import { tellAll } from './tell.ts'
import type { Trigger } from './trigger.ts'
import { rememberIds, rememberUnattributed } from './unattributed.ts'

export interface Run {
  trigger: Trigger
  /** Epoch milliseconds. */
  started: number
  changes: Change[]
  outcomes: ChangeWithOutcome[]
  blocked: Problem[]
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
  calls: Calls
}

/**
 * The main path: observe, plan, apply and record (restore.ts), then tell, and say what is left. Whatever the trigger, the
 * live organization and the manifest decide; enforcement only adds.
 */
export async function enforce(given: EnforcementPorts, manifest: Manifest, trigger: Trigger): Promise<Run> {
  const ports = { ...given, state: lenient(given) }
  const recorder = recorderFor(ports, manifest)
  try {
    return await enforced(ports, manifest, trigger, recorder)
  } finally {
    await recorder.end()
  }
}

async function enforced(
  ports: EnforcementPorts & { state: LenientState },
  manifest: Manifest,
  trigger: Trigger,
  recorder: Recorder,
): Promise<Run> {
  const { organizations, clock, notify, state } = ports
  const before = organizations.calls()
  const started = clock.now()
  const restored = await restore(ports, manifest, trigger, recorder)
  const { plan, organization, outcomes, left, suspended, putOff, handedOut, contended, begun, isOld } = restored
  const known = await openIncidents(state)
  const changes = [...new Map([...plan.changes, ...outcomes].map((change) => [change.key, change])).values()]
  const tried = new Set(outcomes.map(({ key }) => key))
  const told = changes.filter(
    ({ key }) => !left.has(key) && (tried.has(key) || !putOff.has(key)) && !handedOut.has(key),
  )
  const isBlind = plan.blocked.some(isBlinding)
  const part = partOf(trigger.scope, manifest)
  const isUnseen = unseenIn(manifest, organization, part)
  const goesOn = await contentionsGoingOn(state, known, clock.now())
  const found = incidents({
    plan: { changes: told, blocked: plan.blocked, exempt: plan.exempt },
    contended,
    suspended,
    begun,
    outcomes,
    isPlanned: trigger.kind === 'deploy',
    events: trigger.events,
    part,
    known,
    isComplete:
      trigger.kind !== 'event' &&
      isWide(trigger.scope) &&
      left.size + handedOut.size === 0 &&
      !isBlind &&
      !(await isSuperseded(state, ports.generation)),
    isUnseen: (incident) => goesOn.has(incident.key) || putOff.has(incident.key) || isUnseen(incident),
    found: restored.first.ended,
    now: clock.now(),
  })
  if (trigger.kind !== 'deploy') await rememberUnattributed(state, manifest, found.notices)
  const isAtItsEnd = left.size + handedOut.size === 0 && !isOld
  if (trigger.kind !== 'event' && isWide(trigger.scope) && isAtItsEnd)
    await recordSweep(ports, manifest, trigger, restored.first, recorder)
  const news = await tellAll(notify, found)
  await recordUses(recorder, manifest, trigger, plan.exempt, news.notices)
  await rememberIncidents(state, news)
  if (news.errors.length > 0) throw news.errors[0]
  // What cannot be told now is kept, and the next one who tells is loud about it.
  await tellWaiting(ports, trigger.kind === 'event' ? rollsEvery : 0).catch(() => {})
  if (trigger.scope.types.length > 0) {
    await rememberStanding(ports, manifest, organization)
    await rememberIds(state, manifest, organization)
  }
  const keys = new Set(changes.map(({ key }) => key))
  const isOrphaned = known.some((incident) => isOrphan(incident, manifest, started) && !keys.has(incident.key))
  const isUnread = plan.blocked.some(({ code }) => code === 'not-read')
  const exemptUntil = plan.exempt.map(({ until }) => Date.parse(until))
  return {
    trigger,
    started,
    changes: told,
    outcomes,
    blocked: plan.blocked,
    isUnfinished: left.size > 0 || (trigger.kind === 'event' && (isUnread || isOrphaned)),
    isOld,
    hasHandedOut: handedOut.size > 0,
    putOffUntil: earliest([
      ...putOff.values(),
      ...endsOf(suspended, trigger, clock.now()),
      ...endingSoon(exemptUntil, trigger, clock.now()),
    ]),
    unseen: await notSeen(state, manifest, trigger.events, organization, changes, clock.now()),
    uncovered: await coverageAfter(ports, manifest, trigger, restored, isBlind),
    calls: callsSince(organizations, before),
  }
}

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

/** That a drift was left alone because of an exemption is recorded as often as it is told. */
async function recordUses(
  recorder: Recorder,
  { exemptions }: Manifest,
  { events }: Trigger,
  exempt: ExemptPlace[],
  notices: Notice[],
): Promise<void> {
  const told = new Map(notices.map(({ incident }) => [incident.key, incident]))
  for (const { exemption, change } of exempt) {
    const [one, incident] = [exemptions.find(({ id }) => id === exemption), told.get(change.key)]
    if (!one || incident?.state !== 'exempt') continue
    await recordExemption(recorder, one, 'used', { ...incident, event: causeOf(change, events) })
  }
}

/** Remembers that a sweep has looked at every account for a policy, and says for which policies none has. */
async function coverageAfter(
  { state, clock }: { state: LenientState; clock: Clock },
  manifest: Manifest,
  { scope: { coverage }, began }: Trigger,
  { organization, outcomes, left, handedOut }: Restored,
  isBlind: boolean,
): Promise<PolicyName[]> {
  const bearers = bearersAfter(organization, outcomes, manifest)
  const [covered] = coverage === 'all' ? [] : coverage
  const id = covered && bearers.get(nameKey(covered))
  const isHeld = outcomes.some(({ outcome }) => outcome.result === 'skipped')
  if (id && left.size + handedOut.size === 0 && !isBlind && !isHeld) await rememberCovered(state, covered, id, began)
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
  changes: Change[],
  now: number,
): Promise<WatchedEvent[]> {
  if (events.length === 0) return []
  const facts = factsOf(organization)
  const keys = new Set(changes.map(({ key }) => key))
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

/** Problems behind which more may be hidden. */
const isBlinding = ({ code }: Problem): boolean => code === 'not-read' || code === 'organization-mismatch'

const callsSince = (organizations: Organizations, before: Calls): Calls =>
  Object.fromEntries(
    Object.entries(organizations.calls())
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
