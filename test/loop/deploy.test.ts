import { UntagResourceCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { PutParameterCommand } from '@aws-sdk/client-ssm'
import fc from 'fast-check'
import { type Deploy, packReview } from '../../core/event/deploy.ts'
import { readSweepMessage } from '../../core/event/sweep.ts'
import { sweepOf } from '../../core/event/wiring.ts'
import type { Manifest } from '../../core/manifest.ts'
import { type ReviewedRemoval, reviewOf } from '../../core/plan/review.ts'
import { typesOf } from '../../core/policy/type.ts'
import { suspensionParameter } from '../../core/suspend/written.ts'
import { activate } from '../../loop/activate.ts'
import { advance } from '../../loop/generation.ts'
import { planFor } from '../../loop/plan.ts'
import { type Asked, preflight } from '../../loop/preflight.ts'
import { removeReviewed } from '../../loop/remove.ts'
import { policyNamed, told, writesDuring } from '../support/drift.ts'
import { faults, times } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const root = 'r-ab12'
const prod = 'ou-ab12-22222222'
const nonProd = 'ou-ab12-33333333'
const sandbox = 'ou-ab12-44444444'
const day = 24 * 60 * 60_000

/** As it was deployed once: "kept" at two OUs, "old" at the root and one, "free" at one. */
const first = manifestOf([policy('kept', [prod, sandbox]), policy('old', [root, sandbox]), policy('free', [prod])])
/** What is deployed now: "kept" is pruned at Sandbox, "old" is retired, "free" is released, "new" is new and "quiet" too. */
const next = manifestOf([
  policy('kept', [prod], { prune: true }),
  policy('old', [], { state: 'absent', content: '', description: '' }),
  policy('new', [root]),
  policy('quiet', [sandbox], { mode: 'notify' }),
])

const failing = faults()
let world: World
beforeEach(() => failing.clear())
afterEach(() => world?.close())

/** A world as the first manifest says, with the functions of the next one. */
async function begin(rest: Partial<Parameters<typeof createWorld>[0]> = {}, before = first) {
  world = await createWorld({ manifest: next, applied: false, fault: failing.hook, ...rest })
  await world.apply(before)
  await world.settle()
}

const planOf = async (manifest: Manifest, reach = false) =>
  (await world.clock.until(planFor(manifest, world.ports, { reach }))).plan

/** Of the functions of the world, unless the manifest is given with another one. */
const ownGeneration = 1

const activated = (manifest: Manifest, expect: string, generation = ownGeneration) => {
  const send = async (...[queue, message, delay]: Parameters<World['bus']['send']>) =>
    world.bus.send(queue, message, delay)
  const ports = { ...world.ports, send }
  return world.clock.until(
    activate(ports, manifest, { manifest: manifest.digest, generation, expect }, world.clock.now() + 600_000),
  )
}

/** Deploys what the functions of the world carry, and lets all of it be done. */
async function deploy(manifest: Manifest, expect: string) {
  await activated(manifest, expect)
  await done()
}

/** Until no message is left that the deployment sent. */
async function done() {
  for (let waited = 0; waited < 100; waited++) {
    await world.settle()
    if (world.bus.pending('sweep') === 0) return
    await world.clock.advanceTo(world.clock.now() + 60_000)
  }
  throw new Error('Messages do not come to an end')
}

const check = (manifest: Manifest, rest: Partial<Asked> = {}) =>
  world.clock.until(preflight(world.ports, manifest, { manifest: manifest.digest, bundles: 'v1', expect: '', ...rest }))

const where = async (...names: string[]) => {
  const found: Record<string, string[] | null> = {}
  for (const name of names) found[name] = (await world.idOf(name)) ? await world.targetsOf(name) : null
  return found
}
const all = () => where('kept', 'old', 'free', 'new', 'quiet')
const added = { new: [root], quiet: [sandbox] }
const before = { kept: [prod, sandbox], old: [sandbox, root], free: [prod] }
const after = { kept: [prod], old: null, free: [prod] }

const texts = () => world.notices.map(({ incident }) => `${incident.severity} ${incident.text}`)
const left = (count: number, why: string) => expect.stringMatching(new RegExp(`^high .*${count} .*removals.*${why}`))

test('what was reviewed and still stands is removed; nothing of it is an incident', async () => {
  await begin()
  await deploy(next, (await planOf(next)).digest)
  expect(await all()).toEqual({ ...after, ...added })
  expect(texts()).toEqual([
    'low A deployment carried out 4 reviewed removals: SCP old detached from Root (r-ab12), SCP kept detached from Sandbox (ou-ab12-44444444), SCP old detached from Sandbox (ou-ab12-44444444) and 1 more',
  ])
  expect((await planOf(next)).changes).toEqual([])
  world.notices.length = 0
  await world.sweep()
  expect(told(world.notices)).toEqual([])
})

test('without a review the deployment adds, removes nothing, and says how many wait', async () => {
  await begin()
  await deploy(next, '')
  expect(await all()).toEqual({ ...before, ...added })
  expect(texts()).toEqual([left(4, 'nobody reviewed them')])
})

test('a review of another plan than the present one removes nothing, and that is said', async () => {
  await begin()
  const { digest } = await planOf(next)
  await world.attach((await world.idOf('old')) ?? '', nonProd)
  await deploy(next, digest)
  expect((await all()).old).toEqual([nonProd, sandbox, root])
  expect(texts()).toEqual([left(5, 'another one than the one that was reviewed')])
})

test('a manifest that removes nothing needs no plan', async () => {
  await begin()
  await world.calls()
  const ports = { ...world.ports, send: async () => {} }
  await world.clock.until(activate(ports, first, { manifest: first.digest, generation: 1, expect: '' }, day))
  expect(await world.calls()).toEqual({})
})

test('the digest is the one that people are shown, who ask for the reach too', async () => {
  await begin({}, manifestOf([policy('kept', [prod, nonProd, 'ou-ab12-11111111'])]))
  expect((await planOf(next, true)).digest).toBe((await planOf(next)).digest)
})

test('what was attached by a deployment and detached meanwhile is told once its event comes', async () => {
  const held: unknown[] = []
  await begin({ intercept: (event) => held.push(event) })
  await activated(next, '')
  await done()
  held.length = 0
  await world.detach('new', root)
  await deploy(next, '')
  expect(told(world.notices).filter((one) => one.includes('SCP/new'))).toEqual([])
  for (const event of held) world.bus.publish(event)
  await world.settle()
  expect(told(world.notices)).toContain('restored attach/SCP/new/r-ab12')
})

test('what is not restored because it only notifies is carried out by a deployment, and by no sweep', async () => {
  await begin()
  await world.sweep()
  expect((await all()).quiet).toBeNull()
  await deploy(next, '')
  expect((await all()).quiet).toEqual([sandbox])
  await world.detach('quiet', sandbox)
  await world.settle()
  await world.sweep()
  expect((await all()).quiet).toEqual([])
})

test.each([
  ['cannot be attached', 'AttachPolicy', 'new was refused|attach/SCP'],
  ['cannot be made', 'CreatePolicy', 'SCP'],
])('where something new %s nothing is removed', async (_, denied, why) => {
  await begin()
  const { digest } = await planOf(next)
  failing.set(({ operation }) => (operation === denied ? { name: 'AccessDeniedException' } : undefined))
  await deploy(next, digest)
  expect(await all()).toMatchObject(before)
  expect(texts()).toContainEqual(left(4, why))
})

describe('between what is added and what is removed', () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    [
      'the plan is blocked',
      async () => {
        const id = await world.idOf('kept')
        await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Content: content('mine:*') }))
        await world.admin.send(new UntagResourceCommand({ ResourceId: id, TagKeys: ['holdfast'] }))
      },
      'kept .* was not made by holdfast',
    ],
    ['another manifest is deployed', () => advance(world.ports.state, 99), 'another manifest was deployed'],
    [
      'AWS refuses it',
      async () => failing.set(({ operation }) => (operation === 'DetachPolicy' ? denied : undefined)),
      'detach/SCP/old/r-ab12 was refused',
    ],
  ]
  const denied = { name: 'AccessDeniedException' }
  test.each(cases)('%s: nothing is removed, and that is said', async (_, meanwhile, why) => {
    await begin({ intercept: () => {} })
    await activated(next, (await planOf(next)).digest)
    await world.settle()
    expect(await all()).toEqual({ ...before, ...added })
    await meanwhile()
    await done()
    expect(await all()).toEqual({ ...before, ...added })
    expect(texts()).toEqual([left(4, why)])
  })

  test('a place is suspended: nothing is removed there, and that is said', async () => {
    await begin({ intercept: () => {} })
    await activated(next, (await planOf(next)).digest)
    await world.settle()
    const Name = suspensionParameter((await world.idOf('old')) ?? '', sandbox)
    const Value = JSON.stringify({ reason: 'payments are down', ticket: 'INC-7' })
    await world.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }))
    await done()
    expect(await all()).toEqual({ ...after, ...added, old: [sandbox] })
    expect(texts()).toContainEqual(left(4, `detach/SCP/old/${sandbox} was skipped: It is suspended`))
  })

  test('something fails for a while: it is tried until it is done', async () => {
    await begin({ intercept: () => {}, failed: () => {} })
    await activated(next, (await planOf(next)).digest)
    await world.settle()
    failing.set(times('DetachPolicy', 12, { name: 'ConcurrentModificationException' }))
    await done()
    expect(await all()).toEqual({ ...after, ...added })
  })

  test('the time of a function is over: another one goes on', async () => {
    await begin()
    const sent: unknown[] = []
    const review = packReview(reviewOf((await planOf(next)).changes))
    const ports = {
      ...world.ports,
      manifest: next,
      send: async (_: unknown, message: unknown) => void sent.push(message),
    }
    const deploy = { manifest: next.digest, generation: ownGeneration, began: world.clock.now(), review }
    sent.push({ ...sweepOf(next, 'all'), coverage: [], deploy: { ...deploy, phase: 'remove', isFreeing: false } })
    let runs = 0
    for (let message = sent.pop(); message && runs < 20; message = sent.pop(), runs++) {
      const asked = readSweepMessage(JSON.parse(JSON.stringify(message)), world.clock.now())
      if (!asked) throw new Error('It is no message')
      const deadline = world.clock.now() - 60_000
      await world.clock.until(removeReviewed(ports, { message: asked, events: [], holder: 'me', deadline }))
    }
    expect(await all()).toMatchObject(after)
    expect(runs).toBe(8)
  })
})

