import type { RecordData, RecordKind } from '../../../core/audit/data.ts'
import { collector } from '../../../core/audit/export/collect.ts'
import { type Timeline, timeline } from '../../../core/audit/export/timeline.ts'
import { type AuditRecord, record, type Said } from '../../../core/audit/record.ts'
import { sha256, ulidOf } from '../../support/chain.ts'

// Records by hand, in few words: times are minutes after midnight of a day, and names stand for digests.

export const midnight = Date.parse('2026-11-03T00:00:00Z')
export const at = (minutes: number): number => midnight + minutes * 60_000
export const iso = (minutes: number): string => new Date(at(minutes)).toISOString()

export const [root, prod, account, other] = ['r-ab12', 'ou-ab12-22222222', 'acct_k1_AAAA', 'acct_k1_BBBB']
export const guard = 'SCP/deny-root'

let serial = 0
const organization = 'o-exampleorg'

export const say = <Kind extends RecordKind>(kind: Kind, minute: number, data: Said<Kind>): AuditRecord<Kind> =>
  record(kind, organization, ulidOf(at(minute), ++serial), at(minute), data)

/** What a digest of a manifest or a content is called. */
const hash = (name: string): string => sha256(name)

/** What was found within the same minute was found by the sweep that began in it. */
export const ofRun = (minute: number, manifest = 'm1') => ({
  run: ulidOf(at(Math.floor(minute)), 0),
  manifest: hash(manifest),
  commit: null,
})
const policyOf = (key: string) => ({
  type: key.startsWith('RCP') ? ('RESOURCE_CONTROL_POLICY' as const) : ('SERVICE_CONTROL_POLICY' as const),
  name: key.slice(4),
  id: 'p-examplepolicy1',
})

export const desired = (
  minute: number,
  policies: Partial<RecordData['desired']['policies'][number]>[] = [{}],
  { manifest, ...rest }: Partial<RecordData['desired']> = {},
): AuditRecord =>
  say('desired', minute, {
    ...{ ...ofRun(minute, manifest), day: iso(minute).slice(0, 10), part: 1, parts: 1, ...rest },
    policies: policies.map((one) => ({
      ...{ name: 'deny-root', type: 'SERVICE_CONTROL_POLICY' as const },
      ...{ state: 'present' as const, mode: 'enforce' as const },
      ...{ targets: [prod], eachAccountIn: [], ...one },
      content: hash(one.content ?? 'c1'),
    })),
  })

export const inventory = (
  minute: number,
  accounts: Record<string, string[]>,
  rest: Partial<RecordData['inventory']> = {},
): AuditRecord =>
  say('inventory', minute, {
    ...{ ...ofRun(minute), day: iso(minute).slice(0, 10), part: 1, parts: 1, units: [] },
    accounts: Object.entries(accounts).map(([name, path]) => ({ account: name, path, state: 'ACTIVE' })),
    ...rest,
  })

interface Looked {
  missing?: number
  notRead?: string[]
  manifest?: string
  accounts?: string[]
  contents?: string[]
  targets?: boolean
  lasts?: number
  /** Places at which the guard is not there because it is exempt. */
  exempt?: string[]
}

/** A sweep that began at a minute; it looks at targets and the guard's content, and takes half a minute. */
export const sweep = (minute: number, looked: Looked = {}): AuditRecord => {
  const {
    missing = 0,
    notRead = [],
    manifest = 'm1',
    accounts = [],
    contents = [guard],
    targets = true,
    lasts = 0.5,
    exempt = [],
  } = looked
  return say('sweep', minute + lasts, {
    ...{ ...ofRun(minute, manifest), trigger: 'sweep', notRead },
    ...{ began: iso(minute), ended: iso(minute + lasts), desired: hash('d'), observed: hash(missing > 0 ? 'o' : 'd') },
    looked: { targets, contents, accounts, accountsSince: iso(minute) } as RecordData['sweep']['looked'],
    counts: { policies: 1, targets: 1, accounts: 0, attachments: 1, missing },
    exempt: exempt.map((target) => ({ policy: guard, target })),
  })
}

export const sweeps = (from: number, to: number, looked: Looked = {}, every = 15): AuditRecord[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => sweep(from + index * every, looked))

interface Place {
  target?: string | null
  action?: RecordData['intent']['action']
  policy?: string
  reason?: string
  manifest?: string
}

const placeOf = (
  minute: number,
  { target = prod, action = 'attach', policy = guard, reason = 'not-attached', manifest = 'm1' }: Place,
) => ({
  ...{ ...ofRun(minute, manifest), action, policy: policyOf(policy), target, reason, incident: 'i' },
})

const event = (minute: number, name: string) => ({
  ...{ id: `event-${minute}`, name, time: iso(minute) },
  actor: { type: 'AssumedRole', principal: 'principal_k1_M', session: 'session_k1_S', sourceIp: 'ip_k1_I' },
})

/** A look that found the guard detached; `since` is the minute of the event that tells of it. */
export const found = (
  minute: number,
  {
    since,
    held = null,
    trigger = 'event',
    during = minute,
    name = 'DetachPolicy',
    ...place
  }: Place & {
    since?: number
    held?: RecordData['observation']['found'][number]['held']
    trigger?: 'event' | 'sweep' | 'deploy'
    /** When the look began whose run it is. */
    during?: number
    /** Of the event. */
    name?: string
  } = {},
): AuditRecord => {
  const { run, manifest, commit, ...where } = placeOf(during, place)
  return say('observation', minute, {
    ...{ run, manifest, commit, trigger, plan: hash('p'), blocked: [] },
    events: since === undefined ? [] : [event(since, name)],
    found: [{ ...where, since: since === undefined ? null : iso(since), held }],
  })
}

export const intent = (minute: number, place: Place = {}): AuditRecord => say('intent', minute, placeOf(minute, place))

export const outcome = (
  minute: number,
  result: RecordData['outcome']['result'] = 'done',
  place: Place & { late?: boolean; written?: number } = {},
): AuditRecord =>
  say('outcome', minute, {
    ...{
      ...placeOf(minute, place),
      intent: null,
      result,
      requestId: null,
      late: place.late ?? false,
      cloudTrail: null,
    },
    error: result === 'refused' ? { name: 'AccessDeniedException', reason: null } : null,
    times: { event: null, found: null, written: iso(place.written ?? minute) },
  })

export const attribution = (minute: number, by: number): AuditRecord =>
  say('attribution', minute, { ...placeOf(minute, {}), event: event(by, 'DetachPolicy') })

export const timelineOf = (
  records: AuditRecord[],
  from = 0,
  until = 24 * 60,
  management: string | null = null,
): Timeline => {
  const { add, finish } = collector()
  for (const one of [...records].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))) add(one)
  return timeline(finish(), { from: at(from), until: at(until) }, management === null ? [] : [management])
}

export const deployment = (
  minute: number,
  manifest = 'm1',
  review: RecordData['deployment']['review'] = null,
): AuditRecord =>
  say('deployment', minute, { ...ofRun(minute, manifest), commit: 'c'.repeat(40), generation: 1, review })
