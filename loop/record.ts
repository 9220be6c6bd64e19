import type { RecordData, RecordedEvent } from '../core/audit/data.ts'
import type { IdentifierKind } from '../core/audit/pseudonym.ts'
import { type AuditRecord, record } from '../core/audit/record.ts'
import { digest } from '../core/digest.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import type { Manifest } from '../core/manifest.ts'
import { isNotice, type Message, noticesOf } from '../core/notice/message.ts'
import { threadOf } from '../core/notice/thread.ts'
import type { Change } from '../core/plan/change.ts'
import type { ChangeWithOutcome } from '../core/plan/outcome.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Suspension } from '../core/suspend/judge.ts'
import { alarm } from './alarm.ts'
import type { EnforcementPorts } from './ports.ts'
import type { Trigger } from './trigger.ts'

type Recording = Pick<EnforcementPorts, 'audit' | 'keys' | 'clock' | 'id'>

/** What was looked at and found. Nothing is recorded of an event that led nowhere. */
export async function observation(
  ports: Recording,
  manifest: Manifest,
  trigger: Trigger,
  plan: Plan,
): Promise<AuditRecord[]> {
  if (trigger.kind === 'event' && plan.changes.length === 0 && plan.blocked.length === 0) return []
  const events = await Promise.all(trigger.events.map((event) => eventData(ports, manifest, event)))
  return [
    record('observation', manifest.organization.id, ports.id(), ports.clock.now(), {
      ...ofRun(ports, manifest),
      trigger: trigger.kind,
      plan: plan.digest,
      found: await Promise.all(
        plan.changes.map(async (change) => ({
          ...(await placeOf(ports, manifest, change)),
          reason: change.reason.code,
          incident: incidentOf(change),
          since: null,
          held: null,
        })),
      ),
      blocked: plan.blocked.map(({ code }) => code),
      events,
    }),
  ]
}

/** What people are told of an event itself. */
export async function announcement(ports: Recording, manifest: Manifest, event: WatchedEvent): Promise<AuditRecord[]> {
  return [
    record('observation', manifest.organization.id, ports.id(), ports.clock.now(), {
      ...ofRun(ports, manifest),
      trigger: 'event',
      plan: null,
      found: [],
      blocked: [],
      events: [await eventData(ports, manifest, event)],
    }),
  ]
}

/** What became of a suspension, and who wrote it where an event tells. */
export async function suspensionRecords(
  ports: Recording,
  manifest: Manifest,
  { name, place, state, reason, ticket, from, until, why }: Suspension,
  events: WatchedEvent[],
): Promise<AuditRecord[]> {
  const told = events.filter(({ scope }) => scope.suspensions?.includes(name))
  return [
    record('suspension', manifest.organization.id, ports.id(), ports.clock.now(), {
      ...ofRun(ports, manifest),
      parameter: place ? name.replace(place.part, await identifier(ports, manifest, 'acct', place.part)) : '',
      state,
      policy: place?.policyId ?? null,
      part: place && (await identifier(ports, manifest, 'acct', place.part)),
      ...{ reason, ticket, why },
      written: new Date(from).toISOString(),
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      events: await Promise.all(told.map((event) => eventData(ports, manifest, event))),
    }),
  ]
}

/** Before a write: the intent; after it: the same with its outcome. AWS's message texts stay out, they quote callers. */
export async function changeRecords(
  ports: Recording,
  manifest: Manifest,
  changes: (Change | ChangeWithOutcome)[],
): Promise<AuditRecord[]> {
  return Promise.all(
    changes.map(async (change) => {
      const data = {
        ...ofRun(ports, manifest),
        ...(await placeOf(ports, manifest, change)),
        reason: change.reason.code,
        incident: incidentOf(change),
      }
      const { id, clock } = ports
      if (!('outcome' in change)) return record('intent', manifest.organization.id, id(), clock.now(), data)
      const { result, error } = change.outcome
      return record('outcome', manifest.organization.id, id(), clock.now(), {
        ...data,
        intent: null,
        result,
        error: error && { name: error.name, reason: error.reason },
        requestId: error?.requestId ?? null,
        times: { event: null, found: null, written: new Date(clock.now()).toISOString() },
        late: false,
        cloudTrail: null,
      })
    }),
  )
}

const ofRun = (ports: Recording, { digest: manifest, commit }: Manifest) => ({ run: ports.id(), manifest, commit })

const placeOf = async (ports: Recording, manifest: Manifest, { action, policy, target }: Change) => ({
  action,
  policy: { ...policy },
  target: target && (await identifier(ports, manifest, 'acct', target.id)),
})

/** The key of a change has account ids in it. */
const incidentOf = ({ key }: Change): string => digest(key).slice(0, 16)

/** What people were told, or could not be told: of each notice one record, without its words. */
export async function notificationRecords(
  ports: Pick<Recording, 'keys' | 'clock' | 'id'>,
  manifest: Manifest,
  message: Message,
  result: RecordData['notification']['result'],
  messageId: string | null,
  error?: unknown,
): Promise<AuditRecord[]> {
  const { id, clock } = ports
  const became = { result, messageId, error: error === undefined || error === null ? null : nameOf(error) }
  const about = isNotice(message) || message.kind === 'several' ? noticesOf(message) : []
  const told =
    about.length > 0
      ? about.map(({ incident }) => ({
          thread: threadOf(incident),
          state: incident.state,
          severity: incident.severity,
          ...became,
        }))
      : [{ thread: 'daily', state: 'daily', severity: 'low', ...became }]
  return told.map((data) => record('notification', manifest.organization.id, id(), clock.now(), data))
}

/** What an error says is AWS's text, and may quote somebody. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error')

/** Failing to record never stops a restore, and is loud. */
export async function safely(
  ports: Pick<EnforcementPorts, 'audit' | 'notify' | 'clock'>,
  recording: Promise<AuditRecord[]>,
): Promise<void> {
  try {
    const records = await recording
    if (records.length > 0) await ports.audit(records)
  } catch (error) {
    await alarm(ports, 'audit-not-written', 'The audit trail cannot be written; enforcement goes on', error)
  }
}

async function eventData(ports: Recording, manifest: Manifest, event: WatchedEvent): Promise<RecordedEvent> {
  const { type, principal, session, sourceIp } = event.actor
  return {
    id: event.id,
    name: event.name,
    time: new Date(event.time).toISOString(),
    actor: {
      type,
      principal: await identifier(ports, manifest, 'principal', principal),
      session: await identifier(ports, manifest, 'session', session),
      sourceIp: await identifier(ports, manifest, 'ip', sourceIp),
    },
  }
}

/** Account ids, principals, sessions and addresses as pseudonyms, unless the manifest says raw; OUs and roots are nobody. */
async function identifier(
  { keys }: Recording,
  manifest: Manifest,
  kind: IdentifierKind,
  value: string,
): Promise<string> {
  const isPersonal = kind !== 'acct' || /^\d{12}$/.test(value)
  return manifest.audit.identifiers === 'pseudonym' && isPersonal && value ? keys(kind, value) : value
}
