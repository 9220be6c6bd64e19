import { isEvidenceMessage } from '../../core/event/evidence.ts'
import { limits } from '../../core/event/wiring.ts'
import { completeEvidence, type Done, type EvidenceTask } from '../../loop/evidence.ts'
import { told } from '../support/drift.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

// Tasks beside enforcement: each is done, whatever becomes of the others, and what fails is loud.

const minute = 60_000
const manifest = manifestOf([policy('deny', ['r-ab12'])])

let world: World
beforeEach(async () => {
  world = await createWorld({ manifest })
})
afterEach(() => world.close())

async function run(tasks: Record<string, EvidenceTask>, holder = 'one', lasts = limits.evidence.lasts) {
  const { ports, clock } = world
  let heard: Done = {}
  const work = completeEvidence(ports, manifest, { tasks, holder, deadline: clock.now() + lasts }, (done) => {
    heard = done
  })
  const error: unknown = await clock.until(
    work.then(
      () => undefined,
      (thrown) => thrown,
    ),
  )
  return { error, heard }
}
const failing: EvidenceTask = async () => {
  throw new Error('It is down')
}
const fine: EvidenceTask = async () => {}

test('one that fails keeps nothing from the others, people are told, and the run fails', async () => {
  const { error, heard } = await run({ fine, failing, last: fine })
  expect(heard).toEqual({ fine: 'done', failing: 'failed', last: 'done' })
  expect(error).toEqual(new Error('It is down'))
  expect(told(world.notices)).toEqual(['open evidence-incomplete/failing'])
  expect(world.notices[0]?.detail).toBe('It is down')
})

test('people are told once an hour that something fails, and at once that something else does', async () => {
  for (let quarter = 0; quarter < 6; quarter++) {
    await run({ failing, ...(quarter > 2 && { other: failing }) })
    await world.clock.advanceTo(world.clock.now() + 15 * minute)
  }
  expect(told(world.notices).sort()).toEqual([
    'open evidence-incomplete/failing',
    'open evidence-incomplete/failing',
    'open evidence-incomplete/other',
  ])
})

test('what nobody has time for is not begun, and the run fails', async () => {
  const slow: EvidenceTask = ({ clock }) => clock.sleep(15 * minute)
  const { error, heard } = await run({ slow, fine })
  expect(heard).toEqual({ slow: 'done', fine: 'late' })
  expect(String(error)).toContain('no time left for fine')
})

test('one run at a time', async () => {
  let count = 0
  const slow: EvidenceTask = async ({ clock }) => {
    count += 1
    await clock.sleep(5 * minute)
  }
  await Promise.all([run({ slow }, 'one'), run({ slow }, 'two')])
  expect(count).toBe(1)
  await run({ slow }, 'two')
  expect(count).toBe(2)
})

test.each<[unknown, boolean]>([
  [{ evidence: 'due' }, true],
  [{}, false],
  [null, false],
  [7, false],
  ['due', false],
  [{ evidence: true }, false],
  [{ types: [] }, false],
])('%j is a message to the function: %s', (value, is) => {
  expect(isEvidenceMessage(value)).toBe(is)
})

test('what lies in its queue and is no message of the clock has nothing done', async () => {
  world.bus.send('evidence', { types: [], coverage: 'all' })
  world.bus.send('evidence', 'no JSON')
  await world.settle()
  expect(world.bus.pending('evidence')).toBe(0)
  expect(await world.ports.state.get('evidence/caught-up')).toBeUndefined()
  await world.evidence()
  expect(await world.ports.state.get('evidence/caught-up')).toEqual(expect.any(Number))
})
