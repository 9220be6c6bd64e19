import { allPolicyTypes, type PolicyType, policyKey, policyTypes } from '../../policy/type.ts'
import type { FoundDrift, RecordData, RecordedEvent, RecordKind } from '../data.ts'
import type { AuditRecord } from '../record.ts'
import {
  type Difference,
  type DriftAction,
  differenceKey,
  type Event,
  type Evidence,
  type Facts,
  type Hole,
  noFacts,
  type Wanted,
} from './facts.ts'
import type { Why } from './interval.ts'
import { mostBetween } from './looks.ts'

/** What is gathered meanwhile: parts of what comes in parts, intents without outcomes, and who did what found no event. */
interface Parts {
  desired: Map<
    string,
    { parts: number; seen: Map<number, { id: string; policies: RecordData['desired']['policies'] }> }
  >
  inventories: Map<string, { parts: number; seen: Map<number, AuditRecord<'inventory'>> }>
  intents: Map<string, { key: string; run: string; at: number; manifest: string }>
  outcomes: { intent: string | null; key: string; run: string }[]
  attributions: { key: string; event: Event }[]
  /** Lists of policies that many sweeps have alike. */
  lists: Map<string, ReadonlySet<string>>
  latestLook: number
  reign: string
  /** How much of what is missing the records of a run name. */
  named: Map<string, number>
}

/** Takes in records, in the order of their keys or nearly so; `facts` is whole after `finish`. */
export interface Collector {
  add(record: AuditRecord): void
  finish(): Facts
}

export function collector(): Collector {
  const facts = noFacts()
  const parts: Parts = {
    desired: new Map(),
    inventories: new Map(),
    intents: new Map(),
    outcomes: [],
    attributions: [],
    lists: new Map(),
    latestLook: Number.NEGATIVE_INFINITY,
    reign: '',
    named: new Map(),
  }
  return {
    add(record) {
      const kind = kindOf(record)
      if (!kind) return
      facts.counts[kind] = (facts.counts[kind] ?? 0) + 1
      const take = readers[kind] as Reader<RecordKind> | undefined
      take?.(facts, parts, record, time(record.time))
    },
    finish: () => finished(facts, parts),
  }
}

type Reader<Kind extends RecordKind> = (facts: Facts, parts: Parts, record: AuditRecord<Kind>, at: number) => void

export const kindOf = ({ type }: AuditRecord): RecordKind | undefined =>
  /^holdfast\.([a-z]+)\.v1$/.exec(type)?.[1] as RecordKind | undefined

/** What looks like a time and is none, a 31st of February, was long ago. */
const time = (iso: string): number => Date.parse(iso) || 0

const timeOrNull = (iso: string | null): number | null => (iso === null ? null : time(iso))

/** What a key of a policy names. */
const policyNamed = (key: string): { type: PolicyType; name: string } => {
  const [short, name] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
  return { type: allPolicyTypes.find((one) => policyTypes[one].short === short) ?? 'SERVICE_CONTROL_POLICY', name }
}

