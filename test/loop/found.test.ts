import { UpdatePolicyCommand } from '@aws-sdk/client-organizations'
import { atOnce } from '../support/drift.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// What random histories found.

const root = 'r-ab12'
const each = (id: string) => ({ eachAccountIn: [{ id, path: id, joinedAfter: null, except: [] }] })

let world: World
afterEach(() => world.close())

test.failing('a policy of every account that is detached from one and renamed, before any event comes, is attached there again', async () => {
  world = await createWorld({ manifest: manifestOf([policy('cover', [], each(root))]) })
  await atOnce(world, async () => {
    await world.detach('cover', '222222222222')
    await world.admin.send(new UpdatePolicyCommand({ PolicyId: await world.idOf('cover'), Name: 'stray' }))
  })
  expect(await world.targetsOf('cover')).toContain('222222222222')
})
