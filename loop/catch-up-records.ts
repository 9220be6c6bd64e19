import type { RecordedPlace } from '../core/audit/data.ts'
import { type OwnWrite, ownWriteOf, writeCalls } from '../core/audit/own-writes.ts'
import { type AuditRecord, iso, type Said } from '../core/audit/record.ts'
import {
  followsWithin,
  hear,
  nothingRecorded,
  type PlacedWrite,
  type RecordedWrites,
  unrecorded,
  unsaid,
} from '../core/audit/unrecorded.ts'
import { nowhere } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Policy } from '../core/organization/organization.ts'
import { keyOf } from '../core/plan/change.ts'
import { isSamePolicy, type PolicyName } from '../core/policy/type.ts'
import { each } from './each.ts'
import type { EvidencePorts } from './evidence.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { redact } from './redact.ts'
import { readSegments } from './segments.ts'
import { type Period, unwritten } from './unwritten.ts'

const hour = 60 * 60_000
const longest = 90 * 24 * hour

/** What was looked at is looked at again for so long: CloudTrail delivers within minutes, as a rule. */
const overlap = 2 * hour

/** Where nobody knows until when was looked. */
const unremembered = 24 * hour

/** So much of the time that is to be caught up is held in memory at once. */
const step = 6 * hour

/** After so long the rest is left to the next run, which begins there. */
const lasts = 8 * 60_000

const row = 'evidence/caught-up'

/** No more than so many records are one segment. */
const most = 1_000

/**
 * Adds to the trail what it lacks of our own writes: the outcome of each that CloudTrail shows and no record explains, an
 * outcome `unknown` for each intent that nothing came of, and the times in which nothing could be recorded. Everything is
 * compared anew, with the trail read last, so that a run that dies, or is repeated, doubles nothing. Rejects where CloudTrail or
 * the trail cannot be read, or written: the next run begins where this one did.
 */
export async function catchUpRecords(ports: EvidencePorts, manifest: Manifest): Promise<void> {
  const { clock, state } = ports
  const now = clock.now()
  const recorder = recorderFor(ports, manifest)
  const { rows, periods } = await unwritten(state, now)
  // What was added before is found from the first step on.
  let outages = periods
  for (let from = await since(ports, now), until = from; until < now; from = until - overlap) {
    if (clock.now() - now > lasts) return
    until = Math.min(now, from + step)
    await catchUpPeriod(ports, manifest, recorder, { from, until }, outages)
    await state.put({ [row]: until })
    outages = []
  }
  await state.remove(rows)
}

async function catchUpPeriod(
  ports: EvidencePorts,
  manifest: Manifest,
  recorder: Recorder,
  { from, until }: Period,
  outages: Period[],
): Promise<void> {
  const writes: OwnWrite[] = []
  for (const name of writeCalls)
    for (const detail of await ports.history({ name, from, until })) {
      const write = ownWriteOf(detail, manifest.organization.managementAccount)
      if (write) writes.push(write)
    }
  const placed = await each(writes, (write) => place(recorder, write))
  let recorded = await recordedFrom(ports, from)
  const names = namesIn(writes, recorded)
  const nameless = unsaid(writes, recorded).flatMap(({ policy: { id } }) => (id && !names.has(id) ? id : []))
  if (nameless.length > 0) {
    for (const policy of await look(ports, manifest, new Set(nameless))) names.set(policy.id, policy)
    recorded = await recordedFrom(ports, from)
  }
  const named = placed.map((write) => ({ ...write, policy: { ...write.policy, ...nameIn(names, write) } }))
  const { late, unknown } = unrecorded(named, recorded, from, until)
  const records: AuditRecord[] = [
    ...(await each(late, ({ write, intent }) => lateOutcome(recorder, manifest, write, intent))),
    ...unknown.map((intent) => unknownOutcome(recorder, intent)),
    ...outages.filter((period) => !isSaid(recorded, period)).map((period) => gap(recorder, period)),
  ]
  if (recorder.isBehind()) throw new Error('There are no pseudonyms, without which nothing can be compared or recorded')
  for (let at = 0; at < records.length; at += most) await ports.audit(records.slice(at, at + most))
}

