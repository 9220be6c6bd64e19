import {
  DeleteOrganizationalUnitCommand,
  PutResourcePolicyCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations'
import { noticesOf } from '../../core/notice/message.ts'
import { sample, samples } from '../support/aws-events/index.ts'
import { delivery, detachEvent, told } from '../support/drift.ts'
import { createWorld, manifestOf, policy, smallOrganization, type World, type WorldOptions } from '../support/world.ts'

// What people are told of events themselves, whatever a look finds.

const [root, prod, sandbox] = ['r-ab12', 'ou-ab12-22222222', 'ou-ab12-44444444'] as const
const manifest = manifestOf([policy('deny', [root, prod])])

let world: World
afterEach(() => world.close())
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, ...options })
}
const later = async (milliseconds: number) => {
  await world.settle()
  await world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.settle()
}
const publish = async (...events: object[]) => {
  for (const event of events) world.bus.publish(event)
  await later(0)
}
const numbered = (name: string, id: string) => {
  const event = sample(name)
  return { ...event, id, detail: { ...event.detail, eventID: id } }
}

test('each event that would blind us is one critical message that says who, and what to do', async () => {
  await begin()
  const blinding = samples.filter(({ rule }) => rule?.startsWith('blinding-') || rule === 'administration')
  await publish(...blinding.map(({ name }) => numbered(name, `event of ${name}`)))
  await later(60_000)
  expect(world.notices.map(({ incident }) => incident.cause?.id).sort()).toStrictEqual(
    blinding.map(({ name }) => `event of ${name}`).sort(),
  )
  for (const { incident, detail } of world.notices) {
    expect(incident).toMatchObject({ severity: 'critical', state: 'reported', told: 'reported', action: null })
    expect(incident.cause?.actor.principal).toMatch(/^arn:aws:iam::111111111111:role/)
    expect(detail).not.toBeNull()
  }
})

test('told and closed: nothing stays open, and no sweep speaks of it again', async () => {
  await begin({ schedules: true })
  await publish(sample('StopLogging'))
  await later(3 * 60 * 60_000)
  expect(told(world.notices)).toStrictEqual([
    `reported StopLogging/arn:aws:cloudtrail:eu-west-1:111111111111:trail/aws-controltower-BaselineCloudTrail`,
  ])
  expect(await world.ports.state.list('incident/')).toStrictEqual({})
})

test.each(['DisableRule that was denied', 'DisableRule of others', 'DisableRule in a member account'])(
  '%s is told to nobody, and looked at by nobody',
  async (name) => {
    await begin()
    await publish(sample(name))
    await later(60_000)
    expect(world.notices).toStrictEqual([])
    expect(await world.calls()).toStrictEqual({})
  },
)

test('the same past the rule, straight in the queue, is only counted', async () => {
  await begin()
  for (const name of ['DisableRule that was denied', 'DisableRule of others', 'DisableRule in a member account'])
    world.bus.send('policy-drift', sample(name))
  await later(60_000)
  expect([world.notices, world.ignored]).toStrictEqual([[], ['failed-call', 'foreign', 'foreign']])
})

test('an event that comes again, at once, later and after a restart, is told once', async () => {
  await begin()
  await publish(sample('DeleteRule'), sample('DeleteRule'))
  await publish(sample('DeleteRule'))
  world.kill()
  await later(24 * 60 * 60_000)
  await publish(sample('DeleteRule'))
  expect(told(world.notices)).toStrictEqual(['reported DeleteRule/holdfast-policy-changes'])
})

test('another event of the same kind is told too', async () => {
  await begin()
  await publish(numbered('StopLogging', 'one'), numbered('StopLogging', 'two'))
  expect(world.notices.map(({ incident }) => incident.cause?.id)).toStrictEqual(['one', 'two'])
})

test('what was done while no event came is found by the look that follows, half a minute later', async () => {
  await begin()
  await delivery(world, true)
  await world.detach('deny', prod)
  await publish(sample('DisableRule'))
  expect(await world.targetsOf('deny')).toStrictEqual([root])
  await later(30_000)
  expect(await world.targetsOf('deny')).toStrictEqual([prod, root])
  // Who switched the rule off need not be who detached.
  expect(world.notices.at(-1)?.incident).toMatchObject({ action: 'attach', state: 'restored', cause: null })
})