const readers: { [Kind in RecordKind]?: Reader<Kind> } = {
  observation(facts, { named }, { id, data }, at) {
    for (const found of data.found) {
      const difference = differenceOf(facts, found)
      if (!difference) continue
      named.set(data.run, (named.get(data.run) ?? 0) + weightOf(difference))
      const since = timeOrNull(found.since)
      const told = data.events.filter((event) => event.time === found.since)
      const event = told.length > 0 ? eventOf(told[0]) : null
      const why = whys[difference.action] ?? 'drift'
      const isEarlier = isAfterwards(difference.action, told)
      const bad = { since, isEarlier, event, held: found.held, why, trigger: data.trigger, manifest: data.manifest }
      addBad(facts, difference, { kind: 'bad', at, last: at, ids: [id], ...bad })
    }
  },
  intent(facts, { intents }, { id, data }, at) {
    const difference = differenceOf(facts, data)
    if (!difference) return
    const key = differenceKey(difference.action, difference.policy, difference.target)
    intents.set(id, { key, run: data.run, at, manifest: data.manifest })
  },
  outcome(facts, { outcomes }, { id, data }, at) {
    if (data.late) facts.late += 1
    const difference = differenceOf(facts, data)
    if (!difference) return
    const { times, manifest, result } = data
    const found = times.found ?? times.event
    outcomes.push({
      intent: data.intent,
      key: differenceKey(difference.action, difference.policy, difference.target),
      run: data.run,
    })
    // CloudTrail, which tells of late ones, knows no parts of seconds.
    const written = (times.written === null ? at : time(times.written)) + (data.late ? 999 : 0)
    const by = { event: null, held: null, why: whys[difference.action] ?? 'drift', trigger: 'outcome', manifest }
    const [since, foundAt] = [timeOrNull(times.event), found === null ? null : time(found)]
    if (foundAt !== null && foundAt <= written)
      addBad(facts, difference, { kind: 'bad', at: foundAt, last: foundAt, since, ids: [id], ...by })
    if (result === 'done' || result === 'already')
      difference.evidence.push({ kind: 'good', at: written, result, manifest, ids: [id] })
    else if (result === 'unknown') difference.evidence.push({ kind: 'maybe', at: written, manifest, ids: [id] })
    else if (data.error)
      difference.evidence.push({ kind: 'refused', at: written, error: data.error.name, manifest, ids: [id] })
  },
  sweep(facts, parts, { id, data }, at) {
    const { began, ended, looked, notRead, counts, desired, observed, manifest } = data
    const start = time(began)
    reign(facts, parts, start, manifest, id)
    for (const { policy, target } of data.exempt ?? [])
      addExempt(facts, policyNamed(policy), target, start, id, manifest)
    const isTold = desired === observed || (parts.named.get(data.run) ?? 0) >= counts.missing
    if (notRead.length > 0 || !isTold) {
      facts.spoiled.push({ id, began: start, codes: notRead.length > 0 ? notRead : ['missing-not-named'] })
      return
    }
    parts.latestLook = Math.max(parts.latestLook, start)
    facts.looks.push({
      id,
      began: start,
      ended: Math.max(start, time(ended)),
      recorded: Math.max(at, time(ended)),
      manifest,
      targets: looked.targets,
      contents: alike(parts, looked.contents),
      accounts: alike(parts, looked.accounts),
      accountsSince: timeOrNull(looked.accountsSince) ?? start,
    })
  },
  gap(facts, { latestLook }, { id, data }, at) {
    const { from, until, why, what } = data
    // Nobody knows since when: since the last look at least.
    const start = from === null ? Math.max(latestLook, at - 24 * 60 * 60_000) : time(from)
    facts.gaps.push({ from: start, until: time(until), why, what, id })
  },
  exemption(facts, _, { id, data }, at) {
    const { exemption, state, policy, target, from, until, ticket } = data
    const hole = holeAt(facts, `exemption ${exemption} ${policyKey(policy)} ${target}`, {
      id: exemption,
      kind: 'exemption',
      policy: policyKey(policy),
      target,
      ...{ from: time(from), until: time(until), written: time(from), ticket, reason: '', why: null, event: null },
    })
    hole.state = state
    hole.isUsed ||= state === 'used'
    if (state === 'ended' && at < hole.until) hole.ended ??= at
    note(hole.ids, id)
    if (state !== 'used') return
    addExempt(facts, policy, target, at, id, data.manifest)
  },
  suspension(facts, _, { id, data }, at) {
    const { parameter, state, policy, part, reason, ticket, why, written, from, until, events } = data
    const hole = holeAt(facts, `suspension ${parameter} ${written}`, {
      id: parameter,
      kind: 'suspension',
      policy,
      target: part,
      ...{ from: time(from), until: time(until), written: time(written), ticket, reason, why, event: null },
    })
    hole.state = state
    if ((state === 'ended' || state === 'gone') && at < hole.until) hole.ended ??= at
    const [event] = events
    hole.event ??= event ? eventOf(event) : null
    note(hole.ids, id)
  },
  inventory(_, { inventories }, record) {
    const { run, day, part, parts } = record.data
    const key = `${day} ${run}`
    const whole = inventories.get(key) ?? { parts, seen: new Map() }
    whole.seen.set(part, record)
    inventories.set(key, whole)
    if (whole.seen.size < whole.parts) return
    inventories.delete(key)
    takeInventory(
      _,
      [...whole.seen.values()].sort((one, other) => one.data.part - other.data.part),
    )
  },
  desired(facts, parts, { id, data }, at) {
    const { manifest, run, day, part } = data
    const known = facts.wants.get(manifest)
    if (known) {
      for (const policy of data.policies) widen(known, policy)
      return
    }
    for (const one of data.ratified ?? [])
      facts.ratified.push({ parameter: one.parameter, written: time(one.written), at, id })
    const key = `${manifest} ${day} ${run}`
    const whole = parts.desired.get(key) ?? { parts: data.parts, seen: new Map() }
    whole.seen.set(part, { id, policies: data.policies })
    parts.desired.set(key, whole)
    if (whole.seen.size < whole.parts) return
    parts.desired.delete(key)
    facts.wants.set(manifest, wantedOf([...whole.seen.values()]))
    if (parts.reign === '') reign(facts, parts, at, manifest, id)
  },
  deployment(facts, parts, { id, data }, at) {
    const { manifest, commit, generation, review } = data
    facts.changes.push({ id, at, manifest, commit, generation, review })
    reign(facts, parts, at, manifest, id)
  },
  attribution(facts, { attributions }, { data }) {
    const difference = differenceOf(facts, { ...data, reason: 'attributed' })
    if (!difference) return
    const key = differenceKey(difference.action, difference.policy, difference.target)
    attributions.push({ key, event: eventOf(data.event) as Event })
  },
  notification(facts, _, { id, data }, at) {
    if (data.result === 'failed') facts.untold.push({ id, at, thread: data.thread, error: data.error })
  },
  reidentification(facts, _, { id, data }, at) {
    const { pseudonym, by, reason, ticket } = data
    facts.reidentified.push({ id, at, pseudonym, by, reason, ticket })
  },
}

