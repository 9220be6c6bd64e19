import crypto from 'node:crypto'
import {
  DescribePolicyCommand,
  DetachPolicyCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import type { Notice } from '../../core/event/incident.ts'
import type { FunctionName } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { type PolicyType, policyTypes } from '../../core/policy/type.ts'
import type { FaultKind } from '../../emulator/index.ts'
import { act, type Deed, deeds } from './deeds.ts'
import { firsts } from './drift.ts'
import { createWorld, management, manifestOf, policy, smallOrganization, type World } from './world.ts'

// Random histories: what people, Control Tower, another controller, AWS and the machine do to an organization that is
// enforced, in virtual time; and what must be so nevertheless. Wishes are compared with what an administrator sees.

const scp = 'SERVICE_CONTROL_POLICY' as const
const rcp = 'RESOURCE_CONTROL_POLICY' as const
const [root, workloads, prod, sandbox] = ['r-ab12', 'ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-44444444']
const second = 1_000
const minute = 60 * second
const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })

export const manifest: Manifest = manifestOf([
  policy('deny', [root, prod, '222222222222']),
  policy('each', [sandbox], each(workloads)),
  policy('cover', [], each(root)),
  policy('edge', [workloads], { type: rcp }),
])
const names = manifest.policies.map(({ name }) => name)

/** What becomes of an event. */
type Fate = { kind: 'delivered' | 'lost' } | { kind: 'late' | 'doubled'; by: number }

export interface Step {
  /** Milliseconds since the one before. */
  after: number
  /** Undefined: then; else as soon as holdfast has sent so many calls more. */
  during: number | undefined
  what:
    | Deed
    | { kind: 'fight'; name: string; unit: string; every: number; times: number }
    | { kind: 'die'; function: FunctionName; point: number }
}

export interface History {
  steps: Step[]
  /** Of one event after the other, over and over. */
  fates: Fate[]
  /** What goes wrong with holdfast's calls until the end of the steps. */
  faults: { seed: number; rate: number; kinds: FaultKind[] } | null
  /** Milliseconds by which reads are behind. */
  staleReads: number
  /** Whether functions are processes of their own, that keep to AWS's rates. */
  isAsInAws: boolean
  /** With it: whether AWS keeps everybody to them. */
  isThrottled: boolean
  seed: number
}

const passing: FaultKind[] = [
  ...(['ConcurrentModificationException', 'PolicyChangesInProgressException', 'TooManyRequestsException'] as const),
  ...(['ServiceException', 'lost-request', 'lost-answer', 'short-answer', 'slow-answer'] as const),
]
const functions: FunctionName[] = ['policy-drift', 'account-enrolment', 'sweep']

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'delivered' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('late' as const, 'doubled' as const),
      by: fc.constantFrom(1, 5, 60, 200, 1_000, 2_000).map((seconds) => seconds * second),
    }),
  },
)

/** Now and then no event comes at all: what only sweeps can find is seen then. */
const allFates: fc.Arbitrary<Fate[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fates, { minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant<Fate[]>([{ kind: 'lost' }]) },
)

const steps = (isHostile: boolean): fc.Arbitrary<Step> =>
  fc.record({
    after: fc.constantFrom(0, 0, 0, 1, 5, 30, 120, 600, 900, 1_800).map((seconds) => seconds * second),
    during: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 2 }),
    what: fc.oneof(
      { weight: 12, arbitrary: deeds(names) as fc.Arbitrary<Step['what']> },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('fight' as const),
          name: fc.constantFrom('deny', 'edge'),
          unit: fc.constantFrom(root, prod, workloads),
          every: fc.constantFrom(5, 20, 90).map((seconds) => seconds * second),
          times: fc.integer({ min: 3, max: 12 }),
        }),
      },
      {
        weight: isHostile ? 3 : 0,
        arbitrary: fc.record({
          kind: fc.constant('die' as const),
          function: fc.constantFrom(...functions),
          point: fc.integer({ min: 1, max: 60 }),
        }),
      },
    ),
  })

