import type { Incident } from '../core/event/incident.ts'
import { isWide } from '../core/event/scope.ts'
import { partOf } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import { isEviction } from '../core/plan/evict.ts'
import { handOut } from './places.ts'
import type { EnforcementPorts } from './ports.ts'
import { timed } from './restored.ts'
import type { LenientState } from './state.ts'
import type { Trigger } from './trigger.ts'

/** What of a plan a run does now, and what it leaves. */
export interface Division {
  /** What was tried in vain comes last. */
  todo: Change[]
  /** Keys of what was tried in vain: it keeps nobody waiting, for there may be more of it than a run has time for. */
  hopeless: Set<string>
  /** Keys of what waits, and from when on it may be carried out, in epoch milliseconds. */
  putOff: Map<string, number>
  /** Keys of what was handed out, to be done place by place. */
  handedOut: Set<string>
  /** Changes that somebody undoes again and again. */
  contended: Change[]
  /** Incidents that were open before. */
  known: Incident[]
}

/** A sweep that has more to attach than this hands the rest out. */
const most = 100

export async function divide(
  { clock, state }: EnforcementPorts & { state: LenientState },
  manifest: Manifest,
  trigger: Trigger,
  missing: Change[],
  known: Incident[],
): Promise<Division> {
  const { kind, scope, isDue } = trigger
  const { putOff, contended } = await timed(state, trigger, missing, known, clock.now())
  if (isDue) putOff.clear()
  const hopeless = new Set(kind !== 'event' ? triedInVain(known) : [])
  const sorted = missing
    .filter(({ key }) => !putOff.has(key))
    .sort((one, other) => Number(hopeless.has(one.key)) - Number(hopeless.has(other.key)))
  const later = kind !== 'event' && isWide(scope) ? beyond(sorted, hopeless) : []
  if (later.length > 0) await handOut(state, partOf(scope, manifest), later)
  const handedOut = new Set(state.hasFailed() ? [] : later.map(({ key }) => key))
  const todo = withoutVainEvictions(sorted.filter(({ key }) => !handedOut.has(key)))
  return { todo, hopeless, putOff, handedOut, contended, known }
}

const triedInVain = (known: Incident[]): string[] =>
  known
    .filter(({ action, told }) => action === 'attach' && (told === 'refused' || told === 'open'))
    .map(({ key }) => key)

/** Attachments that are too many for one run, of policies that exist. */
const beyond = (changes: Change[], hopeless: Set<string>): Change[] =>
  changes
    .filter(({ action, policy, key }) => action === 'attach' && policy.id !== null && !hopeless.has(key))
    .slice(most)

/** Room is made only for what is attached in the same run. */
function withoutVainEvictions(changes: Change[]): Change[] {
  const placeOf = ({ policy, target }: Change) => `${policy.type} ${target?.id}`
  const places = new Set(changes.filter(({ action }) => action === 'attach').map(placeOf))
  return changes.filter((change) => !isEviction(change) || places.has(placeOf(change)))
}
