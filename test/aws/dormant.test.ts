import { planFor } from '../../loop/plan.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

let world: World
afterEach(() => world.close())

const prod = 'ou-ab12-22222222'
const account = '444444444444'

test('the first plan after CfCT tells what was dormant; then the policy is ours, and it is told once', async () => {
  const wanted = policy('deny', [prod, account])
  const { name, type, description, content } = wanted
  const document = smallOrganization()
  const manifest = manifestOf([wanted])
  const left = { id: 'p-deny0000', name, type, description, content }
  world = await createWorld({ manifest, organization: { ...document, policies: [left] }, applied: false })
  const reasons = async () => {
    const { plan } = await world.clock.until(planFor(manifest, world.ports))
    return plan.changes.map(({ action, target, reason }) => [action, target?.id ?? null, reason.code])
  }
  const missing = ['attach', prod, 'not-attached']
  expect(await reasons()).toEqual([
    missing,
    ['attach', account, 'dormant-under-cfct'],
    ['tag-policy', null, 'tag-missing'],
  ])
  await world.apply(manifest)
  await world.settle()
  await fetch(new URL('/_holdfast/delivery', world.emulator.url), { method: 'POST', body: '{"hold":true}' })
  await world.detach('deny', account)
  expect(await reasons()).toEqual([['attach', account, 'not-attached']])
})