/** `most` steps at most; where nothing is hostile, all is told at once, nobody dies and AWS answers. */
export const histories = (most: number): fc.Arbitrary<History> =>
  fc.boolean().chain((isHostile) =>
    fc.record({
      steps: fc.array(steps(isHostile), { minLength: 1, maxLength: most }),
      fates: isHostile ? allFates : fc.constant<Fate[]>([{ kind: 'delivered' }]),
      faults: isHostile
        ? fc.option(
            fc.record({
              seed: fc.nat(0xffff),
              rate: fc.constantFrom(0.02, 0.1, 0.3),
              kinds: fc.constantFrom<FaultKind[]>(passing, [...passing, 'denied']),
            }),
            { nil: null, freq: 2 },
          )
        : fc.constant(null),
      staleReads: isHostile ? fc.constantFrom(0, 0, 2_000, 20_000) : fc.constant(0),
      isAsInAws: fc.boolean(),
      isThrottled: fc.boolean(),
      seed: fc.nat(0xffff),
    }),
  )

/** A call of holdfast that was to change something, as CloudTrail tells of it. */
export interface Write {
  time: number
  name: string
  isDone: boolean
  input: Record<string, unknown>
  /** Key of the change, by the names that policies had then. */
  key: string
  /** Whether it is about a policy, and a place of it, that the manifest names. */
  isMeant: boolean
}

export interface Evidence {
  writes: Write[]
  /** After all that was wanted was there, for an hour. */
  writesInSync: Write[]
  notices: Notice[]
  noticesInSync: Notice[]
  /** What the manifest wants and is not so, an hour and a sweep after the last that went wrong. */
  missing: string[]
  openIncidents: string[]
  deadLetters: string[]
  failures: string[]
  deaths: number
  /** Intents by action and policy. */
  intents: Set<string>
  /** Deviations that others made, at most. */
  deviations: number
}

/** Whatever was lost is found by then: the sweep of all accounts, one more quarter of an hour, and what comes late. */
const sweepsTake = 80 * minute

/** The same seed draws the same ids, as far as calls come in the same order. */
function seeded(seed: number): () => void {
  const { randomInt, randomUUID } = crypto
  let state = seed + 1
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const hex = () => Math.floor(random() * 16).toString(16)
  Object.assign(crypto, {
    randomInt: (most: number) => Math.floor(random() * most),
    randomUUID: () => '00000000-0000-4000-8000-000000000000'.replace(/0/g, hex),
  })
  return () => void Object.assign(crypto, { randomInt, randomUUID })
}

export async function play(history: History): Promise<Evidence> {
  const restore = seeded(history.seed)
  try {
    return await played(history)
  } finally {
    restore()
  }
}