/** So many ids of records about one thing are kept: the first ones, and the last. */
const mostIds = 6

function note(ids: string[], id: string): void {
  if (ids.length >= mostIds) ids.splice(-1, 1, id)
  else ids.push(id)
}

const eventOf = (event: RecordedEvent | undefined): Event | null =>
  event
    ? {
        id: event.id,
        name: event.name,
        time: time(event.time),
        principal: event.actor.principal,
        session: event.actor.session,
        sourceIp: event.actor.sourceIp,
      }
    : null

const driftActions: ReadonlySet<string> = new Set<DriftAction>([
  'attach',
  'create-policy',
  'update-policy',
  'enable-policy-type',
  'rename-policy',
  'tag-policy',
])

/** What a difference means for a guardrail. */
const whys: Readonly<Partial<Record<DriftAction, Why>>> = {
  'create-policy': 'policy-missing',
  'update-policy': 'content-differs',
  'enable-policy-type': 'policy-type-disabled',
}

const isDriftAction = (action: string): action is DriftAction => driftActions.has(action)

type Place = Pick<FoundDrift, 'action' | 'policy' | 'target' | 'reason'>

/** Removals are changes that somebody planned, and no drift. */
function differenceOf(facts: Facts, { action, policy, target, reason }: Place): Difference | undefined {
  if (!isDriftAction(action)) return undefined
  const name = policyKey(policy)
  if (policy.id) facts.names.set(policy.id, name)
  const isCosmetic =
    action === 'rename-policy' ||
    action === 'tag-policy' ||
    (action === 'update-policy' && reason === 'description-differs')
  const key = differenceKey(action, name, target)
  const known = facts.differences.get(key)
  if (known) {
    // A difference that mattered once is looked at as one that matters.
    known.isCosmetic &&= isCosmetic
    return known
  }
  const difference = { action, policy: name, type: policy.type, target, isCosmetic, evidence: [] }
  facts.differences.set(key, difference)
  return difference
}

