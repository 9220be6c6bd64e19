import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import type { Incident } from '../../core/event/incident.ts'
import { nowhere } from '../../core/event/scope.ts'
import { makePlan } from '../../core/plan/plan.ts'
import { rememberIncidents } from '../../loop/incidents.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

const manifest = manifestOf([policy('deny-leave', ['r-ab12', 'ou-ab12-22222222', '444444444444'])])
let world: World

beforeEach(async () => {
  world = await createWorld({ manifest })
})
afterEach(() => world.close())

test.each(['r-ab12', 'ou-ab12-22222222', '444444444444'])(
  'a policy detached from %s is attached again',
  async (target) => {
    await world.detach('deny-leave', target)
    expect(await world.targetsOf('deny-leave')).not.toContain(target)
    await world.settle()
    expect(await world.targetsOf('deny-leave')).toContain(target)
    expect(world.notices.map(({ incident }) => [incident.state, incident.key])).toEqual([
      ['restored', `attach/SCP/deny-leave/${target}`],
    ])
  },
)

describe('renamed, replaced by a decoy, and detached', () => {
  const hold = (hold: boolean) =>
    fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: JSON.stringify({ hold }) })

  test.each([
    ['at once', true],
    ['one after the other', false],
  ])('%s: the manifest is in force again without a sweep', async (_, isHeld) => {
    const id = await world.idOf('deny-leave')
    if (isHeld) await hold(true)
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'zzz' }))
    await world.admin
      .send(
        new CreatePolicyCommand({
          Name: 'deny-leave',
          Type: 'SERVICE_CONTROL_POLICY',
          Description: '',
          Content: content('nothing:*'),
        }),
      )
      .catch(() => {})
    await world.admin.send(new DetachPolicyCommand({ PolicyId: id, TargetId: 'r-ab12' }))
    if (isHeld) await hold(false)
    await world.settle()
    expect(await world.targetsOf('deny-leave')).toEqual(['444444444444', 'ou-ab12-22222222', 'r-ab12'])
    expect(await world.ports.organizations.reader.policy((await world.idOf('deny-leave')) ?? '')).toMatchObject({
      policy: { content: content('deny-leave:*') },
    })
  })
})

test('a detach that follows a rename is restored though our own events are lost', async () => {
  const id = await world.idOf('deny-leave')
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'zzz' }))
  await world.settle()
  await world.detach('deny-leave', 'r-ab12')
  await world.settle()
  expect(await world.targetsOf('deny-leave')).toContain('r-ab12')
})