async function played(history: History): Promise<Evidence> {
  const { steps, staleReads, isAsInAws } = history
  const isThrottled = isAsInAws && history.isThrottled
  const lasts = steps.reduce(
    (sum, { after, what }) => sum + after + (what.kind === 'fight' ? what.every * what.times : 0),
    minute,
  )
  const watch = watching()
  const failures: string[] = []
  let events = 0
  let isOver = false
  /** What happens as soon as holdfast has sent so many calls more. */
  let coming: { calls: number; work: () => Promise<void> } | undefined
  let isActing = false
  const world: World = await createWorld({
    manifest,
    organization: organization(),
    schedules: true,
    separate: isAsInAws,
    paced: isAsInAws,
    ...(isThrottled && { throttle: 'aws' as const }),
    failed: (error) => void failures.push(String(error instanceof Error ? (error.stack ?? error) : error)),
    intercept(event) {
      watch.hear(event)
      if ((event as { account?: unknown }).account !== management) return
      const fate = isOver ? undefined : history.fates[events++ % history.fates.length]
      const deliver = () => world.bus.publish(event)
      if (fate?.kind === 'late' || fate?.kind === 'doubled') void world.clock.sleep(fate.by).then(deliver)
      if (fate?.kind !== 'late' && fate?.kind !== 'lost') deliver()
    },
    emulator: () => ({
      async fault() {
        if (isActing || !coming || --coming.calls > 0) return undefined
        const { work } = coming
        coming = undefined
        await work()
        return undefined
      },
    }),
  })
  try {
    const { clock, admin } = world
    if (isThrottled) patient(world)
    await clock.advanceTo(clock.now() + minute)
    watch.begin(await clock.until(initialIds(world)))
    const began = clock.now()
    await fetch(new URL('/_holdfast/faults', world.emulator.url), {
      method: 'POST',
      body: JSON.stringify({
        stale_reads: staleReads,
        ...(history.faults && { ...history.faults, callers: ['holdfast'], until: began + lasts }),
      }),
    })
    let deaths = 0
    let deviations = 0
    const fights: Promise<void>[] = []
    const perform = async (what: Step['what']) => {
      if (what.kind === 'die') {
        deaths += 1
        world.dieAt(what.point, what.function)
      } else if (what.kind === 'fight') {
        deviations += what.times
        fights.push(fight(what))
      } else {
        deviations += deviationsOf(what)
        isActing = true
        // What AWS refuses did not happen.
        await act(world, what).catch(() => {})
        isActing = false
      }
    }
    const fight = async ({ name, unit, every, times }: Extract<Step['what'], { kind: 'fight' }>) => {
      for (let time = 0; time < times; time++) {
        const { Policies = [] } = await admin.send(new ListPoliciesCommand({ Filter: name === 'edge' ? rcp : scp }))
        const PolicyId = Policies.find(({ Name }) => Name === name)?.Id
        await admin.send(new DetachPolicyCommand({ PolicyId, TargetId: unit })).catch(() => {})
        await clock.sleep(every)
      }
    }
    for (const { after, during, what } of steps) {
      await clock.advanceTo(clock.now() + after)
      const late = coming
      coming = undefined
      await late?.work()
      // Whoever is throttled waits, and nobody waits inside of another one's call.
      if (during === undefined || isThrottled) await clock.until(perform(what))
      else coming = { calls: during, work: () => perform(what) }
    }
    await clock.advanceTo(clock.now() + minute)
    const late = coming
    coming = undefined
    await late?.work()
    await clock.until(Promise.all(fights))
    await clock.advanceTo(Math.max(clock.now(), began + lasts))
    isOver = true
    for (const name of functions) world.dieAt(Number.POSITIVE_INFINITY, name)
    await clock.advanceTo(clock.now() + sweepsTake + staleReads)
    await clock.until(world.bus.idle())
    const missing = await clock.until(missingIn(world))
    const [writes, notices] = [watch.writes.splice(0), world.notices.splice(0)]
    await clock.advanceTo(clock.now() + 65 * minute)
    await clock.until(world.bus.idle())
    const rows = await world.ports.state.list('incident/')
    return {
      writes,
      writesInSync: watch.writes,
      notices,
      noticesInSync: world.notices,
      missing,
      openIncidents: Object.entries(rows).map(([key, row]) => `${(row as { state: string }).state} ${key}`),
      deadLetters: functions.flatMap((name) => world.bus.deadLetters(name)),
      failures,
      deaths,
      intents: intentsOf(world),
      deviations,
    }
  } finally {
    await world.close()
  }
}

/** Lets an administrator send again what came too fast. */
function patient({ admin, clock }: World): void {
  admin.middlewareStack.add(
    (next) => async (args) => {
      for (;;) {
        try {
          return await next(args)
        } catch (error) {
          if ((error as Error).name !== 'TooManyRequestsException') throw error
          await clock.sleep(second)
        }
      }
    },
    { step: 'initialize' },
  )
}

const organization = () => {
  const document = smallOrganization()
  return { ...document, root: { ...document.root, policy_types: [scp, rcp] } }
}

/** No more differences to the manifest than this does one deed make. */
const deviationsOf = ({ kind }: Deed): number =>
  kind === 'delete' || kind === 'disable' ? 16 : kind === 'create-account' || kind === 'move' ? 4 : 2

async function initialIds(world: World): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const name of names) ids.set((await world.idOf(name)) ?? '', name)
  return ids
}

const shortOf = (name: string): string =>
  policyTypes[manifest.policies.find((one) => one.name === name)?.type ?? scp].short