type Bad = Extract<Evidence, { kind: 'bad' }>

/** AWS deletes no policy that is attached anywhere: it had been detached before. */
const isAfterwards = (action: DriftAction, told: RecordedEvent[]): boolean =>
  action === 'attach' && told.length > 0 && told.every(({ name }) => name === 'DeletePolicy')

/** That it is not there, and is let alone. */
function addExempt(
  facts: Facts,
  policy: { type: PolicyType; name: string },
  target: string,
  at: number,
  id: string,
  manifest: string,
): void {
  const difference = differenceOf(facts, {
    ...{ action: 'attach', policy: { ...policy, id: null }, target, reason: 'exempt' },
  })
  const by = { since: null, event: null, held: 'exempt', why: 'exempt', trigger: 'sweep', manifest } as const
  if (difference) addBad(facts, difference, { kind: 'bad', at, last: at, ids: [id], ...by })
}

/** A difference that stays is found by each look: that is one piece of evidence, as long as no look was whole without it. */
function addBad(facts: Facts, { evidence }: Difference, bad: Bad): void {
  const last = evidence.at(-1)
  const look = facts.looks.at(-1)
  const isSame =
    last?.kind === 'bad' &&
    last.last <= bad.at &&
    last.manifest === bad.manifest &&
    last.held === bad.held &&
    (bad.since === null || bad.since === last.since || bad.since <= last.at) &&
    (look === undefined || look.began <= last.last)
  if (!isSame) {
    evidence.push(bad)
    return
  }
  last.last = bad.at
  last.event ??= bad.since === last.since ? bad.event : null
  for (const id of bad.ids) note(last.ids, id)
}

/** How many attachments that count as missing a difference explains; one of the policy itself explains all of its own. */
function weightOf({ action, isCosmetic, target }: Difference): number {
  if (action === 'attach') return isKnown(target) ? 1 : 0
  return isCosmetic ? 0 : Number.POSITIVE_INFINITY
}

/** Where no pseudonym could be had, the record does not tell which account it means. */
const isKnown = (target: string | null): boolean => !target?.endsWith('_unavailable')

const alike = ({ lists }: Parts, list: readonly string[]): ReadonlySet<string> => {
  const key = list.join('\n')
  const set = lists.get(key) ?? new Set(list)
  lists.set(key, set)
  return set
}

function reign(facts: Facts, parts: Parts, from: number, manifest: string, id: string): void {
  if (parts.reign === manifest) return
  parts.reign = manifest
  facts.reigns.push({ from, manifest, id })
}

function holeAt({ holes }: Facts, key: string, hole: Omit<Hole, 'ended' | 'isUsed' | 'ids' | 'state'>): Hole {
  const known = holes.get(key) ?? { ...hole, ended: null, isUsed: false, ids: [], state: '' }
  holes.set(key, known)
  return known
}

const wantedOf = (parts: { id: string; policies: RecordData['desired']['policies'] }[]): Map<string, Wanted> =>
  new Map(
    parts.flatMap(({ id, policies }) =>
      policies.map((policy) => [
        policyKey(policy),
        {
          key: policyKey(policy),
          type: policy.type,
          name: policy.name,
          state: policy.state,
          mode: policy.mode,
          content: policy.content,
          targets: new Set(policy.targets),
          eachAccountIn: policy.eachAccountIn.map((each) => ({ ...each, except: new Set(each.except) })),
          record: id,
        },
      ]),
    ),
  )

