import type { FoundDrift, RecordData, RecordedEvent } from '../core/audit/data.ts'
import { type AuditRecord, iso, type Said } from '../core/audit/record.ts'
import { causeOf, type Incident } from '../core/event/incident.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Change } from '../core/plan/change.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import { allPolicyTypes, isSamePolicy, policyTypes } from '../core/policy/type.ts'
import type { Problem } from '../core/problem.ts'
import type { Suspension } from '../core/suspend/judge.ts'
import { policyItself, suspensionParameter } from '../core/suspend/written.ts'
import type { Recorder } from './recorder.ts'
import { redact } from './redact.ts'

/** What a run knows of the changes that it records. */
export interface Known {
  manifest: Manifest
  /** Incidents that were open before. */
  incidents: Incident[]
  events: WatchedEvent[]
  /** When they were found, in epoch milliseconds. */
  found: number
}

/** Why changes are not made now. */
export type Held = (change: Change) => FoundDrift['held']

/** More does not stand in one record. */
const most = 200

/** What was looked at and found. Nothing is recorded of a look that led nowhere: of a sweep its own record says so. */
export async function observation(
  recorder: Recorder,
  known: Known,
  trigger: RecordData['observation']['trigger'],
  plan: Pick<Plan, 'changes' | 'blocked' | 'digest'>,
  held: Held,
): Promise<AuditRecord[]> {
  const { changes, blocked } = plan
  if (changes.length + blocked.length === 0) return []
  const said = {
    ...recorder.ofRun,
    trigger,
    plan: await recorder.identify('plan', plan.digest),
    events: await eventsOf(recorder, known.events),
    blocked: blocked.slice(0, 1_000).map(({ code }) => code),
  }
  const found = [
    ...changes.map((change) => () => drift(recorder, known, change, timeOf(known, change), held(change))),
    ...blocked
      .flatMap((one) => blockedChange(one, changes))
      .map((change) => () => drift(recorder, known, change, null, 'blocked')),
  ]
  const records: AuditRecord[] = []
  do {
    const some = await Promise.all(found.splice(0, most).map((one) => one()))
    records.push(recorder.record('observation', { ...said, found: some }))
  } while (found.length > 0)
  return records
}

/** What people are told of an event itself. */
export const announcement = async (recorder: Recorder, event: WatchedEvent): Promise<AuditRecord[]> => [
  recorder.record('observation', {
    ...recorder.ofRun,
    trigger: 'event',
    plan: null,
    found: [],
    blocked: [],
    events: await eventsOf(recorder, [event]),
  }),
]

/** Before a write. */
export const intents = (recorder: Recorder, known: Known, changes: Change[]): Promise<AuditRecord<'intent'>[]> =>
  Promise.all(
    changes.map(async (change) =>
      recorder.record('intent', {
        ...recorder.ofRun,
        ...(await aboutChange(recorder, known, change, timeOf(known, change))),
      }),
    ),
  )

/** What came of a change. */
export interface Came {
  change: ChangeWithOutcome
  /** Id of the record of its intent; null: there is none. */
  intent: string | null
  /** When the write was answered, in epoch milliseconds; null: nothing was written. */
  written: number | null
}

/** After the writes. AWS's message texts stay out, they quote callers. */
export const outcomes = (recorder: Recorder, known: Known, all: Came[]): Promise<AuditRecord<'outcome'>[]> =>
  Promise.all(
    all.map(async ({ change, intent, written }) => {
      const { result, error, requestId } = change.outcome
      return recorder.record('outcome', {
        ...recorder.ofRun,
        ...(await aboutChange(recorder, known, change, timeOf(known, change))),
        intent,
        result,
        error: error && { name: error.name.slice(0, 128), reason: error.reason?.slice(0, 128) ?? null },
        requestId: (requestId ?? error?.requestId)?.slice(0, 128) ?? null,
        times: {
          event: since(known, change.key, timeOf(known, change)),
          found: iso(known.found),
          written: written === null ? null : iso(written),
        },
        late: false,
        cloudTrail: null,
      })
    }),
  )

/** What became of a suspension, and who wrote it where an event tells. */
export async function suspensionRecord(
  recorder: Recorder,
  suspension: Suspension,
  events: WatchedEvent[],
): Promise<AuditRecord> {
  const { name, place, state, reason, ticket, from, until, written, why } = suspension
  const told = events.filter(({ scope }) => scope.suspensions?.includes(name))
  const part = place && (place.part === policyItself ? place.part : await recorder.identify('acct', place.part))
  return recorder.record('suspension', {
    ...recorder.ofRun,
    parameter: place && part ? suspensionParameter(place.policyId, part) : await redact(recorder, name, 300),
    state,
    policy: place?.policyId ?? null,
    part,
    reason: await redact(recorder, reason, 500),
    ticket: await redact(recorder, ticket, 200),
    why: why === null ? null : await redact(recorder, why, 500),
    written: iso(written),
    from: iso(from),
    until: iso(until),
    events: await eventsOf(recorder, told),
  })
}

