import { type Attribution, attributionOf, namesOf } from '../core/event/attribution.ts'
import type { Incident, Notice } from '../core/event/incident.ts'
import type { WatchedEvent } from '../core/event/read.ts'
import { sendersOf } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { isSamePolicy } from '../core/policy/type.ts'
import { report } from './alarm.ts'
import type { EvidencePorts } from './evidence.ts'
import { openIncidents, rememberIncidents } from './incidents.ts'
import { attributionRecord } from './record.ts'
import { recorderFor } from './recorder.ts'
import { redact } from './redact.ts'
import { tellAll } from './tell.ts'
import { unattributed, type Waiting } from './unattributed.ts'

const minutes = 60_000

/** CloudTrail delivers within minutes, as a rule: before then another call may have been the last. */
const settlesWithin = 20 * minutes

/** After so long what is not in CloudTrail never comes. */
const isCertainAfter = 75 * minutes

/** So many places stand in a message about what nobody knows. */
const named = 10

/**
 * Asks CloudTrail who made the differences that were found without an event, records it, and tells people once: with the
 * incident, which is amended where it is still open. What this account's history does not show is told too.
 */
export async function attribute(ports: EvidencePorts, manifest: Manifest): Promise<void> {
  const { clock, state, history } = ports
  const now = clock.now()
  const due = (await unattributed(state, manifest)).filter(({ about }) => now - about.found >= settlesWithin)
  if (due.length === 0) return
  const from = Math.min(...due.map(({ about }) => about.since))
  const until = Math.max(...due.map(({ about }) => about.found))
  const events = new Map<string, unknown[]>()
  for (const name of new Set(due.flatMap(({ about }) => namesOf(about))))
    events.set(name, await history({ name, from, until }))
  const senders = sendersOf(manifest)
  const { managementAccount } = manifest.organization
  const known: Amended[] = []
  const unknown: { one: Waiting; attribution: Exclude<Attribution, { kind: 'found' }> }[] = []
  for (const one of due) {
    const records = namesOf(one.about).flatMap((name) => events.get(name) ?? [])
    const attribution = attributionOf(one.about, records, senders, managementAccount)
    if (attribution.kind === 'found') known.push(await amended(ports, manifest, one, attribution.event))
    else if (now - one.about.found >= isCertainAfter) unknown.push({ one, attribution })
  }
  const { errors, notices, open } = await tellAll(ports.notify, {
    notices: known.flatMap(({ notice }) => notice ?? []),
    open: known.flatMap(({ open }) => open ?? []),
    closed: [],
  })
  await rememberIncidents(state, { open, closed: [] })
  await state.remove(known.flatMap(({ row, notice }) => (!notice || notices.includes(notice) ? [row] : [])))
  if (errors.length > 0) throw errors[0]
  if (unknown.length === 0) return
  await report(ports, 'medium', `It is not known who made ${count(unknown.length)}`, unknownText(unknown, manifest))
  await state.remove(unknown.map(({ one }) => one.row))
}

interface Amended {
  row: string
  /** Absent: its event came after all, and was told. */
  notice?: Notice
  /** The incident as it is to be remembered, where it is open. */
  open?: Incident
}

/** What people are to be told of, recorded. */
async function amended(
  ports: EvidencePorts,
  manifest: Manifest,
  waiting: Waiting,
  event: WatchedEvent,
): Promise<Amended> {
  const { audit, clock, state } = ports
  const { row, about } = waiting
  const { key, opened } = waiting.incident
  const open = (await openIncidents(state)).find((one) => one.key === key && one.opened === opened)
  if (open?.cause) return { row }
  const { action, policy, target } = about
  const recorder = recorderFor(ports, manifest)
  const isOurs = manifest.policies.some((one) => isSamePolicy(one, policy))
  const place = {
    action,
    policy: {
      type: policy.type,
      name: isOurs ? policy.name : (await redact(recorder, policy.name, 64)).slice(0, 128),
      id: policy.ids.at(-1) ?? null,
    },
    target: target && (await recorder.identify('acct', target.id)),
    incident: await recorder.incident(key, opened),
  }
  await audit([await attributionRecord(recorder, place, event)])
  const cause = { event: event.name, id: event.id, actor: event.actor }
  const detail = 'CloudTrail tells who made it; no event of it was seen'
  const incident = { ...(open ?? waiting.incident), cause }
  return {
    row,
    notice: { incident, time: clock.now(), detail, news: 'amended' },
    ...(open && { open: { ...open, cause } }),
  }
}

const count = (number: number): string => (number === 1 ? 'a difference' : `${number} differences`)

function unknownText(
  unknown: { one: Waiting; attribution: Exclude<Attribution, { kind: 'found' }> }[],
  { delegatedAdministrators }: Manifest,
): string {
  const lines = unknown.slice(0, named).map(({ one: { incident }, attribution }) => {
    const makers =
      attribution.kind === 'ambiguous'
        ? attribution.events.map(({ name, id, actor }) => `${name} of ${actor.principal} (${id})`).join(' or ')
        : 'no call that made it is in the event history of the management account'
    return `${incident.text}: ${makers}`
  })
  const more = unknown.length > named ? [`and ${unknown.length - named} more`] : []
  const others =
    delegatedAdministrators.length > 0
      ? `Calls of delegated administrators are in the event history of their own accounts: ${delegatedAdministrators.join(', ')}`
      : 'A call of another account is in the event history of that account'
  return [...lines, ...more, others].join('. ')
}