test('a storm of them is one look', async () => {
  await begin()
  for (let at = 0; at < 50; at++) await publish(numbered('UpdateTrail', `event ${at}`))
  await later(60_000)
  expect(world.notices).toHaveLength(50)
  expect((await world.calls()).ListRoots).toBe(1)
})

test('where nobody can be told, it is restored nevertheless, and told when the event comes back', async () => {
  let isDown = true
  const failures: unknown[] = []
  await begin({
    failed: (error) => void failures.push(error),
    portsOf: (ports) => ({
      ...ports,
      notify: async (message) => {
        if (isDown && noticesOf(message).some(({ incident }) => incident.key.startsWith('StopLogging')))
          throw new Error('SNS is down')
        return ports.notify(message)
      },
    }),
  })
  await delivery(world, true)
  const id = await world.idOf('deny')
  await world.detach('deny', prod)
  await publish(sample('StopLogging'), detachEvent(id, prod))
  expect(await world.targetsOf('deny')).toStrictEqual([prod, root])
  expect(failures).toHaveLength(1)
  isDown = false
  await later(4 * 60_000)
  expect(told(world.notices).sort()).toStrictEqual([
    `reported StopLogging/arn:aws:cloudtrail:eu-west-1:111111111111:trail/aws-controltower-BaselineCloudTrail`,
    `restored attach/SCP/deny/${prod}`,
  ])
})

test('it is recorded, with who did it under a pseudonym', async () => {
  await begin()
  await world.apply(manifest)
  await publish(sample('DeleteTrail'))
  const [record] = world.deeds().slice(-1) as { type: string; data: { events: object[] } }[]
  expect(record).toMatchObject({ type: 'holdfast.observation.v1', data: { events: [{ name: 'DeleteTrail' }] } })
  expect(JSON.stringify(record)).not.toContain('alice')
})

test('the delegation policy that somebody writes is told, without what it says', async () => {
  await begin()
  await world.admin.send(
    new PutResourcePolicyCommand({
      Content: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            ...{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' } },
            ...{ Action: 'organizations:DetachPolicy', Resource: '*' },
          },
        ],
      }),
    }),
  )
  await world.settle()
  expect(world.notices.map(({ incident: { key, severity } }) => [key, severity])).toStrictEqual([
    ['PutResourcePolicy/', 'critical'],
  ])
})

const rename = (OrganizationalUnitId: string, Name: string) => () =>
  world.admin.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId, Name }))

const units: { what: string; how: () => Promise<unknown>; told: string[] }[] = [
  {
    what: 'renamed that the manifest names',
    how: rename(prod, 'Productive'),
    told: [`reported UpdateOrganizationalUnit/${prod}`],
  },
  { what: 'renamed that it does not name', how: rename(sandbox, 'Playground'), told: [] },
]

test.each(units)('an OU is $what', async ({ how, told: expected }) => {
  await begin()
  await how()
  await later(60_000)
  expect(told(world.notices)).toStrictEqual(expected)
  expect(await world.targetsOf('deny')).toStrictEqual([prod, root])
})

function withEmptyUnit() {
  const organization = smallOrganization()
  organization.root.organizational_units?.push({ id: 'ou-ab12-55555555', name: 'Empty' })
  return organization
}

test('an OU is deleted that the manifest names: told, and looked for', async () => {
  await begin({ manifest: manifestOf([policy('deny', [root, 'ou-ab12-55555555'])]), organization: withEmptyUnit() })
  await world.admin.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-55555555' }))
  await world.settle()
  expect(told(world.notices)).toStrictEqual(['reported DeleteOrganizationalUnit/ou-ab12-55555555'])
  await later(60_000)
  expect(told(world.notices)[1]).toBe('refused target-gone/ou-ab12-55555555, a target of deny, does not exist')
})