/** Keeps account of who bears which name, and of what holdfast writes. */
function watching() {
  let bearers = new Map<string, string>()
  const writes: Write[] = []
  const isMeantAt = (name: string, target: string): boolean => {
    const wanted = manifest.policies.find((one) => one.name === name)
    if (!wanted) return false
    return (
      wanted.targets.some(({ id }) => id === target) || (wanted.eachAccountIn.length > 0 && /^\d{12}$/.test(target))
    )
  }
  return {
    writes,
    begin(ids: Map<string, string>): void {
      bearers = ids
      writes.splice(0)
    },
    hear(event: unknown): void {
      const { detail } = event as { detail: Record<string, unknown> }
      const { eventName, errorCode, requestParameters, responseElements, userIdentity, eventTime } = detail
      const input = (requestParameters ?? {}) as Record<string, unknown>
      const name = String(eventName)
      const isDone = errorCode === undefined
      if (name === 'CreatePolicy' && isDone && names.includes(String(input.name))) {
        const made = responseElements as { policy?: { policySummary?: { id?: string } } } | null
        bearers.set(made?.policy?.policySummary?.id ?? '', String(input.name))
      }
      if ((userIdentity as { userName?: string } | undefined)?.userName !== 'holdfast') return
      const id = String(input.policyId ?? input.resourceId ?? '')
      const policyName = bearers.get(id) ?? String(input.name ?? '')
      const keys: Record<string, string> = {
        AttachPolicy: `attach/${shortOf(policyName)}/${policyName}/${input.targetId}`,
        CreatePolicy: `create-policy/${shortOf(policyName)}/${policyName}`,
        UpdatePolicy: `${input.name ? 'rename' : 'update'}-policy/${shortOf(policyName)}/${policyName}`,
        TagResource: `tag-policy/${shortOf(policyName)}/${policyName}`,
        EnablePolicyType: `enable-policy-type/${input.policyType === rcp ? 'RCP' : 'SCP'}`,
      }
      const key = keys[name]
      writes.push({
        time: Date.parse(String(eventTime)),
        name,
        isDone,
        input,
        key: key ?? name,
        isMeant:
          key !== undefined &&
          (name === 'EnablePolicyType' ||
            (name === 'CreatePolicy' ? names.includes(String(input.name)) : bearers.has(id))) &&
          (name !== 'AttachPolicy' || isMeantAt(policyName, String(input.targetId))),
      })
    },
  }
}

/** What the manifest wants and an administrator does not see. */
async function missingIn({ admin }: World): Promise<string[]> {
  const missing: string[] = []
  const { Roots = [] } = await admin.send(new ListRootsCommand({}))
  const enabled = Roots[0]?.PolicyTypes?.flatMap(({ Type, Status }) => (Status === 'ENABLED' ? Type : [])) ?? []
  const { Accounts = [] } = await admin.send(new ListAccountsCommand({}))
  const active = Accounts.flatMap(({ Id = '', Status, State }) =>
    Id !== management && (State ?? Status) === 'ACTIVE' ? Id : [],
  )
  const above = new Map<string, string[]>()
  for (const account of active) {
    const ancestors: string[] = []
    for (let id = account; !id.startsWith('r-'); ) {
      const { Parents } = await admin.send(new ListParentsCommand({ ChildId: id }))
      id = Parents?.[0]?.Id ?? root
      ancestors.push(id)
    }
    above.set(account, ancestors)
  }
  const bearers = new Map<string, string>()
  for (const type of [scp, rcp] as PolicyType[]) {
    if (!enabled.includes(type)) missing.push(`${type} is not enabled`)
    const { Policies = [] } = await admin.send(new ListPoliciesCommand({ Filter: type }))
    for (const { Name = '', Id = '' } of Policies) if (names.includes(Name)) bearers.set(Name, Id)
  }
  const attached = new Map<string, string[]>()
  for (const target of [root, workloads, prod, sandbox, ...active])
    for (const Filter of [scp, rcp] as PolicyType[]) {
      const { Policies = [] } = await admin.send(new ListPoliciesForTargetCommand({ TargetId: target, Filter }))
      attached.set(target, [...(attached.get(target) ?? []), ...Policies.flatMap(({ Id = '' }) => Id)])
    }
  for (const { name, content, description, targets, eachAccountIn } of manifest.policies) {
    const PolicyId = bearers.get(name)
    if (!PolicyId) {
      missing.push(`there is no ${name}`)
      continue
    }
    const { Policy } = await admin.send(new DescribePolicyCommand({ PolicyId }))
    if (Policy?.Content !== content) missing.push(`the content of ${name}`)
    if (Policy?.PolicySummary?.Description !== description) missing.push(`the description of ${name}`)
    const covered = active.filter((account) => eachAccountIn.some(({ id }) => above.get(account)?.includes(id)))
    const named = targets.map(({ id }) => id).filter((id) => !/^\d{12}$/.test(id) || active.includes(id))
    for (const target of [...named, ...covered])
      if (!attached.get(target)?.includes(PolicyId)) missing.push(`${name} at ${target}`)
  }
  return missing
}