const fillers = (count: number) => {
  const policies = Array.from({ length: count }, (_, at) => ({
    ...{ id: `p-filler${at}0`, name: `filler-${at}`, type: 'SERVICE_CONTROL_POLICY' as const },
    content: content(`x${at}:*`),
  }))
  const document = smallOrganization()
  const ids = ['p-FullAWSAccess', ...policies.map(({ id }) => id)]
  const units = (document.root.organizational_units ?? []).map((unit) => ({
    ...unit,
    ...(unit.organizational_units && {
      organizational_units: unit.organizational_units.map((one) => (one.id === prod ? { ...one, policies: ids } : one)),
    }),
  }))
  return { ...document, root: { ...document.root, organizational_units: units }, policies }
}

test('where all slots are taken the new takes the place of the old', async () => {
  const swapped = manifestOf([policy('new', [prod]), policy('kept', [sandbox], { prune: true })])
  await begin({ manifest: swapped, organization: fillers(8) }, manifestOf([policy('kept', [prod])]))
  await deploy(swapped, (await planOf(swapped)).digest)
  expect(await where('new', 'kept')).toEqual({ new: [prod], kept: [sandbox] })
})

describe('a message that does not count', () => {
  const message = (deploy: Partial<Deploy>, review: ReviewedRemoval[]) => ({
    ...sweepOf(next, 'all'),
    types: typesOf(next.policies),
    deploy: {
      ...{ manifest: next.digest, generation: ownGeneration, began: world.clock.now(), phase: 'remove' as const },
      ...{ isFreeing: false, review: packReview(review), ...deploy },
    },
  })
  const cases: [string, () => Partial<Deploy>, string[]][] = [
    ['is of another manifest', () => ({ manifest: first.digest }), []],
    ['is of another generation', () => ({ generation: 2 }), []],
    ['is a day old', () => ({ began: world.clock.now() - day }), ['reviewed more than a day ago']],
    ['comes from the future', () => ({ began: world.clock.now() + day }), ['reviewed more than a day ago']],
  ]
  test.each(cases)('because it %s', async (_, deploy, whys) => {
    await begin()
    const review = reviewOf((await planOf(next)).changes)
    world.bus.send('sweep', message(deploy(), review))
    await done()
    expect(await all()).toMatchObject(before)
    expect(texts()).toEqual(whys.map((why) => left(4, why)))
  })

  test('and one that does', async () => {
    await begin()
    const review = reviewOf((await planOf(next)).changes)
    for (let time = 0; time < 2; time++) world.bus.send('sweep', message({}, review))
    await done()
    expect(await all()).toMatchObject(after)
  })

  test('whatever is written into the queue, nothing is removed that the manifest does not want removed', async () => {
    const names = ['kept', 'old', 'free', 'new', 'FullAWSAccess']
    const places = [root, prod, nonProd, sandbox, '222222222222', management()]
    const removal = fc.record({
      action: fc.constantFrom('detach', 'delete-policy', 'attach'),
      name: fc.constantFrom(...names),
      place: fc.constantFrom(...places),
      of: fc.constantFrom(...names),
      isShown: fc.boolean(),
    })
    const property = fc.asyncProperty(
      fc.array(removal, { maxLength: 40 }),
      fc.constantFrom('add' as const, 'remove' as const),
      fc.array(fc.constantFrom(...places), { maxLength: 3 }),
      async (removals, phase, more) => {
        await begin()
        try {
          const shown = reviewOf((await planOf(next)).changes)
          const ids: Record<string, string> = {}
          for (const name of names) ids[name] = (await world.idOf(name)) ?? 'p-nobody00'
          for (const place of new Set(more)) await world.attach(ids.free ?? '', place).catch(() => {})
          const wanted = (await planOf(next)).changes
          const review = removals.map(({ action, name, place, of, isShown }) => {
            const key = action === 'delete-policy' ? `${action}/SCP/${name}` : `${action}/SCP/${name}/${place}`
            const found = isShown ? shown.find((one) => one.key === key) : undefined
            return found ?? { key, policyId: ids[of] ?? null, before: null }
          })
          const was = await where(...names)
          world.bus.send('sweep', message({ phase }, review))
          await done()
          const is = await where(...names)
          for (const name of names)
            for (const place of was[name] ?? []) {
              const isWanted = wanted.some(({ key }) => key === `detach/SCP/${name}/${place}`)
              const isReviewed = review.some(({ key }) => key === `detach/SCP/${name}/${place}`)
              if (!(isWanted && isReviewed)) expect([name, is[name]]).toEqual([name, expect.arrayContaining([place])])
            }
        } finally {
          await world.close()
        }
      },
    )
    await fc.assert(property, { numRuns: 8 })
    await begin()
  })
})