/** What this process knows must never hide what is ours. */
describe('a policy of ours', () => {
  const account = '444444444444'
  const send = async (input: { Name?: string; Content?: string }) =>
    world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('deny-leave'), ...input }))
  const cold = () => world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  const ourContent = async () =>
    (await world.ports.organizations.reader.policy((await world.idOf('deny-leave')) ?? ''))?.policy.content

  test('that lost its tag before is still ours when it is renamed and gutted', async () => {
    await world.admin.send(
      new UntagResourceCommand({ ResourceId: (await world.idOf('deny-leave')) ?? '', TagKeys: ['holdfast'] }),
    )
    await world.settle()
    await send({ Name: 'x', Content: content('nothing:*') })
    await world.settle()
    expect(await ourContent()).toBe(content('deny-leave:*'))
  })

  test.each(['x', 'aws-guardrails-x'])(
    'that is renamed to %s and gutted is back, by a process that remembers nothing',
    async (name) => {
      await cold()
      await send({ Name: name, Content: content('nothing:*') })
      await world.settle()
      expect(await ourContent()).toBe(content('deny-leave:*'))
      expect(await world.targetsOf('deny-leave')).toEqual([account, 'ou-ab12-22222222', 'r-ab12'])
    },
  )

  test.each([
    ['at once', true],
    ['one after the other', false],
  ])('that loses its tag and its name, %s, is made anew though nothing is remembered', async (_, isHeld) => {
    await cold()
    const id = (await world.idOf('deny-leave')) ?? ''
    const hold = (hold: boolean) =>
      fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: JSON.stringify({ hold }) })
    if (isHeld) await hold(true)
    await world.admin.send(new UntagResourceCommand({ ResourceId: id, TagKeys: ['holdfast'] }))
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'x' }))
    if (isHeld) await hold(false)
    await world.settle()
    expect(await ourContent()).toBe(content('deny-leave:*'))
    expect(await world.targetsOf('deny-leave')).toEqual([account, 'ou-ab12-22222222', 'r-ab12'])
  })

  test('that was met under a strange name is looked at again', async () => {
    await cold()
    const id = await world.idOf('deny-leave')
    // Another process takes the rename; this one only meets a detach meanwhile.
    const { organizations } = world.ports
    const pair = (targetId: string) => ({ ...nowhere, pairs: [{ policyId: id ?? '', targetId }] })
    await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":true}' })
    await send({ Name: 'x' })
    await world.clock.until(organizations.observe(manifest, pair(account), 'enforce'))
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'deny-leave' }))
    await world.detach('deny-leave', account)
    const seen = await world.clock.until(organizations.observe(manifest, pair(account), 'enforce'))
    expect(makePlan(manifest, seen, nowhere, 'enforce', 0).changes.map(({ key }) => key)).toEqual([
      `attach/SCP/deny-leave/${account}`,
    ])
  })

  test('that a dead run made anew and left unattached is attached', async () => {
    const hold = (hold: boolean) =>
      fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: JSON.stringify({ hold }) })
    await hold(true)
    const id = await world.idOf('deny-leave')
    for (const target of await world.targetsOf('deny-leave')) await world.detach('deny-leave', target)
    await world.admin.send(new DeletePolicyCommand({ PolicyId: id }))
    // The dead run: its incidents are remembered, the policy is made, nothing is attached.
    const opened = world.clock.now()
    const key = `attach/SCP/deny-leave/${account}`
    const incident: Incident = {
      key,
      state: 'open',
      told: null,
      severity: 'medium',
      text: '',
      action: 'attach',
      policy: 'deny-leave',
      target: { id: account, path: account },
      opened,
      cause: null,
      attempts: 0,
      reminded: 0,
      part: 'manifest',
      policyId: null,
      until: 0,
      nextTry: null,
    }
    await rememberIncidents(world.ports.state, { open: [incident], closed: [] })
    await world.admin.send(
      new CreatePolicyCommand({
        Name: 'deny-leave',
        Type: 'SERVICE_CONTROL_POLICY',
        Description: 'About deny-leave',
        Content: content('deny-leave:*'),
        Tags: [{ Key: 'holdfast', Value: 'deny-leave' }],
      }),
    )
    await cold()
    await hold(false)
    await world.settle()
    expect(await world.targetsOf('deny-leave')).toEqual([account, 'ou-ab12-22222222', 'r-ab12'])
  })

  test('is made anew though a foreign policy vanishes while it is looked for', async () => {
    await world.close()
    let isArmed = false
    world = await createWorld({
      manifest,
      fault: ({ operation }) =>
        isArmed && operation === 'ListTagsForResource' ? { name: 'TargetNotFoundException' } : undefined,
    })
    await world.admin.send(
      new CreatePolicyCommand({
        Name: 'other',
        Type: 'SERVICE_CONTROL_POLICY',
        Description: '',
        Content: content('a:*'),
      }),
    )
    await world.settle()
    isArmed = true
    const id = await world.idOf('deny-leave')
    await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":true}' })
    for (const target of await world.targetsOf('deny-leave')) await world.detach('deny-leave', target)
    await world.admin.send(new DeletePolicyCommand({ PolicyId: id }))
    await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":false}' })
    await world.settle()
    expect(await world.targetsOf('deny-leave')).toEqual([account, 'ou-ab12-22222222', 'r-ab12'])
  })
})