const intentsOf = (world: World): Set<string> =>
  new Set(
    world.auditRecords().flatMap((record) => {
      const { type, data } = record as { type: string; data: { action?: string; policy?: { name: string } } }
      return type === 'holdfast.intent.v1' ? `${data.action} ${data.policy?.name}` : []
    }),
  )

/** What an invariant of the design says, and what of the evidence speaks against it; empty: nothing. */
export const invariants: Record<string, (evidence: Evidence) => unknown[]> = {
  'I1 what the manifest wants is so within one full sweep': ({ missing }) => missing,
  'I2 nothing is restored that nobody is told of': ({ writes, notices }) => {
    const told = new Set(notices.map(({ incident }) => incident.key))
    return [...new Set(writes.filter(({ isDone }) => isDone).map(({ key }) => key))].filter((key) => !told.has(key))
  },
  'I2 no incident stays open when everything is as it should be': ({ openIncidents }) =>
    // What holdfast neither makes nor attaches by itself: accounts that are gone, and AWS's own policy.
    openIncidents.filter(
      (row) => !/^(refused incident\/target-gone\/|reported incident\/attach\/SCP\/FullAWSAccess\/)/.test(row),
    ),
  'I3 nothing is written beyond what the manifest names': ({ writes }) => writes.filter(({ isMeant }) => !isMeant),
  'I4 no write without its intent': ({ writes, intents }) =>
    [...new Set(writes.map(({ key }) => key))].filter((key) => {
      const [action, , name = ''] = key.split('/')
      return !intents.has(`${action} ${name}`)
    }),
  'I5 at most one notice for each state of an incident': ({ notices, writes, deaths }) => {
    const breaches: string[] = []
    for (const key of new Set(notices.map(({ incident }) => incident.key))) {
      const states = firsts(notices)
        .filter(({ incident }) => incident.key === key)
        .map(({ incident }) => incident.state)
      const again = states.filter(
        (state, at) => state === states[at - 1] && ['open', 'refused', 'reported'].includes(state),
      )
      const restored = states.filter((state) => state === 'restored').length
      const done = writes.filter((write) => write.isDone && write.key === key).length
      if (again.length > deaths || restored > done + deaths)
        breaches.push(`${key}: ${states.join(', ')}; ${done} writes`)
    }
    return breaches
  },
  'I6 writes are bounded': ({ writes, deviations, deaths }) =>
    writes.length > 10 * (deviations + 2 * deaths) + 60 ? [`${writes.length} writes for ${deviations} deviations`] : [],
  'I6 nothing is written, and nothing told, where everything is as it should be': ({ writesInSync, noticesInSync }) => [
    ...writesInSync,
    ...noticesInSync,
  ],
  'no message is lost': ({ deadLetters, deaths }) => (deaths < 4 ? deadLetters : []),
  'only the unexpected is thrown': ({ failures }) => failures,
}

/** Every invariant that a history breaks, with what breaks it. */
export const broken = (evidence: Evidence): Record<string, unknown[]> =>
  Object.fromEntries(
    Object.entries(invariants)
      .map(([name, check]) => [name, check(evidence)] as const)
      .filter(([, against]) => against.length > 0),
  )
