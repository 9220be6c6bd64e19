import { AttachPolicyCommand, CreatePolicyCommand, UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import type { Manifest } from '../../core/manifest.ts'
import { planFor } from '../../loop/plan.ts'
import { delivery, policyNamed, told } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, type World } from '../support/world.ts'

// A policy of the manifest's name that somebody else made, as after years of CfCT.

const scp = 'SERVICE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'
const strict = manifestOf([policy('deny', [prod])])
const adopting = manifestOf([policy('deny', [prod], { adopt: true })])

let world: World
afterEach(() => world.close())
const begin = async (manifest: Manifest, Content: string) => {
  world = await createWorld({ manifest, applied: false })
  const { Policy } = await world.admin.send(
    new CreatePolicyCommand({ Name: 'deny', Type: scp, Description: 'About deny', Content }),
  )
  const PolicyId = Policy?.PolicySummary?.Id
  await world.admin.send(new AttachPolicyCommand({ PolicyId, TargetId: prod }))
  await world.settle()
  world.notices.length = 0
  return PolicyId
}
const plan = async (manifest: Manifest) => (await world.clock.until(planFor(manifest, world.ports))).plan
const keysOf = async (manifest: Manifest) => (await plan(manifest)).changes.map(({ key }) => key)

test('with other content it is refused, and stays as it is', async () => {
  const id = await begin(manifestOf([policy('unrelated', [prod])]), content('s3:*'))
  const { changes, blocked } = await plan(strict)
  expect([changes, blocked.map(({ code }) => code)]).toEqual([[], ['policy-of-another']])
  expect(await policyNamed(world, 'deny')).toMatchObject({ id, content: content('s3:*'), tags: {} })
})

test.each([
  ['other', content('s3:*'), ['update-policy/SCP/deny', 'tag-policy/SCP/deny']],
  ['the same', content('deny:*'), ['tag-policy/SCP/deny']],
])(
  'with %s content and adopt it becomes ours, with its id and its tag, and then nothing is left to do',
  async (_, text, keys) => {
    const id = await begin(manifestOf([policy('unrelated', [prod])]), text)
    expect(await keysOf(adopting)).toEqual(keys)
    await world.apply(adopting)
    expect(await policyNamed(world, 'deny')).toMatchObject({
      ...{ id, content: content('deny:*'), tags: { holdfast: 'deny' } },
      targets: [prod],
    })
    expect(await keysOf(adopting)).toEqual([])
    // From now on the manifest need not say it any more.
    expect(await keysOf(strict)).toEqual([])
  },
)

test('once adopted it is renamed back instead of doubled, though no event told and nothing is remembered', async () => {
  const id = await begin(adopting, content('deny:*'))
  await world.apply(adopting)
  await delivery(world, true)
  await world.clock.advanceTo(world.clock.now() + 16 * 60_000)
  await world.admin.send(new UpdatePolicyCommand({ PolicyId: id, Name: 'not-mine' }))
  await world.sweep()
  expect(await world.idOf('deny')).toBe(id)
  expect(await world.idOf('not-mine')).toBeUndefined()
  expect(told(world.notices)).toEqual(['restored rename-policy/SCP/deny'])
})

test('enforcement takes the manifest’s name as ours, whoever made the policy', async () => {
  await begin(strict, content('s3:*'))
  await world.sweep()
  expect(await policyNamed(world, 'deny')).toMatchObject({ content: content('deny:*') })
})
