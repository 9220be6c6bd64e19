import { DetachPolicyCommand } from '@aws-sdk/client-organizations'
import { PutParameterCommand } from '@aws-sdk/client-ssm'
import { suspensionParameter } from '../../core/suspend/written.ts'
import type { OrganizationDocument } from '../../emulator/index.ts'
import { atOnce, delivery, told, writesDuring } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

// Ten strangers in all slots of a target.

const scp = 'SERVICE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'
const key = `attach/SCP/deny/${prod}`
const strangers = Array.from({ length: 12 }, (_, at) => ({ id: `p-stranger${at}`, name: `stranger-${at}` }))
const guardrail = { id: 'p-guardrail', name: 'aws-guardrails-abc' }

function organization(): OrganizationDocument {
  return {
    ...smallOrganization(),
    policies: [...strangers, guardrail].map((one, at) => ({ ...one, type: scp, content: content(`other${at}:*`) })),
  }
}

let world: World
afterEach(() => world.close())

const begin = async (evict: boolean, first: string[] = []) => {
  const manifest = manifestOf([policy('deny', [prod], { evict }), policy('beside', [prod])])
  world = await createWorld({ manifest, organization: organization() })
  for (const id of first) await world.attach(id, prod)
  // Ours is seen there, with what lies beside it.
  await world.sweep()
}

/** Takes ours away and fills its place, and all that is free, before anybody hears of it. */
const crowdOut = async (others: string[]) => {
  await world.detach('deny', prod)
  for (const id of others) await world.attach(id, prod)
}

const attachedTo = async () => {
  const names = ['deny', 'beside', 'FullAWSAccess', guardrail.name, ...strangers.map(({ name }) => name)]
  const there: string[] = []
  for (const name of names) if ((await world.targetsOf(name)).includes(prod)) there.push(name)
  return there
}

const ids = (...ats: number[]) => ats.map((at) => strangers[at]?.id ?? '')
const eight = ids(0, 1, 2, 3, 4, 5, 6, 7)

test.each([
  ['an event', () => world.settle()],
  ['a sweep', () => world.sweep()],
])(
  'seen by %s, without evict: a critical incident names who took the slots, and every sweep tries again',
  async (_, seen) => {
    await begin(false)
    await delivery(world, true)
    await crowdOut(eight)
    if (seen !== world.sweep) await delivery(world, false)
    await seen()
    expect(told(world.notices)).toEqual([`refused ${key}`])
    const [{ incident, detail } = { incident: null, detail: null }] = world.notices
    expect(incident?.severity).toBe('critical')
    for (const at of [0, 7]) expect(incident?.text).toContain(`stranger-${at}`)
    expect(detail).toMatch(/Detach a policy there/)
    expect(await attachedTo()).not.toContain('deny')
    // As soon as there is room it is taken.
    await world.admin.send(new DetachPolicyCommand({ PolicyId: 'p-stranger3', TargetId: prod }))
    await world.sweep()
    expect(told(world.notices)).toEqual([`refused ${key}`, `restored ${key}`])
    expect(await attachedTo()).toContain('deny')
  },
)

test.each([
  ['an event', false],
  ['a sweep', true],
])('with evict, seen by %s: one that came since makes room, and that is told', async (_, isSweep) => {
  await begin(true)
  const writes = await writesDuring(world, async () => {
    await delivery(world, true)
    await crowdOut(eight)
    if (isSweep) await world.sweep()
    else {
      await delivery(world, false)
      await world.settle()
    }
  })
  const now = await attachedTo()
  expect(now).toHaveLength(10)
  expect(now.slice(0, 3)).toEqual(['deny', 'beside', 'FullAWSAccess'])
  expect(writes).toMatchObject({ DetachPolicy: 1 })
  expect(told(world.notices).sort()).toEqual([
    `restored ${key}`,
    expect.stringMatching(`^restored detach/SCP/stranger-\\d+/${prod}$`),
  ])
})

test('nobody who lay there before is evicted, nor AWS’s, Control Tower’s, or one that the manifest names', async () => {
  await begin(true, ids(0, 1, 2, 3, 4, 5, 6))
  await delivery(world, true)
  await crowdOut([guardrail.id])
  const writes = await writesDuring(world, world.sweep)
  expect(writes.DetachPolicy).toBeUndefined()
  expect(told(world.notices)).toEqual([`refused ${key}`])
  expect(await attachedTo()).not.toContain('deny')
})

test.each([
  ['is missing', () => world.ports.state.remove(rows)],
  ['was forged', () => world.ports.state.put({ [rows[0] ?? '']: { policies: [], seal: 'x' } })],
  [
    'was copied from another place',
    async () => {
      const row = await world.ports.state.get(`seen/${scp}/deny/r-ab12`)
      await world.ports.state.put({ [rows[0] ?? '']: row ?? null })
    },
  ],
])('what was seen before %s: nobody is evicted', async (_, tamper) => {
  await begin(true)
  await delivery(world, true)
  await tamper()
  await crowdOut(eight)
  await atOnce(world, async () => {})
  expect(await attachedTo()).not.toContain('deny')
  expect(told(world.notices)).toEqual([`refused ${key}`])
})
const rows = [`seen/${scp}/deny/${prod}`]

test('with room left nobody is evicted', async () => {
  await begin(true)
  const writes = await writesDuring(world, () => atOnce(world, () => crowdOut(ids(0, 1, 2))))
  expect(writes).toEqual({ AttachPolicy: 1 })
})

test('whoever suspends the strangers keeps ours away by none of them', async () => {
  await begin(true)
  const Value = JSON.stringify({ reason: 'payments are down since two', ticket: 'INC-7' })
  for (const id of eight)
    await world.ssm.send(new PutParameterCommand({ Name: suspensionParameter(id, prod), Value, Type: 'String' }))
  await atOnce(world, () => crowdOut(eight))
  expect(await attachedTo()).toContain('deny')
})
