import {
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  DeleteOrganizationalUnitCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  MoveAccountCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import type { PolicyType } from '../../core/policy/type.ts'
import { atOnce, delivery, detachEvent, policyNamed, told, writesDuring } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, smallOrganization, type World } from '../support/world.ts'

const scp = 'SERVICE_CONTROL_POLICY' as const
const rcp = 'RESOURCE_CONTROL_POLICY' as const
const prod = 'ou-ab12-22222222'
const sandbox = 'ou-ab12-44444444'
const places = ['222222222222', prod, 'r-ab12']
const manifestWith = (type: PolicyType) =>
  manifestOf([policy('deny', ['r-ab12', prod, '222222222222'], { type }), policy('other', [sandbox], { type })])
const manifest = manifestWith(scp)

const foreign = { id: 'p-foreign00', name: 'foreign', type: scp, content: content('s3:*') }
const tower = { id: 'p-tower0000', name: 'aws-guardrails-xyz', type: scp, content: content('ec2:*') }
let type: PolicyType = scp
const organization = () => {
  const document = smallOrganization()
  return {
    ...document,
    root: {
      ...document.root,
      policy_types: type === rcp ? [scp, rcp] : [scp],
      policies: ['p-FullAWSAccess', ...(type === rcp ? ['p-RCPFullAWSAccess'] : []), foreign.id, tower.id],
    },
    policies: [foreign, tower],
  }
}

let world: World
afterEach(() => world.close())
const begin = async (wanted = manifest) => {
  type = wanted.policies[0]?.type ?? scp
  world = await createWorld({ manifest: wanted, organization: organization() })
}

/** The policy as the manifest wants it. */
const asWanted = () => ({
  name: 'deny',
  description: 'About deny',
  content: content('deny:*', type),
  tags: { holdfast: 'deny' },
  targets: places,
})

/** What is told of each difference in the end. */
const lastNotices = () => [...new Map(world.notices.map((notice) => [notice.incident.key, notice])).values()]

const id = async (name = 'deny') => world.idOf(name)

interface Tampering {
  what: string
  how: () => Promise<unknown>
  told: string[]
}

const deleteEverywhere = async () => {
  const PolicyId = await id()
  for (const TargetId of places) await world.admin.send(new DetachPolicyCommand({ PolicyId, TargetId }))
  await world.admin.send(new DeletePolicyCommand({ PolicyId }))
}
const update = async (input: { Name?: string; Description?: string; Content?: string }) =>
  world.admin.send(new UpdatePolicyCommand({ PolicyId: await id(), ...input }))
const disable = () => world.admin.send(new DisablePolicyTypeCommand({ RootId: 'r-ab12', PolicyType: type }))
const attachments = places.map((place) => `restored attach/SCP/deny/${place}`)

const tamperings: Tampering[] = [
  {
    what: 'edited',
    how: () => update({ Content: content('nothing:*', type) }),
    told: ['restored update-policy/SCP/deny'],
  },
  {
    what: 'described otherwise',
    how: () => update({ Description: 'Harmless' }),
    told: ['restored update-policy/SCP/deny'],
  },
  { what: 'renamed', how: () => update({ Name: 'harmless' }), told: ['restored rename-policy/SCP/deny'] },
  {
    what: 'renamed, edited and described otherwise in one call',
    how: () => update({ Name: 'harmless', Description: 'Harmless', Content: content('nothing:*', type) }),
    told: ['restored rename-policy/SCP/deny', 'restored update-policy/SCP/deny'],
  },
  {
    what: 'stripped of its tag',
    how: async () => world.admin.send(new UntagResourceCommand({ ResourceId: await id(), TagKeys: ['holdfast'] })),
    told: ['restored tag-policy/SCP/deny'],
  },
  {
    what: 'tagged as another',
    how: async () =>
      world.admin.send(
        new TagResourceCommand({ ResourceId: await id(), Tags: [{ Key: 'holdfast', Value: 'someone' }] }),
      ),
    told: ['restored tag-policy/SCP/deny'],
  },
  {
    what: 'detached everywhere and deleted',
    how: deleteEverywhere,
    told: [...attachments, 'restored create-policy/SCP/deny'],
  },
  {
    what: 'detached everywhere, deleted, and made anew by somebody',
    how: async () => {
      await deleteEverywhere()
      await world.admin.send(
        new CreatePolicyCommand({ Name: 'deny', Type: type, Description: 'Mine', Content: content('nothing:*', type) }),
      )
    },
    told: [...attachments, 'restored tag-policy/SCP/deny', 'restored update-policy/SCP/deny'],
  },
  {
    what: 'switched off with its type',
    how: disable,
    told: [...attachments, `restored attach/SCP/other/${sandbox}`, 'restored enable-policy-type/SCP'],
  },
  {
    what: 'switched off with its type, and deleted',
    how: async () => {
      await disable()
      await world.admin.send(new DeletePolicyCommand({ PolicyId: await id() }))
    },
    told: [
      ...attachments,
      `restored attach/SCP/other/${sandbox}`,
      'restored create-policy/SCP/deny',
      'restored enable-policy-type/SCP',
    ],
  },
]

