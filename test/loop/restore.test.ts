import { CreatePolicyCommand, DetachPolicyCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
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
