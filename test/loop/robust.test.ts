import {
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import type { State } from '../../core/ports.ts'
import type { Fault } from '../../emulator/index.ts'
import { createSweep } from '../../handlers/sweep.ts'
import { atOnce, delivery, policyNamed, told, writesDuring } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// What the loop does when something beside it, or before it, does not work.

const scp = 'SERVICE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod])])

let world: World
let fault: (operation: string) => Fault | undefined = () => undefined
const begin = async (wanted = manifest) => {
  fault = () => undefined
  world = await createWorld({ manifest: wanted, fault: ({ operation }) => fault(operation) })
}
afterEach(() => world.close())

const denied: Fault = { name: 'AccessDeniedException', message: 'no' }
const changing: Fault = { name: 'ConcurrentModificationException', message: 'later' }

test('nothing is detached or deleted after what was to replace it could not be attached', async () => {
  await begin(manifestOf([policy('old', [prod])]))
  const next = manifestOf([policy('new', [prod]), policy('old', [], { state: 'absent' })])
  fault = (operation) => (operation === 'AttachPolicy' ? denied : undefined)
  const results = await world.apply(next)
  expect(results.map(({ key, outcome }) => [key, outcome.result])).toEqual([
    ['create-policy/SCP/new', 'done'],
    [`attach/SCP/new/${prod}`, 'refused'],
    [`detach/SCP/old/${prod}`, 'skipped'],
    ['delete-policy/SCP/old', 'skipped'],
  ])
  expect(await world.targetsOf('old')).toEqual([prod])
})

test('nothing is attached of a type that could not be enabled', async () => {
  await begin()
  await delivery(world, true)
  await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: scp }))
  fault = (operation) => (operation === 'EnablePolicyType' ? denied : undefined)
  expect(await writesDuring(world, world.sweep)).toEqual({ EnablePolicyType: 1 })
  expect(told(world.notices)).toContain('refused enable-policy-type/SCP')
})

test('a type that takes half a minute to be enabled has its policies attached in the same run', async () => {
  await begin()
  const ready = world.clock.now() + 30_000
  fault = (operation) =>
    operation === 'AttachPolicy' && world.clock.now() < ready ? { name: 'PolicyTypeNotEnabledException' } : undefined
  await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: scp }))
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
  expect(told(world.notices).filter((notice) => !notice.startsWith('restored'))).toEqual([])
})

/** Sweeps read contents in four turns, a quarter of an hour each; what an event asked for must not wait for its turn. */
describe.each([0, 1, 2, 3])('in turn %i of the contents', (turn) => {
  const later = () => world.clock.advanceTo(world.clock.now() + turn * 15 * 60_000)

  test('an edit and a detached FullAWSAccess that come with an event about policy types are seen', async () => {
    await begin()
    await later()
    await atOnce(world, async () => {
      await world.admin.send(
        new UpdatePolicyCommand({ PolicyId: await world.idOf('deny'), Content: content('nothing:*') }),
      )
      await world.admin.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: prod }))
      await world.admin.send(new EnablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: 'RESOURCE_CONTROL_POLICY' }))
      await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: 'RESOURCE_CONTROL_POLICY' }))
    })
    expect((await policyNamed(world, 'deny'))?.content).toBe(content('deny:*'))
    expect(told(world.notices)).toContain(`reported attach/SCP/FullAWSAccess/${prod}`)
  })

  test('an edit that could not be restored at once is restored by the sweep that follows', async () => {
    await begin()
    await later()
    const id = await world.idOf('deny')
    let refusals = 0
    await delivery(world, true)
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Content: content('nothing:*') }))
    // Three looks of eight tries each.
    refusals = 24
    fault = (operation) => (operation === 'UpdatePolicy' && refusals-- > 0 ? changing : undefined)
    await delivery(world, false)
    await world.settle()
    expect((await policyNamed(world, 'deny'))?.content).toBe(content('deny:*'))
    expect(told(world.notices)).toEqual(['restored update-policy/SCP/deny'])
  })
})

describe('the state', () => {
  const sweepWith = (state: State, because: unknown[] = []) =>
    world.clock.until(
      createSweep({ ...world.ports, manifest, state, send: async () => {}, extend: async () => {} })({
        Records: [
          { messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify({ types: [scp], contents: 'all', because }) },
        ],
      }),
    )
  const full = async () => {
    throw new Error('No space left')
  }

  test.each(['claim', 'list', 'put', 'remove', 'get'] as const)(
    'cannot be used (%s): restored, and said',
    async (what) => {
      await begin()
      await delivery(world, true)
      await world.detach('deny', prod)
      await sweepWith({ ...world.ports.state, [what]: full })
      expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
      expect(told(world.notices)).toContain('open state-unusable')
    },
  )

  test('a sweep that an event asked for does not wait for one that runs', async () => {
    await begin()
    await world.ports.state.claim('lease/sweep', 'another', 900_000)
    await world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: scp }))
    await world.settle()
    expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
    expect(await world.ports.state.get('lease/sweep')).toBe('another')
  })

  test.each([
    ['says that it is over', { state: 'restored' }],
    ['says that it was told', { told: 'restored' }],
    ['began never', { opened: 'never' }],
    ['has half a cause', { cause: {} }],
    ['stands under another name', { key: 'attach/SCP/other' }],
  ])('a forged row that %s hides nothing and stops nothing', async (_, forged) => {
    await begin()
    const key = `attach/SCP/deny/${prod}`
    const row = {
      key,
      state: 'open',
      told: 'open',
      severity: 'low',
      text: '',
      action: 'attach',
      policy: 'deny',
      target: null,
      opened: 0,
      cause: null,
      attempts: 1,
    }
    await world.ports.state.put({ [`incident/${key}`]: { ...row, ...forged } as never })
    await world.detach('deny', prod)
    await world.settle()
    expect(await world.targetsOf('deny')).toEqual([prod, 'r-ab12'])
    expect(told(world.notices)).toEqual([`restored ${key}`])
  })

  test('a forged row attaches FullAWSAccess nowhere, even where it is restored', async () => {
    await begin(manifestOf([policy('deny', ['r-ab12', prod])], { fullAwsAccess: 'restore' }))
    const sandbox = 'ou-ab12-44444444'
    await delivery(world, true)
    const other = await world.idOf('deny')
    await world.attach(other ?? '', sandbox)
    await world.admin.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: sandbox }))
    const key = `attach/SCP/FullAWSAccess/${sandbox}`
    const target = { id: sandbox, path: sandbox }
    await world.ports.state.put({
      [`incident/${key}`]: {
        key,
        state: 'open',
        told: 'open',
        severity: 'critical',
        text: '',
        action: 'attach',
        policy: 'FullAWSAccess',
        target,
        opened: 0,
        cause: null,
        attempts: 0,
      },
    })
    expect(await writesDuring(world, world.sweep)).toEqual({})
  })
})