/** Which of them holdfast knows by heart, because it read them a moment ago, must not matter. */
const memories = [
  { memory: 'warm', minutes: 0, wanted: manifestWith(scp), short: 'SCP' },
  { memory: 'cold', minutes: 16, wanted: manifestWith(scp), short: 'SCP' },
  { memory: 'warm', minutes: 0, wanted: manifestWith(rcp), short: 'RCP' },
  { memory: 'cold', minutes: 16, wanted: manifestWith(rcp), short: 'RCP' },
]

describe.each(memories)('with a $memory memory, an $short', ({ minutes, wanted, short }) => {
  test.each(tamperings)('that is $what is restored', async ({ how, told: expected }) => {
    await begin(wanted)
    await world.clock.advanceTo(world.clock.now() + minutes * 60_000)
    await atOnce(world, how)
    const { id: _, ...now } = (await policyNamed(world, 'deny')) ?? {}
    expect(now).toEqual(asWanted())
    expect(await world.targetsOf('other')).toEqual([sandbox])
    expect(told(lastNotices()).sort()).toEqual(expected.map((text) => text.replace('SCP', short)).sort())
    // Our own calls have events too: they lead to nothing.
    expect(await writesDuring(world, world.sweep)).toEqual({})
  })
})

test('what no event told of is found by the sweep', async () => {
  await begin()
  await delivery(world, true)
  await world.detach('deny', prod)
  await update({ Content: content('nothing:*', type), Name: 'harmless' })
  await world.admin.send(new DeletePolicyCommand({ PolicyId: await id('other') })).catch(() => {})
  await world.sweep()
  const { id: _, ...now } = (await policyNamed(world, 'deny')) ?? {}
  expect(now).toEqual(asWanted())
  expect(world.notices.map(({ incident }) => incident.cause)).toEqual([null, null, null])
})

test('a notice says who did it, and nobody is believed for it', async () => {
  await begin()
  await world.detach('deny', prod)
  await world.settle()
  expect(world.notices.map(({ incident }) => incident.cause)).toMatchObject([
    { event: 'DetachPolicy', actor: { principal: 'arn:aws:iam::111111111111:user/mallory', sourceIp: '127.0.0.1' } },
  ])
})

describe('FullAWSAccess', () => {
  test.each([
    { wish: 'report' as const, is: [], told: ['reported'] },
    { wish: 'restore' as const, is: ['FullAWSAccess'], told: ['restored'] },
  ])('detached, with full_aws_access: $wish', async ({ wish, is, told: expected }) => {
    await begin({ ...manifest, fullAwsAccess: wish })
    await world.detach('FullAWSAccess', prod)
    await world.settle()
    const there = await world.admin.send(new ListPoliciesForTargetCommand({ TargetId: prod, Filter: scp }))
    const names = there.Policies?.map(({ Name }) => Name).filter((name) => name === 'FullAWSAccess')
    expect(names).toEqual(is)
    expect(world.notices.map(({ incident }) => [incident.severity, incident.state])).toEqual(
      expected.map((state) => ['critical', state]),
    )
    // It stays known as long as it is missing, and is told once.
    await world.sweep()
    await world.sweep()
    expect(world.notices).toHaveLength(1)
  })

  test('attached again by a person, the next sweep closes it', async () => {
    await begin()
    await world.detach('FullAWSAccess', prod)
    await world.settle()
    await world.attach('p-FullAWSAccess', prod)
    await world.sweep()
    expect(world.notices.map(({ incident }) => incident.state)).toEqual(['reported', 'over'])
  })
})

describe('what is not in the manifest', () => {
  test.each([foreign, tower])('$name may be detached, edited, renamed and deleted', async ({ id: PolicyId, name }) => {
    await begin()
    const writes = await writesDuring(world, async () => {
      await world.detach(name, 'r-ab12')
      await world.settle()
      await world.admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('x:*'), Name: `${name}-2` }))
      await world.settle()
      await world.admin.send(new DeletePolicyCommand({ PolicyId }))
      await world.settle()
      await world.sweep()
    })
    expect(writes).toEqual({})
    expect(world.notices).toEqual([])
  })

  test('a policy of ours at another place than the manifest names stays there', async () => {
    await begin()
    const writes = await writesDuring(world, async () => {
      await world.attach((await id()) ?? '', sandbox)
      await world.settle()
      await world.detach('deny', sandbox)
      await world.settle()
      await world.attach((await id()) ?? '', sandbox)
      await world.sweep()
    })
    expect(writes).toEqual({})
    expect(await world.targetsOf('deny')).toContain(sandbox)
  })

  test('somebody who tags a policy as ours moves nothing', async () => {
    await begin()
    const writes = await writesDuring(world, async () => {
      const Tags = [{ Key: 'holdfast', Value: 'deny' }]
      await world.admin.send(new TagResourceCommand({ ResourceId: foreign.id, Tags }))
      await world.settle()
      await world.sweep()
    })
    expect(writes).toEqual({})
  })
})

