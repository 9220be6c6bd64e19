import { DetachPolicyCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import type { SweepMessage } from '../../core/event/sweep.ts'
import type { Send } from '../../core/event/wiring.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { claimLease } from '../../loop/lease.ts'
import { delivery, told, writesDuring } from '../support/drift.ts'
import { faults } from '../support/faults.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const scp = 'SERVICE_CONTROL_POLICY' as const
const rcp = 'RESOURCE_CONTROL_POLICY' as const
const quarter = 15 * 60_000
const prod = 'ou-ab12-22222222'
const quiet = manifestOf([
  policy('deny', ['r-ab12'], { mode: 'notify' }),
  policy('edge', ['r-ab12'], { mode: 'notify', type: rcp }),
])
const loud = manifestOf([policy('deny', ['r-ab12', prod])])

const failing = faults()
let world: World
afterEach(() => world.close())
const begin = async (manifest = quiet) => {
  const document = smallOrganization()
  const organization = { ...document, root: { ...document.root, policy_types: [scp, rcp] } }
  failing.clear()
  world = await createWorld({ manifest, organization, fault: failing.hook })
  await delivery(world, true)
}

const sweepOf =
  (manifest = quiet, send: Send = async () => {}) =>
  async (message: SweepMessage | string) => {
    const body = typeof message === 'string' ? message : JSON.stringify(message)
    return world.clock.until(
      createSweep({ ...world.ports, manifest, send, extend: async () => {} })({
        Records: [{ messageId: 'm1', receiptHandle: 'r1', body }],
      }),
    )
  }
const all = (types: SweepMessage['types'], contents: SweepMessage['contents'] = 'all'): SweepMessage => ({
  types,
  contents,
  coverage: [],
  because: [],
})

test('a sweep of one policy type says nothing about incidents of the other', async () => {
  await begin()
  const sweep = sweepOf()
  const policies = await world.clock.until(world.ports.organizations.reader.policies(rcp))
  const id = policies.find(({ policy: { name } }) => name === 'edge')?.policy.id ?? ''
  await world.admin.send(new DetachPolicyCommand({ PolicyId: id, TargetId: 'r-ab12' }))
  await sweep(all([scp, rcp]))
  expect(told(world.notices)).toEqual(['reported attach/RCP/edge/r-ab12'])
  await sweep(all([scp]))
  expect(world.notices).toHaveLength(1)
  await world.attach(id, 'r-ab12')
  await sweep(all([scp, rcp]))
  expect(told(world.notices).slice(1)).toEqual(['over attach/RCP/edge/r-ab12'])
})

test('a sweep that could not read closes no incident', async () => {
  let isDenied = false
  const fault = ({ operation }: { operation: string }) =>
    isDenied && operation === 'ListRoots' ? { name: 'AccessDeniedException' } : undefined
  world = await createWorld({ manifest: loud, fault })
  const incident = {
    ...{ key: 'no-slot/x', state: 'refused', told: 'refused', severity: 'critical', text: 'x', action: null },
    ...{ policy: null, policyId: null, target: null, opened: 0, cause: null, attempts: 0, until: 0, part: 'manifest' },
  }
  await world.ports.state.put({ 'incident/no-slot/x': incident })
  isDenied = true
  await sweepOf(loud)(all([scp]))
  expect(told(world.notices)).toEqual([expect.stringMatching(/^refused not-read/)])
  isDenied = false
  await sweepOf(loud)(all([scp]))
  expect(told(world.notices).slice(1)).toEqual(['over no-slot/x', expect.stringMatching(/^over not-read/)])
})

test('a content that differs stays an incident while it is not its turn', async () => {
  await begin()
  const sweep = sweepOf()
  const PolicyId = await world.idOf('deny')
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) {
      await world.clock.advanceTo(world.clock.now() + quarter)
      await sweep(all([scp, rcp], 'due'))
    }
  }
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') }))
  await sweep(all([scp, rcp]))
  await turns(5)
  expect(told(world.notices)).toEqual(['reported update-policy/SCP/deny'])
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('deny:*') }))
  await turns(4)
  expect(told(world.notices)).toEqual(['reported update-policy/SCP/deny', 'over update-policy/SCP/deny'])
})

test('within an hour every content has been looked at', async () => {
  await begin(loud)
  const PolicyId = await world.idOf('deny')
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') }))
  for (let turn = 0; turn < 4; turn++) {
    await sweepOf(loud)(all([scp], 'due'))
    await world.clock.advanceTo(world.clock.now() + quarter)
  }
  expect(told(world.notices)).toEqual(['restored update-policy/SCP/deny'])
})

test('a policy that was renamed, edited and detached is restored by one sweep', async () => {
  await begin(loud)
  const PolicyId = await world.idOf('deny')
  await world.detach('deny', prod)
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Name: 'harmless', Content: content('nothing:*') }))
  await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  await sweepOf(loud)(all([scp], 'due'))
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect(await writesDuring(world, () => sweepOf(loud)(all([scp])))).toEqual({})
})

test('the same by one command', async () => {
  await begin(loud)
  const PolicyId = await world.idOf('deny')
  await world.detach('deny', prod)
  await world.admin.send(new UpdatePolicyCommand({ PolicyId, Name: 'harmless', Content: content('nothing:*') }))
  await world.apply(loud)
  expect(await writesDuring(world, () => world.apply(loud))).toEqual({})
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
})

test('one sweep at a time: the other comes again', async () => {
  await begin(loud)
  await claimLease(world.ports, 'sweep', 'another')
  const sent: Parameters<Send>[] = []
  const handle = sweepOf(loud, async (...message) => void sent.push(message))
  expect(await handle(all([scp]))).toEqual({ batchItemFailures: [] })
  expect(await world.calls()).toEqual({})
  expect(sent).toEqual([['sweep', { ...all([scp]), isDue: true }, 180_000]])
  await world.clock.advanceTo(world.clock.now() + 180_000)
  await handle(all([scp]))
  expect((await world.calls()).ListRoots).toBe(1)
  expect(sent).toHaveLength(1)
})

test('a sweep that could not read says of no obstacle that it is over', async () => {
  await begin(manifestOf([policy('deny', ['r-ab12', '999999999999'])]))
  const manifest = manifestOf([policy('deny', ['r-ab12', '999999999999'])])
  await sweepOf(manifest)(all([scp]))
  const before = told(world.notices)
  expect(before).toEqual([expect.stringMatching(/^refused target-gone/)])
  failing.set(({ operation }) =>
    operation === 'ListPolicies' ? { name: 'AccessDeniedException', message: 'no' } : undefined,
  )
  await sweepOf(manifest)(all([scp]))
  expect(told(world.notices).filter((notice) => notice.startsWith('over'))).toEqual([])
})

test.each([['null'], ['{}'], ['{"types":"x"}'], ['not JSON']])('%s is no message: nothing is read', async (body) => {
  await begin(loud)
  expect(await sweepOf(loud)(body)).toEqual({ batchItemFailures: [] })
  expect(await world.calls()).toEqual({})
})

// State describes and never decides: whoever can write it must not be able to switch the sweep off.
test.each([[null], [7], ['x'], [[]], [{}], [{ key: 7 }]])(
  'an incident row that says %j stops no sweep',
  async (row) => {
    await begin(loud)
    await world.ports.state.put({ 'incident/x': row })
    await world.detach('deny', prod)
    await sweepOf(loud)(all([scp]))
    expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  },
)