const management = () => '111111111111'

test('whoever dies in the middle is followed by one who ends it: at every point', async () => {
  for (const point of [12, 38, 55, 71]) {
    await begin()
    await activated(next, (await planOf(next)).digest)
    world.dieAt(point)
    await done()
    expect([point, await all()]).toEqual([point, { ...after, ...added }])
    await world.close()
  }
  await begin()
})

const onAccounts = (rest: Partial<Parameters<typeof policy>[2]> = {}) =>
  policy('each', [], { eachAccountIn: [{ id: root, path: 'Root', joinedAfter: null, except: [] }], ...rest })

test('nothing is removed where what is new cannot be attached to an account', async () => {
  const wanted = manifestOf([policy('kept', [prod], { prune: true }), onAccounts()])
  await begin({ manifest: wanted }, first)
  const { digest } = await planOf(wanted)
  failing.set(({ operation }) => (operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined))
  await deploy(wanted, digest)
  expect((await all()).kept).toEqual([prod, sandbox])
  expect(texts()).toContainEqual(left(1, 'attach/SCP/each/222222222222 was refused'))
})

test('a policy that lies on every account is pruned, and retired, account by account', async () => {
  const accounts = ['222222222222', '333333333333', '444444444444']
  const pruned = manifestOf([
    onAccounts({ prune: true, eachAccountIn: [{ id: sandbox, path: 'Sandbox', joinedAfter: null, except: [] }] }),
  ])
  await begin({ manifest: pruned }, manifestOf([onAccounts()]))
  expect(await where('each')).toEqual({ each: accounts })
  await deploy(pruned, (await planOf(pruned)).digest)
  expect(await where('each')).toEqual({ each: ['444444444444'] })
  await world.close()
  const retired = manifestOf([onAccounts({ state: 'absent' })])
  await begin({ manifest: retired }, manifestOf([onAccounts()]))
  await deploy(retired, (await planOf(retired)).digest)
  expect(await where('each')).toEqual({ each: null })
})