test('an OU is renamed and a decoy takes its name: no guardrail moves', async () => {
  await begin()
  await world.admin.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: prod, Name: 'Attic' }))
  const decoy = await world.admin.send(
    new CreateOrganizationalUnitCommand({ ParentId: 'ou-ab12-11111111', Name: 'Prod' }),
  )
  await world.settle()
  await world.sweep()
  expect(await world.targetsOf('deny')).toEqual(places)
  await world.detach('deny', prod)
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual(places)
  expect(places).not.toContain(decoy.OrganizationalUnit?.Id)
})

test('an attempt that AWS refused causes nothing, not even a look', async () => {
  await begin()
  const before = world.ports.organizations.calls()
  await expect(world.detach('deny', sandbox)).rejects.toThrow()
  await expect(update({ Content: 'not JSON' })).rejects.toThrow()
  await expect(world.admin.send(new DeletePolicyCommand({ PolicyId: await id() }))).rejects.toThrow()
  await world.settle()
  expect(world.ports.organizations.calls()).toEqual(before)
  expect(world.notices).toEqual([])
})

test('an event of a failed call that got past the rule is only counted', async () => {
  await begin()
  const event = detachEvent(await id(), prod)
  world.bus.send('policy-drift', { ...event, detail: { ...event.detail, errorCode: 'AccessDenied' } })
  await world.clock.until(world.bus.idle())
  expect(world.ignored).toEqual(['failed-call'])
})

test('the same event ten times is one write and one notice', async () => {
  await begin()
  await delivery(world, true)
  await world.detach('deny', prod)
  const event = detachEvent(await id(), prod)
  const writes = await writesDuring(world, async () => {
    for (let time = 0; time < 10; time++) world.bus.publish(event)
    await world.clock.until(world.bus.idle())
  })
  expect(writes).toEqual({ AttachPolicy: 1 })
  expect(told(world.notices)).toEqual([`restored attach/SCP/deny/${prod}`])
})

test('a batch of events about one place is one look at it', async () => {
  await begin()
  const PolicyId = await id()
  const calls = async (events: number) => {
    const before = world.ports.organizations.calls().ListPoliciesForTarget ?? 0
    for (let time = 0; time < events; time++) world.bus.send('policy-drift', detachEvent(PolicyId, prod))
    await world.clock.until(world.bus.idle())
    return (world.ports.organizations.calls().ListPoliciesForTarget ?? 0) - before
  }
  expect(await calls(1)).toBe(1)
  // The first is taken alone, the other ten together.
  expect(await calls(11)).toBe(2)
})

test('with mode notify it is told and not restored', async () => {
  const quiet = manifestOf([policy('deny', places, { mode: 'notify' })])
  await begin(quiet)
  const writes = await writesDuring(world, async () => {
    await world.detach('deny', prod)
    await world.settle()
    await world.sweep()
    await world.sweep()
  })
  expect(writes).toEqual({})
  expect(told(world.notices)).toEqual([`reported attach/SCP/deny/${prod}`])
  // A command is still obeyed.
  expect((await world.apply(quiet)).map(({ key }) => key)).toEqual([`attach/SCP/deny/${prod}`])
})

const removeSandbox = async () => {
  await world.detach('other', sandbox)
  await world.admin.send(
    new MoveAccountCommand({ AccountId: '444444444444', SourceParentId: sandbox, DestinationParentId: 'r-ab12' }),
  )
  await world.admin.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: sandbox }))
}

test('a target that is gone gets no write, and no end of looks', async () => {
  await begin()
  const writes = await writesDuring(world, () => atOnce(world, removeSandbox))
  expect(writes).toEqual({})
  // A sweep does not ask for each target; AWS's answer to its one attempt ends it.
  expect(await writesDuring(world, world.sweep)).toEqual({ AttachPolicy: 1 })
  await world.detach('deny', prod)
  await world.settle()
  expect(await world.targetsOf('deny')).toEqual(places)
})

test('a second command writes nothing', async () => {
  await begin()
  expect(await writesDuring(world, () => world.apply(manifest))).toEqual({})
  const { Roots } = await world.admin.send(new ListRootsCommand({}))
  expect(Roots?.[0]?.PolicyTypes).toEqual([{ Type: scp, Status: 'ENABLED' }])
})