/** The same manifest, said again: where pseudonyms have another key meanwhile, its accounts have two names. */
function widen(wants: Map<string, Wanted>, policy: RecordData['desired']['policies'][number]): void {
  const wanted = wants.get(policyKey(policy))
  if (!wanted) return
  wanted.targets = withAll(wanted.targets, policy.targets)
  for (const [at, each] of wanted.eachAccountIn.entries())
    each.except = withAll(each.except, policy.eachAccountIn[at]?.except ?? [])
}

const withAll = (set: ReadonlySet<string>, names: string[]): ReadonlySet<string> =>
  names.every((name) => set.has(name)) ? set : new Set([...set, ...names])

function takeInventory(facts: Facts, records: AuditRecord<'inventory'>[]): void {
  const [first] = records
  if (!first) return
  const { inventories, accounts, units } = facts
  if (first.data.management) facts.managements.add(first.data.management)
  const before = inventories.length - 1
  const index = inventories.length
  inventories.push({
    time: Math.max(...records.map((one) => time(one.time))),
    day: first.data.day,
    ids: records.map(({ id }) => id),
  })
  const follows = isNextDay(inventories[before]?.day, first.data.day)
  for (const [part, { data }] of records.entries()) {
    for (const unit of data.units) units.set(unit.id, { name: unit.name, parent: unit.parent })
    for (const one of data.accounts) {
      const path = one.path.join(' ')
      const stays = accounts.get(one.account) ?? []
      const last = stays.at(-1)
      const isSame = last?.path === path && last.state === one.state && last.last === before
      if (last && isSame && follows) Object.assign(last, { last: index, lastPart: part })
      else {
        const stay = { first: index, last: index, path, state: one.state, part, lastPart: part }
        stays.push({ ...stay, joined: one.joined === undefined ? undefined : timeOrNull(one.joined) })
      }
      accounts.set(one.account, stays)
    }
  }
}

const isNextDay = (one: string | undefined, other: string): boolean =>
  one !== undefined && time(`${other}T00:00:00Z`) - time(`${one}T00:00:00Z`) <= 24 * 60 * 60_000

function finished(facts: Facts, { intents, outcomes, attributions }: Parts): Facts {
  const answered = new Set(outcomes.flatMap(({ intent }) => intent ?? []))
  const ran = new Set(outcomes.map(({ key, run }) => `${run} ${key}`))
  for (const [id, { key, run, at, manifest }] of intents)
    if (!answered.has(id) && !ran.has(`${run} ${key}`))
      facts.differences.get(key)?.evidence.push({ kind: 'maybe', at, manifest, ids: [id] })
  for (const { key, event } of attributions) attribute(facts.differences.get(key)?.evidence ?? [], event)
  for (const { evidence } of facts.differences.values()) evidence.sort((one, other) => one.at - other.at)
  for (const hidden of facts.differences.values()) if (!isKnown(hidden.target)) hide(facts, hidden)
  facts.looks.sort((one, other) => one.began - other.began)
  facts.spoiled.sort((one, other) => one.began - other.began)
  facts.reigns.sort((one, other) => one.from - other.from)
  facts.gaps.sort((one, other) => one.from - other.from)
  return facts
}

/** CloudTrail told afterwards who made what the first look after it found. */
function attribute(evidence: Evidence[], event: Event): void {
  const bads = evidence.filter((one) => one.kind === 'bad')
  const found = bads.filter((one) => one.at >= event.time).sort((one, other) => one.at - other.at)[0]
  if (!found || (found.event && found.since !== null)) return
  if (found.since === null || event.time < found.since) found.since = Math.min(event.time, found.at)
  found.event = event
}

/** It may be any account: of a time in which one was missing that nobody can name, nothing is known of any. */
function hide(facts: Facts, { evidence }: Difference): void {
  for (const one of evidence)
    if (one.kind === 'bad') {
      const from = one.since ?? one.at - mostBetween.accounts
      facts.gaps.push({
        from,
        until: one.last + mostBetween.accounts,
        why: 'not-recorded',
        what: null,
        id: one.ids[0] ?? '',
      })
    }
}
