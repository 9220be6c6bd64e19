import { causeOf } from '../core/event/cause.ts'
import type { Incident, Notice } from '../core/event/incident.ts'
import { incidents } from '../core/event/incidents.ts'
import { isWide } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import { unseenIn } from '../core/event/unseen.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import type { ExemptPlace } from '../core/plan/exempt.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Calls, Organizations } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { rememberStanding } from './evict.ts'
import { recordExemption } from './exemptions.ts'
import { rollsEvery, tellWaiting } from './gathering.ts'
import { isSuperseded } from './generation.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import { isBlind, isWhole, type Left, leftOf } from './left.ts'
import type { EnforcementPorts } from './ports.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { type Restored, restore } from './restore.ts'
import { contentionsGoingOn } from './restored.ts'
import { type LenientState, lenient } from './state.ts'
import { recordSweep } from './sweep-record.ts'
import { tellAll } from './tell.ts'
import type { Trigger } from './trigger.ts'
import { rememberIds, rememberUnattributed } from './unattributed.ts'

type Ports = EnforcementPorts & { state: LenientState }

type Findings = ReturnType<typeof incidents>

export interface Run extends Left {
  trigger: Trigger
  /** Epoch milliseconds. */
  started: number
  changes: Change[]
  outcomes: ChangeWithOutcome[]
  blocked: Problem[]
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

async function enforced(ports: Ports, manifest: Manifest, trigger: Trigger, recorder: Recorder): Promise<Run> {
  const { organizations, clock, state } = ports
  const before = organizations.calls()
  const started = clock.now()
  const restored = await restore(ports, manifest, trigger, recorder)
  const { plan, organization, outcomes } = restored
  const changes = [...new Map([...plan.changes, ...outcomes].map((change) => [change.key, change])).values()]
  const told = changes.filter(isTold(restored))
  const known = await openIncidents(state)
  const found = await findings(ports, manifest, trigger, restored, told, known)
  if (trigger.kind !== 'deploy') await rememberUnattributed(state, manifest, found.notices)
  if (isLookAtAll(trigger) && isWhole(restored) && !restored.isOld)
    await recordSweep(ports, manifest, trigger, restored.first, recorder)
  await tell(ports, manifest, trigger, plan.exempt, found, recorder)
  if (trigger.scope.types.length > 0) {
    await rememberStanding(ports, manifest, organization)
    await rememberIds(state, manifest, organization)
  }
  const left = await leftOf(ports, manifest, trigger, restored, { changes, known, started })
  const calls = callsSince(organizations, before)
  return { trigger, started, changes: told, outcomes, blocked: plan.blocked, ...left, calls }
}

/** What is left to another run that run tells. */
function isTold({ outcomes, left, putOff, handedOut }: Restored): (change: Change) => boolean {
  const tried = new Set(outcomes.map(({ key }) => key))
  return ({ key }) => !left.has(key) && (tried.has(key) || !putOff.has(key)) && !handedOut.has(key)
}

const isLookAtAll = ({ kind, scope }: Trigger): boolean => kind !== 'event' && isWide(scope)

/** The incidents after a run, and what is new about them. */
async function findings(
  { state, clock, generation }: Ports,
  manifest: Manifest,
  trigger: Trigger,
  restored: Restored,
  told: Change[],
  known: Incident[],
): Promise<Findings> {
  const { plan, organization, outcomes, suspended, putOff, contended, begun, first } = restored
  const part = partOf(trigger.scope, manifest)
  const isUnseen = unseenIn(manifest, organization, part)
  const goesOn = await contentionsGoingOn(state, known, clock.now())
  return incidents({
    plan: { changes: told, blocked: plan.blocked, exempt: plan.exempt },
    ...{ contended, suspended, begun, outcomes, part, known, events: trigger.events },
    isPlanned: trigger.kind === 'deploy',
    isComplete: isLookAtAll(trigger) && isWhole(restored) && !isBlind(plan) && !(await isSuperseded(state, generation)),
    isUnseen: (incident) => goesOn.has(incident.key) || putOff.has(incident.key) || isUnseen(incident),
    found: first.ended,
    now: clock.now(),
  })
}

/** Tells people what is new, and remembers what they know. Rejects where that could not be told. */
async function tell(
  ports: Ports,
  manifest: Manifest,
  trigger: Trigger,
  exempt: ExemptPlace[],
  found: Findings,
  recorder: Recorder,
): Promise<void> {
  const news = await tellAll(ports.notify, found)
  await recordUses(recorder, manifest, trigger, exempt, news.notices)
  await rememberIncidents(ports.state, news)
  if (news.errors.length > 0) throw news.errors[0]
  // What cannot be told now is kept, and the next one who tells is loud about it.
  await tellWaiting(ports, trigger.kind === 'event' ? rollsEvery : 0).catch(() => {})
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

const callsSince = (organizations: Organizations, before: Calls): Calls =>
  Object.fromEntries(
    Object.entries(organizations.calls())
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
