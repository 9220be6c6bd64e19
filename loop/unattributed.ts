import { digest } from '../core/digest.ts'
import type { Unattributed } from '../core/event/attribution.ts'
import { type Incident, type Notice, policyTypeOf } from '../core/event/incident.ts'
import { member } from '../core/event/member.ts'
import { everywhere } from '../core/event/sweep.ts'
import type { Json } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import type { Action } from '../core/plan/change.ts'
import { isSamePolicy, policyKey } from '../core/policy/type.ts'
import type { State } from '../core/ports.ts'
import { sinceCovered } from './coverage.ts'
import { readIncident } from './incidents.ts'

// Differences of which nobody knew who made them when they were found: CloudTrail tells later. A forged row costs a look, and
// what people are told of it is what CloudTrail says.

const prefix = 'unattributed/'

/** As long as CloudTrail knows, in milliseconds. */
const lasts = 90 * 24 * 60 * 60_000

/** No more than so many wait: after those of a storm it is told how it came about, and of the others nothing. */
const most = 1_000

export interface Waiting {
  row: string
  incident: Incident
  about: Unattributed
}

/** Remembers those of the differences that people are told of whose maker no event told. */
export async function rememberUnattributed(state: State, manifest: Manifest, notices: Notice[]): Promise<void> {
  const found = notices.flatMap(({ incident }) => (isMade(incident) ? incident : []))
  if (found.length === 0) return
  const free = most - Object.keys(await state.list(prefix)).length
  const rows = await Promise.all(
    found.slice(0, Math.max(0, free)).map(async (incident) => {
      const since = await lastLook(state, manifest, incident)
      return [
        rowOf(incident),
        { incident: incident as unknown as Json, since, ids: await idsOf(state, incident) },
      ] as const
    }),
  )
  await state.put(Object.fromEntries(rows), lasts)
}

const isMade = ({ cause, action, state }: Incident): boolean =>
  cause === null && action !== null && state !== 'covered' && state !== 'over'

const rowOf = ({ key, opened }: Incident): string => `${prefix}${digest(key).slice(0, 16)}-${opened}`

/** What waits, oldest first. */
export async function unattributed(state: State, manifest: Manifest): Promise<Waiting[]> {
  const rows = Object.entries(await state.list(prefix)).slice(0, most)
  return rows
    .flatMap(([row, value]) => waitingIn(row, value, manifest) ?? [])
    .sort((one, other) => one.about.found - other.about.found)
}

function waitingIn(row: string, value: unknown, manifest: Manifest): Waiting | undefined {
  const incident = readIncident(member(value, 'incident'))
  const type = incident && policyTypeOf(incident)
  const [since, ids] = [member(value, 'since'), member(value, 'ids')]
  if (!incident?.action || !type || typeof since !== 'number' || !Array.isArray(ids)) return undefined
  const { action, target, opened: found } = incident
  const policy = { type, name: incident.policy ?? '' }
  const isByPlace =
    action === 'attach' && manifest.policies.some((one) => isSamePolicy(one, policy) && isFor(one, target))
  const known = ids.filter((id): id is string => typeof id === 'string').slice(0, mostIds + 1)
  return { row, incident, about: { action, policy: { ...policy, ids: known }, target, isByPlace, since, found } }
}

const isFor = ({ eachAccountIn, targets }: Manifest['policies'][number], target: Incident['target']): boolean =>
  eachAccountIn.length > 0 && !targets.some(({ id }) => id === target?.id)

/** What is remembered of a look may be a little older than what it read. */
const margin = 15 * 60_000

/** Contents come in turns, within an hour; whether a tag is there no sweep asks. */
const turns: Partial<Record<Action, number>> = { 'update-policy': 60 * 60_000, 'tag-policy': 24 * 60 * 60_000 }

/** Where nobody remembers. */
const unremembered = 24 * 60 * 60_000

/** When the place was seen last as it should be, as far as the state knows. */
async function lastLook(state: State, manifest: Manifest, incident: Incident): Promise<number> {
  const { part, opened, action } = incident
  const policy = manifest.policies.find((one) => part !== everywhere && one.name === incident.policy)
  const last = policy ? await sinceCovered(state, policy) : member(await state.get('sweep/last'), 'time')
  const isKnown = typeof last === 'number' && last > 0 && last <= opened
  const known = isKnown ? last - margin : opened - unremembered
  return Math.max(opened - lasts, known - ((action && turns[action]) ?? 0))
}

const idsRow = 'policy-ids'
const mostIds = 5

/** Remembers under which ids policies of the manifest are known: calls name them by nothing else. */
export async function rememberIds(state: State, manifest: Manifest, { policies }: Organization): Promise<void> {
  const before = await state.get(idsRow)
  const known = new Map(manifest.policies.map((policy) => [policyKey(policy), idsIn(before, policyKey(policy))]))
  let isNew = false
  for (const policy of policies) {
    const ids = known.get(policyKey(policy))
    if (!ids || ids.at(-1) === policy.id) continue
    known.set(policyKey(policy), [...ids.filter((id) => id !== policy.id), policy.id].slice(-mostIds))
    isNew = true
  }
  if (isNew) await state.put({ [idsRow]: Object.fromEntries(known) })
}

function idsIn(row: unknown, key: string): string[] {
  const ids = member(row, key)
  return (Array.isArray(ids) ? ids : []).filter((id): id is string => typeof id === 'string').slice(-mostIds)
}

async function idsOf(state: State, incident: Incident): Promise<string[]> {
  const type = policyTypeOf(incident)
  const ids = type ? idsIn(await state.get(idsRow), policyKey({ type, name: incident.policy ?? '' })) : []
  return [...new Set([...ids, ...(incident.policyId ? [incident.policyId] : [])])]
}