async function since({ state }: EvidencePorts, now: number): Promise<number> {
  const last = await state.get(row)
  return typeof last === 'number' ? Math.max(Math.min(last, now) - overlap, now - longest) : now - unremembered
}

/** Up to this moment: what was added later about the time tells of it too. */
async function recordedFrom({ trail, clock }: EvidencePorts, from: number): Promise<RecordedWrites> {
  const recorded = nothingRecorded()
  await readSegments(trail, from - followsWithin, clock.now(), (line) => hear(recorded, line))
  return recorded
}

const place = async ({ identify }: Recorder, write: OwnWrite): Promise<PlacedWrite> => ({
  ...write,
  target: write.targetId && (await identify('acct', write.targetId)),
})

type Names = Map<string, PolicyName>

/** Calls name a policy by its id; what it is called other calls tell, and records. */
function namesIn(writes: OwnWrite[], { intents, outcomes }: RecordedWrites): Names {
  const names: Names = new Map()
  for (const { id, type, name } of [...writes, ...[...intents, ...outcomes].map(({ data }) => data)].map(policyOf))
    if (id && type && name) names.set(id, { type, name })
  return names
}

const policyOf = ({ policy }: { policy: OwnWrite['policy'] | RecordedPlace['policy'] }) => policy

const nameIn = (names: Names, { policy: { id } }: OwnWrite): PolicyName | undefined => {
  const { type, name } = names.get(id ?? '') ?? {}
  return type && name !== undefined ? { type, name } : undefined
}

/** What no other way tells, the organization may. */
async function look({ organizations }: EvidencePorts, manifest: Manifest, ids: ReadonlySet<string>): Promise<Policy[]> {
  const policies = [...ids].map((policyId) => ({ policyId, how: 'tagged' as const, name: null }))
  return (await organizations.observe(manifest, { ...nowhere, policies }, 'enforce')).policies
}

async function lateOutcome(
  recorder: Recorder,
  manifest: Manifest,
  write: PlacedWrite,
  intent: AuditRecord<'intent'> | null,
): Promise<AuditRecord<'outcome'>> {
  const { action, policy, target, targetId, time, requestId, id } = write
  // A policy that is gone, and of which no record is left: nobody knows more than its id.
  const named = { type: policy.type ?? ('SERVICE_CONTROL_POLICY' as const), name: policy.name ?? '', id: policy.id }
  const isOurs = manifest.policies.some((one) => isSamePolicy(one, named))
  return recorder.record('outcome', {
    ...recorder.ofRun,
    action,
    policy: { ...named, name: isOurs ? named.name : (await redact(recorder, named.name, 64)).slice(0, 128) },
    target,
    reason: intent?.data.reason ?? 'not-recorded',
    incident: intent?.data.incident ?? (await recorder.incident(keyOf(action, named, targetId ?? undefined), time)),
    intent: intent?.id ?? null,
    result: 'done',
    error: null,
    requestId: requestId || null,
    times: { event: null, found: null, written: iso(time) },
    late: true,
    cloudTrail: id,
  })
}

function unknownOutcome(recorder: Recorder, { id, data }: AuditRecord<'intent'>): AuditRecord<'outcome'> {
  const { action, policy, target, reason, incident } = data
  const said: Said<'outcome'> = {
    ...recorder.ofRun,
    ...{ action, policy, target, reason, incident },
    intent: id,
    result: 'unknown',
    error: null,
    requestId: null,
    times: { event: null, found: null, written: null },
    late: true,
    cloudTrail: null,
  }
  return recorder.record('outcome', said)
}

const isSaid = ({ gaps }: RecordedWrites, { from, until }: Period): boolean =>
  gaps.some(({ data }) => data.why === 'not-recorded' && data.from === iso(from) && data.until === iso(until))

const gap = (recorder: Recorder, { from, until }: Period): AuditRecord<'gap'> =>
  recorder.record('gap', { from: iso(from), until: iso(until), why: 'not-recorded', what: null })
