import {
  CreateAccountCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DisablePolicyTypeCommand,
  ListAccountsCommand,
  ListParentsCommand,
  MoveAccountCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import { readSnapshot } from '../../aws/snapshot.ts'
import { sweepOf } from '../../core/event/wiring.ts'
import { shuffled } from '../support/arbitraries.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

const scp = 'SERVICE_CONTROL_POLICY' as const
const root = 'r-ab12'
const [workloads, prod, sandbox] = ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-44444444']
const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })
const manifest = manifestOf([
  policy('deny', [root, prod, '222222222222']),
  policy('each', [sandbox], each(workloads)),
  policy('cover', [], each(root)),
])
const names = manifest.policies.map(({ name }) => name)

/** What somebody does to the organization; what AWS refuses did not happen. */
type Deed =
  | { kind: 'detach'; name: string; place: number }
  | { kind: 'edit' | 'rename' | 'untag' | 'delete' | 'swap'; name: string }
  | { kind: 'create-account'; at: number }
  | { kind: 'move'; account: string; to: string }
  | { kind: 'disable' }

const named = fc.constantFrom(...names)
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('detach' as const), name: named, place: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('edit', 'rename', 'untag', 'delete', 'swap'), name: named }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create-account' as const), at: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      account: fc.constantFrom('222222222222', '333333333333', '444444444444'),
      to: fc.constantFrom(root, workloads, prod, sandbox),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'disable' as const }) },
)

async function act(world: World, deed: Deed): Promise<void> {
  const { admin } = world
  const PolicyId = 'name' in deed ? await world.idOf(deed.name) : undefined
  const targets = async () => ('name' in deed && PolicyId ? await world.targetsOf(deed.name) : [])
  switch (deed.kind) {
    case 'detach': {
      const target = (await targets())[deed.place]
      if (target) await world.detach(deed.name, target)
      return
    }
    case 'edit':
      return void (await admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') })))
    case 'rename':
      return void (await admin.send(new UpdatePolicyCommand({ PolicyId, Name: `stray-${deed.name}` })))
    case 'untag':
      return void (await admin.send(new UntagResourceCommand({ ResourceId: PolicyId, TagKeys: ['holdfast'] })))
    case 'delete':
      for (const target of await targets()) await world.detach(deed.name, target)
      return void (await admin.send(new DeletePolicyCommand({ PolicyId })))
    // A perfect copy takes its name, and is attached nowhere.
    case 'swap': {
      const { Policy } = await admin.send(new DescribePolicyCommand({ PolicyId }))
      await admin.send(new UpdatePolicyCommand({ PolicyId, Name: `old-${deed.name}`, Content: content('nothing:*') }))
      const Tags = [{ Key: 'holdfast', Value: deed.name }]
      const Description = Policy?.PolicySummary?.Description
      return void (await admin.send(
        new CreatePolicyCommand({ Name: deed.name, Type: scp, Description, Content: Policy?.Content, Tags }),
      ))
    }
    case 'create-account': {
      const AccountName = `new-${deed.at}`
      return void (await admin.send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` })))
    }
    case 'move': {
      const { Parents } = await admin.send(new ListParentsCommand({ ChildId: deed.account }))
      const SourceParentId = Parents?.[0]?.Id
      return void (await admin.send(
        new MoveAccountCommand({ AccountId: deed.account, SourceParentId, DestinationParentId: deed.to }),
      ))
    }
    case 'disable':
      return void (await admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: scp })))
  }
}

const all = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

/** The organization as people see it: by names, since ids of what was made differ from run to run. */
async function stateOf(world: World) {
  const { reader } = world.ports.organizations
  const { policies, attachments } = await world.clock.until(readSnapshot(reader))
  const { Accounts = [] } = await world.admin.send(new ListAccountsCommand({}))
  const nameOf = (id: string) => Accounts.find(({ Id }) => Id === id)?.Name ?? id
  return policies
    .map(({ id, name, content, tags }) => ({
      ...{ name, content, tags },
      targets: attachments.flatMap(({ policyId, targetId }) => (policyId === id ? nameOf(targetId) : [])).sort(),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** The end state after some deeds, when of their events those are delivered, in that order. */
async function endOf(history: Deed[], order: (count: number) => number[], isSwept = false) {
  const events: unknown[] = []
  let isListening = false
  const world = await createWorld({ manifest, intercept: (event) => void (isListening && events.push(event)) })
  try {
    isListening = true
    for (const deed of history) await act(world, deed).catch(() => {})
    await world.settle()
    const seen = events.splice(0)
    isListening = false
    for (const at of order(seen.length)) world.bus.publish(seen[at])
    await world.clock.until(world.bus.idle())
    // What waits, because reads may be behind, is done meanwhile.
    await world.clock.advanceTo(world.clock.now() + 15 * 60_000)
    // As every fifteen minutes: no account is read, unless it turns out that they have to be.
    if (isSwept) {
      world.bus.send('sweep', { ...sweepOf(manifest, 'all'), coverage: [] })
      await world.clock.until(world.bus.idle())
    }
    return await stateOf(world)
  } finally {
    await world.close()
  }
}

// Of two policies that both carry our tag under strange names either may get its name back: no swaps in here.
test('in which order events come, and how often, leaves no trace in the organization', async () => {
  const histories = fc.record({
    history: fc.array(
      deeds.filter(({ kind }) => kind !== 'swap'),
      { minLength: 1, maxLength: 5 },
    ),
    seed: fc.integer({ min: 1 }),
    doubled: fc.boolean(),
    lost: fc.oneof(fc.constant<number[]>([]), fc.array(fc.nat(9), { maxLength: 4 })),
  })
  await fc.assert(
    fc.asyncProperty(histories, async ({ history, seed, doubled, lost }) => {
      const delivered = (count: number) => all(count).filter((at) => !lost.includes(at))
      const inOrder = await endOf(history, delivered)
      const mixed = await endOf(history, (count) =>
        shuffled([...delivered(count), ...(doubled ? delivered(count) : [])], seed),
      )
      expect(mixed).toEqual(inOrder)
    }),
    { numRuns: 25 },
  )
}, 240_000)

test('whatever was done, the organization is as the manifest says a quarter of an hour after its events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1 }), async (history, seed) => {
      const order = (count: number) => shuffled(all(count), seed)
      const end = await endOf(history, order, true)
      for (const { name, content, targets } of manifest.policies) {
        const found = end.find((one) => one.name === name)
        expect(found?.content).toBe(content)
        for (const { id } of targets) expect(found?.targets).toContain(id === '222222222222' ? 'payments-prod' : id)
      }
      const joined = history.flatMap((deed) => (deed.kind === 'create-account' ? `new-${deed.at}` : []))
      expect(end.find(({ name }) => name === 'cover')?.targets).toEqual(
        expect.arrayContaining(['payments-prod', 'payments-test', 'sandbox-1', ...joined]),
      )
    }),
    { numRuns: 25 },
  )
}, 240_000)
