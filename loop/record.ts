import type { IdentifierKind } from '../core/audit/pseudonym.ts'
import { type AuditRecord, record } from '../core/audit/record.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import type { Json } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
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
      trigger: trigger.kind,
      manifest: manifest.digest,
      commit: manifest.commit,
      plan: plan.digest,
      changes: plan.summary,
      blocked: plan.blocked.map(({ code }) => code),
      events,
    }),
  ]
}

/** What people are told of an event itself. */
export async function announcement(ports: Recording, manifest: Manifest, event: WatchedEvent): Promise<AuditRecord[]> {
  return [
    record('observation', manifest.organization.id, ports.id(), ports.clock.now(), {
      trigger: 'event',
      manifest: manifest.digest,
      commit: manifest.commit,
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
    record('observation', manifest.organization.id, ports.id(), ports.clock.now(), {
      trigger: 'suspension',
      manifest: manifest.digest,
      state,
      policy: place?.policyId ?? null,
      part: place && (await identifier(ports, manifest, 'acct', place.part)),
      ...{ reason, ticket, why },
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
  kind: 'intent' | 'outcome',
  changes: (Change | ChangeWithOutcome)[],
): Promise<AuditRecord[]> {
  return Promise.all(
    changes.map(async (change) =>
      record(kind, manifest.organization.id, ports.id(), ports.clock.now(), {
        manifest: manifest.digest,
        action: change.action,
        policy: { ...change.policy },
        target: change.target && (await identifier(ports, manifest, 'acct', change.target.id)),
        reason: change.reason.code,
        ...('outcome' in change && {
          result: change.outcome.result,
          error: change.outcome.error && {
            name: change.outcome.error.name,
            reason: change.outcome.error.reason,
            requestId: change.outcome.error.requestId,
          },
        }),
      }),
    ),
  )
}

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

async function eventData(ports: Recording, manifest: Manifest, event: WatchedEvent): Promise<Json> {
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