/** An exemption as it began, was used, was reminded of, or ended; `target` is the id of a root, OU or account. */
export const exemptionRecord = async (
  recorder: Recorder,
  {
    target,
    from,
    until,
    ticket,
    use,
    ...said
  }: Omit<Said<'exemption'>, keyof Recorder['ofRun'] | 'from' | 'until' | 'incident' | 'events'> & {
    /** Epoch milliseconds. */
    from: number
    until: number
    /** The drift that was left alone, and the event that made it. */
    use?: { key: string; opened: number; event: WatchedEvent | undefined } | undefined
  },
): Promise<AuditRecord> =>
  recorder.record('exemption', {
    ...recorder.ofRun,
    ...said,
    target: await recorder.identify('acct', target),
    from: iso(from),
    until: iso(until),
    ticket: await redact(recorder, ticket, 250),
    ...(use && {
      incident: await recorder.incident(use.key, use.opened),
      events: await eventsOf(recorder, use.event ? [use.event] : []),
    }),
  })

/** What became of a message about an incident. */
export const notificationRecord = async (
  recorder: Recorder,
  { key, opened, state, severity }: Pick<Incident, 'key' | 'opened' | 'state' | 'severity'>,
  { result, messageId, error }: Pick<RecordData['notification'], 'result' | 'messageId'> & { error: string | null },
): Promise<AuditRecord> =>
  recorder.record('notification', {
    thread: await recorder.incident(key, opened),
    state,
    severity,
    result,
    messageId: messageId?.slice(0, 200) ?? null,
    error: error?.slice(0, 200) ?? null,
  })

/** Who made a difference, as CloudTrail told afterwards. */
export async function attributionRecord(
  recorder: Recorder,
  { action, policy, target, incident }: Pick<FoundDrift, 'action' | 'policy' | 'target' | 'incident'>,
  event: WatchedEvent,
): Promise<AuditRecord> {
  return recorder.record('attribution', {
    ...recorder.ofRun,
    ...{ action, policy, target, incident },
    event: await eventOf(recorder, event),
  })
}

type Subject = Pick<Change, 'key' | 'action' | 'policy' | 'target'> & { reason: { code: string } }

const drift = async (
  recorder: Recorder,
  known: Known,
  subject: Subject,
  time: number | null,
  held: FoundDrift['held'],
): Promise<FoundDrift> => ({
  ...(await aboutChange(recorder, known, subject, time)),
  since: since(known, subject.key, time),
  held,
})

/** `time` is that of the event that made the difference; null: this run knows of none. */
async function aboutChange(
  recorder: Recorder,
  known: Known,
  { key, action, policy, target, reason }: Subject,
  time: number | null,
) {
  const isOurs = known.manifest.policies.some((one) => isSamePolicy(one, policy))
  return {
    action,
    policy: {
      type: policy.type,
      name: isOurs ? policy.name : (await redact(recorder, policy.name, 64)).slice(0, 128),
      id: policy.id,
    },
    target: target && (await recorder.identify('acct', target.id)),
    reason: reason.code,
    incident: await recorder.incident(key, openedAt(known, key, time)),
  }
}

/** As the state remembers it, and else as it is going to be remembered. */
const openedAt = (known: Known, key: string, time: number | null): number =>
  known.incidents.find((one) => one.key === key && one.state !== 'covered')?.opened ?? time ?? known.found

const timeOf = ({ events }: Known, change: Change): number | null => causeOf(change, events)?.time ?? null

/** When the event came that made it, of this run or of the one that found it first. */
function since({ incidents }: Known, key: string, time: number | null): string | null {
  const before = incidents.find((one) => one.key === key && one.cause !== null)
  const known = time ?? before?.opened
  return known === undefined ? null : iso(known)
}

/** What keeps a change from being made; none where it is no single change, or stands in the plan nevertheless. */
function blockedChange({ code, change: key, policy = '', target }: Problem, changes: Change[]): Subject[] {
  const [action, short] = key?.split('/') ?? []
  const type = allPolicyTypes.find((one) => policyTypes[one].short === short)
  if (key === undefined || !type || changes.some((one) => one.key === key)) return []
  return [
    {
      key,
      action: action as Change['action'],
      policy: { type, name: policy, id: null },
      target: target ?? null,
      reason: { code },
    },
  ]
}

const eventsOf = (recorder: Recorder, events: WatchedEvent[]): Promise<RecordedEvent[]> =>
  Promise.all(events.slice(0, 50).map((event) => eventOf(recorder, event)))

async function eventOf({ identify }: Recorder, { id, name, time, actor }: WatchedEvent): Promise<RecordedEvent> {
  const { type, principal, session, sourceIp } = actor
  return {
    id,
    name,
    time: iso(time),
    actor: {
      type,
      principal: await identify('principal', principal),
      session: await identify('session', session),
      sourceIp: await identify('ip', sourceIp),
    },
  }
}