describe('preflight', () => {
  test('plans without a write, and gives the generation', async () => {
    await begin()
    await world.calls()
    expect(await check(next)).toEqual({ generation: world.clock.now() })
    expect(Object.keys(await world.calls()).filter((operation) => !/^(List|Describe)/.test(operation))).toEqual([])
    expect(await all()).toEqual({ ...before, new: null, quiet: null })
  })

  test('wants the plan that was reviewed', async () => {
    await begin()
    const { digest } = await planOf(next)
    expect(await check(next, { expect: digest })).toMatchObject({ generation: expect.any(Number) })
    await world.attach((await world.idOf('old')) ?? '', nonProd)
    expect(await check(next, { expect: digest })).toEqual({ refused: expect.stringMatching(/^plan-changed: .*digest/) })
  })

  const gone = manifestOf([policy('new', ['ou-ab12-99999999', 'ou-ab12-88888888'])])
  const another = manifestOf([policy('new', [root])], {
    organization: { id: 'o-another000', managementAccount: management(), root },
  })
  const taken = manifestOf([policy('free', [prod], { content: content('other:*') })])
  test.each([
    ['a target is gone', gone, /^target-gone: .*does not exist.* And 1 more/],
    ['another organization answers', another, /^organization-mismatch: /],
    ['a policy is somebody else’s', taken, /^policy-of-another: /],
  ])('refuses where %s', async (_, manifest, reason) => {
    await begin({ manifest: manifestOf([]) }, manifestOf([]))
    if (manifest === taken) await makeStranger('free')
    await world.settle()
    const writes = await writesDuring(world, async () => {
      expect(await check(manifest)).toEqual({ refused: expect.stringMatching(reason) })
    })
    expect(writes).toEqual({})
  })

  test('refuses where the function is of another manifest', async () => {
    await begin()
    expect(await check(next, { manifest: first.digest })).toEqual({ refused: expect.stringContaining(first.digest) })
  })

  test('holds no rollback up, to what is deployed or was a moment ago', async () => {
    await begin()
    const deployed = await check(next)
    const generation = 'generation' in deployed ? deployed.generation : 0
    await activated(next, '', generation)
    await world.clock.advanceTo(world.clock.now() + 30 * day)
    failing.set(({ operation }) => (operation === 'ListRoots' ? { name: 'AccessDeniedException' } : undefined))
    expect(await check(next)).toEqual({ generation })
    await expect(check(next, { bundles: 'v2' })).rejects.toThrow()
    failing.clear()
    const later = await check(next, { bundles: 'v2' })
    const newer = 'generation' in later ? later.generation : 0
    expect(newer).toBeGreaterThan(generation)
    await activated(next, '', newer)
    expect(await check(next)).toEqual({ generation })
    await world.clock.advanceTo(world.clock.now() + day)
    expect(await check(next)).toEqual({ generation: world.clock.now() })
  })
})

/** Somebody's own policy of a name. */
async function makeStranger(name: string) {
  await world.apply(manifestOf([policy(name, [])]))
  const { id } = (await policyNamed(world, name)) ?? {}
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Content: content('mine:*') }))
  await world.apply(manifestOf([]))
  await world.admin.send(new UntagResourceCommand({ ResourceId: id, TagKeys: ['holdfast'] }))
}
