import { DeletePolicyCommand } from '@aws-sdk/client-organizations'
import { createWorld, manifestOf, policy } from '../support/world.ts'

test('a policy that was deleted comes back though the first CreatePolicy fails', async () => {
  const manifest = manifestOf([policy('deny', ['r-ab12'])])
  let failures = 0
  const world = await createWorld({
    manifest,
    // The apply before makes it once; after that it fails until the caller gives up one whole round of retries.
    fault: ({ operation }) =>
      operation === 'CreatePolicy' && failures > 0 && failures-- > 0
        ? { name: 'ServiceException', status: 500 }
        : undefined,
  })
  const id = await world.idOf('deny')
  await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":true}' })
  await world.detach('deny', 'r-ab12')
  await world.admin.send(new DeletePolicyCommand({ PolicyId: id }))
  failures = 9
  await fetch(`${world.emulator.url}/_holdfast/delivery`, { method: 'POST', body: '{"hold":false}' })
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual(['r-ab12'])
  expect(await world.idOf('deny')).not.toBe(id)
  await world.close()
})
