import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

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
